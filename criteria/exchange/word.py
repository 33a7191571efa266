"""The library as a Word document: what a buyer reads, prints and copies from."""

import io
from collections.abc import Iterable, Iterator

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from docx import Document
from docx.document import Document as DocumentObject

from circpro.errors import DomainError
from criteria.content import content_of
from criteria.exchange import word_parts as parts
from criteria.exchange.selecting import Selection
from criteria.exchange.table import address_of, clean
from criteria.filling import segments
from criteria.languages import best_value, language_name
from criteria.models import CriterionVersion, Kind, Translation, TranslationState, VersionState

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIMIT = 300  # criteria: some five seconds of a web worker, and six hundred pages


def write(selection: Selection) -> Iterator[bytes]:
    """The document. Raises DomainError for more criteria than a document can sensibly hold."""
    if len(selection.versions) > LIMIT:
        raise DomainError(
            _("A Word document holds at most %(limit)d criteria: narrow the list down first.") % {"limit": LIMIT}
        )
    language = selection.language or "en"
    with translation.override(language):
        document = _document(selection, language)
    buffer = io.BytesIO()
    document.save(buffer)
    return iter([buffer.getvalue()])


def _document(selection: Selection, language: str) -> DocumentObject:
    document = Document()
    made = format_date(timezone.localtime(selection.made).date(), format="long", locale=language)
    parts.set_up(document, title=selection.title, language=language, made=made)
    document.add_paragraph(clean(selection.title), style="Title")
    count = len(selection.versions)
    said = ngettext("%(count)d criterion of the CircPro criteria library, %(date)s",
                    "%(count)d criteria of the CircPro criteria library, %(date)s", count)  # fmt: skip
    document.add_paragraph(said % {"count": count, "date": made}, style="Subtitle")
    for label, words in selection.told:
        parts.labelled(document, label, clean(words))
    kinds = [(kind, [version for version in selection.versions if version.kind == kind]) for kind in Kind]
    kinds = [(kind, versions) for kind, versions in kinds if versions]
    if count > 1:
        _overview(document, kinds, language)
    for kind, versions in kinds:
        parts.heading(document, str(kind.label), 1)
        for version in versions:
            _criterion(document, version, language)
    return document


def _overview(document: DocumentObject, kinds: list[tuple[Kind, list[CriterionVersion]]], language: str) -> None:
    """All criteria at a glance, each leading to its place."""
    parts.heading(document, _("Overview"), 1)
    rows = [(version, kind) for kind, versions in kinds for version in versions]
    head = [_("Number"), _("Title"), _("Kind"), _("Ambition")]
    table = parts.table(document, head, len(rows), widths=[2.2, 6.6, 4.6, 3.1])
    for cells, (version, kind) in zip(table, rows, strict=True):
        text = version.text_in(language)
        parts.link(cells[0], version.criterion.number, _anchor(version))
        parts.write(cells[1], clean(text.title))
        parts.write(cells[2], str(kind.label))
        parts.write(cells[3], version.get_ambition_display())


def _criterion(document: DocumentObject, version: CriterionVersion, language: str) -> None:
    text = version.text_in(language)
    place = parts.heading(document, f"{version.criterion.number}  {clean(text.title)}", 2)
    parts.anchor(place, _anchor(version))
    if text.language != language:
        said = _("There is no translation yet: the text is shown in %(language)s.")
        parts.note(document, said % {"language": language_name(text.language)})
    elif text.state == TranslationState.DRAFT:
        parts.note(document, _("This translation is a draft: nobody has reviewed it yet."))
    _warnings(document, version)
    for label, body in (
        (_("Requirement"), text.requirement),
        (_("Verification"), text.verification),
        (_("Accepted evidence"), text.evidence),
        (_("Guidance for the buyer"), text.guidance),
    ):
        if body.strip():
            parts.heading(document, label, 3)
            _filled(document, version, text, body)
    if version.parameters.all():
        _figures(document, version, language)
    _facts(document, version, language)


def _warnings(document: DocumentObject, version: CriterionVersion) -> None:
    if version.state != VersionState.PUBLISHED:
        parts.note(document, _("State of this version: %(state)s.") % {"state": version.get_state_display()})
    for source in version.aged_sources:
        parts.note(document, _("Its source is not current any more (%(state)s). %(note)s")
                   % {"state": source.get_state_display().lower(), "note": clean(source.note)})  # fmt: skip


def _filled(document: DocumentObject, version: CriterionVersion, text: Translation, body: str) -> None:
    """A part of the text, the library's starting figures in bold."""
    values = {parameter.name: parameter.default for parameter in version.parameters.all()}
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_together = True
    for segment in segments(clean(body), values, text.language):
        run = paragraph.add_run(segment.text)
        run.bold = segment.is_figure or None
        parts.speak(run, text.language)


def _figures(document: DocumentObject, version: CriterionVersion, language: str) -> None:
    parts.heading(document, _("Figures the buyer sets"), 3)
    parameters = list(version.parameters.all())
    head = [_("Figure"), _("Unit"), _("Starts with"), _("From"), _("To")]
    table = parts.table(document, head, len(parameters), widths=[6, 3.3, 2.4, 2.4, 2.4])
    for cells, parameter in zip(table, parameters, strict=True):
        parts.write(cells[0], clean(best_value(parameter.labels, language)))
        parts.write(cells[1], clean(best_value(parameter.units, language)))
        numbers = (parameter.default, parameter.minimum, parameter.maximum)
        for cell, number in zip(cells[2:], numbers, strict=True):
            parts.write(cell, format_decimal(number, locale=language), right=True)
    parts.keep_together(table)


def _facts(document: DocumentObject, version: CriterionVersion, language: str) -> None:
    parts.heading(document, _("Facts"), 3)
    rows = list(_rows_of_facts(version, language))
    table = parts.table(document, [], len(rows), widths=[4.5, 12])
    for cells, (label, value) in zip(table, rows, strict=True):
        parts.write(cells[0], label, bold=True)
        parts.write(cells[1], clean(value))
    parts.keep_together(table)
    parts.space(document)


def _rows_of_facts(version: CriterionVersion, language: str) -> Iterable[tuple[str, str]]:
    yield _("Product group"), version.criterion.group.name
    yield _("Ambition"), version.get_ambition_display()
    yield _("R-strategy"), version.get_r_strategy_display()
    yield _("Applies to"), ", ".join(version.applies_to_labels)
    if labels := [label.name for label in version.labels.all()]:
        yield _("Labels accepted as evidence, or equivalent"), ", ".join(labels)
    yield _("Legal basis"), version.legal_basis or "–"
    yield _("Source"), _source(version)
    for also in content_of(version)["source"].get("also", []):
        yield _("Further source"), f"{also['title']} ({also['year']})"
    since = version.valid_from
    day = f", {format_date(timezone.localtime(since).date(), format='long', locale=language)}" if since else ""
    yield _("Version"), f"{version.number}{day}"
    yield _("Address"), address_of(version)


def _source(version: CriterionVersion) -> str:
    if version.source is None:
        return "–"
    if version.source_confirmed:
        return str(version.source)
    return f"{version.source}. {_('The wording is our own; it has not been compared with the source yet.')}"


def _anchor(version: CriterionVersion) -> str:
    return f"c{version.pk}"
