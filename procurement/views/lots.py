"""Dividing a tender into lots."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from circpro.errors import StaleWrite
from circpro.saving import answer_saved, answer_stale
from procurement.forms import LotEditForm, LotForm
from procurement.models import Lot, Tender
from procurement.services import drafting
from procurement.views.access import frame, takes


@takes(Tender)
def lots(request: HttpRequest, tender: Tender) -> HttpResponse:
    """The lots of a tender and a form for one more."""
    context = frame(request, tender, "lots")
    form = LotForm(request.POST or None)
    if request.method == "POST":
        if not context["may_change"]:
            raise PermissionDenied
        if form.is_valid():
            lot = drafting.add_lot(tender=tender, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(lot)s is added.") % {"lot": lot})
            return redirect("procurement:lots", tender.pk)
    context |= {"form": form, "lots": tender.lots.with_items()}
    return render(request, "procurement/lots.html", context, status=422 if form.errors else 200)


@takes(Lot, "change")
def lot_edit(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Change a lot's title, description and value."""
    back = reverse("procurement:lots", args=[lot.tender_id])
    if request.method != "POST":
        form = LotEditForm(instance=lot, initial={"version": lot.version})
        return render(request, "procurement/lot.html", frame(request, lot.tender, "lots", form=form, lot=lot))
    form = LotEditForm(request.POST, instance=Lot.objects.get(pk=lot.pk))
    if not form.is_valid():
        context = frame(request, lot.tender, "lots", form=form, lot=lot)
        return render(request, "procurement/lot.html", context, status=422)
    fields = dict(form.cleaned_data)
    try:
        drafting.change_lot(lot=lot, by=request.user, expected_version=fields.pop("version"), **fields)
    except StaleWrite as error:
        return answer_stale(request, error, form=form, back=request.path)
    return answer_saved(request, lot.version, back=back)


@require_POST
@takes(Lot, "change")
def lot_remove(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Take a lot out; the page asked first."""
    drafting.remove_lot(lot=lot, by=request.user)
    messages.success(request, _("The lot is removed."))
    return redirect("procurement:lots", lot.tender_id)
