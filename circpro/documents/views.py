"""The page of a render job, its repetition and its file."""

import uuid
from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from circpro.documents import services
from circpro.documents.models import RenderJob


@require_safe
@never_cache
@login_required
def job_status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the job stands: a page, or the part of it htmx asks for every second."""
    job = _job_for(request, pk, "documents.view_renderjob")
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "documents/_job.html" if partial else "documents/job.html", {"job": job})


@require_POST
@login_required
def job_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a failed job again; a second click finds it under way and only shows it."""
    job = _job_for(request, pk, "documents.retry_renderjob")
    with suppress(services.NotFailed):
        job = services.retry(job=job, by=request.user)
    return redirect(job)


@require_safe
@login_required
def download(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The finished file."""
    return file_response(_job_for(request, pk, "documents.view_renderjob"))


def file_response(job: RenderJob) -> FileResponse:
    """The job's file as an attachment no browser will guess at and no cache will keep. Raises Http404."""
    if job.document is None:
        raise Http404
    try:
        content = job.document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=job.filename, content_type=job.document.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _job_for(request: HttpRequest, pk: uuid.UUID, permission: str) -> RenderJob:
    """The job, if this user may; 404 alike for what does not exist and what is not theirs."""
    job = get_object_or_404(RenderJob.objects.select_related("document", "content_type"), pk=pk)
    if not request.user.has_perm(permission, job):
        raise Http404
    return job
