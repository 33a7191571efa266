"""Award method and weights, lot by lot."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from circpro.errors import StaleWrite
from circpro.saving import answer_saved, answer_stale
from criteria.models import Kind
from procurement.errors import NotAccepted
from procurement.forms import AwardForm, add_errors
from procurement.models import Lot, Tender
from procurement.services.award import set_award
from procurement.views.access import frame, takes


@takes(Tender)
def award(request: HttpRequest, tender: Tender) -> HttpResponse:
    """A form for each lot; one is saved at a time."""
    context = frame(request, tender, "award")
    lots = list(tender.lots.with_items())
    for lot in lots:
        lot.tender = tender  # the language of the titles is the tender's; no query for it
    if request.method != "POST":
        return render(request, "procurement/award.html", {**context, "rows": [_row(lot) for lot in lots]})
    if not context["may_change"]:
        raise PermissionDenied
    lot = next((lot for lot in lots if str(lot.pk) == request.POST.get("lot")), lots[0])
    form = AwardForm(request.POST, lot=lot, items=_criteria(lot), prefix=f"lot{lot.pk}")
    if form.is_valid():
        try:
            return _save(request, lot, form)
        except NotAccepted as error:
            add_errors(form, error.errors)
        except StaleWrite as error:
            return answer_stale(request, error, form=form, back=request.path, version_field=form.add_prefix("version"))
    rows = [_row(other, form if other is lot else None) for other in lots]
    return render(request, "procurement/award.html", {**context, "rows": rows, "form": form}, status=422)


def _save(request: HttpRequest, lot: Lot, form: AwardForm) -> HttpResponse:
    set_award(
        lot=lot,
        by=request.user,
        expected_version=form.cleaned_data["version"],
        method=form.cleaned_data["method"],
        price_weight=form.cleaned_data["price_weight"],
        weights=form.weights(),
    )
    return answer_saved(request, lot.version, back=f"{request.path}#lot-{lot.pk}")


def _criteria(lot: Lot) -> list[Any]:
    return [item for item in lot.items.all() if item.kind == Kind.AWARD_CRITERION]


def _row(lot: Lot, form: AwardForm | None = None) -> dict[str, Any]:
    items = _criteria(lot)
    weights = [lot.price_weight, *(item.weight for item in items)]
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    form = form or AwardForm(lot=lot, items=items, prefix=f"lot{lot.pk}")
    return {"lot": lot, "form": form, "items": items, "total": total}
