"""Freezing a revision and getting its documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from circpro.documents.models import RenderJob
from criteria.languages import language_name
from procurement.errors import NotAccepted, NotReady
from procurement.models import Revision, Tender
from procurement.readiness import findings, notices
from procurement.services.freezing import freeze_revision, request_document
from procurement.views.access import frame, takes


@require_safe
@takes(Tender)
def document(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Whether the draft can be frozen, and the revisions so far."""
    whole = Tender.objects.whole().get(pk=tender.pk)
    context = frame(request, whole, "document", findings=findings(whole), notices=notices(whole))
    context["revisions"] = tender.revisions.with_author()
    return render(request, "procurement/document.html", context)


@require_POST
@takes(Tender, "change")
def freeze(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Freeze the draft and ask for a document in each of its languages."""
    try:
        revision = freeze_revision(tender=tender, by=request.user)
    except NotReady as error:
        context = frame(request, tender, "document", findings=error.findings, revisions=tender.revisions.with_author())
        return render(request, "procurement/document.html", context, status=422)
    for language in revision.snapshot["tender"]["languages"]:
        request_document(revision=revision, language=language, by=request.user)
    return redirect(revision)


@require_safe
@takes(Revision)
def revision(request: HttpRequest, revision: Revision) -> HttpResponse:
    """A revision with the documents made from it, live while they are made."""
    context = frame(request, revision.tender, "document", revision=revision, rows=_rows(revision))
    context["crumbs"] = [*context["crumbs"][:-1], (context["step_title"], f"/tenders/{revision.tender_id}/document/"),
                         (_("Revision %(number)s") % {"number": revision.number}, "")]  # fmt: skip
    return render(request, "procurement/revision.html", context)


def _rows(revision: Revision) -> list[dict[str, Any]]:
    """The newest job of each language."""
    newest: dict[str, RenderJob] = {}
    for job in RenderJob.objects.of(revision).select_related("document"):
        newest.setdefault(job.language, job)
    return [
        {"language": language, "name": language_name(language), "job": newest.get(language)}
        for language in revision.snapshot["tender"]["languages"]
    ]


@require_POST
@takes(Revision, "render")
def render_again(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Ask for the document of a revision in one language."""
    try:
        request_document(revision=revision, language=request.POST.get("language", ""), by=request.user)
    except NotAccepted as error:
        messages.error(request, str(error))
    return redirect(revision)


@require_safe
@takes(Revision)
def revision_json(_request: HttpRequest, revision: Revision) -> JsonResponse:
    """The frozen draft as data."""
    response = JsonResponse(revision.snapshot, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"tender-{revision.tender_id}-r{revision.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
