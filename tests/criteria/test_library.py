"""The library: what it holds, how it is taken in, found and shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from criteria.models import Ambition, AppliesTo, CriteriaSet, CriterionVersion, Immutable, Kind, ProductGroup, RStrategy
from criteria.services.loading import LIBRARY, load_library
from criteria.services.publishing import publish_version
from criteria.services.reading import BadLibrary, read_folder
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def contents() -> list[dict[str, Any]]:
    return read_folder(LIBRARY).groups


def test_the_library_is_as_wide_as_promised(contents: Any) -> None:
    criteria = [criterion for data in contents for criterion in data["criteria"]]
    sets = [bundle for data in contents for bundle in data["sets"]]
    assert len(contents) >= 20
    assert len(criteria) >= 200
    assert all({"en", "fi"} <= set(criterion["text"]) for criterion in criteria)
    assert {criterion["kind"] for criterion in criteria} == set(Kind.values)
    assert {criterion["r_strategy"] for criterion in criteria} == set(RStrategy.values)
    assert {value for criterion in criteria for value in criterion["applies_to"]} == set(AppliesTo.values)
    assert {criterion["ambition"] for criterion in criteria} == set(Ambition.values)
    assert len(sets) >= 25
    assert len([bundle for bundle in sets if bundle["model"] == "service"]) >= 8


def test_a_service_carries_clauses_that_make_it_work(contents: Any) -> None:
    for data in contents:
        kinds = {criterion["slug"]: criterion["kind"] for criterion in data["criteria"]}
        for bundle in data["sets"]:
            if bundle["model"] == "service":
                assert "contract_performance_clause" in {kinds[slug] for slug in bundle["criteria"]}, bundle["slug"]


def test_a_document_is_named_one_way_with_one_year(contents: Any) -> None:
    """Else marking it as outdated would miss half of its criteria."""
    years: dict[str, set[int]] = {}
    for data in contents:
        for criterion in data["criteria"]:
            for document in (criterion["source"], *criterion["source"].get("also", [])):
                assert ";" not in document["title"], criterion["number"]
                years.setdefault(document["title"], set()).add(document["year"])
    assert len(years) > 50
    assert {title: found for title, found in years.items() if len(found) > 1} == {}


def test_every_evidence_accepts_an_equivalent(contents: Any) -> None:
    said = {"en": "equivalent", "fi": "vastaav"}
    for data in contents:
        for criterion in data["criteria"]:
            for language, word in said.items():
                assert word in criterion["text"][language]["evidence"], (criterion["number"], language)


def test_loading_twice_changes_nothing() -> None:
    first = load_library()
    versions = set(CriterionVersion.objects.values_list("pk", "content_hash"))
    second = load_library()
    assert len(first.new_versions) == first.criteria
    assert second.new_versions == []
    assert set(CriterionVersion.objects.values_list("pk", "content_hash")) == versions
    assert ProductGroup.objects.count() == first.groups
    assert CriteriaSet.objects.count() == first.sets


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder with the furniture file, changed as a test wishes."""

    def write(change: Callable[[dict[str, Any]], None] = lambda data: None) -> Path:
        data = yaml.safe_load((LIBRARY / "furniture.yaml").read_text(encoding="utf-8"))
        change(data)
        (tmp_path / "furniture.yaml").write_text(
            yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        return tmp_path

    return write


def test_only_a_changed_criterion_gets_a_new_version_and_the_old_one_stays(
    folder: Callable[..., Path],
) -> None:
    load_library(folder=folder())

    def change(data: dict[str, Any]) -> None:
        data["criteria"][0]["text"]["en"]["title"] = "Another title"

    report = load_library(folder=folder(change))
    assert report.new_versions == ["FUR-001 v2"]
    old, new = CriterionVersion.objects.filter(criterion__number="FUR-001").order_by("number")
    assert (old.state, old.replaced_by, new.state) == ("superseded", new, "published")
    assert old.text_in("en").title != "Another title"


def broken_kind(data: dict[str, Any]) -> None:
    data["criteria"][1]["kind"] = "wish"


def unknown_placeholder(data: dict[str, Any]) -> None:
    data["criteria"][0]["text"]["en"]["requirement"] += " {nothing}"


def default_outside(data: dict[str, Any]) -> None:
    data["criteria"][1]["parameters"][0]["default"] = 9999


def unknown_in_set(data: dict[str, Any]) -> None:
    data["sets"][0]["criteria"].append("not-there")


def doubled(data: dict[str, Any]) -> None:
    data["criteria"][1]["number"] = data["criteria"][0]["number"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (broken_kind, "'wish' is not one of"),
        (unknown_placeholder, "{nothing} is no parameter"),
        (default_outside, "outside its range"),
        (unknown_in_set, "no criterion not-there"),
        (doubled, "is used twice"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_line_and_nothing_is_written(
    folder: Callable[..., Path], change: Callable[..., None], words: str
) -> None:
    with pytest.raises(BadLibrary) as caught:
        load_library(folder=folder(change))
    problem = caught.value.problems[0]
    assert words in problem.message
    assert problem.file == "furniture.yaml"
    assert problem.line > 1
    assert not ProductGroup.objects.exists()


def test_a_published_version_cannot_be_changed_or_deleted() -> None:
    version = make_version()
    version.legal_basis = "something else"
    with pytest.raises(Immutable):
        version.save()
    with pytest.raises(Immutable):
        version.delete()
    text = version.translations.get()
    text.title = "something else"
    with pytest.raises(Immutable):
        text.save()
    with pytest.raises(Immutable):
        publish_version(version=version)


def test_the_database_keeps_one_version_in_force() -> None:
    version = make_version()
    with pytest.raises(IntegrityError):
        CriterionVersion.objects.filter(pk=version.pk).update(state="published")
        CriterionVersion.objects.create(
            criterion=version.criterion, number=9, kind=version.kind, ambition="core", r_strategy="R1",
            state="published", valid_from=version.valid_from,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("repairable chairs", ["FUR-001"]),
        ("FUR-002", ["FUR-002"]),
        ("fur-002", ["FUR-002"]),
        ("re-usable", []),
        ("chairs shall-be", ["FUR-001"]),
        ("pöydät", ["FUR-002"]),
        ("έπιπλα", ["FUR-003"]),
        ("elephants", []),
        ("\"'*-(", []),
    ],
)
def test_search_finds_words_in_every_language(typed: str, numbers: list[str]) -> None:
    make_version("FUR-001", requirement="Chairs shall be repairable.")
    make_version("FUR-002", title="Pöydät", languages=("fi",), requirement="Kierrätetty.")
    make_version("FUR-003", title="έπιπλα γραφείου", languages=("el",), requirement="Κείμενο.")
    found = CriterionVersion.objects.published().found_by(typed)
    assert [version.criterion.number for version in found] == numbers


def test_the_list_narrows_down_by_each_filter(client: Client, cpv: Any) -> None:
    make_version(
        "FUR-001",
        kind="award_criterion",
        ambition="comprehensive",
        r_strategy="R5",
        cpv=cpv,
        languages=("en", "fi"),
    )
    make_version("FUR-002")
    address = reverse("criteria:list")
    for query in (
        "kind=award_criterion",
        "ambition=comprehensive",
        "r_strategy=R5",
        "language=fi",
        "q=FUR-001",
    ):
        page = client.get(f"{address}?{query}").content.decode()
        assert "/criteria/fur-001/" in page, query
        assert "/criteria/fur-002/" not in page, query
    assert "/criteria/fur-001/" in client.get(f"{address}?group=furniture&cpv=3916").content.decode()
    assert "/criteria/fur-001/" not in client.get(f"{address}?cpv=4500").content.decode()


def test_a_filter_that_makes_no_sense_is_said_beside_the_field(client: Client) -> None:
    answer = client.get(reverse("criteria:list"), {"kind": "wish", "cpv": "abc"})
    assert answer.status_code == 422
    assert "2 to 8 digits" in answer.content.decode()


def test_drafts_are_not_shown(client: Client) -> None:
    make_version("FUR-009", published=False)
    assert client.get(reverse("criteria:detail", args=["fur-009"])).status_code == 404
    assert "FUR-009" not in client.get(reverse("criteria:list")).content.decode()
    assert client.get("/api/v1/criteria/fur-009/").status_code == 404


def test_a_criterion_is_read_in_the_readers_language_or_says_that_it_is_not(client: Client) -> None:
    make_version("FUR-001", languages=("en",))
    page = client.get(reverse("criteria:detail", args=["fur-001"]), {"lang": "fi"}).content.decode()
    assert "There is no translation yet" in page


@pytest.mark.parametrize(
    "address", ["/criteria/", "/criteria/sets/", "/", "/api/v1/criteria/", "/api/v1/criteria-sets/"]
)
def test_lists_ask_the_same_number_of_questions_at_any_length(address: str, client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for number in range(10):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)})
    few = counted()
    for number in range(10, 100):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)})
    assert counted() == few


@pytest.mark.parametrize("typed", ["σχολικά έπιπλα", "επιπλα", "møbler", "училищни мебели"])
def test_a_code_without_a_name_in_the_language_is_found_by_its_product_group(typed: str, client: Client) -> None:
    load_library()
    page = client.get(reverse("criteria:cpv_search"), {"cpv": typed}).content.decode()
    assert "39160000" in page
    assert "30213100" not in page


def test_typing_words_finds_the_code(client: Client) -> None:
    from criteria.services.loading import load_cpv

    load_cpv()
    page = client.get(reverse("criteria:cpv_search"), {"cpv": "school desk"}).content.decode()
    assert page.index("39160000") < page.index("39121100")
    assert "30213100" in client.get("/api/v1/cpv/?q=laptop").content.decode()
