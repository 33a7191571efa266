"""The library as a workbook (XLSX) that people can write in: drop-downs, explanations, and nothing that runs."""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from criteria.exchange.selecting import Selection
from criteria.exchange.table import (
    CRITERIA,
    LABEL,
    NO,
    PARAMETERS,
    RISKY,
    SETS,
    UNIT,
    YES,
    Column,
    clean,
    criteria_rows,
    parameter_languages,
    parameter_rows,
)
from criteria.languages import language_name
from criteria.models import Ambition, AppliesTo, CriteriaSetItem, Kind, Parameter, ProductGroup, RStrategy, SetModel

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024
SPARE_ROWS = 500  # rows below the last one that have the drop-downs too, for what is added
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEAD_FONT = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="1F5C4A")


def write(selection: Selection) -> Iterator[bytes]:
    """The file in chunks. It is put together on disk, row by row, so that its size does not weigh on memory."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = selection.title, "CircPro"
    lists = _lists()
    rows = list(criteria_rows(selection))
    _criteria(book, rows, lists)
    languages = parameter_languages(selection)
    named = [Column(f"{what}{code}", 24, "") for code in languages for what in (LABEL, UNIT)]
    _parameters(book, [*PARAMETERS, *named], list(parameter_rows(selection, languages)), lists)
    _sheet(book, "Sets", SETS, _set_rows(selection))
    _read_me(book, selection)
    _lists_sheet(book, lists)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when its last chunk is read, or with the iterator)
    book.save(file)
    file.seek(0)
    return _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def _criteria(book: Workbook, rows: list[list[Any]], lists: dict[str, list[tuple[str, str]]]) -> None:
    sheet = _sheet(book, "Criteria", CRITERIA, rows, frozen="E2")
    keys = [column.key for column in CRITERIA]
    for key, source in (("kind", "kind"), ("ambition", "ambition"), ("r_strategy", "r_strategy"),
                        ("language", "language"), ("group", "group"), ("source_confirmed", "yes_no")):  # fmt: skip
        _choose(sheet, keys.index(key) + 1, len(rows), source, lists)


def _parameters(book: Workbook, columns: list[Column], rows: list[list[Any]], lists: Any) -> None:
    sheet = _sheet(book, "Parameters", columns, rows, frozen="C2")
    _choose(sheet, [column.key for column in columns].index("type") + 1, len(rows), "type", lists)


def _sheet(book: Workbook, title: str, columns: list[Column], rows: Iterable[list[Any]], *, frozen: str = "A2") -> Any:
    """A sheet with a header that stays in sight, and wrapped cells."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = frozen
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.append([_head(sheet, column.key) for column in columns])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    return sheet


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, Alignment(vertical="center")
    return cell


def _cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
    """A cell; a text stays a text, also where it begins like a formula."""
    value = clean(value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(RISKY):
            cell.quotePrefix = True
    if hasattr(value, "isoformat"):
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = WRAPPED
    if font:
        cell.font = font
    return cell


def _choose(sheet: Any, column: int, rows: int, name: str, lists: dict[str, list[tuple[str, str]]]) -> None:
    """Only what stands in the list may be typed into the column."""
    place = get_column_letter(list(lists).index(name) * 2 + 1)
    rule = DataValidation("list", formula1=f"Lists!${place}$2:${place}${len(lists[name]) + 1}", allow_blank=True)
    rule.showErrorMessage, rule.errorTitle, rule.error = True, "CircPro", _("Choose one of the codes on sheet Lists.")
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{rows + 1 + SPARE_ROWS}")
    sheet.data_validations.append(rule)


def _lists() -> dict[str, list[tuple[str, str]]]:
    """Each choice: code and what it means."""
    choices: dict[str, Any] = {
        "kind": Kind.choices,
        "ambition": Ambition.choices,
        "r_strategy": RStrategy.choices,
        "applies_to": AppliesTo.choices,
        "language": [(code, language_name(code)) for code, _name in settings.CONTENT_LANGUAGES],
        "group": [(group.slug, group.name) for group in ProductGroup.objects.with_texts()],
        "type": Parameter.Type.choices,
        "yes_no": [(YES, _("yes")), (NO, _("no"))],
        "model": SetModel.choices,
    }
    return {name: [(code, str(label)) for code, label in pairs] for name, pairs in choices.items()}


def _lists_sheet(book: Workbook, lists: dict[str, list[tuple[str, str]]]) -> None:
    columns = [Column(key, 30, "") for name in lists for key in (name, f"{name}: {_('meaning')}")]
    longest = max(len(pairs) for pairs in lists.values())
    rows = []
    for place in range(longest):
        row: list[str] = []
        for pairs in lists.values():
            row += pairs[place] if place < len(pairs) else ("", "")
        rows.append(row)
    _sheet(book, "Lists", columns, rows)


def _set_rows(selection: Selection) -> Iterator[list[Any]]:
    """The sets the criteria of the file are in."""
    criteria = {version.criterion_id for version in selection.versions}
    items = CriteriaSetItem.objects.filter(criterion__in=criteria).select_related("criteria_set", "criterion")
    for item in items.prefetch_related("criteria_set__texts").order_by("criteria_set__slug", "position"):
        bundle = item.criteria_set
        yield [bundle.slug, bundle.name, bundle.model, bundle.ambition, item.position + 1, item.criterion.number]


def _read_me(book: Workbook, selection: Selection) -> None:
    sheet = book.create_sheet("ReadMe")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    bold = Font(bold=True)
    made = selection.made.date()
    for label, value in [(_("CircPro criteria library"), selection.title), (_("Made on"), made), *selection.told]:
        sheet.append([_cell(sheet, label, bold), _cell(sheet, value)])
    rules = [
        _("Librarians can change this workbook and take it in again at %(address)s. A dry run shows first what would "
          "change; every change becomes a draft that a second person reviews.")
        % {"address": f"{settings.SITE_URL.rstrip('/')}/criteria/import/"},
        _("A language may be added as a new row with the same number. A row left out changes nothing, and a language "
          "left out stays as it is."),
        _("The figures of a criterion stand on the sheet Parameters: take in all of them, for a figure left out there "
          "is taken out of the criterion."),
        _("For a new criterion write new-1 as its number, also on the sheet Parameters, and choose its group. The "
          "portal gives it its lasting number."),
        _("Formulas are not read. The sheets Sets, ReadMe and Lists are there to be looked at."),
    ]  # fmt: skip
    for rule in rules:
        sheet.append([_cell(sheet, ""), _cell(sheet, rule)])
    for title, columns in (("Criteria", CRITERIA), ("Parameters", PARAMETERS), ("Sets", SETS)):
        sheet.append([_cell(sheet, "")])
        sheet.append([_head(sheet, title), _head(sheet, _("What the column holds"))])
        for column in columns:
            meaning = str(column.meaning) if column.is_read else f"{column.meaning} {_('Not read by an import.')}"
            sheet.append([_cell(sheet, column.key, bold), _cell(sheet, meaning)])
        if title == "Parameters":
            sheet.append([_cell(sheet, "label_en, unit_en …", bold),
                          _cell(sheet, _("What the figure is called, and its unit, in each language."))])  # fmt: skip
