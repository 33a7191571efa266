"""Files that must not come in: each is refused with where it is wrong, and nothing is written."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from circpro.consortium.models import Organisation, User
from criteria.exchange import json_file, uploads, workbook_reading
from criteria.exchange.entries import Unreadable
from criteria.models import CriterionVersion, LibraryImport
from criteria.services.importing import dry_run, keep_upload
from tests.conftest import make_user
from tests.criteria.exchange_files import changed_json, changed_workbook, column, exported, put, saved
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def librarian(authority: Organisation) -> User:
    return make_user("librarian@elverum.example", authority, "librarian")


@pytest.fixture(autouse=True)
def library(db: Any) -> None:
    make_version("FUR-001", figures={"years": (5, 2, 10)}, requirement="Parts for {years} years.",
                 languages=("en", "fi"), title="Spare parts")  # fmt: skip


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """An export with a part of the archive changed."""
    with zipfile.ZipFile(io.BytesIO(exported("xlsx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def macro(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"


def macro_type(parts: dict[str, bytes]) -> None:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def bomb(parts: dict[str, bytes]) -> None:
    parts["xl/media/zeros.bin"] = bytes(uploads.MAX_UNPACKED + 1)


def many_parts(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/media/{number}.bin": b"" for number in range(uploads.MAX_PARTS)})


def entities(parts: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet1.xml"
    declaration = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    parts[name] = declaration + parts[name].split(b"?>", 1)[-1]


def entities_in_utf16(parts: dict[str, bytes]) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    parts["xl/sharedStrings.xml"] = text.encode("utf-16")


def row_far_away(parts: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet1.xml"
    assert b'<row r="2"' in parts[name] or b'r="2"' in parts[name]
    parts[name] = parts[name].replace(b'r="2"', b'r="99999999"', 1)


def broken(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.xml"] = b"<workbook"


def no_workbook(parts: dict[str, bytes]) -> None:
    del parts["xl/workbook.xml"]


def cut_off() -> bytes:
    return exported("xlsx")[:-200]


def drop_column(book: Workbook) -> None:
    book["Criteria"].delete_cols(column(book["Criteria"], "kind"))


def drop_sheet(book: Workbook) -> None:
    del book["Parameters"]


def doubled_column(book: Workbook) -> None:
    book["Criteria"].cell(1, column(book["Criteria"], "kind")).value = "title"
    book["Criteria"].cell(1, 30).value = "kind"


def too_many_rows() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Criteria")
    sheet.append([column.key for column in workbook_reading.CRITERIA])
    for number in range(100_000):
        sheet.append([f"FUR-{number % 1000:03}"])
    return saved(book)


def empty(document: dict[str, Any]) -> None:
    document["criteria"] = []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: b"%PDF-1.7 not a workbook", "neither a workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "old or a password-protected"),
        (lambda: exported("csv"), "neither a workbook"),
        (lambda: b"", "neither a workbook"),
        (lambda: bytes(uploads.MAX_UPLOAD + 1), "larger than 20 MB"),
        (lambda: exported("docx", language="en"), "no workbook"),
        (lambda: repacked(no_workbook), "no workbook"),
        (lambda: repacked(macro), "macros"),
        (lambda: repacked(macro_type), "macros"),
        (lambda: repacked(bomb), "unpacks to more than 64 MB"),
        (lambda: repacked(many_parts), "unpacks to more than"),
        (lambda: repacked(entities), "declarations that are not allowed"),
        (lambda: repacked(entities_in_utf16), "declarations that are not allowed"),
        (lambda: repacked(broken), "damaged"),
        (cut_off, "damaged"),
        (lambda: repacked(row_far_away), "more than 30000 rows"),
        (too_many_rows, "more than 30000 rows"),
        (lambda: changed_workbook(drop_column), "lacks the column “kind”"),
        (lambda: changed_workbook(drop_sheet), "no sheet “Parameters”"),
        (lambda: changed_workbook(doubled_column), "have the same name"),
        (lambda: b"{", "not valid JSON"),
        (lambda: b'{"format": "other/1", "criteria": []}', "its “format” is not circpro-library/1"),
        (lambda: b'{"format": "circpro-library/1"}', "no list “criteria”"),
        (lambda: b'{"format": "circpro-library/1", "criteria": [NaN]}', "NaN is not a number"),
        (lambda: b'{"format": "x", "format": "circpro-library/1"}', "“format” stands twice"),
        (lambda: b'{"a":' + b"[" * 100_000, "nested too deeply"),
        (lambda: b'{"a": "\xff"}', "not valid JSON"),
        (lambda: changed_json(empty), "holds no criterion"),
        (lambda: changed_json(lambda d: d.update(criteria=d["criteria"] * (json_file.MAX_CRITERIA + 1))), "split it"),
    ],
)
def test_an_upload_that_is_no_library_is_refused_as_a_whole(
    data: Callable[[], bytes], words: str, librarian: User
) -> None:
    with pytest.raises(Unreadable, match=words.replace("(", r"\(")):
        keep_upload(data=data(), file_name="x.xlsx", by=librarian)
    assert not LibraryImport.objects.exists()


def cell(name: str, value: Any, *, sheet: str = "Criteria", line: int = 2) -> Callable[[Workbook], None]:
    return lambda book: put(book, sheet, line, name, value)


def double_row(book: Workbook) -> None:
    book["Criteria"].append([cell.value for cell in book["Criteria"][2]])


def double_figure(book: Workbook) -> None:
    book["Parameters"].append([cell.value for cell in book["Parameters"][2]])


def lost_figure(book: Workbook) -> None:
    book["Parameters"].delete_rows(2)


def figure_of_nothing(book: Workbook) -> None:
    book["Parameters"].append(["FUR-077", "years", "integer", 1, 1, 1])


def every_row(name: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for line in (2, 3):
            put(book, "Criteria", line, name, value)

    return change


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (every_row("kind", "wish"), "Criteria, cell J2 (kind)", "“wish” is not one of"),
        (every_row("kind", None), "Criteria, cell J2 (kind)", "empty"),
        (every_row("applies_to", "new, old"), "Criteria, cell M2 (applies_to)", "“old” is not one of"),
        (every_row("source_year", "last year"), "Criteria, cell Q2 (source_year)", "whole number from 1950 to 2100"),
        (every_row("source_year", 1812), "Criteria, cell Q2 (source_year)", "whole number from 1950 to 2100"),
        (every_row("source_title", None), "Criteria, cell P2 (source_title)", "both its title and its year"),
        (every_row("source_confirmed", "perhaps"), "Criteria, cell R2 (source_confirmed)", "Yes or no"),
        (every_row("source_also", "No year"), "Criteria, cell S2 (source_also)", "both its title and its year"),
        (every_row("legal_basis", "x" * 301), "Criteria, cell O2 (legal_basis)", "at most 300"),
        (cell("language", "xx"), "Criteria, cell C2 (language)", "not one of the library"),
        (cell("language", None), "Criteria, cell C2 (language)", "not one of the library"),
        (cell("title", "x" * 251), "Criteria, cell D2 (title)", "at most 250"),
        (cell("title", None), "Criteria, cell D2 (title)", "needs a title"),
        (cell("guidance", "x" * 32_000), "Criteria, cell H2 (guidance)", "at most 10000"),
        (cell("requirement", "=1+1"), "Criteria, cell E2 (requirement)", "formula"),
        (cell("requirement", "For {months} and {years}."), "Criteria, cell C2 (language)", "{months}"),
        (double_row, "Criteria, cell C4 (language)", "two rows in the same language"),
        (cell("default", 11, sheet="Parameters"), "Parameters, cell D2 (default)", "not within 2 to 10"),
        (cell("default", 4.5, sheet="Parameters"), "Parameters, cell D2 (default)", "whole number"),
        (cell("max", "many", sheet="Parameters"), "Parameters, cell F2 (max)", "A number is needed"),
        (cell("max", 1e300, sheet="Parameters"), "Parameters, cell F2 (max)", "too large"),
        (cell("max", "1e999", sheet="Parameters"), "Parameters, cell F2 (max)", "A number is needed"),
        (cell("name", "Years!", sheet="Parameters"), "Parameters, cell B2 (name)", "small letters"),
        (cell("type", "text", sheet="Parameters"), "Parameters, cell C2 (type)", "“text” is not one of"),
        (double_figure, "Parameters, cell B3 (name)", "stands here twice"),
        (lost_figure, "Criteria, cell C2 (language)", "{years} is not one of the figures"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_sheet_cell_and_column(
    change: Callable[[Workbook], None], place: str, words: str, librarian: User
) -> None:
    plan = dry_run(keep_upload(data=changed_workbook(change), file_name="x.xlsx", by=librarian))
    step = plan.steps[0]
    assert step.outcome == "refused"
    assert place in [problem.place for problem in step.problems]
    assert words in " ".join(problem.message for problem in step.problems if problem.place == place)
    assert plan.writes == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (every_row("number", "FUR-999"), "The library has no FUR-999"),
        (every_row("number", "chair"), "no number of a criterion"),
        (every_row("number", None), "for a new criterion write new-1"),
        (every_row("number", "new-1"), "A new criterion has no version yet"),
        (figure_of_nothing, "has no row of this criterion"),
    ],
)
def test_a_criterion_that_cannot_be_placed_is_refused(
    change: Callable[[Workbook], None], words: str, librarian: User
) -> None:
    plan = dry_run(keep_upload(data=changed_workbook(change), file_name="x.xlsx", by=librarian))
    assert words in " ".join(problem.message for step in plan.steps for problem in step.problems)
    assert plan.writes == 0


def first(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["criteria"][0].update(values)


def twice(document: dict[str, Any]) -> None:
    document["criteria"] += document["criteria"]


def not_an_object(document: dict[str, Any]) -> None:
    document["criteria"] = ["FUR-001"]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (first(kind=7), "criteria[0].kind", "“7” is not one of"),
        (first(kind=["award_criterion"]), "criteria[0].kind", "is not one of"),
        (first(weight=40), "criteria[0]", "“weight” is not a field"),
        (first(text=[]), "criteria[0].text", "An object"),
        (first(text={"xx": {"title": "t"}}), "criteria[0].text.xx", "not one of the library"),
        (first(text={"en": {"titel": "t"}}), "criteria[0].text.en", "with these keys"),
        (first(text={"en": {"title": 1, "requirement": "r"}}), "criteria[0].text.en.title", "A text is needed"),
        (first(labels="EU Ecolabel"), "criteria[0].labels", "A list"),
        (first(labels=["x"] * 51), "criteria[0].labels", "at most 50"),
        (first(version=True), "criteria[0].version", "whole number"),
        (first(source={"title": "S", "year": 2020.5}), "criteria[0].source.year", "whole number"),
        (first(source={"also": "x"}), "criteria[0].source.also", "A list of documents"),
        (first(parameters=[{"name": "years"}]), "criteria[0].parameters[0].default", "A number is needed"),
        (first(parameters={}), "criteria[0].parameters", "A list"),
        (first(number="<b>"), "criteria[0].number", "no number of a criterion"),
        (not_an_object, "criteria[0]", "A criterion is an object"),
        (twice, "criteria[1]", "stands in the file twice"),
    ],
)
def test_a_json_entry_that_is_wrong_is_refused_with_its_path(
    change: Callable[[dict[str, Any]], None], place: str, words: str, librarian: User
) -> None:
    plan = dry_run(keep_upload(data=changed_json(change), file_name="x.json", by=librarian))
    found = {problem.place: problem.message for step in plan.steps for problem in step.problems}
    assert words in found[place]
    assert plan.writes == 0
    assert not CriterionVersion.objects.in_work().exists()


def test_halves_of_characters_and_nulls_never_reach_the_database(librarian: User) -> None:
    document = json.loads(exported("json"))
    document["criteria"][0]["text"]["en"]["title"] = "A\ud800 B\x00 C"
    plan = dry_run(keep_upload(data=json.dumps(document).encode(), file_name="/etc/../c\x00.json", by=librarian))
    assert plan.steps[0].title == "A B C"
    assert LibraryImport.objects.get().file_name == "c.json"
