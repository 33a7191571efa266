"""Reading a workbook of the library back: each criterion's rows together, every fault with sheet, row and column."""

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from criteria.content import TEXT_FIELDS
from criteria.exchange.entries import NEW, Entry, Problem, Unreadable, entry_of
from criteria.exchange.table import CRITERIA, LABEL, NO, PARAMETERS, UNIT, YES, clean

MAX_ROWS = 30_000  # that hold anything
MAX_LINES = 60_000  # empty ones too: a row may claim any number, and the reader makes up all before it
MAX_COLUMNS = 100
FACTS = [column.key for column in CRITERIA if column.is_read and column.key not in {"number", "language", *TEXT_FIELDS}]
DOCUMENT = re.compile(r"(.+?)\s*\((\d{4})\)")
NUMBERS = {"version", "source_year", "default", "min", "max"}


class Row(NamedTuple):
    """A row of a sheet: its cells by header, and how a cell of it is named."""

    sheet: str
    line: int
    cells: dict[str, Any]
    letters: dict[str, str]
    formulas: list[str]

    def place(self, key: str = "") -> str:
        cell = f"{self.letters[key]}{self.line}" if key in self.letters else ""
        if cell:
            return _("%(sheet)s, cell %(cell)s (%(column)s)") % {"sheet": self.sheet, "cell": cell, "column": key}
        return _("%(sheet)s, row %(line)d") % {"sheet": self.sheet, "line": self.line}

    def problems(self) -> list[Problem]:
        return [Problem(self.place(key), _("A formula stands here: paste its value.")) for key in self.formulas]


def read(data: bytes) -> list[Entry]:
    """The criteria of a workbook whose safety `uploads` has seen to. Raises Unreadable."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        texts = _together(list(_rows(book, "Criteria", [column.key for column in CRITERIA if column.is_read])))
        figures = _together(list(_rows(book, "Parameters", [column.key for column in PARAMETERS])))
    except Unreadable:
        raise
    except Exception as error:  # the reader raises whatever a broken part makes it stumble over
        raise Unreadable(_("The workbook is damaged and cannot be opened.")) from error
    entries = [_entry(rows, figures.pop(key, [])) for key, rows in texts.items()]
    for rows in figures.values():
        problem = Problem(rows[0].place("number"), _("The sheet Criteria has no row of this criterion."))
        entries.append(Entry(str(rows[0].cells["number"]), "", None, rows[0].place(), {}, {}, [problem]))
    return entries


def _rows(book: Any, title: str, needed: list[str]) -> Iterator[Row]:
    """The rows of a sheet that hold anything."""
    if title not in book.sheetnames:
        raise Unreadable(_("The workbook has no sheet “%(sheet)s”.") % {"sheet": title})
    sheet = book[title]
    sheet.reset_dimensions()  # what the file says of its size may be untrue
    first = next(sheet.iter_rows(max_row=1, max_col=MAX_COLUMNS), ())
    header = [str(cell.value or "").strip().lower() for cell in first]
    if missing := [key for key in needed if key not in header]:
        raise Unreadable(_("The sheet “%(sheet)s” lacks the column “%(column)s”.")
                         % {"sheet": title, "column": "”, “".join(missing)})  # fmt: skip
    letters = {key: get_column_letter(place) for place, key in enumerate(header, start=1) if key}
    if len(letters) < sum(bool(key) for key in header):
        raise Unreadable(_("Two columns of the sheet “%(sheet)s” have the same name.") % {"sheet": title})
    filled = 0
    width = max(place for place, key in enumerate(header, start=1) if key)
    for line, cells in enumerate(sheet.iter_rows(min_row=2, max_col=width), start=2):
        pairs = [(key, cell) for key, cell in zip(header, cells, strict=False) if key]
        is_filled = any(cell.value not in (None, "") for _key, cell in pairs)
        filled += is_filled
        if filled > MAX_ROWS or line > MAX_LINES:
            raise Unreadable(_("The sheet “%(sheet)s” has more than %(rows)d rows: split it.")
                             % {"sheet": title, "rows": MAX_ROWS})  # fmt: skip
        if is_filled:
            formulas = [key for key, cell in pairs if cell.data_type == "f"]
            values = {key: _value(key, cell.value) for key, cell in pairs}
            yield Row(title, line, {key: values.get(key) for key in letters}, letters, formulas)


def _value(key: str, value: Any) -> Any:
    """A cell's value as its column means it: what looks like a number is a text where a text is meant."""
    if isinstance(value, str):
        value = str(clean(value)).strip()
    if value in (None, ""):
        return None
    if key in NUMBERS:
        return _figure(value)
    if key == "source_confirmed":
        return {YES: True, "true": True, NO: False, "false": False}.get(str(value).lower(), value)
    return value if isinstance(value, str) else str(value)


def _figure(value: Any) -> Any:
    """A number, also one that was typed as a text; anything else as it is, for the check to refuse."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _together(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows by the criterion they belong to, in the file's order; a row without number stands alone."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        number = str(row.cells["number"] or "").upper()
        found.setdefault(number or f"row {row.line}", []).append(row)
    return found


def _entry(rows: list[Row], figures: list[Row]) -> Entry:
    first, problems = rows[0], [problem for row in [*rows, *figures] for problem in row.problems()]
    by_language: dict[str, Row] = {}
    for row in rows:
        language = str(row.cells["language"] or "")
        if language in by_language:
            problems.append(Problem(row.place("language"), _("This criterion has two rows in the same language.")))
        by_language.setdefault(language, row)
    problems += [problem for row in rows[1:] for problem in _disagreements(first, row)]
    if not first.cells["number"]:
        problems.append(Problem(first.place("number"), _("The number is empty: for a new criterion write new-1.")))
    elif NEW.fullmatch(str(first.cells["number"])) and first.cells["version"]:
        problems.append(Problem(first.place("version"), _("A new criterion has no version yet: leave this empty.")))

    def where(field: str) -> str:
        return _place(field, first, by_language, figures)

    return entry_of(_raw(first, by_language, figures), where, problems)


def _disagreements(first: Row, row: Row) -> Iterator[Problem]:
    """What is true of the whole criterion is said alike in all of its rows."""
    for key in FACTS:
        if row.cells[key] != first.cells[key]:
            message = _("This differs from row %(line)d of the same criterion: write the same in both.")
            yield Problem(row.place(key), message % {"line": first.line})


def _raw(first: Row, by_language: dict[str, Row], figures: list[Row]) -> dict[str, Any]:
    cells = first.cells
    confirmed = cells["source_confirmed"]
    return {
        **{key: cells[key] for key in ("number", "group", "version", "kind", "ambition", "r_strategy", "legal_basis")},
        "applies_to": [word.strip() for word in (cells["applies_to"] or "").split(",")],
        "labels": (cells["labels"] or "").split("\n"),
        "source": {"title": cells["source_title"], "year": cells["source_year"],
                   "confirmed": False if confirmed is None else confirmed, "also": _documents(cells["source_also"])},
        "parameters": [_raw_parameter(row.cells) for row in figures],
        "text": {language: {field: row.cells[field] for field in TEXT_FIELDS}
                 for language, row in by_language.items()},
    }  # fmt: skip


def _documents(cell: str | None) -> list[dict[str, Any]]:
    """Lines such as “EU GPP criteria for furniture (2017)”; a line without year is left to the check to refuse."""
    found = []
    for line in (cell or "").split("\n"):
        match = DOCUMENT.fullmatch(line.strip())
        if line.strip():
            found.append({"title": match[1], "year": int(match[2])} if match else {"title": line, "year": None})
    return found


def _raw_parameter(cells: dict[str, Any]) -> dict[str, Any]:
    words = {
        key: {name.removeprefix(prefix): value for name, value in cells.items() if name.startswith(prefix) and value}
        for key, prefix in (("label", LABEL), ("unit", UNIT))
    }
    return {**{key: cells[key] for key in ("name", "type", "default", "min", "max")}, **words}


def _place(field: str, first: Row, by_language: dict[str, Row], figures: list[Row]) -> str:
    """The cell of a dotted field of the raw criterion."""
    head, dot, rest = field.partition(".")
    if head == "text" and dot:
        language, _dot, name = rest.partition(".")
        row = by_language.get(language, first)
        return row.place(name if name else "language")
    if head.startswith("parameters["):
        row = figures[int(head[len("parameters[") : -1])]
        return row.place(rest.replace("label.", LABEL).replace("unit.", UNIT))
    if head == "source" and rest:
        return first.place(f"source_{rest}")
    return first.place(head)
