"""What a version says in each language, with its figures."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from criteria.languages import best_value, reading_order
from criteria.models.version import CriterionVersion, Immutable
from criteria.querysets import PUBLIC, TranslationQuerySet


class TranslationState(models.TextChoices):
    """How far a text can be trusted."""

    ORIGINAL = "original", _("Original")
    DRAFT = "draft", _("Draft translation")
    REVIEWED = "reviewed", _("Reviewed translation")
    OUTDATED = "outdated", _("The original has changed since")


class Translation(models.Model):
    """What a version says, in one language. What is searched."""

    VERSION_FIELD = "row_version"

    version = models.ForeignKey(CriterionVersion, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES)
    state = models.CharField(
        _("state"), max_length=10, choices=TranslationState.choices, default=TranslationState.ORIGINAL
    )
    title = models.CharField(_("title"), max_length=250)
    requirement = models.TextField(_("requirement"))
    verification = models.TextField(_("verification"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    guidance = models.TextField(_("guidance"), blank=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="translation_once")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Immutable when an original or reviewed text of a published version would change.

        A language may be added, and a draft translation is written on until somebody has reviewed it.
        """
        fixed = Translation.objects.filter(pk=self.pk, version__state__in=PUBLIC).exclude(state=TranslationState.DRAFT)
        if self.pk and fixed.exists():
            raise Immutable(_("%(version)s is published and cannot be changed.") % {"version": self.version})
        super().save(*args, **kwargs)


class Parameter(models.Model):
    """A figure in the text the buyer sets within the range the library allows: `{name}` in the requirement."""

    class Type(models.TextChoices):
        INTEGER = "integer", _("Whole number")
        DECIMAL = "decimal", _("Decimal number")

    version = models.ForeignKey(CriterionVersion, on_delete=models.CASCADE, related_name="parameters")
    position = models.PositiveSmallIntegerField()
    name = models.SlugField(max_length=40)
    type = models.CharField(max_length=10, choices=Type.choices)
    labels = models.JSONField(help_text=_("What it is, by language."))
    units = models.JSONField(help_text=_("Its unit, by language."))
    default = models.DecimalField(max_digits=14, decimal_places=4)
    minimum = models.DecimalField(max_digits=14, decimal_places=4)
    maximum = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        ordering = ["position"]
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="parameter_once"),
            models.CheckConstraint(
                condition=Q(default__gte=F("minimum"), default__lte=F("maximum")),
                name="parameter_default_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return best_value(self.labels, *reading_order(get_language()))

    @property
    def unit(self) -> str:
        return best_value(self.units, *reading_order(get_language()))

    @property
    def places(self) -> int:
        """Decimal places a value may have."""
        return 0 if self.type == self.Type.INTEGER else 2

    def accepts(self, value: Decimal) -> bool:
        """Whether the value is of the type and inside the range."""
        whole = self.type != self.Type.INTEGER or value == value.to_integral_value()
        return whole and self.minimum <= value <= self.maximum
