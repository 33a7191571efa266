"""Taking a file in again: what a dry run shows, and what a confirmation writes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from circpro.audit.models import Entry
from circpro.consortium.models import Organisation, User
from criteria.content import content_of
from criteria.errors import NotNow
from criteria.exchange.planning import Plan
from criteria.models import CriterionVersion, LibraryImport, Source, Translation
from criteria.services import editing, importing
from criteria.services.importing import PlanChanged, confirm_import, drop_import, dry_run, keep_upload
from criteria.services.loading import load_library
from criteria.services.publishing import publish_version
from tests.conftest import make_user
from tests.criteria.exchange_files import changed_json, changed_workbook, exported, put, rows
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def librarian(authority: Organisation) -> User:
    return make_user("librarian@elverum.example", authority, "librarian")


@pytest.fixture
def library() -> None:
    make_version("FUR-001", figures={"years": (5, 2, 10)}, requirement="Parts for {years} years.",
                 languages=("en", "fi"), title="Spare parts")  # fmt: skip
    make_version("FUR-002", title="Take-back")


def upload(data: bytes, by: User) -> LibraryImport:
    return keep_upload(data=data, file_name="library.xlsx", by=by)


def planned(data: bytes, by: User) -> Plan:
    return dry_run(upload(data, by))


def taken_in(data: bytes, by: User) -> LibraryImport:
    kept = upload(data, by)
    return confirm_import(library_import=kept, by=by, fingerprint=dry_run(kept).fingerprint)


def in_work(number: str) -> CriterionVersion:
    return CriterionVersion.objects.in_work().with_texts().get(criterion__number=number)


@pytest.mark.parametrize("ending", ["xlsx", "json"])
@pytest.mark.parametrize("language", [None, "en", "fi", "el"])
def test_what_goes_out_of_the_real_library_comes_back_unchanged(
    ending: str, language: str | None, librarian: User
) -> None:
    report = load_library()
    plan = planned(exported(ending, language=language), librarian)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": report.criteria, "refused": 0}


def test_odd_spellings_in_the_library_come_back_unchanged(librarian: User) -> None:
    make_version(
        "FUR-001", requirement="One\r\ntwo \x0b\u00a0", title=" =1+1 ", legal_basis="Art. 1\t", languages=("el",)
    )
    Source.objects.update(title=" A  source ")
    for ending in ("xlsx", "json"):
        assert planned(exported(ending), librarian).counts["unchanged"] == 1


CELLS = [
    ("Criteria", "title", "Another title", "text.en.title"),
    ("Criteria", "requirement", "Parts for {years} whole years.", "text.en.requirement"),
    ("Criteria", "guidance", "Ask the users.", "text.en.guidance"),
    ("Criteria", "evidence", None, "text.en.evidence"),
    ("Parameters", "max", 12, "parameters.years"),
    ("Parameters", "label_en", "Length", "parameters.years"),
]


@pytest.mark.parametrize(("sheet", "name", "value", "field"), CELLS)
def test_one_changed_cell_becomes_one_draft_with_that_change_only(
    sheet: str, name: str, value: Any, field: str, librarian: User, library: None
) -> None:
    before = {v.pk: content_of(v) for v in CriterionVersion.objects.with_texts()}
    data = changed_workbook(lambda book: put(book, sheet, 2, name, value))
    plan = planned(data, librarian)
    assert plan.counts == {"new": 0, "changed": 1, "unchanged": 1, "refused": 0}
    assert [change.field for change in plan.steps[0].changes] == [field]
    taken_in(data, librarian)
    draft = in_work("FUR-001")
    former = CriterionVersion.objects.get(criterion__number="FUR-001", state="published")
    assert [change.field for change in importing.changes(before[former.pk], content_of(draft))] == [field]
    assert (draft.state, draft.created_by) == ("draft", librarian)
    assert CriterionVersion.objects.in_work().count() == 1
    assert {v.pk: content_of(v) for v in CriterionVersion.objects.published().with_texts()} == before


def test_a_dry_run_writes_nothing_into_the_library(librarian: User, library: None) -> None:
    upload(changed_workbook(lambda book: put(book, "Criteria", 2, "title", "Another title")), librarian)
    assert not CriterionVersion.objects.in_work().exists()
    assert not Entry.objects.exists()


def test_a_fact_is_said_alike_in_every_row_or_refused_with_the_cell(librarian: User, library: None) -> None:
    def one(book: Any) -> None:
        put(book, "Criteria", 3, "r_strategy", "R4")

    def both(book: Any) -> None:
        one(book)
        put(book, "Criteria", 2, "r_strategy", "R4")

    step = planned(changed_workbook(one), librarian).steps[0]
    assert (step.outcome, [problem.place for problem in step.problems]) == (
        "refused", ["Criteria, cell L3 (r_strategy)"])  # fmt: skip
    taken_in(changed_workbook(both), librarian)
    assert in_work("FUR-001").r_strategy == "R4"


def test_a_new_language_is_added_as_a_draft_translation(librarian: User, library: None) -> None:
    def add(book: Any) -> None:
        row = [cell.value for cell in book["Criteria"][2]]
        book["Criteria"].append(row)
        line = book["Criteria"].max_row
        for name, value in (("language", "nb"), ("title", "Reservedeler"), ("requirement", "Deler i {years} år.")):
            put(book, "Criteria", line, name, value)

    taken_in(changed_workbook(add), librarian)
    text = in_work("FUR-001").translations.get(language="nb")
    assert (text.title, text.state, text.written_by) == ("Reservedeler", "draft", librarian)
    assert in_work("FUR-001").translations.get(language="en").state == "original"


def test_a_changed_translation_is_a_draft_again_and_the_original_stays_one(librarian: User, library: None) -> None:
    Translation.objects.filter(language="fi").update(state="reviewed")
    data = changed_json(lambda doc: doc["criteria"][0]["text"]["fi"].update(title="Varaosat"))
    taken_in(data, librarian)
    states = dict(in_work("FUR-001").translations.values_list("language", "state"))
    assert states == {"en": "original", "fi": "draft"}


def test_a_file_in_one_language_leaves_the_others_alone(librarian: User, library: None) -> None:
    data = changed_json(lambda doc: doc["criteria"][0]["text"]["fi"].update(title="Varaosat"), language="fi")
    taken_in(data, librarian)
    texts = {text.language: text.title for text in in_work("FUR-001").translations.all()}
    assert texts == {"en": "Spare parts", "fi": "Varaosat"}


def new_in_workbook(book: Any) -> None:
    row = [cell.value for cell in book["Criteria"][2]]
    book["Criteria"].append(row)
    line = book["Criteria"].max_row
    for name, value in (("number", "new-1"), ("version", None), ("title", "A new one")):
        put(book, "Criteria", line, name, value)
    book["Parameters"].append(["new-1", "years", "integer", 3, 1, 9, "Years", "years"])


def new_in_json(document: Any) -> None:
    entry = {**document["criteria"][0], "version": None}
    entry["text"] = {"en": {**entry["text"]["en"], "title": "A new one"}}
    del entry["number"], entry["slug"]
    document["criteria"].append(entry)


@pytest.mark.parametrize("data", [lambda: changed_workbook(new_in_workbook), lambda: changed_json(new_in_json)])
def test_a_new_criterion_gets_a_number_of_the_portals_own(data: Any, librarian: User, library: None) -> None:
    kept = taken_in(data(), librarian)
    draft = in_work("FUR-501")
    assert (draft.text.title, draft.state, draft.criterion.group.slug) == ("A new one", "draft", "furniture")
    assert draft.parameters.get().name == "years"
    assert [row["version"] for row in kept.report if "version" in row] == ["FUR-501 v1"]
    again = planned(data(), librarian)
    assert [step.outcome for step in again.steps][-1] == "refused"
    assert "FUR-501 has this title already" in again.steps[-1].problems[0].message


def test_a_criterion_somebody_works_on_is_refused_with_who(librarian: User, library: None, buyer: User) -> None:
    data = changed_workbook(lambda book: put(book, "Criteria", 2, "title", "Another title"))
    criterion = CriterionVersion.objects.get(criterion__number="FUR-001").criterion
    editing.start_version(criterion=criterion, by=buyer, why="Because.")
    plan = planned(data, librarian)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 1}
    assert plan.steps[0].problems[0].message == f"FUR-001 v2 is in work already ({buyer})."


def publish_another(number: str) -> None:
    version = CriterionVersion.objects.with_texts().get(criterion__number=number, state="published")
    content = content_of(version)
    content["text"]["en"]["title"] = "Changed by a colleague"
    publish_version(version=editing.new_version(version.criterion, content, change_note="Better."))


def test_a_file_made_from_an_older_version_never_undoes_the_newer_one(librarian: User, library: None) -> None:
    untouched = exported("xlsx")
    data = changed_workbook(lambda book: put(book, "Criteria", 2, "guidance", "Ask."))
    publish_another("FUR-001")
    plan = planned(data, librarian)
    assert plan.steps[0].outcome == "refused"
    assert "made from version 1, but the latest is version 2" in plan.steps[0].problems[0].message
    assert planned(untouched, librarian).counts["unchanged"] == 2


def test_when_the_library_changed_after_the_dry_run_nothing_is_written(librarian: User, library: None) -> None:
    def change(book: Any) -> None:
        put(book, "Criteria", 2, "title", "Another title")
        put(book, "Criteria", 4, "title", "Another take-back")

    kept = upload(changed_workbook(change), librarian)
    shown = dry_run(kept).fingerprint
    publish_another("FUR-002")
    with pytest.raises(PlanChanged):
        confirm_import(library_import=kept, by=librarian, fingerprint=shown)
    assert not CriterionVersion.objects.in_work().exists()
    confirm_import(library_import=kept, by=librarian, fingerprint=dry_run(kept).fingerprint)
    assert in_work("FUR-001").text.title == "Another title"
    assert CriterionVersion.objects.in_work().count() == 1


def test_a_failure_in_the_middle_leaves_nothing_behind(librarian: User, library: None, monkeypatch: Any) -> None:
    def change(book: Any) -> None:
        put(book, "Criteria", 2, "title", "Another title")
        put(book, "Criteria", 4, "title", "Another take-back")

    kept = upload(changed_workbook(change), librarian)
    real, calls = importing.change_version, []

    def second_fails(**arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise NotNow("Somebody was quicker.")
        return real(**arguments)

    monkeypatch.setattr(importing, "change_version", second_fails)
    with pytest.raises(NotNow):
        confirm_import(library_import=kept, by=librarian, fingerprint=dry_run(kept).fingerprint)
    assert not CriterionVersion.objects.in_work().exists()
    assert LibraryImport.objects.get().is_waiting


def test_an_import_is_confirmed_or_dropped_once(librarian: User, library: None) -> None:
    data = changed_workbook(lambda book: put(book, "Criteria", 2, "title", "Another title"))
    done = taken_in(data, librarian)
    assert (done.state, done.ended_by, done.entries) == ("done", librarian, [])
    with pytest.raises(NotNow):
        drop_import(library_import=done, by=librarian)
    dropped = drop_import(library_import=upload(data, librarian), by=librarian)
    assert dropped.state == "dropped"
    with pytest.raises(NotNow):
        confirm_import(library_import=dropped, by=librarian, fingerprint="")
    actions = list(Entry.objects.filter(action__endswith="_import").values_list("action", flat=True))
    assert Entry.objects.filter(action="import_library").count() == 1
    assert actions == ["drop_import"]


def test_a_file_that_changes_nothing_has_nothing_to_confirm(librarian: User, library: None) -> None:
    with pytest.raises(NotNow):
        taken_in(exported("xlsx"), librarian)


def test_markup_in_a_text_stays_text(librarian: User, library: None) -> None:
    words = "<script>alert(1)</script> {years} & <b>bold</b>"
    taken_in(changed_workbook(lambda book: put(book, "Criteria", 2, "requirement", words)), librarian)
    assert in_work("FUR-001").text_in("en").requirement == words


def test_what_a_draft_still_lacks_is_said_but_not_refused(librarian: User, library: None) -> None:
    step = planned(changed_workbook(lambda book: put(book, "Criteria", 2, "verification", None)), librarian).steps[0]
    assert step.outcome == "changed"
    assert step.missing == ["Verification (English): Not written yet in English."]


def test_a_dry_run_asks_the_same_number_of_questions_at_any_length(librarian: User) -> None:
    def counted() -> int:
        kept = upload(exported("json"), librarian)
        with CaptureQueriesContext(connection) as queries:
            dry_run(kept)
        return len(queries)

    make_group()
    for number in range(1, 11):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)})
    few = counted()
    for number in range(11, 60):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)})
    assert counted() == few


def test_a_row_for_each_criterion_and_language_goes_out(library: None) -> None:
    from tests.criteria.exchange_files import opened

    pairs = [(row["number"], row["language"]) for row in rows(opened(exported("xlsx")), "Criteria")]
    assert pairs == [("FUR-001", "en"), ("FUR-001", "fi"), ("FUR-002", "en")]
