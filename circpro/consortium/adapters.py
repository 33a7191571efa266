"""Where django-allauth asks the portal: accounts are made by administrators, never by whoever comes by."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """No self-registration: a tender draft is not for anyone with an e-mail address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """The organisation's OpenID login signs in people the portal knows by a verified address, and makes no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False
