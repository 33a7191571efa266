"""Saving side by side: what a form carries, and the answers. A page gets a redirect, autosave a line of text."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from circpro.differences import difference
from circpro.errors import StaleWrite


class VersionedForm(forms.Form):
    """Carries the version the reader saw, so that a save from an old page is noticed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def is_autosave(request: HttpRequest) -> bool:
    """Whether the page saved by itself while the person went on typing."""
    return request.headers.get("HX-Request") == "true" and "autosave" in request.POST


def answer_saved(request: HttpRequest, version: int, *, back: str) -> HttpResponse:
    """The save went through: its time for autosave, else the page again."""
    if is_autosave(request):
        context = {"at": timezone.now(), "row_version": version}
        return render(request, "saving/_saved.html", context)
    messages.success(request, _("Saved."))
    return redirect(back)


def answer_invalid(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Not saved: autosave says so in one line, a page shows the errors beside the fields."""
    if is_autosave(request):
        return render(request, "saving/_not_saved.html", {"form": context["form"]}, status=422)
    return render(request, template, context, status=422)


def answer_stale(
    request: HttpRequest, error: StaleWrite, *, form: forms.Form, back: str, version_field: str = "version"
) -> HttpResponse:
    """409: what stands there now and what the person wrote, side by side, field by field, and a way to save anyway."""
    rows = [
        {
            "label": _label(form, name),
            "theirs": _text(error.current.get(name)),
            "yours": _text(value),
            "pieces": difference(_text(error.current.get(name)), _text(value)),
        }
        for name, value in error.yours.items()
        if _text(error.current.get(name)) != _text(value)
    ]
    left_out = {"csrfmiddlewaretoken", version_field, "autosave"}
    fields = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    context = {
        "rows": rows,
        "row_version": error.version,
        "version_field": version_field,
        "fields": fields,
        "back": back,
        "message": str(error),
    }
    template = "saving/_stale.html" if is_autosave(request) else "saving/stale.html"
    return render(request, template, context, status=409)


def _label(form: forms.Form, name: str) -> str:
    field = form.fields.get(name)
    if field is not None and field.label:
        return str(field.label)
    return {"parameters": _("Figures"), "adapted": _("Texts"), "body": _("Text")}.get(name, name)


def _text(value: Any) -> str:
    """Any value as text a person can compare."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(inner) for inner in value)
    return "" if value is None else str(value)
