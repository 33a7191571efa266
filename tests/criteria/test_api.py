"""The library over the API: what everyone reads, page by page, from wherever they ask."""

from typing import Any

import pytest
from django.test import Client

from circpro.consortium.models import User
from criteria.models import CriteriaSet, CriterionVersion, Label, Source
from criteria.services import publishing
from tests.criteria.calls import ALL, JSON, ONE, numbers, wrong_fields
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(db: Any) -> CriterionVersion:
    return make_version("FUR-001")


# --- reading ----------------------------------------------------------------------------------------------


def test_a_criterion_is_read_by_number_or_slug_and_each_version_by_its_number(client: Client) -> None:
    make_version("FUR-001", requirement="Old.")
    make_version("FUR-001", requirement="New.")
    for name in ("FUR-001", "fur-001"):
        row = client.get(f"{ALL}{name}/").json()
        assert (row["version"], row["state"], row["text"]["requirement"]) == (2, "published", "New.")
    assert numbers(client.get(f"{ONE}versions/")) == ["FUR-001 v2", "FUR-001 v1"]
    old = client.get(f"{ONE}versions/1/").json()
    assert (old["state"], old["replaced_by"], old["text"]["requirement"]) == ("superseded", 2, "Old.")
    assert old["url"].endswith("/criteria/fur-001/v1/")


def test_a_withdrawn_criterion_is_still_found_and_says_why(client: Client, librarian: User) -> None:
    version = make_version("FUR-001")
    publishing.withdraw_version(version=version, by=librarian, reason="The standard is gone.")
    assert numbers(client.get(ALL)) == []
    row = client.get(ONE).json()
    assert (row["state"], row["end_reason"]) == ("withdrawn", "The standard is gone.")


@pytest.mark.parametrize(
    "name",
    ["FUR-999", "nothing", "%00", "a" * 101, "FUR-001/versions/0", "FUR-001/versions/x", f"FUR-001/versions/{10**30}"],
)
def test_what_is_not_there_is_a_problem_detail(client: Client, name: str) -> None:
    make_version("FUR-001")
    answer = client.get(f"{ALL}{name}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "urn:circpro:problem:not_found"


def test_texts_come_in_the_language_asked_for_or_all_at_once(client: Client) -> None:
    make_version("FUR-001", languages=("en", "fi"), figures={"years": (5, 2, 10)})
    row = client.get(ONE, {"lang": "fi"}).json()
    assert (row["text"]["language"], row["texts"], row["languages"]) == ("fi", None, ["en", "fi"])
    assert client.get(ONE, {"lang": "et"}).json()["text"]["language"] == "en"
    everything = client.get(ONE, {"texts": "all"}).json()
    assert [text["language"] for text in everything["texts"]] == ["en", "fi"]
    assert everything["parameters"][0]["labels"] == {"en": "years"}


def test_a_search_answers_best_hits_first_page_by_page(client: Client) -> None:
    make_version("FUR-001", requirement="Chairs and tables.")
    make_version("FUR-002", requirement="Tables.")
    make_version("FUR-003", title="Chairs", requirement="Chairs, chairs, chairs.")
    whole = numbers(client.get(ALL, {"q": "chairs"}))
    assert whole == ["FUR-003 v1", "FUR-001 v1"]
    first = client.get(ALL, {"q": "chairs", "page_size": 1}).json()
    second = client.get(first["next"])
    assert (numbers(second), second.json()["next"]) == (["FUR-001 v1"], None)
    assert numbers(client.get(second.json()["previous"])) == ["FUR-003 v1"]


def test_vocabularies_tell_only_what_the_public_library_names(client: Client) -> None:
    hidden = make_version("FUR-009", published=False, source=Source.objects.create(title="Secret plan", year=2026))
    hidden.labels.add(Label.objects.create(slug="secret", name="Secret label"))
    shown = make_version("FUR-001")
    label = Label.objects.create(slug="ecolabel", name="Ecolabel")
    shown.labels.through.objects.create(criterionversion=shown, label=label)
    sources = client.get("/api/v1/sources/").json()["results"]
    assert [(row["title"], row["state"]) for row in sources] == [("A source", "current")]
    assert client.get("/api/v1/labels/").json()["results"] == [{"slug": "ecolabel", "name": "Ecolabel"}]
    assert client.get("/api/v1/labels/secret/").status_code == 404
    assert client.get(f"/api/v1/sources/{hidden.source_id}/").status_code == 404


def test_a_set_lists_its_criteria_in_its_own_order(client: Client) -> None:
    first, second = make_version("FUR-001"), make_version("FUR-002")
    bundle = CriteriaSet.objects.create(slug="a-set", group=make_group(), model="service", ambition="core")
    bundle.items.create(criterion=second.criterion, position=0)
    bundle.items.create(criterion=first.criterion, position=1)
    assert client.get("/api/v1/criteria-sets/a-set/").json()["criteria"] == ["fur-002", "fur-001"]


# --- pages ------------------------------------------------------------------------------------------------


def test_pages_neither_repeat_nor_hide_what_comes_in_while_one_reads_on(client: Client) -> None:
    for number in (2, 4, 6, 8):
        make_version(f"FUR-00{number}")
    page = client.get(ALL, {"page_size": 2}).json()
    seen = [row["criterion"] for row in page["results"]]
    make_version("FUR-001")
    make_version("FUR-007")
    CriterionVersion.objects.filter(criterion__number="FUR-004").update(state="withdrawn", end_reason="Gone.")
    page = client.get(page["next"]).json()
    seen += [row["criterion"] for row in page["results"]]
    assert seen == ["FUR-002", "FUR-004", "FUR-006", "FUR-007"]
    assert [row["criterion"] for row in client.get(page["previous"]).json()["results"]] == ["FUR-001", "FUR-002"]


def test_versions_are_paged_too(client: Client) -> None:
    for _time in range(3):
        make_version("FUR-001")
    page = client.get(f"{ONE}versions/", {"page_size": 2})
    assert numbers(page) == ["FUR-001 v3", "FUR-001 v2"]
    make_version("FUR-001")
    assert numbers(client.get(page.json()["next"])) == ["FUR-001 v1"]


@pytest.mark.parametrize("address", [ALL, f"{ONE}versions/", f"{ALL}?q=chairs"])
@pytest.mark.parametrize("cursor", ["x", "cD0lMDA=", "cD1hYmM=", "bz0tMQ==", "ä", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk="])
def test_a_made_up_cursor_is_refused_by_name(client: Client, address: str, cursor: str) -> None:
    make_version("FUR-001")
    assert wrong_fields(client.get(address, {**({"q": "chairs"} if "q=" in address else {}), "cursor": cursor})) == [
        "cursor"
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page_size", "0"),
        ("page_size", "201"),
        ("page_size", "many"),
        ("kind", "wish"),
        ("cpv", "abc"),
        ("group", "nothing"),
        ("updated_since", "yesterday"),
        ("updated_since", "0001-01-01T00:00:00+14:00"),
        ("q", "a\0b"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(client: Client, field: str, value: str) -> None:
    assert wrong_fields(client.get(ALL, {field: value})) == [field]


# --- other sites, other methods, limits --------------------------------------------------------------------


def test_pages_of_other_sites_may_read_the_library_and_nothing_else(client: Client, library: Any) -> None:
    origin = {"Origin": "https://tool.example"}
    for address in (ALL, ONE, "/api/v1/cpv/", "/api/v1/sources/"):
        answer = client.get(address, headers=origin)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
    for address in ("/api/v1/tenders/", "/api/v1/criteria-in-work/", "/api/v1/token/", "/criteria/", f"{ONE}remarks/"):
        assert "Access-Control-Allow-Origin" not in client.get(address, headers=origin)
    preflight = client.options(ALL, headers={**origin, "Access-Control-Request-Method": "GET"})
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_head_and_options_are_answered(client: Client, library: Any) -> None:
    head = client.head(ONE)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", client.get(ONE)["ETag"])
    assert client.options(ALL)["Allow"] == "GET, HEAD, OPTIONS"
    assert client.delete(ONE).json()["type"] == "urn:circpro:problem:method_not_allowed"


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, library: Any, settings: Any, buyer_client: Client
) -> None:
    settings.API_RATE_ANONYMOUS = "3/min"
    assert [client.get(ALL).status_code for _time in range(4)] == [200, 200, 200, 429]
    refused = client.get(ALL)
    assert (refused["Content-Type"], refused.json()["status"]) == ("application/problem+json", 429)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert buyer_client.get(ALL).status_code == 200


def test_passwords_cannot_be_guessed_quickly(client: Client, settings: Any, buyer: User) -> None:
    settings.API_RATE_TOKEN = "2/min"
    wrong = {"username": buyer.email, "password": "wrong"}
    assert [client.post("/api/v1/token/", wrong, JSON).status_code for _time in range(3)] == [400, 400, 429]


@pytest.mark.parametrize("address", ["/api/nothing/", "/api/v1/nothing/", "/api/v2/criteria/"])
def test_an_unknown_address_is_a_problem_detail(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
