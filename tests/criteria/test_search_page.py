"""The library's page: facets counted by hand, chips, CPV codes, and how many questions it asks."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from criteria.filters import CriterionFilter
from criteria.models import CpvCode, CpvName, CriteriaSet, CriteriaSetItem, CriterionVersion, Label
from criteria.search.facets import Counts
from criteria.views.facets import Choice, Facet
from tests.criteria.factories import make_group, make_many, make_version

pytestmark = pytest.mark.django_db


def found(query: str) -> CriterionFilter:
    filters = CriterionFilter(QueryDict(query), queryset=CriterionVersion.objects.published())
    assert filters.is_valid(), filters.form.errors
    return filters


def above_none(counts: Counts, facet: str) -> dict[str, int]:
    return {value: number for value, number in counts.by_facet.get(facet, {}).items() if number}


def test_only_signs_find_nothing_and_say_so(client: Client) -> None:
    make_version("FUR-001")
    page = client.get(reverse("criteria:list"), {"q": "\"'*-("}).content.decode()
    assert "0 criteria found" in page
    assert "No criterion fits" in page


@pytest.fixture
def library() -> None:
    """Five in force and a draft: what stands where is counted by hand in the tests."""
    swan = Label.objects.create(slug="swan", name="Swan")
    rows = [
        ("FUR-001", "award_criterion", "core", "R4", ["new"], ("en", "fi")),
        ("FUR-002", "award_criterion", "comprehensive", "R4", ["new", "refurbished"], ("en",)),
        ("FUR-003", "technical_specification", "core", "R5", ["refurbished"], ("en", "fi")),
        ("FUR-004", "technical_specification", "core", "R5", ["service"], ("fi",)),
        ("FUR-005", "subject_matter", "core", "R0", ["new"], ("en",)),
    ]
    for number, kind, ambition, strategy, applies, languages in rows:
        make_version(
            number, kind=kind, ambition=ambition, r_strategy=strategy, applies_to=applies, languages=languages,
            title="Chair" if number < "FUR-005" else "Desk",
        )  # fmt: skip
    make_version("FUR-006", kind="award_criterion", published=False)
    versions = {version.criterion.number: version for version in CriterionVersion.objects.select_related("criterion")}
    for number in ("FUR-001", "FUR-003"):
        versions[number].labels.add(swan)
    for slug in ("one", "two"):  # FUR-001 stands in two sets of one model and counts once
        bundle = CriteriaSet.objects.create(slug=slug, group=make_group(), model="service", ambition="core")
        CriteriaSetItem.objects.create(criteria_set=bundle, criterion=versions["FUR-001"].criterion, position=0)


def test_without_a_choice_every_facet_counts_all(library: None) -> None:
    counts = found("").counts
    assert counts.total == 5
    assert above_none(counts, "kind") == {"award_criterion": 2, "technical_specification": 2, "subject_matter": 1}
    assert above_none(counts, "ambition") == {"core": 4, "comprehensive": 1}
    assert above_none(counts, "r_strategy") == {"R0": 1, "R4": 2, "R5": 2}
    assert above_none(counts, "applies_to") == {"new": 3, "refurbished": 2, "service": 1}
    assert above_none(counts, "language") == {"en": 4, "fi": 3}
    assert above_none(counts, "model") == {"service": 1}
    assert counts.of("label", Label.objects.get().pk) == 2
    assert counts.of("group", make_group().pk) == 5
    assert counts.of("group", 0) == 0


def test_a_facet_leaves_its_own_choice_out_and_keeps_the_others(library: None) -> None:
    filters = found("kind=award_criterion&language=fi")
    assert [version.criterion.number for version in filters.qs] == ["FUR-001"]
    assert filters.counts.total == 1
    assert above_none(filters.counts, "kind") == {"award_criterion": 1, "technical_specification": 2}  # language only
    assert above_none(filters.counts, "language") == {"en": 2, "fi": 1}  # kind only
    assert above_none(filters.counts, "ambition") == {"core": 1}  # both


def test_words_and_facets_together(library: None) -> None:
    filters = found("q=chairs&applies_to=refurbished&applies_to=service")
    assert {version.criterion.number for version in filters.qs} == {"FUR-002", "FUR-003", "FUR-004"}
    assert filters.counts.total == 3
    assert above_none(filters.counts, "applies_to") == {"new": 2, "refurbished": 2, "service": 1}
    assert above_none(filters.counts, "r_strategy") == {"R4": 1, "R5": 2}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("label=swan", {"FUR-001", "FUR-003"}),
        ("model=service", {"FUR-001"}),
        ("applies_to=new", {"FUR-001", "FUR-002", "FUR-005"}),
        ("language=fi", {"FUR-001", "FUR-003", "FUR-004"}),
        ("r_strategy=R4&r_strategy=R0", {"FUR-001", "FUR-002", "FUR-005"}),
        ("group=furniture&ambition=comprehensive", {"FUR-002"}),
    ],
)
def test_each_facet_narrows_down_and_no_version_comes_twice(query: str, expected: set[str], library: None) -> None:
    filters = found(query)
    shown = [version.criterion.number for version in filters.qs]
    assert sorted(shown) == sorted(expected)
    assert filters.counts.total == len(expected)


def test_a_choice_that_shows_nothing_is_disabled_and_a_chosen_one_is_not(client: Client, library: None) -> None:
    page = client.get(reverse("criteria:list"), {"q": "desk", "kind": "award_criterion"}).content.decode()

    def field(value: str) -> str:
        found = re.search(rf'<input[^>]*value="{value}"[^>]*>', page)
        assert found
        return found[0]

    assert "disabled" in field("selection_criterion")
    assert "checked" in field("award_criterion")
    assert "disabled" not in field("award_criterion")
    assert "disabled" not in field("subject_matter")


def test_long_facets_fold_after_eight_and_show_what_is_chosen() -> None:
    choices = [Choice(f"id_{n}", str(n), str(n), count=n, checked=n == 1) for n in range(12)]
    facet = Facet("label", "Label", choices)
    assert [choice.value for choice in facet.shown] == ["1", "5", "6", "7", "8", "9", "10", "11"]
    assert [choice.value for choice in facet.folded] == ["0", "2", "3", "4"]
    assert Facet("label", "Label", choices[:9]).folded == []


def test_each_choice_can_be_taken_back_alone(client: Client, library: None) -> None:
    query = "q=chair&kind=award_criterion&kind=subject_matter&page=1"
    page = client.get(f"{reverse('criteria:list')}?{query}").content.decode()
    chips = re.findall(r'data-removable href="([^"]+)"', page)
    assert [chip.replace("&amp;", "&") for chip in chips] == [
        "?kind=award_criterion&kind=subject_matter",
        "?q=chair&kind=award_criterion",
        "?q=chair&kind=subject_matter",
    ]


def test_the_code_is_named_and_its_branch_is_searched_both_ways(client: Client) -> None:
    for code, name in (("39130000", "Office furniture"), ("39131000", "Office shelving"), ("39100000", "Furniture")):
        CpvName.objects.create(code=CpvCode.objects.create(code=code), language="en", name=name, folded=name.lower())
    make_version("FUR-001", cpv=CpvCode.objects.get(code="39130000"))
    address = reverse("criteria:list")
    for typed in ("39131000 Office shelving", "39100000", "3913", "39130000-5"):
        assert "/criteria/fur-001/" in client.get(address, {"cpv": typed}).content.decode(), typed
    assert "/criteria/fur-001/" not in client.get(address, {"cpv": "39200000"}).content.decode()
    assert "CPV code: 39131000 Office shelving" in client.get(address, {"cpv": "39131000"}).content.decode()


def test_a_hit_in_another_language_says_so(client: Client) -> None:
    make_version("FUR-001", languages=("en", "el"), title="Seats", requirement="έπιπλα")
    make_version("FUR-002", languages=("el",), title="Καθίσματα")
    address = reverse("criteria:list")
    page = client.get(address, {"q": "seats"}).content.decode()
    assert "found in the text in" not in page
    assert "shown in Greek" in client.get(address, {"q": "καθισμα"}).content.decode()


def test_htmx_gets_the_results_and_the_count_to_read_out(client: Client, library: None) -> None:
    answer = client.get(reverse("criteria:list"), {"q": "chair"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    assert re.search(r'id="found" hx-swap-oob="innerHTML">\s*4 criteria found', answer)


def test_the_page_asks_the_same_number_of_questions_at_ten_and_at_a_thousand_rows(client: Client) -> None:
    label = Label.objects.create(slug="swan", name="Swan")
    chosen = "q=chair&kind=award_criterion&label=swan&language=en&applies_to=new"
    most = {"": 11, "q=chair": 12, "q=chiar": 15, chosen: 13}

    def counted(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{reverse('criteria:list')}?{query}").status_code == 200
        return len(queries)

    make_many(range(10), title="Chair", label=label)
    few = {query: counted(query) for query in most}
    make_many(range(10, 1000), title="Chair", label=label)
    assert {query: counted(query) for query in most} == few
    assert few == most
