"""How long the library's search takes beside the plainest ways to ask the same database: `./run bench`.

`BENCH_VERSIONS=20000,100000` and `BENCH_ROUNDS=5` set sizes and repetitions. Times are of one request's questions to
the database with everything Django does around them: the first page of results and every facet with its counts.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict

from criteria.filters import CriterionFilter
from criteria.models import CriterionVersion
from criteria.search.asking import question
from criteria.search.words import EMPTY, fold
from tests.bench.big_library import SEED, Vocabulary, build, vocabulary

SIZES = [int(size) for size in os.environ.get("BENCH_VERSIONS", "20000,100000").split(",")]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
QUESTIONS = 30
PAGE = 25
# SQLite works in this process: its processor time is the whole time, and what else the machine does stays out of it.
CLOCK = time.process_time if connection.vendor == "sqlite" else time.perf_counter
RANKED = {
    "sqlite": "SELECT rowid FROM criteria_searchfts WHERE criteria_searchfts MATCH %s ORDER BY rank LIMIT 25",
    "postgresql": "SELECT id FROM criteria_searchtext, (SELECT %s::tsquery AS asked) AS question "
    "WHERE vector @@ asked ORDER BY ts_rank(vector, asked) DESC LIMIT 25",
}
UNRANKED = {
    "sqlite": "SELECT rowid FROM criteria_searchfts WHERE criteria_searchfts MATCH %s LIMIT 25",
    "postgresql": "SELECT id FROM criteria_searchtext WHERE vector @@ %s::tsquery LIMIT 25",
}


def questions(words: Vocabulary) -> list[str]:
    """One word or two, as often as they stand in the texts, in languages by turns."""
    chance = random.Random(SEED)
    asked = []
    for place in range(QUESTIONS):
        known, often = words[list(words)[place % len(words)]]
        drawn = (word for word in chance.choices(known, often, k=200) if len(word) > 3 and fold(word) not in EMPTY)
        asked.append(" ".join(next(drawn) for _ in range(1 + place % 2)))
    return asked


def misspelt(asked: list[str]) -> list[str]:
    """The same with two letters of a long word swapped."""
    return [f"{word[:3]}{word[4]}{word[3]}{word[5:]}" for word in (text.split()[0] for text in asked) if len(word) > 7]


def bare(sql: str) -> Callable[[str], Any]:
    """The database's own question, its expression made ready before."""
    ready: dict[str, str] = {}

    def ask(typed: str) -> list[Any]:
        expression = ready.get(typed) or ready.setdefault(typed, question(typed).expression)  # type: ignore[union-attr]
        with connection.cursor() as cursor:
            cursor.execute(sql, [expression])
            return cursor.fetchall()

    return ask


def page(query: str) -> int:
    """What the library's page asks: the first rows and all counts."""
    found = CriterionFilter(QueryDict(query), queryset=CriterionVersion.objects.published())
    assert found.is_valid()
    list(found.qs.select_related("criterion")[:PAGE])
    return found.counts.total


def icontains(typed: str) -> int:
    """The plainest search in Django, for every word: the first rows and how many there are."""
    versions = CriterionVersion.objects.published()
    for word in typed.split():
        versions = versions.filter(
            Q(translations__title__icontains=word) | Q(translations__requirement__icontains=word)
        )
    found = versions.distinct()
    list(found.select_related("criterion")[:PAGE])
    return found.count()


def timed(act: Callable[[str], Any], asked: list[str], rounds: int = ROUNDS) -> tuple[float, float]:
    """Milliseconds, p50 and p95 over the questions, each at its fastest: other work only adds to it."""
    times = []
    for typed in asked:
        act(typed)  # not counted: what is read from disk or compiled once
        rounds_of_it = []
        for _ in range(rounds):
            start = CLOCK()
            act(typed)
            rounds_of_it.append((CLOCK() - start) * 1000)
        times.append(min(rounds_of_it))
    return (statistics.median(times), statistics.quantiles(times, n=20)[-1]) if len(times) > 1 else (times[0], times[0])


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_search_beside_icontains_and_the_bare_question(size: int, capsys: Any) -> None:
    words = vocabulary()
    started = time.perf_counter()
    build(size, words)
    took = time.perf_counter() - started
    asked = questions(words)
    vendor = connection.vendor
    limit = timed(bare(RANKED[vendor]), asked)
    lines = {
        "bare question, ranked, first 25": limit,
        "bare question, first 25 of any": timed(bare(UNRANKED[vendor]), asked),
        "icontains, first 25 and count": timed(icontains, asked[:10], 1),
        "search, first 25 and all facets": timed(lambda typed: page(f"q={typed}"), asked),
        "the same with two filters chosen": timed(lambda typed: page(f"q={typed}&ambition=core&r_strategy=R4"), asked),
        "the same misspelt": timed(lambda typed: page(f"q={typed}"), misspelt(asked), 1),
        "no words, first 25 and all facets": timed(page, [""]),
    }
    hits = statistics.median(page(f"q={typed}") for typed in asked)
    with capsys.disabled():
        print(
            f"\n{vendor}, {size:,} versions (written in {took:.0f} s), {len(asked)} questions, median {hits:,.0f} hits"
        )
        print(f"{'':36}{'p50 ms':>9}{'p95 ms':>9}{'p50':>8}{'p95':>8}")
        for name, (middle, high) in lines.items():
            print(f"{name:36}{middle:9.1f}{high:9.1f}{middle / limit[0]:7.1f}x{high / limit[1]:7.1f}x")
    assert hits > 0
