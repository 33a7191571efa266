"""The state of the translations, and the editor that sets them beside the original."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.errors import DomainError, StaleWrite
from circpro.saving import answer_stale
from criteria.content import TEXT_FIELDS
from criteria.errors import Incomplete
from criteria.forms import LABELS, TranslationForm
from criteria.languages import FALLBACK, best_value, language_name
from criteria.models import CriterionVersion, Parameter, ProductGroup, Translation
from criteria.services import translating
from criteria.views.access import crumbs_to, needs, takes_version

PAGE_SIZE = 50
NONE = {"fixed": 0, "draft": 0}


@require_safe
@needs("keep_library")
def overview(request: HttpRequest) -> HttpResponse:
    """How much of each group can be read in each language."""
    counts = Translation.objects.counted_by_group_and_language()
    groups = ProductGroup.objects.with_texts().with_counts()
    languages = [code for code, _name in settings.CONTENT_LANGUAGES]
    rows = [
        {
            "group": group,
            "cells": [{"language": code, **counts.get((group.pk, code), NONE)} for code in languages],
        }
        for group in groups
    ]
    crumbs = [(_("Home"), "/"), (_("Library desk"), reverse("criteria:desk")), (_("Translations"), "")]
    context = {"rows": rows, "languages": [(c, language_name(c)) for c in languages], "crumbs": crumbs}
    return render(request, "criteria/keeping/translations.html", context)


@require_safe
@needs("keep_library")
def in_language(request: HttpRequest, language: str) -> HttpResponse:
    """The criteria in force and where each stands in a language: what is missing first."""
    _known(language)
    versions = CriterionVersion.objects.published().with_texts().with_state_in(language)
    if group := request.GET.get("group", ""):
        versions = versions.filter(criterion__group__slug=group)
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    crumbs = [
        (_("Home"), "/"),
        (_("Translations"), reverse("criteria:translations")),
        (language_name(language), ""),
    ]
    context = {"page_obj": page, "language": language, "name": language_name(language), "crumbs": crumbs}
    return render(request, "criteria/keeping/in_language.html", context)


def _known(language: str) -> str:
    if language not in dict(settings.CONTENT_LANGUAGES):
        raise Http404
    return language


@takes_version("keep_library")
def translate(request: HttpRequest, version: CriterionVersion, language: str) -> HttpResponse:
    """One language beside another: the original by default."""
    _known(language)
    text = next((text for text in version.translations.all() if text.language == language), None)
    beside = _beside(version, language, request.GET.get("beside", ""))
    parameters = list(version.parameters.all())
    form = TranslationForm(
        request.POST or None, initial=_initial(version, text, language), parameters=parameters, language=language
    )
    if request.method == "POST" and form.is_valid():
        try:
            translating.save_translation(
                version=version,
                language=language,
                by=request.user,
                expected_version=form.cleaned_data["version"],
                texts={field: form.cleaned_data[field] for field in TEXT_FIELDS},
                figures=form.figures(),
            )
            messages.success(request, _("Saved as a draft translation."))
            return redirect(request.get_full_path())
        except StaleWrite as error:
            return answer_stale(request, error, form=form, back=request.get_full_path())
        except Incomplete as error:
            for field, message in error.errors.items():
                form.add_error(field, message)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "version": version,
        "text": text,
        "beside": beside,
        "form": form,
        "rows": [{"label": LABELS[f], "original": getattr(beside, f, ""), "field": form[f]} for f in TEXT_FIELDS],
        "figures": [_figure(form, parameter, beside) for parameter in parameters],
        "language": language,
        "name": language_name(language),
        "beside_name": language_name(beside.language) if beside else "",
        "others": [
            (t.language, language_name(t.language)) for t in version.translations.all() if t.language != language
        ],
        "may_review": bool(text and text.state == "draft" and text.written_by_id != request.user.pk),
        "crumbs": crumbs_to(version, language_name(language)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "criteria/keeping/translate.html", context, status=status)


def _figure(form: TranslationForm, parameter: Parameter, beside: Translation | None) -> dict[str, Any]:
    """A figure's name and unit in the language translated from, and the fields for them."""
    shown = beside.language if beside else FALLBACK
    return {
        "name": _("Figure {%(name)s}") % {"name": parameter.name},
        "original": f"{best_value(parameter.labels, shown)}, {best_value(parameter.units, shown)}",
        "fields": [form[f"label_{parameter.name}"], form[f"unit_{parameter.name}"]],
    }


def _beside(version: CriterionVersion, language: str, asked: str) -> Translation | None:
    """The text it is translated from: the one asked for, English, or an original."""
    others = {text.language: text for text in version.translations.all() if text.language != language}
    originals = [text for text in others.values() if text.state == "original"]
    return others.get(asked) or others.get(FALLBACK) or next(iter(originals), None)


def _initial(version: CriterionVersion, text: Translation | None, language: str) -> dict[str, Any]:
    """The text there is; else what the version before said in the language, as a start."""
    if text:
        return {**{field: getattr(text, field) for field in TEXT_FIELDS}, "version": text.row_version}
    former = Translation.objects.before(version, language)
    return {**({field: getattr(former, field) for field in TEXT_FIELDS} if former else {}), "version": 0}


@require_POST
@takes_version("keep_library")
def review(request: HttpRequest, version: CriterionVersion, language: str) -> HttpResponse:
    """Confirm a colleague's draft translation."""
    text = get_object_or_404(version.translations, language=_known(language))
    text.version = version
    expected = request.POST.get("version", "")
    try:
        translating.review_translation(
            text=text, by=request.user, expected_version=int(expected) if expected.isdecimal() else 0
        )
        messages.success(request, _("The translation is reviewed."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("criteria:translate", version.criterion.slug, version.number, language)
