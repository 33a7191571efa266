"""What a signed-in reader has collected; readers without account keep theirs in the session."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.models.criterion import Criterion
from criteria.models.version import CriterionVersion


class BasketItem(models.Model):
    """A criterion in a person's basket, with the version they put in, so that a later one is noticed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(CriterionVersion, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("criterion in a basket")
        verbose_name_plural = _("criteria in baskets")
        constraints = [models.UniqueConstraint(fields=["user", "criterion"], name="criterion_once_in_basket")]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"
