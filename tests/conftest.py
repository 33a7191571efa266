"""What all tests share: people of two authorities, a small library, a draft."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from circpro.consortium.models import Membership, Organisation, Region, User
from criteria.models import CpvCode, CriterionVersion
from procurement.models import Lot, Tender
from procurement.services import drafting, items
from tests.criteria.factories import make_version


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any, tmp_path: Any) -> None:
    """Tests need no collectstatic, and upload into a folder of their own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(autouse=True)
def _own_cache(settings: Any) -> None:
    """What one test leaves in the cache, such as counted calls, is nothing to the next, nor to one running beside."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": uuid4().hex}}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language behind in the thread: each test begins in English."""
    with translation.override("en"):
        yield


def make_user(email: str, organisation: Organisation | None = None, role: str = "") -> User:
    user = User.objects.create_user(email, "a-long-password-1")
    if organisation:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def region(db: Any) -> Region:
    return Region.objects.create(nuts="NO02", name="Innlandet", country="NO", language="nb", currency="NOK")


@pytest.fixture
def authority(region: Region) -> Organisation:
    return Organisation.objects.create(slug="elverum", name="Elverum kommune", region=region, kind="municipality")


@pytest.fixture
def other_authority(region: Region) -> Organisation:
    return Organisation.objects.create(slug="hamar", name="Hamar kommune", region=region, kind="municipality")


@pytest.fixture
def buyer(authority: Organisation) -> User:
    return make_user("buyer@elverum.example", authority, "buyer")


@pytest.fixture
def approver(authority: Organisation) -> User:
    return make_user("approver@elverum.example", authority, "approver")


@pytest.fixture
def stranger(other_authority: Organisation) -> User:
    return make_user("buyer@hamar.example", other_authority, "buyer")


@pytest.fixture
def cpv(db: Any) -> CpvCode:
    return CpvCode.objects.create(code="39160000")


@pytest.fixture
def specification(cpv: CpvCode) -> CriterionVersion:
    """A technical specification with one figure, 2 to 10 years, 5 to start with."""
    return make_version("FUR-001", figures={"years": (5, 2, 10)}, requirement="Spare parts for {years} years.", cpv=cpv)


@pytest.fixture
def award_criterion(cpv: CpvCode) -> CriterionVersion:
    return make_version("FUR-002", kind="award_criterion", requirement="Share of reused pieces.", cpv=cpv)


@pytest.fixture
def tender(buyer: User, authority: Organisation, cpv: CpvCode, region: Region) -> Tender:
    return drafting.create_tender(
        by=buyer,
        authority=authority,
        subject="Furniture for Vestad school",
        nature="supplies",
        cpv=cpv,
        place=region,
        estimated_value=Decimal("2400000"),
        currency="NOK",
        procedure="open",
        languages=["en"],
    )


@pytest.fixture
def lot(tender: Tender) -> Lot:
    return tender.lots.get()


@pytest.fixture
def item(lot: Lot, specification: CriterionVersion, buyer: User) -> Any:
    return items.add_criterion(lot=lot, version=specification, by=buyer)


@pytest.fixture
def award_item(lot: Lot, award_criterion: CriterionVersion, buyer: User) -> Any:
    return items.add_criterion(lot=lot, version=award_criterion, by=buyer)


@pytest.fixture
def buyer_client(buyer: User) -> Client:
    client = Client()
    client.force_login(buyer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
