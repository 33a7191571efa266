"""Ready bundles of criteria: one way of buying a product group."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from criteria.languages import best, reading_order
from criteria.models.criterion import Ambition, Criterion
from criteria.models.group import ProductGroup
from criteria.querysets import CriteriaSetQuerySet


class SetModel(models.TextChoices):
    """What the set buys: the answer to "must it be new?"."""

    REFURBISH = "refurbish", _("Refurbish what is owned")
    PURCHASE = "purchase", _("Buy, with circular requirements")
    SERVICE = "service", _("Buy as a service")


class CriteriaSet(models.Model):
    """A bundle of criteria that work together. It names criteria, not versions: what is added is what is in force."""

    slug = models.SlugField(max_length=100, unique=True)
    group = models.ForeignKey(
        ProductGroup, on_delete=models.PROTECT, related_name="sets", verbose_name=_("product group")
    )
    model = models.CharField(_("way of buying"), max_length=12, choices=SetModel.choices)
    ambition = models.CharField(_("ambition"), max_length=15, choices=Ambition.choices)
    criteria = models.ManyToManyField(Criterion, through="CriteriaSetItem", related_name="sets")

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        ordering = ["group__code", "slug"]
        verbose_name = _("criteria set")
        verbose_name_plural = _("criteria sets")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("criteria:set", args=[self.slug])

    @property
    def text(self) -> "SetText | None":
        return best(self.texts.all(), reading_order(get_language()))

    @property
    def name(self) -> str:
        return self.text.name if self.text else self.slug


class SetText(models.Model):
    """Name and summary of a set in one language."""

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.CONTENT_LANGUAGES)
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"))

    class Meta:
        verbose_name = _("text of a set")
        verbose_name_plural = _("texts of sets")
        constraints = [models.UniqueConstraint(fields=["criteria_set", "language"], name="set_text_once")]

    def __str__(self) -> str:
        return self.name


class CriteriaSetItem(models.Model):
    """The place of a criterion in a set."""

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="items")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="set_items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        verbose_name = _("criterion of a set")
        verbose_name_plural = _("criteria of a set")
        constraints = [models.UniqueConstraint(fields=["criteria_set", "criterion"], name="criterion_once_in_set")]

    def __str__(self) -> str:
        return f"{self.criteria_set}: {self.criterion}"
