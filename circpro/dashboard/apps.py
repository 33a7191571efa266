"""The dashboard app: views over the other apps, no table of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardConfig(AppConfig):
    """The first page after signing in."""

    name = "circpro.dashboard"
    verbose_name = _("Dashboard")
