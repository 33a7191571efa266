"""How a lot is awarded: method and weights."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from criteria.models import Kind
from procurement.errors import NotAccepted
from procurement.models import AwardMethod, Lot, TenderItem
from procurement.services.drafting import plain, require_open, touch

FULL = Decimal(100)


@transaction.atomic
def set_award(
    *,
    lot: Lot,
    by: User,
    expected_version: int,
    method: str,
    price_weight: Decimal | None,
    weights: dict[int, Decimal],
) -> Lot:
    """Save method and weights of a lot together: all of them or none.

    Weights are per cent and sum to 100 (Directive 2014/24/EU, Art. 67(5)); with lowest price there are none.
    Raises StaleWrite, WrongState, NotAccepted (fields `price_weight`, `weights.<item id>`, `weights`).
    """
    require_open(lot.tender)
    items = list(lot.items.kept().of_kind(Kind.AWARD_CRITERION).select_related("criterion_version__criterion"))
    if method == AwardMethod.LOWEST_PRICE:
        price_weight, weights = None, {}
    else:
        _require_whole(items, price_weight, weights)
    before: dict[str, Any] = {str(item): item.weight for item in items}
    before |= write(
        lot, expected_version=expected_version, values={"award_method": method, "price_weight": price_weight}
    )
    for item in items:
        TenderItem.objects.filter(pk=item.pk).update(weight=weights.get(item.pk))
    after = {
        **{str(item): weights.get(item.pk) for item in items},
        "award_method": method,
        "price_weight": price_weight,
    }
    touch(lot.tender)
    record(
        by=by,
        action="set_award",
        subject=lot.tender,
        place=str(lot),
        before=plain(before),
        after=plain(after),
    )
    return lot


def _require_whole(items: list[TenderItem], price_weight: Decimal | None, weights: dict[int, Decimal]) -> None:
    """Raises NotAccepted unless each weight is given and they sum to 100."""
    errors: dict[str, str] = {}
    if price_weight is None or not 0 <= price_weight <= FULL:
        errors["price_weight"] = _("Enter a weight from 0 to 100.")
    for item in items:
        weight = weights.get(item.pk)
        if weight is None or not 0 < weight <= FULL:
            errors[f"weights.{item.pk}"] = _("Enter a weight above 0, up to 100.")
    if unknown := set(weights) - {item.pk for item in items}:
        errors[f"weights.{min(unknown)}"] = _("This is not an award criterion of the lot.")
    if not errors and price_weight is not None:
        total = price_weight + sum(weights.values())
        if total != FULL:
            errors["weights"] = sum_message(total)
    if errors:
        raise NotAccepted(_("The weights are not accepted."), errors=errors)


def sum_message(total: Decimal) -> str:
    """What is missing to 100, or too much."""
    shown = f"{total.normalize():f}"
    gap = f"{abs(FULL - total).normalize():f}"
    if total < FULL:
        return _("The weights sum to %(total)s, not 100: %(gap)s is missing.") % {"total": shown, "gap": gap}
    return _("The weights sum to %(total)s, not 100: %(gap)s too much.") % {"total": shown, "gap": gap}
