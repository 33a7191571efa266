"""The procurement app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    """Tenders, from the first draft to the document."""

    name = "procurement"
    verbose_name = _("Tenders")

    def ready(self) -> None:
        """Tell the library how to count the use of its criteria."""
        from criteria import usage
        from procurement.usage import count_tenders, used_in_language

        usage.register(counter=count_tenders, used_in_language=used_in_language)
