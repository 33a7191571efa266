"""What the buyer writes beside the criteria."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from circpro.versioning import VersionedRow
from procurement.models.tender import Tender
from procurement.querysets import SectionQuerySet


class Section(VersionedRow):
    """A free section in one language: restricted HTML, sanitised before it is kept."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="sections")
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES)
    position = models.PositiveIntegerField(_("position"))
    heading = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True, max_length=50_000)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.heading
