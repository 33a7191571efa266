"""The actionplans app: owns no table yet; its room is kept so that the arrows between apps are fixed from the start."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionPlansConfig(AppConfig):
    """Action Plans and their monitoring."""

    name = "actionplans"
    verbose_name = _("Action Plans")
