"""What one may do with documents: ask for one, make it, try again, and take up what a dead worker left."""

import hashlib
import logging
import os
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerUnreachable

from circpro.documents import lease, rendering
from circpro.documents.models import ACTIVE_STATES, PROGRESS, Document, RenderJob, Stage, State, document_path

logger = logging.getLogger(__name__)

RESENT_AT_ONCE = 20  # bounds how many second messages one sweep may put into an already long queue
NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}


class NotFailed(Exception):
    """Only a failed job can be tried again."""


class LeaseLost(Exception):
    """Another worker has taken the job over; what this one made is dropped."""


def request_render(
    *,
    owner: models.Model,
    template: str,
    context: dict[str, Any],
    language: str,
    title: str,
    filename: str,
    by: Any = None,
) -> RenderJob:
    """Ask for a PDF of `template` filled with `context` (JSON values only), to be read by whoever may view `owner`.

    Content already rendered is ready at once; content already being rendered for this owner is that same job.
    Raises TemplateDoesNotExist, TemplateSyntaxError.
    """
    values = rendering.plain_values(context)
    job = RenderJob(
        content_type=ContentType.objects.get_for_model(owner),
        object_id=str(owner.pk),
        template=template,
        context=values,
        language=language,
        title=title[:300],
        filename=_safe_filename(filename),
        content_hash=rendering.content_hash(template=template, context=values, language=language, title=title[:300]),
        requested_by=by,
    )
    return _enter(job)


@transaction.atomic
def retry(*, job: RenderJob, by: Any = None) -> RenderJob:
    """Try a failed job again, with the template as it is now. Raises NotFailed."""
    job = RenderJob.objects.select_for_update().get(pk=job.pk)
    if job.state != State.FAILED:
        raise NotFailed(_("Only a failed document can be tried again."))
    job.content_hash = rendering.content_hash(
        template=job.template, context=job.context, language=job.language, title=job.title
    )
    job.state, job.stage, job.progress = State.QUEUED, Stage.WAITING, PROGRESS[Stage.WAITING]
    job.attempts, job.error, job.queued_at = 0, "", timezone.now()
    job.started_at = job.finished_at = None
    job.requested_by = by or job.requested_by
    return _enter(job)


def run_job(*, job_id: uuid.UUID) -> None:
    """Make the document of a job, unless it is made, or another worker is at it. Safe to call any number of times."""
    if _serve_stored(job_id=job_id):
        return
    job = _claim(job_id=job_id)
    if job is None or job.lease_token is None:
        return
    with translation.override(job.language), lease.kept(job_id=job.pk, token=job.lease_token):
        try:
            _make(job)
        except LeaseLost:
            logger.warning("Job %s was taken over; its result here is dropped", job.pk)
        except rendering.RenderError as error:
            _fail(job, str(error))
        except (OSError, OperationalError, MemoryError) as error:
            logger.warning("Job %s met trouble that may pass", job.pk, exc_info=True)
            _put_back(job, error)
        except Exception as error:
            logger.exception("Job %s failed", job.pk)
            _fail(job, _("The document could not be laid out: %(cause)s") % {"cause": _named(error)})


def sweep(now: datetime | None = None) -> int:
    """Take up what a dead worker or a lost message left behind; returns how many jobs were sent again."""
    now = now or timezone.now()
    for job in RenderJob.objects.filter(state=State.RENDERING, lease_until__lt=now):
        _release(job, now)
    lost = RenderJob.objects.filter(state=State.QUEUED, queued_at__lt=now - lease.duration())
    sent = 0
    for job in lost.order_by("queued_at")[:RESENT_AT_ONCE]:
        unchanged = RenderJob.objects.filter(pk=job.pk, state=State.QUEUED, queued_at=job.queued_at)
        if unchanged.update(queued_at=now):
            _send(job.pk)
            sent += 1
    return sent


# --- entering the queue


def _enter(job: RenderJob) -> RenderJob:
    """Save a job as done where its content is stored, else queue it; an equal job under way wins."""
    document = _stored(job.content_hash)
    if document:
        _complete(job, document)
        job.save()
        return job
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        return _equal_job(job).get()
    transaction.on_commit(partial(_send, job.pk))
    return job


def _equal_job(job: RenderJob) -> "models.QuerySet[RenderJob]":
    """The job under way for the same owner and content."""
    return RenderJob.objects.filter(
        content_type=job.content_type,
        object_id=job.object_id,
        content_hash=job.content_hash,
        state__in=ACTIVE_STATES,
    )


def _complete(job: RenderJob, document: Document) -> None:
    job.document, job.state, job.stage, job.progress = document, State.DONE, Stage.STORING, 100
    job.finished_at = timezone.now()


def _safe_filename(filename: str) -> str:
    """A name any system can save: no folders, no control characters, ending in .pdf."""
    name = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', "-", filename).strip(" .-") or "document"
    return name[:190].removesuffix(".pdf") + ".pdf"


def _send(job_id: uuid.UUID) -> None:
    """Tell a worker. An unreachable broker loses nothing: the row stays queued and the sweep tells again."""
    from circpro.documents.tasks import render  # tasks wrap services; imported late to keep that direction

    try:
        render.delay(str(job_id))
    except (BrokerUnreachable, OSError):
        logger.warning("The broker is out of reach; job %s waits for the sweep", job_id, exc_info=True)


# --- making the document


def _serve_stored(*, job_id: uuid.UUID) -> bool:
    """Finish a waiting job from a document stored meanwhile; True where that was possible."""
    queued = RenderJob.objects.filter(pk=job_id, state=State.QUEUED)
    content_hash = queued.values_list("content_hash", flat=True).first()
    document = _stored(content_hash) if content_hash else None
    return bool(document and queued.update(**_done(document)))


def _claim(*, job_id: uuid.UUID) -> RenderJob | None:
    """Take the job if it waits or its worker fell silent. None where it is taken, or its content is being rendered."""
    now = timezone.now()
    fallen_silent = Q(state=State.RENDERING, lease_until__lt=now, attempts__lt=settings.RENDER_MAX_ATTEMPTS)
    token = uuid.uuid4()
    try:
        with transaction.atomic():
            taken = RenderJob.objects.filter(Q(state=State.QUEUED) | fallen_silent, pk=job_id).update(
                state=State.RENDERING,
                stage=Stage.WAITING,
                progress=PROGRESS[Stage.WAITING],
                attempts=F("attempts") + 1,
                lease_token=token,
                lease_until=lease.end_of_lease(),
                started_at=now,
                error="",
            )
    except IntegrityError:  # job_one_render_per_content: the worker at it will finish this job too
        return None
    return RenderJob.objects.get(pk=job_id) if taken else None


def _make(job: RenderJob) -> None:
    rendered = rendering.render_pdf(
        template=job.template,
        context=job.context,
        language=job.language,
        title=job.title,
        on_stage=_reporter(job),
    )
    _reporter(job)(Stage.STORING)
    _store_and_finish(job, rendered)


def _reporter(job: RenderJob) -> Callable[[Stage], None]:
    """Writes the stage reached into the row. The callback raises LeaseLost."""

    def report(stage: Stage) -> None:
        if not _held(job).update(stage=stage, progress=PROGRESS[stage]):
            raise LeaseLost

    return report


def _held(job: RenderJob) -> "models.QuerySet[RenderJob]":
    """The job's row, if this worker still holds it."""
    return RenderJob.objects.filter(pk=job.pk, state=State.RENDERING, lease_token=job.lease_token)


@transaction.atomic
def _store_and_finish(job: RenderJob, rendered: rendering.Rendered) -> None:
    """Keep the file once, and finish every job waiting for the same content. Raises LeaseLost."""
    if not _held(job).select_for_update().exists():
        raise LeaseLost
    document = _store(content_hash=job.content_hash, rendered=rendered)
    if not _held(job).update(**_done(document)):
        raise LeaseLost
    RenderJob.objects.filter(content_hash=job.content_hash, state=State.QUEUED).update(**_done(document))


def _done(document: Document) -> dict[str, Any]:
    return {
        "state": State.DONE,
        "stage": Stage.STORING,
        "progress": 100,
        "document": document,
        "error": "",
        "finished_at": timezone.now(),
        **NO_LEASE,
    }


def _stored(content_hash: str) -> Document | None:
    """The document of this content, if its file is really there."""
    document = Document.objects.filter(content_hash=content_hash).first()
    return document if document and document.file.storage.exists(str(document.file.name)) else None


def _store(*, content_hash: str, rendered: rendering.Rendered) -> Document:
    """One row and one file a content. Called in a transaction: the row's unique hash makes a second writer wait."""
    facts = {
        "size": len(rendered.pdf),
        "pages": rendered.pages,
        "sha256": hashlib.sha256(rendered.pdf).hexdigest(),
    }
    name = document_path(Document(content_hash=content_hash), "")
    document, created = Document.objects.get_or_create(content_hash=content_hash, defaults={**facts, "file": name})
    if created or not default_storage.exists(name):
        _write(Path(default_storage.path(name)), rendered.pdf)
        Document.objects.filter(pk=document.pk).update(**facts)
    return document


def _write(path: Path, content: bytes) -> None:
    """Write so that a reader, or a crash, meets the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# --- when it does not work


def _fail(job: RenderJob, cause: str) -> None:
    _held(job).update(state=State.FAILED, error=cause[:2000], finished_at=timezone.now(), **NO_LEASE)


def _put_back(job: RenderJob, error: BaseException) -> None:
    """Queue the job again; the sweep sends it after the time of a lease, which gives the trouble time to pass."""
    cause = _("The system was in trouble: %(cause)s") % {"cause": _named(error)}
    if job.attempts >= settings.RENDER_MAX_ATTEMPTS:
        _fail(job, cause)
        return
    _held(job).update(**_waiting(timezone.now()), error=cause[:2000])


def _release(job: RenderJob, now: datetime) -> None:
    """Take a job from a worker that fell silent."""
    silent = _held(job).filter(lease_until__lt=now)
    if job.attempts >= settings.RENDER_MAX_ATTEMPTS:
        with translation.override(job.language):
            cause = _("The worker stopped %(count)s times while rendering.") % {"count": job.attempts}
        silent.update(state=State.FAILED, error=cause, finished_at=now, **NO_LEASE)
    elif silent.update(**_waiting(now)):
        _send(job.pk)


def _waiting(now: datetime) -> dict[str, Any]:
    return {
        "state": State.QUEUED,
        "stage": Stage.WAITING,
        "progress": PROGRESS[Stage.WAITING],
        "queued_at": now,
        **NO_LEASE,
    }


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
