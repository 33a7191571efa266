"""Criteria side by side: one row for each thing a buyer compares, and which rows differ."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from circpro.differences import Piece, difference
from criteria.filling import fill
from criteria.models import CriterionVersion, Parameter

ALIKE = 0.5  # below half the words in common, a word-by-word difference is only noise


@dataclass
class Cell:
    """What one criterion says: lines of text in a language, perhaps an address, perhaps the words that differ."""

    lines: list[str]
    language: str = ""
    url: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Row:
    """One thing compared over all criteria."""

    label: str
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        return any(cell.lines != self.cells[0].lines for cell in self.cells)


def side_by_side(versions: list[CriterionVersion], *, words: bool = False) -> list[Row]:
    """The rows of a comparison; `words` marks what differs from the first where texts are alike. No queries of its
    own for versions read with `with_texts()` and given their `usage`."""
    rows = [Row(label, [cell(version) for version in versions]) for label, cell in _facts()]
    texts = [Row(label, [_text(version, name) for version in versions]) for name, label in _parts()]
    if words:
        for row in texts:
            _mark_words(row)
    return [*rows[:5], *texts, *rows[5:]]


def _facts() -> list[tuple[str, Callable[[Any], Cell]]]:
    return [
        (_("Product group"), lambda v: Cell([v.criterion.group.name])),
        (_("Kind"), lambda v: Cell([v.get_kind_display()])),
        (_("Ambition"), lambda v: Cell([v.get_ambition_display()])),
        (_("Applies to"), lambda v: Cell(v.applies_to_labels)),
        (_("R-strategy"), lambda v: Cell([v.get_r_strategy_display()])),
        (_("Figures"), lambda v: Cell([_figure(parameter) for parameter in v.parameters.all()])),
        (_("Labels"), lambda v: Cell([label.name for label in v.labels.all()])),
        (_("Legal basis"), lambda v: Cell([v.legal_basis] if v.legal_basis else [])),
        (_("Source"), lambda v: Cell([str(v.source)], url=v.source.url) if v.source else Cell([])),
        (_("Version"), lambda v: Cell([_version(v)], url=v.get_absolute_url())),
        (_("Use"), lambda v: Cell([_usage(v.usage)])),
    ]


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
    return Cell([filled], language=text.language)


def _figure(parameter: Parameter) -> str:
    figures = {name: floatformat(getattr(parameter, name), -2) for name in ("default", "minimum", "maximum")}
    words = {"label": parameter.label, "unit": parameter.unit, **figures}
    return _("%(label)s: %(default)s %(unit)s (%(minimum)s to %(maximum)s)") % words


def _version(version: CriterionVersion) -> str:
    since = date_format(version.valid_from, "DATE_FORMAT") if version.valid_from else ""
    words = {"number": version.number, "state": version.get_state_display(), "date": since}
    return _("%(number)s, %(state)s, since %(date)s") % words


def _usage(usage: Any) -> str:
    return _("in %(tenders)s tenders, %(published)s with a finished document") % {
        "tenders": usage.tenders,
        "published": usage.published,
    }


def _mark_words(row: Row) -> None:
    first = row.cells[0]
    for cell in row.cells[1:]:
        if not (first.lines and cell.lines) or first.language != cell.language or first.lines == cell.lines:
            continue
        old, new = first.lines[0], cell.lines[0]
        if SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE:
            cell.pieces = difference(old, new)
