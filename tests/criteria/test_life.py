"""A criterion from the proposal to its withdrawal: who may do what, what is kept, what is refused."""

from typing import Any

import pytest

from circpro.audit.models import Entry
from circpro.errors import StaleWrite
from criteria.changes import changes
from criteria.content import content_of
from criteria.errors import Incomplete, NotNow, SecondPersonNeeded
from criteria.models import CriterionVersion, Immutable, Translation
from criteria.services import editing, publishing
from tests.conftest import make_user
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(authority: Any) -> Any:
    return make_user("colleague@elverum.example", authority, "librarian")


def content(**fields: Any) -> dict[str, Any]:
    """A sound content; `fields` replace parts of it."""
    text = {"title": "Chairs", "requirement": "They last {years} years.", "verification": "Checked.", "evidence": "Or."}
    years = {"name": "years", "type": "integer", "unit": {"en": "years"}, "label": {"en": "Time"},
             "default": 5, "min": 2, "max": 9}  # fmt: skip
    return {
        "kind": "technical_specification",
        "ambition": "core",
        "applies_to": ["new"],
        "r_strategy": "R3",
        "labels": ["EU Ecolabel"],
        "parameters": [years],
        "legal_basis": "Art. 42",
        "source": {"title": "A document", "year": 2020, "confirmed": False},
        "text": {"en": text},
        **fields,
    }


def latest(version: CriterionVersion) -> CriterionVersion:
    return CriterionVersion.objects.with_texts().get(pk=version.pk)


def test_a_proposal_becomes_a_published_criterion_by_two_librarians(buyer: Any, librarian: Any, colleague: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=buyer, why="We needed it.")
    assert version.criterion.number == "FUR-501"
    assert version.state == "proposed"
    editing.accept_proposal(version=version, by=librarian, expected_version=1)
    text = content()["text"]["en"] | {"title": "Chairs that last"}
    editing.change_version(
        version=version, by=librarian, expected_version=2, content=content_of(latest(version)) | {"text": {"en": text}},
        change_note="Title made plain.",
    )  # fmt: skip
    editing.submit_version(version=version, by=librarian, expected_version=3)
    published = publishing.approve_version(version=version, by=colleague, expected_version=4)
    assert published.state == "published"
    assert published.reviewed_by == colleague
    assert latest(version).text_in("en").title == "Chairs that last"
    acts = list(Entry.objects.about(version.criterion).values_list("action", flat=True))
    assert acts == ["approve_version", "submit_version", "change_version", "accept_proposal", "propose_criterion"]


def test_whoever_wrote_on_a_version_cannot_publish_it(librarian: Any, colleague: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=librarian, why="", state="draft")
    editing.change_version(
        version=version,
        by=colleague,
        expected_version=1,
        content=content_of(latest(version)),
        change_note="Both wrote.",
    )
    editing.submit_version(version=version, by=librarian, expected_version=2)
    for writer in (librarian, colleague):
        with pytest.raises(SecondPersonNeeded):
            publishing.approve_version(version=version, by=writer, expected_version=3)
    assert latest(version).state == "in_review"


def test_a_reviewer_approves_only_what_was_read(librarian: Any, colleague: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=librarian, why="", state="draft")
    editing.submit_version(version=version, by=librarian, expected_version=1)
    editing.return_version(version=version, by=colleague, expected_version=2, reason="Too vague.")
    editing.submit_version(version=version, by=librarian, expected_version=3)
    with pytest.raises(NotNow):
        publishing.approve_version(version=version, by=colleague, expected_version=2)


def test_numbers_of_the_portal_never_meet_those_of_the_files(buyer: Any) -> None:
    make_version("FUR-001")
    first = editing.propose_criterion(group=make_group(), content=content(), by=buyer, why="")
    second = editing.propose_criterion(group=make_group(), content=content(), by=buyer, why="")
    assert [first.criterion.number, second.criterion.number] == ["FUR-501", "FUR-502"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"legal_basis": ""}, "legal_basis"),
        ({"source": {"title": "", "year": None, "confirmed": False}}, "source"),
        ({"applies_to": []}, "applies_to"),
        ({"text": {"en": {"title": "T", "requirement": "For {years}."}}}, "text.en.verification"),
        ({"parameters": []}, "text.en.requirement"),
        ({"text": {"en": {"title": "T", "requirement": "No figure.", "verification": "V", "evidence": "E"}}},
         "text.en.requirement"),
    ],
)  # fmt: skip
def test_what_is_missing_keeps_a_version_from_review(change: dict[str, Any], field: str, librarian: Any) -> None:
    version = editing.propose_criterion(
        group=make_group(), content=content(**change), by=librarian, why="", state="draft"
    )
    with pytest.raises(Incomplete) as refused:
        editing.submit_version(version=version, by=librarian, expected_version=1)
    assert field in refused.value.errors
    assert latest(version).state == "draft"


def test_the_next_version_supersedes_the_one_in_force(librarian: Any, colleague: Any) -> None:
    former = make_version("FUR-001", languages=("en", "fi"))
    version = editing.start_version(criterion=former.criterion, by=librarian, why="The market moved on.")
    new = content_of(latest(version))
    new["text"]["en"]["requirement"] = "It shall last longer."
    editing.change_version(version=version, by=librarian, expected_version=1, content=new, change_note="Longer.")
    editing.submit_version(version=version, by=librarian, expected_version=2)
    publishing.approve_version(version=version, by=colleague, expected_version=3)
    former.refresh_from_db()
    assert (former.state, former.replaced_by, former.end_reason) == ("superseded", version, "Longer.")
    assert former.valid_until is not None
    assert latest(former).text_in("en").requirement == "It shall last."


def test_only_one_version_is_in_work_at_a_time(librarian: Any, colleague: Any) -> None:
    former = make_version("FUR-001")
    editing.start_version(criterion=former.criterion, by=librarian, why="One.")
    with pytest.raises(NotNow):
        editing.start_version(criterion=former.criterion, by=colleague, why="Two.")
    assert former.criterion.versions.count() == 2


def test_a_stale_change_is_refused_and_nothing_of_it_is_kept(librarian: Any, colleague: Any) -> None:
    version = editing.start_version(criterion=make_version("FUR-001").criterion, by=librarian, why="One.")
    new = content_of(latest(version))
    editing.change_version(version=version, by=librarian, expected_version=1, content=new, change_note="First.")
    new["legal_basis"] = "Art. 70"
    with pytest.raises(StaleWrite):
        editing.change_version(version=version, by=colleague, expected_version=1, content=new, change_note="Second.")
    assert latest(version).legal_basis == "Art. 42"
    assert latest(version).change_note == "First."


def test_what_is_in_review_or_published_is_not_written_on(librarian: Any, colleague: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=librarian, why="", state="draft")
    editing.submit_version(version=version, by=librarian, expected_version=1)
    with pytest.raises(NotNow):
        editing.change_version(version=version, by=librarian, expected_version=2, content=content(), change_note="x")
    publishing.approve_version(version=version, by=colleague, expected_version=2)
    with pytest.raises(NotNow):
        editing.decline_version(version=latest(version), by=librarian, expected_version=2, reason="Late.")
    with pytest.raises(Immutable):
        latest(version).delete()


def test_a_changed_original_ages_its_translations_and_they_do_not_come_into_force(
    librarian: Any, colleague: Any
) -> None:
    former = make_version("FUR-001")
    Translation.objects.create(version=former, language="el", title="Τ", requirement="Α", state="reviewed")
    version = editing.start_version(criterion=former.criterion, by=librarian, why="Longer.")
    assert dict(version.translations.values_list("language", "state")) == {"en": "original", "el": "reviewed"}
    new = content_of(latest(version))
    new["text"]["en"]["requirement"] = "It shall last longer."
    editing.change_version(version=version, by=librarian, expected_version=1, content=new, change_note="Longer.")
    assert version.translations.get(language="el").state == "outdated"
    editing.submit_version(version=version, by=librarian, expected_version=2)
    publishing.approve_version(version=version, by=colleague, expected_version=3)
    assert list(version.translations.values_list("language", flat=True)) == ["en"]
    assert former.translations.get(language="el").requirement == "Α"


def test_withdrawal_needs_a_reason_and_stays_readable(librarian: Any, client: Any) -> None:
    version = make_version("FUR-001")
    with pytest.raises(Incomplete):
        publishing.withdraw_version(version=version, by=librarian, reason=" ")
    publishing.withdraw_version(version=version, by=librarian, reason="The standard was repealed.")
    version.refresh_from_db()
    assert (version.state, version.end_reason) == ("withdrawn", "The standard was repealed.")
    assert CriterionVersion.objects.published().count() == 0
    page = client.get(version.get_absolute_url()).content.decode()
    assert "The standard was repealed." in page
    with pytest.raises(NotNow):
        publishing.withdraw_version(version=version, by=librarian, reason="Again.")


def test_declining_needs_a_reason_that_the_writer_reads(buyer: Any, librarian: Any, buyer_client: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=buyer, why="")
    with pytest.raises(Incomplete):
        editing.decline_version(version=version, by=librarian, expected_version=1, reason="")
    editing.decline_version(version=version, by=librarian, expected_version=1, reason="FUR-001 says it.")
    assert "FUR-001 says it." in buyer_client.get("/criteria/desk/").content.decode()


def test_differences_are_told_field_by_field(librarian: Any) -> None:
    former = make_version("FUR-001", figures={"years": (5, 2, 10)}, requirement="For {years} years.")
    version = editing.start_version(criterion=former.criterion, by=librarian, why="One.")
    new = content_of(latest(version))
    new["parameters"][0]["default"] = 7
    new["r_strategy"] = "R1"
    new["text"]["en"]["title"] = "Another title"
    found = {change.field: change for change in changes(content_of(latest(former)), new)}
    assert set(found) == {"parameters.years", "r_strategy", "text.en.title"}
    assert found["text.en.title"].label == "Title (English)"
    words = "".join(piece.text for piece in found["parameters.years"].pieces if piece.change == "added")
    assert "7" in words
    assert changes(content_of(latest(former)), content_of(latest(former))) == []
