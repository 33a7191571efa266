"""Signing in: by password, with a second factor, through the organisation's own login; and who the consortium is."""

import json
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from circpro.consortium.demo import DEMO_PASSWORD, PEOPLE
from circpro.consortium.models import Organisation, Region, User
from circpro.consortium.services import load_consortium, load_demo
from tests.conftest import make_user
from tests.portal import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


def test_the_consortium_is_eleven_partners_of_ten_countries() -> None:
    load_consortium()
    partners = Organisation.objects.filter(kind="partner")
    assert partners.count() == 11
    assert partners.values("region__country").distinct().count() == 10
    assert partners.get(is_lead_partner=True).slug == "kouvola-innovation"
    assert set(Region.objects.values_list("currency", flat=True)) == {"EUR", "NOK"}


def test_the_demonstration_has_an_authority_in_each_region_and_is_loaded_once() -> None:
    load_demo()
    user = User.objects.get(email="buyer@elverum.example")
    user.set_password("changed-by-the-user")
    user.save()
    load_demo()
    user.refresh_from_db()
    assert user.check_password("changed-by-the-user")
    assert User.objects.count() == len(PEOPLE)
    for region in Region.objects.all():
        assert region.organisations.exclude(kind="partner").exists(), region


def sign_in(client: Client, email: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_person_signs_in_with_the_e_mail_address_in_any_case_and_out(client: Client, buyer: User) -> None:
    assert sign_in(client, "BUYER@elverum.example", "a-long-password-1").status_code == 302
    assert client.get(reverse("procurement:list")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("procurement:list")).status_code == 302


def test_after_five_wrong_passwords_the_login_waits(client: Client, buyer: User) -> None:
    for _ in range(5):
        sign_in(client, buyer.email, "wrong")
    page = sign_in(client, buyer.email, "a-long-password-1")
    assert page.status_code == 200
    assert "Too many failed login attempts" in page.content.decode()


def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    client.post(reverse("account_signup"), {"email": "x@x.example", "password1": "p" * 20, "password2": "p" * 20})
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, buyer: User) -> None:
    client.post(reverse("account_reset_password"), {"email": buyer.email})
    link = re.search(r"http://[^\s]+/accounts/password/reset/key/[^\s]+", str(mail.outbox[0].body))
    assert link
    page = client.get(urllib.parse.urlsplit(link[0]).path, follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": "another-long-password", "password2": "another-long-password"})
    assert sign_in(client, buyer.email, "another-long-password").status_code == 302


def test_with_a_second_factor_the_password_is_not_enough(client: Client, buyer: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(buyer, secret)
    assert Authenticator.objects.filter(user=buyer, type="totp").exists()
    answer = sign_in(client, buyer.email, "a-long-password-1")
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("procurement:list")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("procurement:list")).status_code == 200


ACCOUNT_PAGES = ["account_login", "account_reset_password", "account_change_password", "mfa_index", "mfa_activate_totp"]


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
def test_account_pages_are_ours(client: Client, buyer: User, name: str) -> None:
    if name not in ("account_login", "account_reset_password"):
        sign_in(client, buyer.email, "a-long-password-1")
    page = client.get(reverse(name), follow=True).content.decode()
    assert "ds-skip-link" in page
    assert "<h1" in page


def test_the_demo_logins_are_shown_only_in_a_demonstration(client: Client, settings: Any) -> None:
    assert DEMO_PASSWORD not in client.get(reverse("account_login")).content.decode()
    settings.DEMO = True
    assert DEMO_PASSWORD in client.get(reverse("account_login")).content.decode()


@pytest.fixture
def provider() -> Iterator[str]:
    """A real OpenID provider on loopback, as a process of its own."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(100):
            with suppress(OSError):
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=1)
                break
            time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


def know(provider: str, subject: str, **claims: Any) -> None:
    """Tell the provider about a person."""
    body = json.dumps({"userinfo": claims, **claims}).encode()
    request = urllib.request.Request(
        f"{provider}/users/{subject}", body, {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(request, timeout=5)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The provider's answer is read here, not followed."""

    def redirect_request(self, *_args: Any) -> None:
        return None


def through(client: Client, provider: str, subject: str) -> Any:
    """Press the button, agree at the provider, come back; the portal's answer."""
    start = client.post("/accounts/oidc/organisation/login/")
    assert start["Location"].startswith(provider), start["Location"]
    form = urllib.parse.urlencode({"sub": subject}).encode()
    opener = urllib.request.build_opener(NoRedirect)
    try:
        answer = opener.open(urllib.request.Request(start["Location"], form, method="POST"), timeout=5)
    except urllib.error.HTTPError as redirect:
        answer = redirect
    back = urllib.parse.urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


@pytest.fixture
def oidc(settings: Any, provider: str) -> str:
    app = {
        "provider_id": "organisation", "name": "City login", "client_id": "portal", "secret": "secret",
        "settings": {"server_url": provider},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return provider


@pytest.mark.serial
def test_the_organisations_login_signs_in_a_person_the_portal_knows(client: Client, oidc: str, authority: Any) -> None:
    user = make_user("anna@elverum.example", authority, "buyer")
    know(oidc, "anna", email=user.email, email_verified=True)
    assert "City login" in client.get(reverse("account_login")).content.decode()
    through(client, oidc, "anna")
    assert client.get(reverse("procurement:list")).wsgi_request.user == user


@pytest.mark.serial
@pytest.mark.parametrize(("email", "verified"), [("nobody@elverum.example", True), ("anna@elverum.example", False)])
def test_it_signs_in_nobody_else(client: Client, oidc: str, authority: Any, email: str, verified: bool) -> None:
    make_user("anna@elverum.example", authority, "buyer")
    know(oidc, "someone", email=email, email_verified=verified)
    through(client, oidc, "someone")
    assert client.get(reverse("procurement:list")).status_code == 302
    assert User.objects.count() == 1
