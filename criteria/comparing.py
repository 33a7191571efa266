"""Criteria side by side: one row for each thing a buyer compares, and which rows differ."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from circpro.differences import Piece, difference
from criteria.filling import fill
from criteria.models import CriterionVersion, Parameter

ALIKE = 0.5  # below half the words in common, a word-by-word difference is only noise


class Line(NamedTuple):
    """A line of text, perhaps with the address of a page of ours or of a document outside."""

    text: str
    url: str = ""
    is_source: bool = False


@dataclass
class Cell:
    """What one criterion says: lines of text in a language, perhaps the words that differ."""

    lines: list[Line]
    language: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Row:
    """One thing compared over all criteria."""

    label: str
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        first = [line.text for line in self.cells[0].lines]
        return any([line.text for line in cell.lines] != first for cell in self.cells)


def side_by_side(versions: list[CriterionVersion], *, words: bool = False) -> list[Row]:
    """The rows of a comparison; `words` marks what differs from the first where texts are alike. No queries of its
    own for versions read with `with_texts()` and given their `usage`."""
    rows = [Row(label, [cell(version) for version in versions]) for label, cell in _facts()]
    texts = [Row(label, [_text(version, name) for version in versions]) for name, label in _parts()]
    if words:
        for row in texts:
            _mark_words(row)
    return [*rows[:6], *texts, *rows[6:]]


def _facts() -> list[tuple[str, Callable[[Any], Cell]]]:
    return [
        (_("Product group"), lambda v: _cell(v.criterion.group.name)),
        (_("Kind"), lambda v: _cell(v.get_kind_display())),
        (_("Ambition"), lambda v: _cell(v.get_ambition_display())),
        (_("Applies to"), lambda v: _cell(*v.applies_to_labels)),
        (_("R-strategy"), lambda v: _cell(v.get_r_strategy_display())),
        (_("Figures"), lambda v: _cell(*(_figure(parameter) for parameter in v.parameters.all()))),
        (_("Labels"), lambda v: _cell(*(label.name for label in v.labels.all()))),
        (_("Legal basis"), lambda v: _cell(v.legal_basis)),
        (_("Source"), lambda v: Cell([Line(str(source), source.url, is_source=True) for source in v.sources])),
        (_("Version"), lambda v: Cell([Line(_version(v), v.get_absolute_url())])),
        (_("Use"), lambda v: _cell(_usage(v.usage))),
    ]


def _cell(*texts: str) -> Cell:
    return Cell([Line(str(text)) for text in texts if text])


def _parts() -> list[tuple[str, str]]:
    return [
        ("requirement", _("Requirement")),
        ("verification", _("Verification")),
        ("evidence", _("Accepted evidence")),
        ("guidance", _("Guidance for the buyer")),
    ]


def _text(version: CriterionVersion, name: str) -> Cell:
    """A part of the text with the library's starting figures in place; guidance has none."""
    text = version.text
    body = getattr(text, name, "")
    if not body:
        return Cell([])
    values = {parameter.name: parameter.default for parameter in version.parameters.all()}
    filled = body if name == "guidance" else fill(body, values, text.language)
    return Cell([Line(filled)], language=text.language)


def _figure(parameter: Parameter) -> str:
    figures = {name: floatformat(getattr(parameter, name), -2) for name in ("default", "minimum", "maximum")}
    words = {"label": parameter.label, "unit": parameter.unit, **figures}
    return _("%(label)s: %(default)s %(unit)s (%(minimum)s to %(maximum)s)") % words


def _version(version: CriterionVersion) -> str:
    since = date_format(version.valid_from, "DATE_FORMAT") if version.valid_from else ""
    words = {"number": version.number, "state": version.get_state_display(), "date": since}
    return _("%(number)s, %(state)s, since %(date)s") % words


def _usage(usage: Any) -> str:
    words = {"tenders": usage.tenders, "published": usage.published}
    if not usage.tenders:
        return _("Not used in a tender yet")
    text = ngettext(
        "In %(tenders)s tender, %(published)s with a finished document",
        "In %(tenders)s tenders, %(published)s with a finished document",
        usage.tenders,
    )
    return text % words


def _mark_words(row: Row) -> None:
    first = row.cells[0]
    for cell in row.cells[1:]:
        if not (first.lines and cell.lines) or first.language != cell.language or first.lines == cell.lines:
            continue
        old, new = first.lines[0].text, cell.lines[0].text
        if SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE:
            cell.pieces = difference(old, new)
