"""A criterion taken into a lot."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from circpro.versioning import VersionedRow
from criteria.filling import fill
from criteria.models import CriterionVersion, Translation
from procurement.models.lot import Lot
from procurement.querysets import TenderItemQuerySet

ADAPTABLE = ("title", "requirement", "verification", "evidence")


class TenderItem(VersionedRow):
    """One criterion version in a lot, its figures filled and its text adapted (Directive 2014/24/EU, Art. 42, 67, 70).

    `parameters` keeps each figure as decimal text by name; `adapted` keeps, by language, only the fields that differ
    from the library, with the `{placeholders}` still in them. A removed item stays, so that it can come back.
    """

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="items")
    criterion_version = models.ForeignKey(
        CriterionVersion, on_delete=models.PROTECT, related_name="items", verbose_name=_("criterion")
    )
    position = models.PositiveIntegerField(_("position"))
    parameters = models.JSONField(_("parameters"), default=dict)
    adapted = models.JSONField(_("adapted text"), default=dict)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Per cent of the lot's award score."),
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TenderItemQuerySet.as_manager()

    class Meta:
        ordering = ["lot", "position", "pk"]
        verbose_name = _("tender item")
        verbose_name_plural = _("tender items")
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=100),
                name="item_weight_in_per_cent",
            ),
            models.UniqueConstraint(
                fields=["lot", "criterion_version"],
                condition=Q(removed_at__isnull=True),
                name="criterion_once_in_lot",
            ),
        ]

    def __str__(self) -> str:
        return str(self.criterion_version)

    def get_absolute_url(self) -> str:
        return reverse("procurement:item", args=[self.pk])

    @property
    def kind(self) -> str:
        return self.criterion_version.kind

    @property
    def values(self) -> dict[str, Decimal]:
        """Each parameter's figure: the buyer's, or the library's starting value."""
        own = self.parameters
        return {p.name: Decimal(own.get(p.name, p.default)) for p in self.criterion_version.parameters.all()}

    def library_text(self, language: str) -> Translation | None:
        """The library's text in the language, or its fallback."""
        return self.criterion_version.text_in(language)

    def raw(self, language: str) -> dict[str, str]:
        """The text as it is edited: adapted where it was adapted, placeholders still open."""
        base = self.library_text(language)
        own = self.adapted.get(language, {})
        return {field: own.get(field, getattr(base, field, "")) for field in ADAPTABLE}

    def filled(self, language: str) -> dict[str, str]:
        """The text as it is printed."""
        return {field: fill(text, self.values, language) for field, text in self.raw(language).items()}

    def library_filled(self, language: str) -> dict[str, str]:
        """The library's text with the same figures: what the adapted text is compared with."""
        base = self.library_text(language)
        return {field: fill(getattr(base, field, ""), self.values, language) for field in ADAPTABLE}
