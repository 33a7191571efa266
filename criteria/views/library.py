"""The library's pages: open to everyone."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.filling import Segment, UnknownPlaceholder, segments
from criteria.filters import CriterionFilter
from criteria.forms import RemarkForm
from criteria.languages import best, content_language, language_name, reading_order
from criteria.models import Comment, CpvCode, CriteriaSet, CriterionVersion, Kind, Translation
from criteria.search.asking import language_of
from criteria.usage import note_usage
from criteria.views.collecting import beside
from criteria.views.facets import chips_of, facets_of, mended

PAGE_SIZE = 25
CPV_SHOWN = 20


@require_safe
def criterion_list(request: HttpRequest) -> HttpResponse:
    """Browse, filter and search what is in force."""
    found = CriterionFilter(request.GET, queryset=CriterionVersion.objects.published())
    valid = found.is_valid()
    facets = facets_of(found) if valid else []
    context = {
        "form": found.form,
        "facets": facets,
        "chips": chips_of(found, facets, request.GET) if valid else [],
        "page_obj": _page(found, request.GET.get("page")) if valid else Paginator([], PAGE_SIZE).get_page(1),
        "mended": mended(found, request.GET) if valid else None,
        "language": content_language(translation.get_language() or "en"),
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), "")],
    }
    template = "criteria/_results.html" if request.headers.get("HX-Request") == "true" else "criteria/list.html"
    return render(request, template, context, status=200 if valid else 422)


def _page(found: CriterionFilter, number: str | None) -> Page:
    """A page of what is found, each version with the text shown and the language it was found in."""
    paginator = Paginator(found.qs.with_texts(), PAGE_SIZE)
    paginator.count = found.counts.total  # known already
    page = paginator.get_page(number)
    order = reading_order(translation.get_language())
    note_usage(page)
    for version in page:
        version.shown = version.text
        hit = language_of(version.best) if found.asked else version.shown.language
        version.found_in = "" if hit in (order[0], version.shown.language) else language_name(hit)
        version.shown_in = "" if version.shown.language == order[0] else language_name(version.shown.language)
    return page


@require_safe
def detail(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A criterion in force, or one of its versions."""
    versions = CriterionVersion.objects.visible_to(request.user).filter(criterion__slug=slug).with_texts().with_people()
    wanted = versions.filter(number=number) if number else versions.best_first()
    version = wanted.first()
    if version is None:
        raise Http404
    language = content_language(request.GET.get("lang") or translation.get_language() or "en")
    text = best(version.translations.all(), reading_order(language))
    context = {
        "version": version,
        "text": text,
        "fields": _fields(version, text) if text else [],
        "asked": language,
        "languages": [(t.language, language_name(t.language), t) for t in version.translations.all()],
        "versions": versions.order_by("-number"),
        "sets": CriteriaSet.objects.filter(criteria=version.criterion).with_texts(),
        "crumbs": [(_("Home"), "/"), (_("Criteria library"), "/criteria/"), (version.criterion.number, "")],
        **_life(request, version),
    }
    return render(request, "criteria/detail.html", {**context, **beside(request, version)})


def _life(request: HttpRequest, version: CriterionVersion) -> dict[str, Any]:
    """What this person may do with the version, and what was said about the criterion."""
    keeps = request.user.has_perm("criteria.keep_library")
    said = Comment.objects.visible_to(request.user).filter(criterion=version.criterion).with_people()
    threads = [comment for comment in said if comment.answers_id is None]
    for thread in threads:
        thread.answered = [comment for comment in said if comment.answers_id == thread.pk]
    return {
        "keeps": keeps,
        "all_languages": [(code, language_name(code)) for code, _name in settings.CONTENT_LANGUAGES],
        "may_edit": request.user.has_perm("criteria.change_criterionversion", version),
        "may_review": keeps and request.user.has_perm("criteria.review_criterionversion", version),
        "in_work": version.criterion.versions.in_work().select_related("criterion").first() if keeps else None,
        "threads": threads,
        "remark_form": RemarkForm(initial={"kind": "comment"}),
    }


def _fields(version: CriterionVersion, text: Translation) -> list[tuple[str, list[Segment]]]:
    """Each part of the text with the library's starting figures in place."""
    values = {parameter.name: parameter.default for parameter in version.parameters.all()}
    parts = [
        (_("Requirement"), text.requirement),
        (_("Verification"), text.verification),
        (_("Accepted evidence"), text.evidence),
    ]
    return [(name, _runs(body, values, text.language)) for name, body in parts if body]


def _runs(body: str, values: dict[str, Any], language: str) -> list[Segment]:
    """The filled text; as it was typed where a draft names a figure that does not exist yet."""
    try:
        return segments(body, values, language)
    except UnknownPlaceholder:
        return [Segment(body, False)]


@require_safe
def sets(request: HttpRequest) -> HttpResponse:
    """Ready sets by product group."""
    bundles = CriteriaSet.objects.with_texts().with_counts()
    crumbs = [(_("Home"), "/"), (_("Ready sets"), "")]
    return render(request, "criteria/sets.html", {"sets": bundles, "crumbs": crumbs})


@require_safe
def criteria_set(request: HttpRequest, slug: str) -> HttpResponse:
    """One set with its criteria by kind."""
    bundle = get_object_or_404(CriteriaSet.objects.with_texts(), slug=slug)
    versions = CriterionVersion.objects.published().with_texts().filter(criterion__set_items__criteria_set=bundle)
    rows = list(versions.order_by("criterion__set_items__position"))
    note_usage(rows)
    kinds: list[dict[str, Any]] = [{"kind": kind, "versions": [v for v in rows if v.kind == kind]} for kind in Kind]
    context = {
        "set": bundle,
        "kinds": [kind for kind in kinds if kind["versions"]],
        "print_address": f"{reverse('criteria:print')}?c={','.join(v.criterion.number for v in rows)}",
        "crumbs": [(_("Home"), "/"), (_("Ready sets"), "/criteria/sets/"), (bundle.name, "")],
    }
    return render(request, "criteria/set.html", context)


@require_safe
def cpv_search(request: HttpRequest) -> HttpResponse:
    """CPV codes for what is typed: the part of a page that htmx asks for."""
    typed = request.GET.get("cpv", "").strip()[:200]
    codes = CpvCode.objects.matching(typed).with_names()[:CPV_SHOWN] if len(typed) > 1 else []
    context = {"codes": codes, "typed": typed}
    return render(request, "criteria/_cpv_options.html", context)
