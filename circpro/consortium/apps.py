"""Consortium: regions, organisations, people and their roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsortiumConfig(AppConfig):
    name = "circpro.consortium"
    verbose_name = _("Consortium")
