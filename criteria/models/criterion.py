"""A criterion: its lasting identity, its immutable versions, their texts and parameters."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelsearch import index

from criteria.languages import best, best_value
from criteria.models.group import ProductGroup
from criteria.querysets import CriterionVersionQuerySet, TranslationQuerySet


class Immutable(Exception):
    """A published text may be printed in a tender: it is replaced by a new version, never changed."""


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


class VersionState(models.TextChoices):
    """Where a version stands in its life."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Label(models.Model):
    """A label accepted as evidence, always "or equivalent" (Directive 2014/24/EU, Art. 43)."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("label")
        verbose_name_plural = _("labels")

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """The lasting identity of a criterion: the number printed wherever it is used."""

    slug = models.SlugField(max_length=100, unique=True)
    number = models.CharField(_("number"), max_length=12, unique=True)
    group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("product group")
    )

    class Meta:
        ordering = ["number"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("criteria:detail", args=[self.slug])


LIFE = frozenset({"state", "valid_until", "replaced_by"})


class CriterionVersion(models.Model):
    """What the criterion says from one day on. Published, it never changes; only its life goes on."""

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    ambition = models.CharField(_("ambition"), max_length=15, choices=Ambition.choices)
    applies_to = models.JSONField(_("applies to"), default=list)
    r_strategy = models.CharField(_("R-strategy"), max_length=2, choices=RStrategy.choices)
    labels = models.ManyToManyField(Label, related_name="versions", blank=True, verbose_name=_("labels"))
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    source_title = models.CharField(_("source"), max_length=300)
    source_year = models.PositiveSmallIntegerField(_("year of the source"))
    source_confirmed = models.BooleanField(_("source checked against the document"), default=False)
    content_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the content it was made from."))
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = CriterionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__number", "-number"]
        verbose_name = _("criterion version")
        verbose_name_plural = _("criterion versions")
        constraints = [
            models.UniqueConstraint(fields=["criterion", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["criterion"], condition=Q(state="published"), name="one_published_version"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(valid_from__isnull=False), name="version_in_force_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.number} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Immutable when the content of a version already published would change."""
        changed = set(kwargs.get("update_fields") or {field.name for field in self._meta.concrete_fields})
        if self.pk and changed - LIFE and CriterionVersion.objects.filter(pk=self.pk).exclude(state="draft").exists():
            raise Immutable(_("%(version)s is published and cannot be changed.") % {"version": self})
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("criteria:version", args=[self.criterion.slug, self.number])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises Immutable unless it is a draft."""
        if self.state != VersionState.DRAFT:
            raise Immutable(_("%(version)s is published and cannot be deleted.") % {"version": self})
        return super().delete(*args, **kwargs)

    def text_in(self, language: str) -> "Translation | None":
        """The text in a language, or the fallback; the translations are best prefetched."""
        return best(self.translations.all(), language)

    @property
    def text(self) -> "Translation | None":
        """The text in the reader's language, or the fallback."""
        return self.text_in(get_language() or "en")

    @property
    def applies_to_labels(self) -> list[str]:
        return [str(AppliesTo(value).label) for value in self.applies_to]


class Translation(index.Indexed, models.Model):
    """What a version says, in one language. What is searched."""

    version = models.ForeignKey(CriterionVersion, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=2, choices=settings.CONTENT_LANGUAGES)
    title = models.CharField(_("title"), max_length=250)
    requirement = models.TextField(_("requirement"))
    verification = models.TextField(_("verification"))
    evidence = models.TextField(_("evidence"))
    guidance = models.TextField(_("guidance"), blank=True)

    objects = TranslationQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=4),
        index.SearchField("requirement", boost=2),
        index.SearchField("verification"),
        index.SearchField("evidence"),
        index.SearchField("guidance"),
        index.SearchField("context"),
        index.FilterField("language"),
    ]

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="translation_once")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Immutable when the text of a published version would change; a language may be added."""
        if self.pk and self.version.state != VersionState.DRAFT:
            raise Immutable(_("%(version)s is published and cannot be changed.") % {"version": self.version})
        super().save(*args, **kwargs)

    def context(self) -> str:
        """Words beside the text by which it should be found: number, group and labels."""
        criterion = self.version.criterion
        group = best(criterion.group.texts.all(), self.language)
        labels = " ".join(label.name for label in self.version.labels.all())
        return f"{criterion.number.replace('-', '')} {group.name if group else ''} {labels}"


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
        return best_value(self.labels, get_language() or "en")

    @property
    def unit(self) -> str:
        return best_value(self.units, get_language() or "en")

    @property
    def places(self) -> int:
        """Decimal places a value may have."""
        return 0 if self.type == self.Type.INTEGER else 2

    def accepts(self, value: Decimal) -> bool:
        """Whether the value is of the type and inside the range."""
        whole = self.type != self.Type.INTEGER or value == value.to_integral_value()
        return whole and self.minimum <= value <= self.maximum
