"""The criteria app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CriteriaConfig(AppConfig):
    """The library of circular criteria."""

    name = "criteria"
    verbose_name = _("Criteria library")

    def ready(self) -> None:
        from criteria.search import following  # noqa: F401  (its receivers)
