"""What was rendered, and what is being rendered."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from circpro.documents.querysets import RenderJobQuerySet


def document_path(document: "Document", _filename: str) -> str:
    """Where a document lies under MEDIA_ROOT: named by its content, never by what a user typed."""
    return f"documents/{document.content_hash[:2]}/{document.content_hash}.pdf"


class Document(models.Model):
    """A rendered file. The same content, template, style and language have one document, whoever asked."""

    content_hash = models.CharField(
        max_length=64, unique=True, help_text=_("SHA-256 of all that the file was made from.")
    )
    file = models.FileField(upload_to=document_path, max_length=200)
    media_type = models.CharField(max_length=100, default="application/pdf")
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    pages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text=_("SHA-256 of the file itself."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.content_hash[:12]


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


ACTIVE_STATES = (State.QUEUED, State.RENDERING)


class Stage(models.TextChoices):
    """What the worker is at; progress is derived from this and from nothing else."""

    WAITING = "waiting", _("Waiting for a worker")
    LAYING_OUT = "laying_out", _("Laying out the pages")
    WRITING = "writing", _("Writing the PDF")
    STORING = "storing", _("Storing the file")


PROGRESS = {Stage.WAITING: 0, Stage.LAYING_OUT: 10, Stage.WRITING: 70, Stage.STORING: 95}


class RenderJob(models.Model):
    """One wish for a document. The row is the truth; the message in the queue only says "look here".

    A worker holds a job by a lease: `lease_token` says who, `lease_until` until when. A worker that dies stops
    renewing it, and the sweep gives the job to another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    owner = GenericForeignKey("content_type", "object_id")

    template = models.CharField(max_length=200)
    context = models.JSONField(encoder=DjangoJSONEncoder, default=dict, blank=True)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    filename = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64, db_index=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    error = models.TextField(blank=True, help_text=_("The cause, in words for the reader."))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs")

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RenderJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("render job")
        verbose_name_plural = _("render jobs")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="job_owner"),
            models.Index(fields=["state", "queued_at"], name="job_state_queued"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_in_per_cent"),
            models.CheckConstraint(
                condition=Q(state=State.DONE, document__isnull=False, progress=100)
                | (~Q(state=State.DONE) & Q(document__isnull=True)),
                name="job_has_document_iff_done",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RENDERING, lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state=State.RENDERING) & Q(lease_token__isnull=True, lease_until__isnull=True)),
                name="job_has_lease_iff_rendering",
            ),
            models.CheckConstraint(condition=~Q(state=State.FAILED, error=""), name="job_failed_says_why"),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "content_hash"],
                condition=Q(state__in=ACTIVE_STATES),
                name="job_one_active_per_owner_and_content",
            ),
            models.UniqueConstraint(
                fields=["content_hash"], condition=Q(state=State.RENDERING), name="job_one_render_per_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return reverse("documents:job_status", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_failed(self) -> bool:
        return self.state == State.FAILED
