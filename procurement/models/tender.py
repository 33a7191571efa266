"""The tender draft of a contracting authority."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from circpro.consortium.models import Organisation, Region
from circpro.versioning import VersionedRow
from criteria.models import CpvCode
from procurement.querysets import TenderQuerySet


class TenderState(models.TextChoices):
    """Where a tender stands."""

    DRAFT = "draft", _("Draft")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = {TenderState.DRAFT: {TenderState.CANCELLED}, TenderState.CANCELLED: {TenderState.DRAFT}}


class Procedure(models.TextChoices):
    """The procedures of Directive 2014/24/EU, Art. 27-31, and those below its thresholds."""

    OPEN = "open", _("Open procedure")
    RESTRICTED = "restricted", _("Restricted procedure")
    NEGOTIATED = "negotiated", _("Competitive procedure with negotiation")
    DIALOGUE = "dialogue", _("Competitive dialogue")
    INNOVATION = "innovation", _("Innovation partnership")
    NATIONAL = "national", _("National procedure below the EU threshold")


class ContractNature(models.TextChoices):
    """What is bought in the words of Directive 2014/24/EU, Art. 2(1)(6), (8) and (9)."""

    SUPPLIES = "supplies", _("Supplies")
    SERVICES = "services", _("Services")
    WORKS = "works", _("Works")


def one_language() -> list[str]:
    return ["en"]


class Tender(VersionedRow):
    """What an authority intends to buy, and on which terms: edited until it is frozen as a revision."""

    authority = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="tenders",
        verbose_name=_("contracting authority"),
    )
    subject = models.CharField(_("subject of the contract"), max_length=200)
    description = models.TextField(_("short description"), blank=True, max_length=4000)
    nature = models.CharField(_("nature of the contract"), max_length=10, choices=ContractNature.choices)
    cpv = models.ForeignKey(CpvCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("main CPV code"))
    place = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("place of performance")
    )
    estimated_value = models.DecimalField(
        _("estimated value without VAT"), max_digits=14, decimal_places=2, validators=[MinValueValidator(1)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=[("EUR", "EUR"), ("NOK", "NOK")], default="EUR")
    duration_months = models.PositiveSmallIntegerField(
        _("duration in months"), validators=[MinValueValidator(1), MaxValueValidator(600)], default=12
    )
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure.choices)
    languages = models.JSONField(_("languages of the documents"), default=one_language)
    no_lots_reason = models.TextField(_("reason for not dividing into lots"), blank=True, max_length=2000)
    state = models.CharField(_("state"), max_length=12, choices=TenderState.choices, default=TenderState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TenderQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        indexes = [models.Index(fields=["authority", "state", "-changed_at"], name="tender_listed")]
        constraints = [
            models.CheckConstraint(condition=Q(estimated_value__gt=0), name="tender_value_positive"),
            models.CheckConstraint(condition=Q(duration_months__gte=1), name="tender_lasts_a_month"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("procurement:overview", args=[self.pk])

    @property
    def main_language(self) -> str:
        return self.languages[0]

    @property
    def is_open(self) -> bool:
        """Whether it may be edited."""
        return self.state == TenderState.DRAFT
