"""What is bought: codes of the Common Procurement Vocabulary and the product groups that bundle them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from criteria.languages import best, reading_order
from criteria.querysets import CpvQuerySet, ProductGroupQuerySet


class CpvCode(models.Model):
    """A code of the Common Procurement Vocabulary (Regulation (EC) No 213/2008), 8 digits, no check digit."""

    code = models.CharField(
        _("code"),
        max_length=8,
        primary_key=True,
        validators=[RegexValidator(r"^\d{8}$", _("A CPV code has 8 digits."))],
    )

    objects = CpvQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("CPV code")
        verbose_name_plural = _("CPV codes")

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def name(self) -> str:
        """In the reader's language where the names are prefetched or few."""
        text = best(self.names.all(), reading_order(get_language()))
        return text.name if text else ""

    @property
    def stem(self) -> str:
        """The code without its trailing zeros, never shorter than the division: what its children start with."""
        return self.code.rstrip("0").ljust(2, "0")


class CpvName(models.Model):
    """The name of a code in one language, and the words a buyer may type to find it."""

    code = models.ForeignKey(CpvCode, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=2, choices=settings.CONTENT_LANGUAGES)
    name = models.CharField(max_length=300)
    folded = models.TextField(help_text=_("Name and keywords in lower case: what is searched."))

    class Meta:
        verbose_name = _("CPV name")
        verbose_name_plural = _("CPV names")
        constraints = [models.UniqueConstraint(fields=["code", "language"], name="cpv_name_once")]

    def __str__(self) -> str:
        return self.name


class ProductGroup(models.Model):
    """A group of products or services with criteria of its own, such as furniture."""

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(_("code"), max_length=3, unique=True, help_text=_("Starts the number of each criterion."))
    cpv_codes = models.ManyToManyField(CpvCode, related_name="product_groups", verbose_name=_("CPV codes"))

    objects = ProductGroupQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("product group")
        verbose_name_plural = _("product groups")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('criteria:list')}?group={self.slug}"

    @property
    def text(self) -> "GroupText | None":
        """Name and rationale in the reader's language, or the fallback."""
        return best(self.texts.all(), reading_order(get_language()))

    @property
    def name(self) -> str:
        return self.text.name if self.text else self.slug


class GroupText(models.Model):
    """Name of a group and why it matters, in one language."""

    group = models.ForeignKey(ProductGroup, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=settings.CONTENT_LANGUAGES)
    name = models.CharField(_("name"), max_length=160)
    rationale = models.TextField(_("why it matters"))

    class Meta:
        verbose_name = _("text of a product group")
        verbose_name_plural = _("texts of product groups")
        constraints = [models.UniqueConstraint(fields=["group", "language"], name="group_text_once")]

    def __str__(self) -> str:
        return self.name
