"""The audit app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The record of changes to business objects."""

    name = "circpro.audit"
    label = "audit"
    verbose_name = _("Audit")
