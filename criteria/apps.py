"""The criteria app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CriteriaConfig(AppConfig):
    """The library of circular criteria."""

    name = "criteria"
    verbose_name = _("Criteria library")

    def ready(self) -> None:
        """The search index follows what is written; a basket filled before signing in is taken over by the account."""
        from django.contrib.auth.signals import user_logged_in

        from criteria.search import following  # noqa: F401  (its receivers)
        from criteria.services.collecting import take_over

        user_logged_in.connect(take_over, dispatch_uid="criteria.basket")
