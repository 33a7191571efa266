"""The library as files: what is in them, and that nothing in them runs."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator

from criteria.exchange import json_file, selecting
from criteria.models import CriteriaSet, CriterionVersion, SetText, Source
from criteria.services.loading import LIBRARY, load_library
from criteria.services.reading import read_folder
from tests.criteria.exchange_files import exported, opened, rows
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FORMULA = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture
def two() -> None:
    make_version("FUR-001", kind="award_criterion", figures={"years": (5, 2, 10)}, languages=("en", "fi"),
                 requirement="Spare parts for {years} years.", title="Spare parts")  # fmt: skip
    make_version("FUR-002", title="Take-back")


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def download(client: Client, ending: str, query: str = "") -> Any:
    return client.get(reverse("criteria:export", args=[ending]) + query)


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_a_download_is_an_attachment_with_its_media_type_date_and_language(
    ending: str, client: Client, two: None
) -> None:
    answer = download(client, ending, "?lang=fi")
    assert answer.status_code == 200
    assert answer["Content-Type"] == MEDIA_TYPES[ending]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    today = selecting.timezone.localdate().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="circpro-criteria-{today}-fi.{ending}"'
    assert len(b"".join(answer.streaming_content)) > 100


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["FUR-001", "FUR-002"]),
        ("kind=award_criterion", ["FUR-001"]),
        ("q=take-back", ["FUR-002"]),
        ("criteria=fur-002,FUR-001", ["FUR-002", "FUR-001"]),
        ("criteria=FUR-002&criteria=FUR-001", ["FUR-002", "FUR-001"]),
        ("set=circular-desks", ["FUR-002", "FUR-001"]),
    ],
)
def test_the_file_has_what_the_query_says(query: str, numbers: list[str], two: None) -> None:
    bundle = CriteriaSet.objects.create(slug="circular-desks", group=make_group(), model="service", ambition="core")
    SetText.objects.create(criteria_set=bundle, language="en", name="Desks", summary="All of them.")
    for position, number in enumerate(["FUR-002", "FUR-001"]):
        criterion = CriterionVersion.objects.get(criterion__number=number).criterion
        bundle.items.create(criterion=criterion, position=position)
    document = json.loads(exported("json", query=query))
    assert [entry["number"] for entry in document["criteria"]] == numbers


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?criteria=FUR-999", 404, "There is no FUR-999"),
        ("?versions=999999", 404, "There is no 999999"),
        ("?versions=' OR 1=1", 404, "There is no"),
        ("?versions=", 404, "No criterion was chosen"),
        ("?q=elephants", 404, "nothing to download"),
        ("?set=none", 404, ""),
        ("?kind=wish", 422, "Kind"),
        ("?lang=xx", 422, "not one of the library"),
    ],
)
def test_what_cannot_be_downloaded_is_said(query: str, status: int, words: str, client: Client, two: None) -> None:
    answer = download(client, "xlsx", query)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_word_document_has_one_language(client: Client, two: None) -> None:
    assert download(client, "docx", "?lang=all").status_code == 422


def test_a_draft_goes_out_only_to_those_who_may_see_it(client: Client, buyer: Any) -> None:
    draft = make_version("FUR-009", published=False)
    assert download(client, "json", f"?versions={draft.pk}").status_code == 404
    client.force_login(buyer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert download(client, "json", f"?versions={draft.pk}").status_code == 404
    CriterionVersion.objects.filter(pk=draft.pk).update(created_by=buyer)
    answer = download(client, "json", f"?versions={draft.pk}")
    assert json.loads(b"".join(answer.streaming_content))["criteria"][0]["state"] == "draft"


def test_more_than_a_file_holds_is_refused_in_words(client: Client, two: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(selecting, "LIMIT", 1)
    answer = download(client, "csv")
    assert answer.status_code == 422
    assert "at most 1 criterion" in answer.content.decode()


def test_json_follows_its_schema_and_the_schema_is_served(client: Client) -> None:
    load_library()
    document = json.loads(exported("json"))
    schema = json.loads(b"".join(client.get(reverse("criteria:schema")).streaming_content))
    assert schema == json.loads(json_file.SCHEMA.read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    assert document["format"] == "circpro-library/1"
    files = {entry["number"]: entry for data in read_folder(LIBRARY).groups for entry in data["criteria"]}
    assert len(document["criteria"]) == len(files)
    for entry in document["criteria"]:
        original = files[entry["number"]]
        assert entry["labels"] == sorted(original["labels"])
        for key in ("title", "year", "confirmed"):
            assert entry["source"][key] == original["source"][key]
        assert entry["text"].items() >= original["text"].items()
        for key in ("slug", "kind", "ambition", "applies_to", "r_strategy", "legal_basis"):
            assert entry[key] == original[key]
        names = {parameter["name"]: parameter["default"] for parameter in original["parameters"]}
        assert {parameter["name"]: parameter["default"] for parameter in entry["parameters"]} == names


def test_one_language_is_that_language_or_the_one_a_reader_gets(two: None) -> None:
    document = json.loads(exported("json", language="fi"))
    assert [list(entry["text"]) for entry in document["criteria"]] == [["fi"], ["en"]]
    assert [list(entry["text"]) for entry in json.loads(exported("json"))["criteria"]] == [["en", "fi"], ["en"]]


def test_a_workbook_explains_itself_and_offers_what_may_be_chosen(two: None) -> None:
    book = opened(exported("xlsx"))
    assert book.sheetnames == ["Criteria", "Parameters", "Sets", "ReadMe", "Lists"]
    sheet = book["Criteria"]
    assert sheet.freeze_panes == "E2"
    assert sheet["E2"].alignment.wrap_text
    explained = {row[0].value for row in book["ReadMe"].iter_rows()}
    assert {cell.value for cell in sheet[1]} <= explained
    choices = {rule.formula1: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    kinds = choices["Lists!$A$2:$A$6"]
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "kind")
    assert kinds.startswith(f"{letter}2:")
    assert next(book["Lists"][f"A{line}"].value for line in range(2, 7)) == "subject_matter"
    first = rows(book, "Criteria")[0]
    assert first["valid_from"].date() == selecting.timezone.localdate()
    assert rows(book, "Parameters") == [{"number": "FUR-001", "name": "years", "type": "integer", "default": 5,
                                         "min": 2, "max": 10, "label_en": "years", "unit_en": "units"}]  # fmt: skip


@pytest.mark.parametrize("words", [FORMULA, "+1", "-1", "@SUM(A1)", "\tx"])
def test_a_text_that_looks_like_a_formula_stays_a_text(words: str) -> None:
    make_version("FUR-001", title=words)
    cell = opened(exported("xlsx"))["Criteria"]["D2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (words, "s", True)
    assert read_csv(exported("csv"))[0]["title"] == f"'{words}"


def test_no_cell_of_a_csv_export_runs(two: None) -> None:
    make_version("FUR-003", requirement=FORMULA, title="@now")
    data = exported("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert not [v for row in read_csv(data) for v in row.values() if v.startswith(("=", "+", "-", "@"))]


def test_characters_no_file_can_hold_are_left_out(two: None) -> None:
    make_version("FUR-003", title="bell\x07 and\x1b escape", requirement="It\x0b lasts.")
    assert "bell and escape" in {row["title"] for row in rows(opened(exported("xlsx")), "Criteria")}
    assert "bell and escape" in words_of(Document(io.BytesIO(exported("docx", language="en"))))


def words_of(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_a_word_document_tells_all_with_headings_figures_and_warnings(two: None) -> None:
    Source.objects.update(state="outdated", note="Replaced in 2025.")
    document = Document(io.BytesIO(exported("docx", query="kind=award_criterion", language="fi")))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0][0] == "Heading 1"
    assert ("Heading 2", "FUR-001  Spare parts") in headings
    text = words_of(document)
    assert "Spare parts for 5 years." in text
    assert "A report or equivalent." in text
    assert "Replaced in 2025." in text
    assert "A source (2020)" in text
    assert "FUR-002" not in text
    assert next(run.text for p in document.paragraphs for run in p.runs if run.bold and run.text == "5")
    language = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    assert language.get(qn("w:val")) == document.core_properties.language == "fi-FI"
    assert list(document.tables[0].rows[0]._tr.iter(qn("w:tblHeader")))
    fields = [f.get(qn("w:instr")) for f in document.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_a_text_shown_in_another_language_says_so_in_the_document(two: None) -> None:
    text = words_of(Document(io.BytesIO(exported("docx", query="criteria=FUR-002", language="fi"))))
    assert "Käännöstä ei vielä ole" in text
    assert "Valitut kriteerit" in text  # what the file says of itself is in its own language too


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_a_download_asks_the_same_number_of_questions_at_any_length(ending: str, client: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            b"".join(download(client, ending, "?lang=en").streaming_content)
        return len(queries)

    for number in range(1, 11):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)}, languages=("en", "fi"))
    few = counted()
    for number in range(11, 60):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)}, languages=("en", "fi"))
    assert counted() == few


def test_lists_criteria_and_sets_lead_to_their_download(client: Client, two: None) -> None:
    version = CriterionVersion.objects.get(criterion__number="FUR-001")
    page = client.get(reverse("criteria:list"), {"kind": "award_criterion", "page": "1"}).content.decode()
    assert "/criteria/export/xlsx/?kind=award_criterion" in page
    page = client.get(version.get_absolute_url()).content.decode()
    assert f"/criteria/export/docx/?versions={version.pk}&amp;lang=en" in page


def test_the_page_of_choices_keeps_the_query(client: Client, two: None) -> None:
    answer = client.get(reverse("criteria:export_choices"), {"kind": "award_criterion", "lang": "fi", "page": "3"})
    page = answer.content.decode()
    assert '<input type="hidden" name="kind" value="award_criterion">' in page
    assert '<option value="fi" selected>' in page
    assert 'name="page"' not in page
    assert client.get(reverse("criteria:export_choices"), {"q": "elephants"}).status_code == 404
