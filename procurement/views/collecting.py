"""From the library's basket into a draft, and from an older version of a criterion to the one in force."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from circpro.differences import difference
from circpro.errors import DomainError, StaleWrite
from criteria.filling import fill
from criteria.models import CriterionVersion
from criteria.services.collecting import ForTender, basket_of, for_tender, take_out
from procurement.forms import LotChoiceForm
from procurement.models import Lot, TenderItem
from procurement.services import collecting as services
from procurement.services import renewing
from procurement.views.access import frame, takes


@login_required
@permission_required("procurement.add_tender", raise_exception=True)
def collect(request: HttpRequest) -> HttpResponse:
    """Take the basket into a new tender, or into a lot of a draft."""
    basket = for_tender(basket_of(request))
    form = LotChoiceForm(request.POST or None, user=request.user)
    if request.method == "POST" and basket.versions and form.is_valid():
        try:
            return _into_lot(request, form.cleaned_data["lot"], basket)
        except DomainError as error:
            form.add_error("lot", str(error))
    crumbs = [(_("Home"), "/"), (_("Basket"), reverse("criteria:basket")), (_("Take into a tender"), "")]
    context = {"form": form, "collected": basket, "crumbs": crumbs}
    return render(request, "procurement/collect.html", context, status=422 if form.errors else 200)


def _into_lot(request: HttpRequest, lot: Lot, basket: ForTender) -> HttpResponse:
    added, known = services.take_criteria(lot=lot, versions=basket.versions, by=request.user)
    messages.success(request, said_of(added, known))
    return emptied(request, lot, basket)


def said_of(added: list[TenderItem], known: list[CriterionVersion]) -> str:
    """What came into the lot, and what was there already."""
    text = ngettext(
        "%(count)s criterion of your basket is in the tender now.",
        "%(count)s criteria of your basket are in the tender now.",
        len(added),
    ) % {"count": len(added)}
    if known:
        numbers = ", ".join(version.criterion.number for version in known)
        text += " " + _("These were there already: %(numbers)s.") % {"numbers": numbers}
    return text


def emptied(request: HttpRequest, lot: Lot, basket: ForTender) -> HttpResponse:
    """To the lot, with the basket empty but for what is not in force any more; the page offers to undo that."""
    left = {version.criterion_id for version in basket.left}
    mine = basket_of(request)
    take_out(basket=mine, criteria=mine.criterion_ids - left)
    return redirect(f"{lot.get_absolute_url()}&collected=1")


@takes(TenderItem, "change")
def item_new_version(request: HttpRequest, item: TenderItem) -> HttpResponse:
    """What the version in force changes for this item, and taking it."""
    item = TenderItem.objects.with_texts().select_related("lot__tender__authority").get(pk=item.pk)
    new = renewing.version_in_force(item)
    if request.method == "POST":
        return _take(request, item)
    figures = renewing.figures_after(item, new) if new else []
    context = frame(
        request,
        item.lot.tender,
        "criteria",
        item=item,
        new=new,
        figures=figures,
        texts=[_text_change(item, new, figures, language) for language in item.lot.tender.languages] if new else [],
    )
    return render(request, "procurement/new_version.html", context)


def _take(request: HttpRequest, item: TenderItem) -> HttpResponse:
    sent = request.POST.get("version", "")
    try:
        figures = renewing.take_new_version(
            item=item, by=request.user, expected_version=int(sent) if sent.isdecimal() and len(sent) < 10 else 0
        )
    except StaleWrite:
        messages.error(
            request, _("Somebody else changed this criterion in the meantime. Look at it again, then decide.")
        )
        return redirect("procurement:item_new_version", item.pk)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(item)
    text = _("The criterion is at %(version)s now.") % {"version": item.criterion_version}
    if lost := [figure.label for figure in figures if figure.fate == "reset"]:
        text += " " + _("Set back to the library’s start: %(figures)s.") % {"figures": ", ".join(lost)}
    messages.success(request, text)
    return redirect(item)


def _text_change(
    item: TenderItem, new: CriterionVersion, figures: list[renewing.Figure], language: str
) -> dict[str, Any]:
    """The words that differ between the library's two texts in one language, with the figures of before and after."""
    old = item.library_filled(language)
    values = {p.name: p.default for p in new.parameters.all()}
    values |= {figure.name: item.values[figure.name] for figure in figures if figure.fate == "kept"}
    base = new.text_in(language)
    after = {field: fill(getattr(base, field, ""), values, language) for field in old}
    own = item.adapted.get(language, {})
    return {
        "language": language,
        "fields": [
            {"label": label, "pieces": difference(old[field], after[field])}
            for field, label in _labels().items()
            if old[field] != after[field]
        ],
        "own": sorted(own),
    }


def _labels() -> dict[str, str]:
    return {
        "title": _("Title"),
        "requirement": _("Requirement"),
        "verification": _("Verification"),
        "evidence": _("Accepted evidence"),
    }
