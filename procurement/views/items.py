"""The criteria of a lot: adding from the library, figures, texts, order."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.differences import difference
from circpro.errors import DomainError, StaleWrite
from circpro.saving import answer_invalid, answer_saved, answer_stale
from criteria.filters import CriterionFilter
from criteria.models import CriteriaSet, CriterionVersion, Kind
from procurement.errors import NotAccepted
from procurement.forms import ParametersForm, TextsForm, add_errors
from procurement.models import Lot, Tender, TenderItem
from procurement.services import items as services
from procurement.views.access import asked_to_undo, frame, takes

SHOWN = 10


@require_safe
@takes(Tender)
def criteria(request: HttpRequest, tender: Tender) -> HttpResponse:
    """The criteria of one lot by kind, and the library beside them."""
    lots = list(tender.lots.all())
    asked = request.GET.get("lot", "")
    lot = next((lot for lot in lots if str(lot.pk) == asked), lots[0])
    lot = Lot.objects.with_items().get(pk=lot.pk)
    language = tender.main_language
    kinds = [
        {
            "kind": kind,
            "items": [_row(item, language) for item in lot.items.all() if item.kind == kind],
        }
        for kind in Kind
    ]
    context = frame(request, tender, "criteria", lot=lot, lots=lots, kinds=[k for k in kinds if k["items"]])
    context["undo"] = asked_to_undo(request, "removed", TenderItem.objects.filter(lot=lot, removed_at__isnull=False))
    context |= _library(request, tender, lot)
    return render(request, "procurement/criteria.html", context)


def _row(item: TenderItem, language: str) -> dict[str, Any]:
    """What the list shows of an item."""
    return {"item": item, "text": item.filled(language), "adapted": bool(item.adapted)}


def _library(request: HttpRequest, tender: Tender, lot: Lot) -> dict[str, Any]:
    """Sets for what is bought, and criteria: searched where something is typed, else those of the product groups."""
    present = {item.criterion_version.criterion_id for item in lot.items.all()}
    sets = list(CriteriaSet.objects.for_cpv(tender.cpv_id).with_texts().with_counts())
    versions = CriterionVersion.objects.published().with_texts()
    typed = request.GET.get("q", "").strip()
    everywhere = bool(request.GET.get("everywhere")) or not sets
    if not everywhere:
        versions = versions.about_cpv(tender.cpv_id)
    library = CriterionFilter({"q": typed, "kind": request.GET.getlist("kind")}, queryset=versions).qs
    if not typed:
        library = library.order_by("criterion__number")
    page = Paginator(library, SHOWN).get_page(request.GET.get("page"))
    return {
        "sets": sets,
        "page_obj": page,
        "typed": typed,
        "everywhere": everywhere,
        "has_sets": bool(sets),
        "kind_choices": Kind.choices,
        "kinds_chosen": request.GET.getlist("kind"),
        "present": present,
    }


@require_POST
@takes(Lot, "change")
def add_criterion(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Take one criterion into the lot."""
    version = get_object_or_404(CriterionVersion.objects.published().with_texts(), pk=_number(request, "criterion"))
    try:
        item = services.add_criterion(lot=lot, version=version, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(lot)
    messages.success(request, _("%(number)s is added.") % {"number": version.criterion.number})
    return redirect(f"{lot.get_absolute_url()}#item-{item.pk}")


@require_POST
@takes(Lot, "change")
def add_set(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Take a whole set into the lot."""
    criteria_set = get_object_or_404(CriteriaSet, pk=_number(request, "set"))
    added, known = services.add_set(lot=lot, criteria_set=criteria_set, by=request.user)
    text = _("%(count)s criteria are added from “%(set)s”.") % {"count": len(added), "set": criteria_set}
    if known:
        text += " " + _("These were there already: %(numbers)s.") % {"numbers": ", ".join(known)}
    messages.success(request, text)
    return redirect(lot)


def _number(request: HttpRequest, name: str) -> int:
    """A key from the form; 0, which no row has, where it is no number."""
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() else 0


@takes(TenderItem)
def item(request: HttpRequest, item: TenderItem) -> HttpResponse:
    """One criterion in the tender: its figures, its text beside the library's, the difference."""
    item = TenderItem.objects.with_texts().select_related("lot__tender__authority").get(pk=item.pk)
    tender = item.lot.tender
    asked = request.GET.get("language", "")
    language = asked if asked in tender.languages else tender.main_language
    context = {
        **frame(request, tender, "criteria", item=item, lot=item.lot, language=language),
        "parameters_form": ParametersForm(item=item),
        "texts_form": TextsForm(item=item, language=language),
        **_compared(item, language),
    }
    if request.method != "POST":
        return render(request, "procurement/item.html", context)
    if not context["may_change"] or not request.user.has_perm("procurement.change_tenderitem", item):
        return render(request, "403.html", status=403)
    return _save_item(request, item, language, context)


def _compared(item: TenderItem, language: str) -> dict[str, Any]:
    """The library's text, the printed text, and where they differ."""
    library, printed = item.library_filled(language), item.filled(language)
    base = item.library_text(language)
    return {
        "library": library,
        "printed": printed,
        "library_language": base.language if base else "",
        "differences": [
            {"field": field, "pieces": difference(library[field], printed[field])}
            for field in printed
            if library[field] != printed[field]
        ],
    }


def _save_item(request: HttpRequest, item: TenderItem, language: str, context: dict[str, Any]) -> HttpResponse:
    """Figures or texts, whichever form was sent."""
    back = f"{item.get_absolute_url()}?language={language}"
    if "texts" in request.POST:
        form = TextsForm(request.POST, item=item, language=language)
        context["texts_form"] = form
    else:
        form = ParametersForm(request.POST, item=item)
        context["parameters_form"] = form
    context["form"] = form
    if form.is_valid():
        values = {"texts": form.texts()} if isinstance(form, TextsForm) else {"parameters": form.figures()}
        try:
            services.change_item(item=item, by=request.user, expected_version=form.cleaned_data["version"], **values)
        except NotAccepted as error:
            add_errors(form, error.errors)
        except StaleWrite as error:
            return answer_stale(request, error, form=form, back=back)
        else:
            return answer_saved(request, item.version, back=back)
    return answer_invalid(request, "procurement/item.html", context)


@require_POST
@takes(TenderItem, "change")
def reset_text(request: HttpRequest, item: TenderItem) -> HttpResponse:
    """Back to the library's words in one language."""
    language = request.POST.get("language", "")
    if language in item.adapted:
        base = item.library_text(language)
        texts = {language: {field: getattr(base, field, "") for field in item.adapted[language]}}
        try:
            services.change_item(item=item, by=request.user, expected_version=_number(request, "version"), texts=texts)
        except StaleWrite as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The text is the library’s again."))
    return redirect(f"{item.get_absolute_url()}?language={language}")


@require_POST
@takes(TenderItem, "change")
def item_move(request: HttpRequest, item: TenderItem, direction: str) -> HttpResponse:
    """One place up or down among its kind."""
    services.move_item(item=item, by=request.user, up=direction == "up")
    return redirect(f"{item.lot.get_absolute_url()}#item-{item.pk}")


@require_POST
@takes(TenderItem, "change")
def item_remove(request: HttpRequest, item: TenderItem) -> HttpResponse:
    """Take it out; the page then offers to undo that."""
    services.remove_item(item=item, by=request.user)
    return redirect(f"{item.lot.get_absolute_url()}&removed={item.pk}")


@require_POST
@takes(TenderItem, "change")
def item_restore(request: HttpRequest, item: TenderItem) -> HttpResponse:
    """Undo a removal."""
    try:
        services.restore_item(item=item, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The criterion is back."))
    return redirect(f"{item.lot.get_absolute_url()}#item-{item.pk}")
