"""A frozen state of a tender."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.models import Immutable
from procurement.models.tender import Tender
from procurement.querysets import RevisionQuerySet


class Revision(models.Model):
    """The whole draft as it was at one moment: numbered, hashed, never changed. A PDF always renders a revision."""

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64, help_text=_("SHA-256 of the snapshot in canonical JSON."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("frozen"), default=timezone.now, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return _("%(tender)s, revision %(number)s") % {"tender": self.tender, "number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Immutable for a revision already kept."""
        if self.pk:
            raise Immutable(_("A revision is never changed."))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("procurement:revision", args=[self.pk])
