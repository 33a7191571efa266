"""Comparing criteria, and collecting them in a basket: open to everyone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.errors import DomainError
from criteria.comparing import side_by_side
from criteria.filling import segments
from criteria.models import CriteriaSet, CriterionVersion
from criteria.services import collecting as services
from criteria.services.collecting import basket_of
from criteria.similar import similar_to
from criteria.usage import note_usage

COMPARED = 4


def beside(request: HttpRequest, version: CriterionVersion) -> dict[str, Any]:
    """What the page of a criterion shows of its use, of criteria like it, and the address that lasts."""
    note_usage([version])
    similar = similar_to(version, translation.get_language() or "en")
    short = reverse("criteria:number_version", args=[version.criterion.number, version.number])
    # A version out of force is a page of its own; the one in force is the criterion's page, whatever address led there.
    page = version.criterion.get_absolute_url() if version.state == "published" else version.get_absolute_url()
    return {
        "similar": similar,
        "permalink": request.build_absolute_uri(short),
        "canonical": request.build_absolute_uri(page),
    }


def _asked(request: HttpRequest, limit: int) -> tuple[list[CriterionVersion], list[str]]:
    """The criteria named in the address (`c=FUR-004&c=FUR-005` or `c=FUR-004,FUR-005`), and what is wrong with it."""
    named = (part.strip().upper()[:20] for value in request.GET.getlist("c") for part in value.split(","))
    numbers = list(dict.fromkeys(part for part in named if part))
    versions = CriterionVersion.objects.by_numbers(numbers[: services.LIMIT])
    known = {version.criterion.number for version in versions}
    unknown = [number for number in numbers[: services.LIMIT] if number not in known]
    wrong = [_("There is no criterion %(number)s.") % {"number": number} for number in unknown]
    if len(numbers) - len(unknown) > limit:
        wrong.append(_("At most %(count)s criteria are shown here: these are the first.") % {"count": limit})
    return versions[:limit], wrong


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four criteria side by side; 422 with what there is where more, or unknown ones, are asked for."""
    versions, wrong = _asked(request, COMPARED)
    known = [version.criterion.number for version in versions]
    note_usage(versions)
    only, words = bool(request.GET.get("only")), bool(request.GET.get("words"))
    rows = side_by_side(versions, words=words) if versions else []
    context = {
        "columns": [{"version": v, "without": _address(n for n in known if n != v.criterion.number)} for v in versions],
        "rows": [row for row in rows if row.differs or not only],
        "shown": known,
        "only": only,
        "words": words,
        "wrong": wrong,
        "room": len(versions) < COMPARED,
        "to_add": _not_shown_yet(request, known) if len(versions) < COMPARED else [],
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list")), (_("Compare"), "")],
    }
    return render(request, "criteria/compare.html", context, status=422 if wrong else 200)


def _address(numbers: Any) -> str:
    """The part of an address that names criteria."""
    return "?" + "&".join(f"c={number}" for number in numbers)


def _not_shown_yet(request: HttpRequest, shown: list[str]) -> list[dict[str, Any]]:
    """Criteria of the basket that could join the comparison."""
    others = [version for version in basket_of(request).versions() if version.criterion.number not in shown]
    return [{"version": v, "address": _address([*shown, v.criterion.number])} for v in others[:10]]


@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    """What the reader has collected, in their order, and what can be done with it."""
    mine = basket_of(request)
    versions = mine.versions()
    note_usage(versions)
    heirs = CriterionVersion.objects.in_force_instead_of([v for v in versions if v.state != "published"])
    numbers = [version.criterion.number for version in versions]
    context = {
        "rows": [{"version": version, "heir": heirs.get(version.pk)} for version in versions],
        "compare_address": reverse("criteria:compare") + _address(numbers[:COMPARED]),
        "print_address": reverse("criteria:print") + _address(numbers),
        "may_draft": not request.user.is_authenticated or request.user.has_perm("procurement.add_tender"),
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list")), (_("Basket"), "")],
    }
    return render(request, "criteria/basket.html", context)


@require_POST
def basket_add(request: HttpRequest) -> HttpResponse:
    """Put criteria, or a whole set, into the basket."""
    criteria = _keys(request)
    if slug := request.POST.get("set"):
        bundle = get_object_or_404(CriteriaSet, slug=slug)
        published = CriterionVersion.objects.published().filter(criterion__set_items__criteria_set=bundle)
        criteria = list(published.order_by("criterion__set_items__position").values_list("criterion", flat=True))
    try:
        added = services.put_in(basket=basket_of(request), criteria=criteria)
    except DomainError as error:
        return _answer(request, str(error), tone="error")
    numbers = ", ".join(version.criterion.number for version in added)
    said = _("%(numbers)s: put into the basket.") % {"numbers": numbers} if added else _("It is in the basket already.")
    return _answer(request, said)


@require_POST
def basket_remove(request: HttpRequest) -> HttpResponse:
    """Take criteria out of the basket."""
    services.take_out(basket=basket_of(request), criteria=_keys(request))
    return _answer(request, _("Taken out of the basket."))


@require_POST
def basket_empty(request: HttpRequest) -> HttpResponse:
    """Take everything out; the page asked first."""
    services.empty(basket=basket_of(request))
    return redirect("criteria:basket")


@require_POST
def basket_undo(request: HttpRequest) -> HttpResponse:
    """Bring back what was taken out last."""
    services.bring_back(basket=basket_of(request))
    messages.success(request, _("The basket is as it was."))
    return redirect("criteria:basket")


@require_POST
def basket_move(request: HttpRequest) -> HttpResponse:
    """One place up or down."""
    up = request.POST.get("direction") == "up"
    for criterion in _keys(request):
        services.move(basket=basket_of(request), criterion=criterion, up=up)
    return redirect("criteria:basket")


@require_POST
def basket_renew(request: HttpRequest) -> HttpResponse:
    """The version in force in the place of the one put in."""
    for criterion in _keys(request)[:1]:
        try:
            version = services.renew(basket=basket_of(request), criterion=criterion)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(version)s is in the basket now.") % {"version": version})
    return redirect("criteria:basket")


def _keys(request: HttpRequest) -> list[int]:
    """The criteria sent; what is no key is left out."""
    sent = request.POST.getlist("criterion")
    return list(dict.fromkeys(int(value) for value in sent if value.isdecimal() and len(value) < 18))


def _answer(request: HttpRequest, said: str, *, tone: str = "success") -> HttpResponse:
    """The button again for htmx, with the count in the header; else the page the reader was on, with a message."""
    keys = _keys(request)
    if request.headers.get("HX-Request") == "true" and len(keys) == 1 and not request.POST.get("set"):
        version = CriterionVersion.objects.select_related("criterion").filter(criterion=keys[0]).last()
        context = {"version": version, "said": said}
        return render(request, "criteria/_basket_answer.html", context)
    messages.add_message(request, getattr(messages, tone.upper()), said)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("criteria:basket"))


@require_safe
def print_all(request: HttpRequest) -> HttpResponse:
    """Criteria with their full texts, one after the other, for paper."""
    versions, wrong = _asked(request, services.LIMIT)
    context = {
        "sheets": [_sheet(request, version) for version in versions],
        "wrong": wrong,
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list")), (_("Print"), "")],
    }
    return render(request, "criteria/print.html", context, status=422 if wrong else 200)


def _sheet(request: HttpRequest, version: CriterionVersion) -> dict[str, Any]:
    """One criterion on paper: its parts with the starting figures in place, and where it is found again."""
    text = version.text
    values = {parameter.name: parameter.default for parameter in version.parameters.all()}
    parts = [
        (_("Requirement"), text.requirement),
        (_("Verification"), text.verification),
        (_("Accepted evidence"), text.evidence),
    ]
    short = reverse("criteria:number_version", args=[version.criterion.number, version.number])
    return {
        "version": version,
        "text": text,
        "parts": [(label, segments(body, values, text.language)) for label, body in parts if body],
        "permalink": request.build_absolute_uri(short),
    }
