"""How often somebody without an account may do what costs the portal or its people something."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600  # seconds


def within_limit(request: HttpRequest, what: str, *, an_hour: int) -> bool:
    """Count one more act from this address; whether it is still within the number allowed in an hour.

    Whoever is signed in is known and is not counted.
    """
    if request.user.is_authenticated:
        return True
    key = f"limit:{what}:{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, timeout=HOUR)
    return cache.incr(key) <= an_hour
