"""What a draft still lacks before it can be frozen. The full tender check builds on the same findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from criteria.models import Kind, VersionState
from procurement.models import AwardMethod, Lot, Tender, TenderItem
from procurement.services.award import FULL, sum_message


@dataclass(frozen=True)
class Finding:
    """One thing to mend: which rule, in words, and where (`url` leads there, `place` names it for the API)."""

    rule: str
    message: str
    place: str
    url: str


def findings(tender: Tender) -> list[Finding]:
    """All that keeps the draft from being frozen. The tender is best read with `whole()`."""
    return [finding for lot in tender.lots.all() for finding in _of_lot(tender, lot)]


def notices(tender: Tender) -> list[Finding]:
    """What is worth a look before the document is made, and keeps nobody from making it: criteria whose version or
    source is not in force any more. The tender is best read with `whole()`."""
    found = []
    for item in (item for lot in tender.lots.all() for item in lot.items.all()):
        place, url, version = f"items.{item.pk}", item.get_absolute_url(), item.criterion_version
        words = {"number": version.criterion.number}
        if version.state == VersionState.SUPERSEDED:
            message = _("%(number)s: a newer version is in the library.")
            found.append(Finding("version_superseded", message % words, place, url))
        if version.state == VersionState.WITHDRAWN:
            message = _("%(number)s has been withdrawn from the library.")
            found.append(Finding("version_withdrawn", message % words, place, url))
        for source in version.aged_sources:
            message = _("%(number)s: its source “%(source)s” is not current any more.")
            found.append(Finding("source_aged", message % {**words, "source": source}, place, url))
    return found


def _of_lot(tender: Tender, lot: Lot) -> Iterator[Finding]:
    items = list(lot.items.all())
    if not items:
        url = lot.get_absolute_url()
        yield Finding("lot_empty", _("%(lot)s has no criteria yet.") % {"lot": lot}, f"lots.{lot.number}", url)
    yield from _of_award(tender, lot, [item for item in items if item.kind == Kind.AWARD_CRITERION])
    for item in items:
        yield from _of_item(tender, item)


def _of_award(tender: Tender, lot: Lot, criteria: list[TenderItem]) -> Iterator[Finding]:
    place, url = f"lots.{lot.number}.award", f"{reverse('procurement:award', args=[tender.pk])}#lot-{lot.pk}"
    if lot.award_method == AwardMethod.LOWEST_PRICE:
        if criteria:
            message = _("%(lot)s is awarded on the lowest price but has award criteria: they would not count.")
            yield Finding("award_unused", message % {"lot": lot}, place, url)
        return
    weights = [lot.price_weight, *(item.weight for item in criteria)]
    if any(weight is None for weight in weights):
        yield Finding("award_without_weight", _("%(lot)s: the weights are not set.") % {"lot": lot}, place, url)
        return
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    if total != FULL:
        yield Finding("award_sum", f"{lot}: {sum_message(total)}", place, url)


def _of_item(tender: Tender, item: TenderItem) -> Iterator[Finding]:
    for parameter in item.criterion_version.parameters.all():
        if not parameter.accepts(item.values[parameter.name]):
            message = _("%(number)s: “%(label)s” is outside the range of the library.")
            values = {"number": item.criterion_version.criterion.number, "label": parameter.label}
            place = f"items.{item.pk}.parameters.{parameter.name}"
            yield Finding("parameter_range", message % values, place, item.get_absolute_url())
    missing = [language for language in tender.languages if not _says_it_in(item, language)]
    for language in missing:
        message = _("%(number)s has no text in %(language)s yet: write it, or leave the language out.")
        values = {"number": item.criterion_version.criterion.number, "language": _language_name(language)}
        place = f"items.{item.pk}.texts.{language}"
        url = f"{item.get_absolute_url()}?language={language}"
        yield Finding("text_missing", message % values, place, url)


def _says_it_in(item: TenderItem, language: str) -> bool:
    """In the library's words or the buyer's own: title and requirement at least are needed in the language."""
    base = item.library_text(language)
    own = item.adapted.get(language, {})
    return bool((base and base.language == language) or (own.get("title") and own.get("requirement")))


def _language_name(language: str) -> str:
    from django.conf import settings

    return str(dict(settings.CONTENT_LANGUAGES).get(language, language))
