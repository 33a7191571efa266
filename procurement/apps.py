"""The procurement app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    """Tenders, from the first draft to the document."""

    name = "procurement"
    verbose_name = _("Tenders")
