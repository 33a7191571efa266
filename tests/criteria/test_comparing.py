"""Criteria side by side, and those that are like one another."""

from typing import Any

import pytest
from django.test import Client

from circpro.consortium.models import User
from criteria.comparing import side_by_side
from criteria.models import CriterionVersion, Label
from criteria.services.publishing import withdraw_version
from criteria.similar import similar_to
from criteria.usage import note_usage
from tests.criteria.factories import elsewhere, fresh, make_version

pytestmark = pytest.mark.django_db


# --- comparing ----------------------------------------------------------------------------------------------


def test_criteria_stand_side_by_side_and_what_differs_says_so(client: Client) -> None:
    make_version("FUR-001", requirement="Spare parts for {years} years.", figures={"years": (5, 2, 10)})
    make_version("FUR-002", requirement="Spare parts for seven years.", kind="award_criterion")
    rows = {row.label: row for row in client.get("/criteria/compare/?c=fur-001,FUR-002").context["rows"]}
    assert [cell.lines[0].text for cell in rows["Requirement"].cells] == [
        "Spare parts for 5 years.",
        "Spare parts for seven years.",
    ]
    assert [line.text for line in rows["Figures"].cells[0].lines] == ["years: 5 units (2 to 10)"]
    assert (rows["Kind"].differs, rows["Ambition"].differs) == (True, False)
    only = client.get("/criteria/compare/?c=FUR-001&c=FUR-002&only=1").context["rows"]
    assert all(row.differs for row in only)


def test_words_are_marked_only_where_texts_are_alike() -> None:
    make_version("FUR-001", requirement="Spare parts shall be there for five years.")
    make_version("FUR-002", requirement="Spare parts shall be there for seven years.")
    make_version("FUR-003", requirement="No resemblance whatsoever.")
    versions = CriterionVersion.objects.by_numbers(["FUR-001", "FUR-002", "FUR-003"])
    note_usage(versions)
    row = next(row for row in side_by_side(versions, words=True) if row.label == "Requirement")
    changed = [(piece.change, piece.text) for piece in row.cells[1].pieces if piece.change != "same"]
    assert changed == [("removed", "five"), ("added", "seven")]
    assert row.cells[2].pieces == []


@pytest.mark.parametrize(
    ("asked", "shown", "said"),
    [
        ("c=FUR-001&c=ABC-999", ["FUR-001"], "There is no criterion ABC-999."),
        ("c=<script>", [], "There is no criterion &lt;SCRIPT&gt;."),
        ("c=FUR-001&c=FUR-007", ["FUR-001"], "There is no criterion FUR-007."),
        ("&".join(f"c=FUR-{n:03}" for n in range(1, 51)), ["FUR-001", "FUR-002", "FUR-003", "FUR-004"], "At most 4"),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_rest_is_shown(
    client: Client, asked: str, shown: list[str], said: str
) -> None:
    for n in range(1, 6):
        make_version(f"FUR-00{n}")
    make_version("FUR-007", published=False)
    answer = client.get(f"/criteria/compare/?{asked}")
    assert answer.status_code == 422
    assert answer.context["shown"] == shown
    assert said in answer.content.decode()


def test_nothing_to_compare_shows_the_way(client: Client) -> None:
    answer = client.get("/criteria/compare/")
    assert answer.status_code == 200
    assert "Nothing to compare yet" in answer.content.decode()


def test_a_withdrawn_criterion_is_compared_with_a_warning(client: Client, librarian: User) -> None:
    version = make_version("FUR-001")
    withdraw_version(version=version, by=librarian, reason="The label ended.")
    page = client.get("/criteria/compare/?c=FUR-001").content.decode()
    assert "Why: The label ended." in page


# --- similar ------------------------------------------------------------------------------------------------


def test_similar_are_those_of_other_groups_with_the_same_strategy_and_words(db: Any) -> None:
    own = make_version("FUR-001", requirement="Upholstery spare parts are delivered.", r_strategy="R4")
    make_version("FUR-002", requirement="Something unlike.", r_strategy="R4")
    words = elsewhere("ICT-001", requirement="Battery spare parts are delivered.", r_strategy="R4")
    same = elsewhere("ICT-002", requirement="Keyboards come in every language.", title="Keys", r_strategy="R4")
    elsewhere("ICT-003", requirement="Energy label.", title="Energy", r_strategy="R2", kind="award_criterion")
    found = similar_to(fresh(own), "en")
    assert [near.version for near in found] == [words, same]
    assert (found[0].same_words, found[1].same_words, found[1].same_kind) == (True, False, True)


def test_a_label_in_common_is_named(db: Any) -> None:
    own = make_version("FUR-001", requirement="Upholstery spare parts.")
    other = make_version("FUR-002", requirement="Upholstery spare parts again.")
    label = Label.objects.create(slug="eu", name="EU Ecolabel")
    for version in (own, other):
        version.labels.add(label)
    assert [near.labels for near in similar_to(fresh(own), "en")] == [["EU Ecolabel"]]


def test_neither_itself_nor_what_replaced_it_nor_more_than_five(db: Any) -> None:
    old = make_version("FUR-001")
    for n in range(1, 9):
        elsewhere(f"ICT-00{n}")
    heir = elsewhere("ICT-009")
    make_version("FUR-001")
    CriterionVersion.objects.filter(pk=old.pk).update(replaced_by=heir)
    found = similar_to(fresh(old), "en")
    assert len(found) == 5
    assert not {near.version.criterion.number for near in found} & {"FUR-001", "ICT-009"}
    assert "FUR-001" not in {near.version.criterion.number for near in similar_to(fresh(heir), "en")}
