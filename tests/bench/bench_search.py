"""How long the library's search takes beside the plainest ways to ask the same database: `./run bench`."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from criteria.models import CriterionVersion, Translation
from tests.criteria.factories import make_version

VERSIONS = 1000
ROUNDS = 30
WORDS = ("chair", "repair", "recycled", "textile", "lamp", "parts", "years", "paint", "asphalt", "laptop")


def median(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[ROUNDS // 2]


@pytest.mark.bench
@pytest.mark.django_db
def test_search_beside_icontains_and_a_lookup_by_key(capsys: Any) -> None:
    for number in range(VERSIONS):
        words = " ".join(WORDS[(number + step) % len(WORDS)] for step in range(3))
        make_version(f"FUR-{number:04}", requirement=f"It concerns {words} number {number}.")
    key = Translation.objects.values_list("pk", flat=True)[VERSIONS // 2]
    published = CriterionVersion.objects.published()
    contains = Q(translations__requirement__icontains="recycled") | Q(translations__title__icontains="recycled")
    limit = median(lambda: Translation.objects.get(pk=key))
    plain = median(lambda: list(published.filter(contains).distinct()[:25]))
    search = median(lambda: list(published.found_by("recycled")[:25]))
    with capsys.disabled():
        print(f"\n{VERSIONS} versions, median of {ROUNDS}: by key {limit:.2f} ms (1.0)")
        print(f"  icontains {plain:.2f} ms ({plain / limit:.1f})  found_by {search:.2f} ms ({search / limit:.1f})")
    assert list(published.found_by("recycled")[:1])
