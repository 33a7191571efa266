"""The sheet Criteria as CSV: UTF-8 with a byte order mark, so that spreadsheets see the letters of every language."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from criteria.exchange.selecting import Selection
from criteria.exchange.table import CRITERIA, RISKY, criteria_rows

MEDIA_TYPE = "text/csv; charset=utf-8"


def write(selection: Selection) -> Iterator[bytes]:
    """The file, row by row."""
    yield b"\xef\xbb\xbf" + _line([column.key for column in CRITERIA])
    for row in criteria_rows(selection):
        yield _line([_as_text(value) for value in row])


def _line(values: list[Any]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue().encode()


def _as_text(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
