"""How often the API may be asked: by those without account in all, and by anyone for tokens."""

from typing import Any

from django.conf import settings
from rest_framework.throttling import AnonRateThrottle


class AnonymousRate(AnonRateThrottle):
    """Calls without account, by network address; the rate is in the settings."""

    def get_rate(self) -> str | None:
        return settings.API_RATE_ANONYMOUS or None


class TokenRate(AnonRateThrottle):
    """Tries of e-mail and password, by network address, whoever asks."""

    scope = "token"

    def get_rate(self) -> str | None:
        return settings.API_RATE_TOKEN or None

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
