"""From a basket into a tender."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from circpro.audit.services import record
from circpro.consortium.models import User
from criteria.models import CriterionVersion
from procurement.models import Lot, Tender, TenderItem
from procurement.services import drafting, items


@transaction.atomic
def take_criteria(
    *, lot: Lot, versions: Iterable[CriterionVersion], by: User
) -> tuple[list[TenderItem], list[CriterionVersion]]:
    """Take collected criteria into the lot in their order. Returns the new items and what was there already.

    Raises WrongState.
    """
    items.lock(lot)
    added, known = items.add_versions(lot=lot, versions=versions)
    drafting.touch(lot.tender)
    record(by=by, action="take_criteria", subject=lot.tender, place=str(lot),
           after={"criteria": [str(item.criterion_version) for item in added]})  # fmt: skip
    return added, known


@transaction.atomic
def tender_with_criteria(*, by: User, versions: Iterable[CriterionVersion], **fields: Any) -> Tender:
    """Begin a draft whose first lot holds the collected criteria."""
    tender = drafting.create_tender(by=by, **fields)
    take_criteria(lot=tender.lots.get(), versions=versions, by=by)
    return tender
