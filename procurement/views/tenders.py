"""The list of tenders, a new one, its overview, basics and history."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.audit.models import Entry
from circpro.errors import StaleWrite
from circpro.saving import answer_saved, answer_stale
from criteria.models import Kind
from criteria.services.collecting import ForTender, basket_of, for_tender
from procurement.errors import NotAccepted
from procurement.forms import TenderEditForm, TenderForm, add_errors
from procurement.models import Tender, TenderState
from procurement.readiness import findings
from procurement.services import drafting
from procurement.services.collecting import tender_with_criteria
from procurement.views.access import frame, takes
from procurement.views.collecting import emptied, said_of

PAGE_SIZE = 25


@require_safe
@login_required
def tender_list(request: HttpRequest) -> HttpResponse:
    """The tenders of the person's authorities, newest change first."""
    typed, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    tenders = Tender.objects.visible_to(request.user).with_totals()
    if typed:
        tenders = tenders.filter(Q(subject__icontains=typed) | Q(cpv__code__startswith=typed))
    if state in TenderState.values:
        tenders = tenders.filter(state=state)
    page = Paginator(tenders, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "typed": typed,
        "state": state,
        "states": TenderState.choices,
        "may_add": request.user.has_perm("procurement.add_tender"),
        "crumbs": [(_("Home"), "/"), (_("Tenders"), "")],
    }
    return render(request, "procurement/list.html", context)


@login_required
@permission_required("procurement.add_tender", raise_exception=True)
def create(request: HttpRequest) -> HttpResponse:
    """Begin a tender."""
    collected = for_tender(basket_of(request)) if request.GET.get("basket") else ForTender()
    form = TenderForm(request.POST or None, user=request.user, initial=_prefilled(collected))
    if request.method == "POST" and form.is_valid():
        if collected.versions:
            return _create_with_basket(request, form, collected)
        tender = drafting.create_tender(by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is made. Choose a ready set of criteria, or pick them one by one."))
        return redirect("procurement:criteria", tender.pk)
    crumbs = [(_("Home"), "/"), (_("Tenders"), "/tenders/"), (_("New tender"), "")]
    context = {"form": form, "crumbs": crumbs, "collected": collected}
    return render(request, "procurement/create.html", context, status=422 if form.errors else 200)


def _prefilled(collected: ForTender) -> dict[str, Any]:
    """The CPV code of the first product group in the basket."""
    code = collected.versions[0].criterion.group.cpv_codes.with_names().first() if collected.versions else None
    return {"cpv": str(code)} if code else {}


def _create_with_basket(request: HttpRequest, form: TenderForm, collected: ForTender) -> HttpResponse:
    """Begin the tender with the basket in its first lot."""
    versions = collected.versions
    tender = tender_with_criteria(by=request.user, versions=versions, **form.cleaned_data)
    lot = tender.lots.with_items().get()
    messages.success(request, _("The draft is made.") + " " + said_of(list(lot.items.all()), []))
    return emptied(request, lot, collected)


@require_safe
@takes(Tender)
def overview(request: HttpRequest, tender: Tender) -> HttpResponse:
    """What the draft holds, and what it still lacks."""
    whole = Tender.objects.whole().get(pk=tender.pk)
    counts = dict.fromkeys(Kind, 0)
    for lot in whole.lots.all():
        for item in lot.items.all():
            counts[Kind(item.kind)] += 1
    context = frame(
        request,
        whole,
        "overview",
        findings=findings(whole),
        counts=[(kind.label, count) for kind, count in counts.items()],
        revisions=tender.revisions.with_author()[:3],
    )
    return render(request, "procurement/overview.html", context)


@takes(Tender)
def basics(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Change subject, code, value, procedure and languages; read only for those who may not."""
    context = frame(request, tender, "basics")
    if request.method != "POST":
        form = TenderEditForm(instance=tender, user=request.user, initial={"version": tender.version})
        return render(request, "procurement/basics.html", {**context, "form": form})
    if not context["may_change"]:
        return render(request, "403.html", status=403)
    form = TenderEditForm(request.POST, instance=Tender.objects.get(pk=tender.pk), user=request.user)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            drafting.change_tender(tender=tender, by=request.user, expected_version=fields.pop("version"), **fields)
        except NotAccepted as error:
            add_errors(form, error.errors)
        except StaleWrite as error:
            return answer_stale(request, error, form=form, back=request.path)
        else:
            return answer_saved(request, tender.version, back=request.path)
    context = {**context, "form": form}
    return render(request, "procurement/basics.html", context, status=422)


@require_POST
@takes(Tender, "move")
def move(request: HttpRequest, tender: Tender, to: str) -> HttpResponse:
    """Cancel the draft, or take it up again."""
    drafting.move_tender(tender=tender, by=request.user, to=to)
    if to == TenderState.CANCELLED:
        messages.success(request, _("The tender is cancelled. Nothing is deleted: it can be taken up again."))
    else:
        messages.success(request, _("The tender is a draft again."))
    return redirect(tender)


@require_safe
@takes(Tender)
def history(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Who changed what, when."""
    page = Paginator(Entry.objects.about(tender), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "procurement/history.html", frame(request, tender, "history", page_obj=page))
