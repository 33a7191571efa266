"""Taking in the official table of the Common Procurement Vocabulary (Regulation (EC) No 213/2008)."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from openpyxl import load_workbook

from criteria.exchange.entries import Unreadable
from criteria.exchange.uploads import ZIP, format_of
from criteria.models import CpvCode, CpvName

CODE = re.compile(r"(\d{8})(-\d)?")
NAME_LENGTH = 300
BATCH = 500
HEADER = "CODE"


class BadTable(Exception):
    """The table has errors; nothing was written. One line a fault, each with the row's number."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class CpvReport(NamedTuple):
    """What was taken in."""

    codes: int
    new_codes: int
    languages: list[str]


Table = dict[str, dict[str, str]]


def import_cpv(*, file: Path) -> CpvReport:
    """Take the table in, all or nothing and safe to repeat; keywords of ours stay. Raises BadTable."""
    table, languages = read_table(file)
    return _write(table, languages)


def read_table(file: Path) -> tuple[Table, list[str]]:
    """Code → language → name, for the content languages the table has a column of. Raises BadTable."""
    rows = _rows(file)
    header = [str(cell or "").strip().upper() for cell in next(rows, [])]
    columns = {code: header.index(code.upper()) for code, _name in settings.CONTENT_LANGUAGES if code.upper() in header}
    if HEADER not in header or not columns:
        raise BadTable([f"row 1: a column {HEADER} and a column for a language, such as EN, are needed"])
    table: Table = {}
    problems: list[str] = []
    for number, row in enumerate(rows, start=2):
        cells = [str(cell if cell is not None else "").strip() for cell in row]
        if not any(cells):
            continue
        cells += [""] * (len(header) - len(cells))
        names = {language: cells[place] for language, place in columns.items() if cells[place]}
        if problem := _problem(cells[header.index(HEADER)], names, table):
            problems.append(f"row {number}: {problem}")
        else:
            table[cells[header.index(HEADER)][:8]] = names
    if not table and not problems:
        problems = ["the table has no rows"]
    if problems:
        raise BadTable(problems)
    return table, list(columns)


def _problem(code: str, names: dict[str, str], table: Table) -> str:
    if not CODE.fullmatch(code):
        return f"“{code[:30]}” is no CPV code such as 03000000-1"
    if code[:8] in table:
        return f"{code} stands here twice"
    if not names:
        return f"{code} has no name in any language of the library"
    if longest := [language for language, name in names.items() if len(name) > NAME_LENGTH]:
        return f"{code}: the name in {longest[0]} has more than {NAME_LENGTH} characters"
    return ""


def _rows(file: Path) -> Iterator[list[Any]]:
    data = file.read_bytes()
    return _workbook_rows(data) if data.startswith(ZIP) else _csv_rows(data)


def _workbook_rows(data: bytes) -> Iterator[list[Any]]:
    """The first sheet that has a column CODE; raises BadTable for what is no safe workbook."""
    try:
        format_of(data)
    except Unreadable as error:
        raise BadTable([str(error)]) from error
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = [sheet.iter_rows(values_only=True) for sheet in book.worksheets]
    for sheet in sheets:
        first = list(next(sheet, ()))
        if HEADER in [str(cell or "").strip().upper() for cell in first]:
            yield first
            yield from (list(row) for row in sheet)
            return


def _csv_rows(data: bytes) -> Iterator[list[Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(["the table is neither a workbook nor CSV in UTF-8"]) from error
    head = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=head.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


@transaction.atomic
def _write(table: Table, languages: list[str]) -> CpvReport:
    before = set(CpvCode.objects.values_list("code", flat=True))
    CpvCode.objects.bulk_create((CpvCode(code=code) for code in table if code not in before), batch_size=BATCH)
    keywords = {
        (code, language): folded.removeprefix(name.casefold()).strip()
        for code, language, name, folded in CpvName.objects.values_list("code_id", "language", "name", "folded")
    }
    names = (
        CpvName(code_id=code, language=language, name=name,
                folded=f"{name} {keywords.get((code, language), '')}".casefold())
        for code, by_language in table.items() for language, name in by_language.items()
    )  # fmt: skip
    CpvName.objects.bulk_create(
        names, batch_size=BATCH, update_conflicts=True,
        unique_fields=["code", "language"], update_fields=["name", "folded"],
    )  # fmt: skip
    return CpvReport(len(table), len(set(table) - before), languages)
