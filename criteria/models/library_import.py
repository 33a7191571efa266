"""Files librarians take in: kept between the dry run and the confirmation, and as a record of what was written."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting", _("Waiting for confirmation")
    DONE = "done", _("Taken in")
    DROPPED = "dropped", _("Dropped")


class LibraryImport(models.Model):
    """An upload, read and checked. The file itself is not kept: what was read of it is all that is ever used."""

    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=4, choices=[("xlsx", "XLSX"), ("json", "JSON")])
    sha256 = models.CharField(max_length=64, help_text=_("SHA-256 of the file."))
    entries = models.JSONField(default=list, help_text=_("What was read; emptied once it is taken in or dropped."))
    report = models.JSONField(default=list, help_text=_("What the last dry run found, or what was written."))
    state = models.CharField(_("state"), max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("criteria:import", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == ImportState.WAITING
