"""How a mirror follows the library: what changed since, and what need not be sent again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from circpro.consortium.models import User
from criteria.models import CriterionVersion, Source, Translation
from criteria.services import publishing, remarks, translating
from tests.criteria.calls import ALL, ONE, numbers
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def long_ago(*versions: CriterionVersion) -> None:
    """As if all of it had been there for a day."""
    then = timezone.now() - timedelta(days=1)
    CriterionVersion.objects.filter(pk__in=[v.pk for v in versions]).update(valid_from=then, created_at=then)
    Translation.objects.filter(version__in=versions).update(changed_at=then)


def supersede(version: CriterionVersion, by: User) -> None:
    make_version("FUR-001", requirement="Another.")


def withdraw(version: CriterionVersion, by: User) -> None:
    publishing.withdraw_version(version=version, by=by, reason="Gone.")


def translate(version: CriterionVersion, by: User) -> None:
    texts = {"title": "Otsikko", "requirement": "Teksti."}
    translating.save_translation(version=version, language="fi", by=by, expected_version=0, texts=texts)


def review(version: CriterionVersion, by: User) -> None:
    text = version.translations.get(language="et")
    translating.review_translation(text=text, by=by, expected_version=text.row_version)


def age_source(version: CriterionVersion, by: User) -> None:
    remarks.mark_source(source=version.source, state="outdated", note="Replaced.", by=by)


CHANGES = [supersede, withdraw, translate, review, age_source]


@pytest.fixture
def settled(db: Any) -> CriterionVersion:
    """FUR-001 with a draft translation and its source, FUR-002 with another, both unchanged for a day."""
    version = make_version("FUR-001")
    Translation.objects.create(version=version, language="et", state="draft", title="Pealkiri", requirement="Tekst.")
    other = make_version("FUR-002", source=Source.objects.create(title="Another source", year=2021))
    long_ago(version, other)
    return version


@pytest.mark.parametrize("change", CHANGES)
def test_a_mirror_learns_of_every_change(client: Client, settled: Any, librarian: User, change: Any) -> None:
    since = (timezone.now() - HOUR).isoformat()
    assert numbers(client.get(ALL, {"updated_since": since})) == []
    change(settled, librarian)
    changed = client.get(ALL, {"updated_since": since})
    wanted = ["FUR-001 v1", "FUR-001 v2"] if change is supersede else ["FUR-001 v1"]
    assert numbers(changed) == wanted
    state = {supersede: "superseded", withdraw: "withdrawn"}.get(change, "published")
    assert changed.json()["results"][0]["state"] == state


@pytest.mark.parametrize("address", [ALL, f"{ALL}?q=Title", ONE, f"{ONE}versions/", f"{ONE}versions/1/"])
@pytest.mark.parametrize("change", CHANGES)
def test_an_unchanged_answer_is_not_sent_again_and_a_changed_one_is(
    client: Client, settled: Any, librarian: User, address: str, change: Any
) -> None:
    first = client.get(address)
    known = [
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
        {"If-None-Match": f'W/{first["ETag"]}, "other"'},
    ]
    for headers in known:
        again = client.get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert {name: again[name] for name in ("ETag", "Cache-Control", "Vary")} == {
            name: first[name] for name in ("ETag", "Cache-Control", "Vary")
        }
    change(settled, librarian)
    for headers in known:
        again = client.get(address, headers=headers)
        assert again.status_code == 200
        assert again.content != first.content


@pytest.mark.parametrize(
    "address", ["product-groups/", "product-groups/furniture/", "sources/", "labels/", "cpv/", "criteria-sets/"]
)
def test_vocabularies_are_conditional_too(client: Client, settled: Any, librarian: User, address: str) -> None:
    first = client.get(f"/api/v1/{address}")
    assert client.get(f"/api/v1/{address}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"/api/v1/{address}", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    if address == "sources/":
        age_source(settled, librarian)
        headers = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(f"/api/v1/{address}", headers=headers).status_code == 200


def test_each_language_filter_and_page_has_a_tag_of_its_own(client: Client, settled: Any) -> None:
    asked = [{}, {"lang": "et"}, {"texts": "all"}, {"kind": "technical_specification"}, {"page_size": 1}]
    tags = [client.get(ALL, query)["ETag"] for query in asked]
    tags.append(client.get(ALL, headers={"Accept-Language": "et"})["ETag"])
    assert len(set(tags)) == len(tags)


def test_caches_keep_what_is_for_everyone_only(client: Client, settled: Any, buyer_client: Client) -> None:
    answer = client.get(ALL)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Language", "Cookie", "Authorization"} <= set(answer["Vary"].split(", "))
    assert buyer_client.get(ALL)["Cache-Control"] == "private, no-cache"


def test_a_condition_that_does_not_hold_is_a_problem_detail(client: Client, settled: Any) -> None:
    answer = client.get(ONE, headers={"If-Match": '"another"'})
    assert (answer.status_code, answer.json()["type"]) == (412, "urn:circpro:problem:precondition_failed")


def test_nothing_is_serialised_for_who_has_the_answer(client: Client, settled: Any) -> None:
    tag = client.get(ALL)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ALL, headers={"If-None-Match": tag}).status_code == 304
    assert len(queries) == 1


@pytest.mark.parametrize(
    "address",
    [f"{ALL}?page_size=200", f"{ALL}?texts=all", f"{ALL}?updated_since=2020-01-01", "/api/v1/sources/", "/api/v1/cpv/",
     "/api/v1/product-groups/", f"{ALL}?q=Title"],
)  # fmt: skip
def test_questions_to_the_database_are_the_same_at_10_and_at_1000_rows(client: Client, address: str) -> None:
    def counted() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for number in range(10):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)})
    few = counted()
    model = CriterionVersion.objects.first()
    assert model is not None
    many(model, 990)
    assert counted() == few


def many(model: CriterionVersion, count: int) -> None:
    """So many more criteria with one text each, written in three queries; search finds only those made singly."""
    from criteria.models import Criterion

    criteria = Criterion.objects.bulk_create(
        Criterion(slug=f"more-{n}", number=f"MOR-{n:03}", group=model.criterion.group) for n in range(count)
    )
    versions = CriterionVersion.objects.bulk_create(
        CriterionVersion(
            criterion=criterion, number=1, kind=model.kind, ambition="core", r_strategy="R3", content_hash="x",
            state="published", valid_from=model.valid_from, source=model.source, applies_to=["new"],
        )
        for criterion in criteria
    )  # fmt: skip
    Translation.objects.bulk_create(
        Translation(version=version, language="en", title="Title", requirement="Text.") for version in versions
    )
