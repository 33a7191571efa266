"""The documents criteria are drawn from, and the labels accepted as evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.querysets import LabelQuerySet, SourceQuerySet


class SourceState(models.TextChoices):
    """Whether a document may still be relied on."""

    CURRENT = "current", _("Current")
    OUTDATED = "outdated", _("Outdated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Source(models.Model):
    """A document such as an EU GPP staff working document, a standard or an act. When it ages, every use is warned."""

    title = models.CharField(_("title"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"))
    url = models.URLField(_("address"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SourceState.choices, default=SourceState.CURRENT)
    note = models.CharField(_("why, and what takes its place"), max_length=500, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "year"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["title", "year"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    @property
    def is_current(self) -> bool:
        return self.state == SourceState.CURRENT


class Label(models.Model):
    """A label accepted as evidence, always "or equivalent" (Directive 2014/24/EU, Art. 43)."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("label")
        verbose_name_plural = _("labels")

    def __str__(self) -> str:
        return self.name
