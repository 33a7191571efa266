"""Beginning a tender, changing its basics and its lots."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from procurement.errors import NotAccepted, WrongState
from procurement.models import Lot, Tender, TenderState
from procurement.models.tender import MOVES


@transaction.atomic
def create_tender(*, by: User, **fields: Any) -> Tender:
    """Begin a draft with one lot, which is the whole contract until it is divided."""
    tender = Tender.objects.create(created_by=by, **fields)
    lot = Lot.objects.create(tender=tender, number=1, title=tender.subject)
    record(by=by, action="create_tender", subject=tender, after={**model_to_dict(tender), "lot": lot.title})
    return tender


@transaction.atomic
def change_tender(*, tender: Tender, by: User, expected_version: int, **fields: Any) -> Tender:
    """Save the basics. Raises StaleWrite, WrongState, NotAccepted."""
    require_open(tender)
    gone = set(tender.languages) - set(fields.get("languages", tender.languages))
    if gone and (used := _sections_in(tender, gone)):
        message = _("There are sections written in this language: %(headings)s. Remove them first.")
        raise NotAccepted(message % {"headings": used}, errors={"languages": message % {"headings": used}})
    before = write(tender, expected_version=expected_version, values=fields)
    touch(tender)
    record(by=by, action="change_tender", subject=tender, before=plain(before), after=plain(fields))
    return tender


def _sections_in(tender: Tender, languages: set[str]) -> str:
    kept = tender.sections.kept().filter(language__in=languages)
    return ", ".join(kept.values_list("heading", flat=True))


@transaction.atomic
def move_tender(*, tender: Tender, by: User, to: str) -> Tender:
    """Cancel a draft or take it up again. Raises WrongState."""
    current = Tender.objects.select_for_update().get(pk=tender.pk)
    if to not in MOVES[TenderState(current.state)]:
        raise WrongState(
            _("A tender that is “%(state)s” cannot be moved there.") % {"state": current.get_state_display()}
        )
    write(tender, expected_version=current.version, values={"state": to})
    touch(tender)
    record(by=by, action="move_tender", subject=tender, before={"state": current.state}, after={"state": to})
    return tender


@transaction.atomic
def add_lot(*, tender: Tender, by: User, **fields: Any) -> Lot:
    """Divide the contract further. Raises WrongState."""
    require_open(tender)
    Tender.objects.select_for_update().get(pk=tender.pk)
    last = tender.lots.order_by("-number").first()
    lot = Lot.objects.create(tender=tender, number=(last.number if last else 0) + 1, **fields)
    touch(tender)
    record(by=by, action="add_lot", subject=tender, place=str(lot), after=plain(fields))
    return lot


@transaction.atomic
def change_lot(*, lot: Lot, by: User, expected_version: int, **fields: Any) -> Lot:
    """Save a lot's own data. Raises StaleWrite, WrongState."""
    require_open(lot.tender)
    before = write(lot, expected_version=expected_version, values=fields)
    touch(lot.tender)
    record(
        by=by,
        action="change_lot",
        subject=lot.tender,
        place=str(lot),
        before=plain(before),
        after=plain(fields),
    )
    return lot


@transaction.atomic
def remove_lot(*, lot: Lot, by: User) -> None:
    """Take a lot out with its items. A tender keeps at least one. Raises WrongState."""
    tender = Tender.objects.select_for_update().get(pk=lot.tender_id)
    require_open(tender)
    if tender.lots.count() == 1:
        raise WrongState(_("A tender has at least one lot."))
    gone = {**model_to_dict(lot), "items": [str(item) for item in lot.items.kept().with_texts()]}
    place = str(lot)
    lot.delete()
    for number, kept in enumerate(tender.lots.order_by("number"), start=1):
        if kept.number != number:
            Lot.objects.filter(pk=kept.pk).update(number=number)
    touch(tender)
    record(by=by, action="remove_lot", subject=tender, place=place, before=plain(gone))


def require_open(tender: Tender) -> None:
    """Raises WrongState unless the tender is a draft."""
    if not Tender.objects.filter(pk=tender.pk, state=TenderState.DRAFT).exists():
        raise WrongState(_("This tender is not a draft any more and cannot be changed."))


def touch(tender: Tender) -> None:
    """Note the time of the last change; the version stays, so that editors of other parts are not disturbed."""
    tender.save(update_fields=["changed_at"])


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the record of changes keeps them."""
    return {
        name: value if isinstance(value, str | int | float | bool | list | dict | Decimal | None) else str(value)
        for name, value in values.items()
    }
