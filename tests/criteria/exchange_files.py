"""Files of the exchange for tests: exports as bytes, and workbooks with a cell changed."""

import io
import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import translation
from openpyxl import Workbook, load_workbook

from criteria.exchange import csv_file, json_file, word, workbook
from criteria.exchange.selecting import select

WRITERS: dict[str, Any] = {"xlsx": workbook, "csv": csv_file, "json": json_file, "docx": word}
Change = Callable[[Any], None]


def exported(ending: str, *, query: str = "", language: str | None = None, user: Any = None) -> bytes:
    """What the portal would send."""
    with translation.override(language if ending == "docx" else translation.get_language()):  # as the view does
        selection = select(QueryDict(query), user or AnonymousUser(), language=language)
    return b"".join(WRITERS[ending].write(selection))


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed_workbook(change: Change, **export: Any) -> bytes:
    """An export of the library with a change made to it in a spreadsheet."""
    book = opened(exported("xlsx", **export))
    change(book)
    return saved(book)


def changed_json(change: Change, **export: Any) -> bytes:
    """An export of the library with a change made to its data."""
    document = json.loads(exported("json", **export))
    change(document)
    return json.dumps(document).encode()


def column(sheet: Any, name: str) -> int:
    """The number of the column with this header."""
    return [cell.value for cell in sheet[1]].index(name) + 1


def put(book: Workbook, sheet: str, line: int, name: str, value: Any) -> None:
    """Write a cell, as a person would."""
    book[sheet].cell(line, column(book[sheet], name)).value = value


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by header."""
    lines = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
