"""A criterion's lasting identity, and the words by which criteria are sorted."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from criteria.models.group import ProductGroup
from criteria.querysets import CriterionQuerySet


class Kind(models.TextChoices):
    """Where in the tender documents the criterion stands (Directive 2014/24/EU, Art. 42, 58, 67, 70)."""

    SUBJECT_MATTER = "subject_matter", _("Subject matter")
    SELECTION_CRITERION = "selection_criterion", _("Selection criterion")
    TECHNICAL_SPECIFICATION = "technical_specification", _("Technical specification")
    AWARD_CRITERION = "award_criterion", _("Award criterion")
    CONTRACT_PERFORMANCE_CLAUSE = "contract_performance_clause", _("Contract performance clause")


class Ambition(models.TextChoices):
    """How far the criterion goes, in the two levels of EU green public procurement."""

    CORE = "core", _("Core")
    COMPREHENSIVE = "comprehensive", _("Comprehensive")


class AppliesTo(models.TextChoices):
    """What is bought."""

    NEW = "new", _("New products")
    REFURBISHED = "refurbished", _("Refurbished or remanufactured products")
    REUSED = "reused", _("Reused products")
    SERVICE = "service", _("Service instead of product")


class RStrategy(models.TextChoices):
    """The ladder of circularity, from not needing the thing to burning it."""

    R0 = "R0", _("R0 Refuse")
    R1 = "R1", _("R1 Rethink")
    R2 = "R2", _("R2 Reduce")
    R3 = "R3", _("R3 Reuse")
    R4 = "R4", _("R4 Repair")
    R5 = "R5", _("R5 Refurbish")
    R6 = "R6", _("R6 Remanufacture")
    R7 = "R7", _("R7 Repurpose")
    R8 = "R8", _("R8 Recycle")
    R9 = "R9", _("R9 Recover")


class Criterion(models.Model):
    """The lasting identity of a criterion: the number printed wherever it is used.

    Numbers up to 499 belong to the files in `criteria/library`, those from 501 to what is written in this portal, so
    that a later release of the files never takes the number of a criterion made here.
    """

    slug = models.SlugField(max_length=100, unique=True)
    number = models.CharField(_("number"), max_length=12, unique=True)
    group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("product group")
    )
    file_hash = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the entry last taken in from the library's files.")
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("criteria:detail", args=[self.slug])
