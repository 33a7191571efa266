"""A lot and how it is awarded."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from circpro.versioning import VersionedRow
from procurement.models.tender import Tender
from procurement.querysets import LotQuerySet


class AwardMethod(models.TextChoices):
    """How the most economically advantageous tender is found (Directive 2014/24/EU, Art. 67)."""

    LOWEST_PRICE = "lowest_price", _("Lowest price")
    PRICE_QUALITY = "price_quality", _("Best price-quality ratio")


class Lot(VersionedRow):
    """A part of the contract for which tenders are taken (Directive 2014/24/EU, Art. 46). A tender has one or more."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    estimated_value = models.DecimalField(
        _("estimated value without VAT"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    award_method = models.CharField(
        _("award method"), max_length=15, choices=AwardMethod.choices, default=AwardMethod.PRICE_QUALITY
    )
    price_weight = models.DecimalField(
        _("weight of the price"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Per cent of the award score."),
    )

    objects = LotQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "number"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="lot_number_once"),
            models.CheckConstraint(
                condition=Q(price_weight__isnull=True) | Q(price_weight__gte=0, price_weight__lte=100),
                name="price_weight_in_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return _("Lot %(number)s: %(title)s") % {"number": self.number, "title": self.title}

    def get_absolute_url(self) -> str:
        return f"{reverse('procurement:criteria', args=[self.tender_id])}?lot={self.pk}"
