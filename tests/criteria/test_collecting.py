"""Comparing, collecting, printing: what a reader does before there is a tender."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from circpro.consortium.models import User
from criteria.models import BasketItem, CriteriaSet, CriteriaSetItem, CriterionVersion, Translation
from criteria.services import collecting
from criteria.services.publishing import withdraw_version
from criteria.services.remarks import mark_source
from tests.conftest import make_user
from tests.criteria.factories import elsewhere, make_group, make_version

pytestmark = pytest.mark.django_db
BASKET = "/criteria/basket/"
ROLES = ["buyer", "approver", "librarian", "coordinator", "lead_partner", "administrator"]
LOGIN = {"backend": "allauth.account.auth_backends.AuthenticationBackend"}


@pytest.fixture(params=["session", "account"])
def reader(request: Any, client: Client, buyer: User) -> Client:
    """Without account and with one: the basket behaves alike."""
    if request.param == "account":
        client.force_login(buyer, **LOGIN)
    return client


def put(client: Client, *versions: CriterionVersion, **more: Any) -> Any:
    return client.post(f"{BASKET}add/", {"criterion": [v.criterion_id for v in versions], **more})


def numbers(client: Client) -> list[str]:
    return [row["version"].criterion.number for row in client.get(BASKET).context["rows"]]


# --- the basket ---------------------------------------------------------------------------------------------


def test_what_is_put_in_stands_there_once_in_its_order_and_is_counted_in_the_header(reader: Client) -> None:
    first, second = make_version("FUR-001"), make_version("FUR-002")
    put(reader, second)
    put(reader, first)
    put(reader, second)
    assert numbers(reader) == ["FUR-002", "FUR-001"]
    assert '<span id="basket-count">2</span>' in reader.get("/").content.decode()


def test_one_moves_up_and_the_first_stays_the_first(reader: Client) -> None:
    versions = [make_version(f"FUR-00{n}") for n in (1, 2, 3)]
    put(reader, *versions)
    for _twice in range(3):
        reader.post(f"{BASKET}move/", {"criterion": versions[2].criterion_id, "direction": "up"})
    assert numbers(reader) == ["FUR-003", "FUR-001", "FUR-002"]
    reader.post(f"{BASKET}move/", {"criterion": versions[2].criterion_id, "direction": "down"})
    assert numbers(reader) == ["FUR-001", "FUR-003", "FUR-002"]


def test_what_is_taken_out_comes_back_in_its_place_and_later_finds_stay(reader: Client) -> None:
    versions = [make_version(f"FUR-00{n}") for n in (1, 2, 3)]
    put(reader, *versions[:2])
    reader.post(f"{BASKET}remove/", {"criterion": versions[0].criterion_id})
    put(reader, versions[2])
    assert "Undo" in reader.get(BASKET).content.decode()
    reader.post(f"{BASKET}undo/")
    assert numbers(reader) == ["FUR-001", "FUR-002", "FUR-003"]
    assert "Undo" not in reader.get(BASKET).content.decode()


def test_an_emptied_basket_can_be_brought_back(reader: Client) -> None:
    put(reader, make_version("FUR-001"), make_version("FUR-002"))
    reader.post(f"{BASKET}empty/")
    assert numbers(reader) == []
    reader.post(f"{BASKET}undo/")
    assert numbers(reader) == ["FUR-001", "FUR-002"]


def test_a_set_goes_in_whole_in_its_order(reader: Client) -> None:
    versions = [make_version(f"FUR-00{n}") for n in (1, 2)]
    bundle = CriteriaSet.objects.create(slug="s", group=make_group(), model="purchase", ambition="core")
    for position, version in enumerate(reversed(versions)):
        CriteriaSetItem.objects.create(criteria_set=bundle, criterion=version.criterion, position=position)
    reader.post(f"{BASKET}add/", {"set": "s"})
    assert numbers(reader) == ["FUR-002", "FUR-001"]
    assert reader.post(f"{BASKET}add/", {"set": "nowhere"}).status_code == 404


def test_a_later_version_is_noticed_and_taken_only_when_the_reader_says_so(reader: Client) -> None:
    old = make_version("FUR-001")
    put(reader, old)
    new = make_version("FUR-001", requirement="It shall last longer.")
    page = reader.get(BASKET)
    assert page.context["rows"] == [{"version": old, "heir": new}]
    assert "FUR-001 v2 took its place." in page.content.decode()
    reader.post(f"{BASKET}renew/", {"criterion": old.criterion_id})
    assert [row["version"] for row in reader.get(BASKET).context["rows"]] == [new]


def test_a_withdrawn_criterion_says_why_and_nothing_can_take_its_place(reader: Client, librarian: User) -> None:
    version = make_version("FUR-001")
    put(reader, version)
    withdraw_version(version=version, by=librarian, reason="The standard is gone.")
    assert "Why: The standard is gone." in reader.get(BASKET).content.decode()
    answer = reader.post(f"{BASKET}renew/", {"criterion": version.criterion_id}, follow=True)
    assert "Nothing takes the place of this criterion." in answer.content.decode()
    assert numbers(reader) == ["FUR-001"]


@pytest.mark.parametrize("sent", [{}, {"criterion": "many"}, {"criterion": "999999"}, {"criterion": "9" * 40}])
def test_what_there_is_not_cannot_be_put_in(reader: Client, sent: dict[str, str]) -> None:
    answer = reader.post(f"{BASKET}add/", sent, follow=True)
    assert "is not in force" in answer.content.decode()
    assert numbers(reader) == []


def test_drafts_and_withdrawn_criteria_cannot_be_put_in(reader: Client, librarian: User) -> None:
    draft, gone = make_version("FUR-001", published=False), make_version("FUR-002")
    withdraw_version(version=gone, by=librarian, reason="Gone.")
    for version in (draft, gone):
        put(reader, version)
    assert numbers(reader) == []


def test_a_basket_has_an_end(reader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(collecting, "LIMIT", 2)
    put(reader, make_version("FUR-001"), make_version("FUR-002"))
    answer = reader.post(f"{BASKET}add/", {"criterion": make_version("FUR-003").criterion_id}, follow=True)
    assert "at most 2 criteria" in answer.content.decode()
    assert numbers(reader) == ["FUR-001", "FUR-002"]


def test_htmx_gets_the_other_button_and_the_count(reader: Client) -> None:
    version = make_version("FUR-001")
    answer = reader.post(f"{BASKET}add/", {"criterion": version.criterion_id}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "take out" in text
    assert '<span id="basket-count" hx-swap-oob="true">1</span>' in text


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_a_foreign_address_to_go_back_to_is_not_followed(client: Client, next_page: str) -> None:
    assert put(client, make_version(), next=next_page)["Location"] == BASKET


def test_signing_in_takes_the_basket_along_behind_what_was_there(client: Client, buyer: User) -> None:
    versions = [make_version(f"FUR-00{n}") for n in (1, 2, 3)]
    client.force_login(buyer, **LOGIN)
    put(client, versions[2], versions[0])
    client.logout()
    assert numbers(client) == []
    put(client, versions[0], versions[1])
    client.post("/accounts/login/", {"login": buyer.email, "password": "a-long-password-1"})
    assert numbers(client) == ["FUR-003", "FUR-001", "FUR-002"]
    client.logout()
    assert numbers(client) == []
    other_device = Client()
    other_device.force_login(buyer, **LOGIN)
    assert numbers(other_device) == ["FUR-003", "FUR-001", "FUR-002"]


def test_nobody_reads_or_changes_the_basket_of_another(client: Client, buyer: User, stranger: User) -> None:
    version = make_version()
    client.force_login(buyer, **LOGIN)
    put(client, version)
    other = Client()
    other.force_login(stranger, **LOGIN)
    assert numbers(other) == []
    for act in ("remove", "empty", "undo", "renew", "move"):
        other.post(f"{BASKET}{act}/", {"criterion": version.criterion_id})
    assert BasketItem.objects.get().user == buyer


@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_role_compares_collects_and_prints(client: Client, authority: Any, role: str) -> None:
    version = make_version()
    if role:
        client.force_login(make_user("someone@elverum.example", authority, role), **LOGIN)
    for address in ("/criteria/compare/?c=FUR-001", "/criteria/print/?c=FUR-001", BASKET, "/criteria/fur-001/"):
        assert client.get(address).status_code == 200, address
    put(client, version)
    assert numbers(client) == ["FUR-001"]
    offered = "Take into a tender" in client.get(BASKET).content.decode()
    assert offered == (role in ("", "buyer", "administrator"))


@pytest.mark.parametrize("act", ["add", "remove", "empty", "undo", "move", "renew"])
def test_a_basket_is_changed_by_post_with_a_token_only(act: str, db: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"{BASKET}{act}/").status_code == 405
    assert client.post(f"{BASKET}{act}/").status_code == 403


# --- addresses, print, warnings, use -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("/criteria/CHA-004/", "/criteria/chairs-last/"),
        ("/criteria/cha-004/", "/criteria/chairs-last/"),
        ("/criteria/CHA-004/v1/?lang=fi", "/criteria/chairs-last/v1/?lang=fi"),
    ],
)
def test_the_short_address_by_number_leads_on(client: Client, short: str, long: str) -> None:
    from criteria.models import Criterion

    Criterion.objects.create(number="CHA-004", slug="chairs-last", group=make_group())
    make_version("CHA-004")
    assert client.get(short)["Location"] == long
    assert client.get(long).status_code == 200


def test_a_number_there_is_not_or_a_draft_has_no_address(client: Client) -> None:
    make_version("FUR-009", published=False)
    for address in ("/criteria/ABC-123/", "/criteria/FUR-009/", "/criteria/FUR-009/v1/"):
        assert client.get(address).status_code == 404, address


def test_the_page_names_its_lasting_address_and_which_page_is_the_one_to_index(client: Client) -> None:
    make_version("FUR-001")
    make_version("FUR-001", requirement="Anew.")
    page = client.get("/criteria/fur-001/v2/").content.decode()
    assert '<link rel="canonical" href="http://testserver/criteria/fur-001/">' in page
    assert 'value="http://testserver/criteria/FUR-001/v2/"' in page
    assert 'href="http://testserver/criteria/fur-001/v1/">' in client.get("/criteria/fur-001/v1/").content.decode()


def test_a_print_has_the_full_texts_in_the_order_asked_with_version_and_address(client: Client) -> None:
    make_version("FUR-001", requirement="For {years} years.", figures={"years": (5, 2, 10)})
    make_version("FUR-002", requirement="Second text.")
    page = client.get("/criteria/print/?c=FUR-002,FUR-001").content.decode()
    assert page.index("Second text.") < page.index("For <mark>5</mark> years.")
    assert "http://testserver/criteria/FUR-001/v1/" in page
    assert client.get("/criteria/print/?c=FUR-404").status_code == 422


def test_a_source_that_aged_is_said_everywhere(client: Client, librarian: User) -> None:
    version = make_version("FUR-001")
    bundle = CriteriaSet.objects.create(slug="s", group=make_group(), model="purchase", ambition="core")
    CriteriaSetItem.objects.create(criteria_set=bundle, criterion=version.criterion, position=0)
    put(client, version)
    mark_source(source=version.source, state="outdated", note="See the one of 2026.", by=librarian)
    for address in ("/criteria/fur-001/", "/criteria/compare/?c=FUR-001", BASKET, "/criteria/print/?c=FUR-001"):
        assert "See the one of 2026." in client.get(address).content.decode(), address
    for address in ("/criteria/", "/criteria/sets/s/"):
        assert "Source: outdated" in client.get(address).content.decode(), address


def test_an_older_version_names_what_took_its_place_and_why(client: Client) -> None:
    make_version("FUR-001")
    make_version("FUR-001", requirement="Anew.", change_note="The standard changed.")
    page = client.get("/criteria/fur-001/v1/").content.decode()
    assert "FUR-001 v2 took its place." in page
    assert "Why: The standard changed." in page


def test_a_draft_translation_and_a_text_in_another_language_are_said(client: Client) -> None:
    version = make_version("FUR-001", languages=("en", "fi"))
    Translation.objects.filter(version=version, language="fi").update(state="draft")
    assert "This translation is a draft" in client.get("/criteria/fur-001/?lang=fi").content.decode()
    assert "shown in another language (English)" in client.get("/criteria/fur-001/?lang=el").content.decode()


def test_use_is_counted_and_never_says_where(client: Client, item: Any, buyer: User) -> None:
    for address in ("/criteria/fur-001/", "/criteria/"):
        page = client.get(address).content.decode()
        assert "Used in 1 tender, 0 with a finished document" in page
        assert item.lot.tender.subject not in page
    assert "In 1 tender, 0 with a finished document" in client.get("/criteria/compare/?c=FUR-001").content.decode()


@pytest.mark.parametrize(
    "address", [BASKET, "/criteria/compare/?c=FUR-001,FUR-002", "/criteria/fur-001/", "/criteria/sets/s/", "/criteria/"]
)
def test_pages_ask_the_same_number_of_questions_at_any_size(reader: Client, address: str) -> None:
    bundle = CriteriaSet.objects.create(slug="s", group=make_group(), model="purchase", ambition="core")

    def grow(first: int, last: int) -> int:
        figures: Any = {"figures": {"years": (5, 2, 10)}, "requirement": "For {years} years."}
        old = [make_version(f"FUR-{n:03}", **figures) for n in range(first, last)]
        put(reader, *old)
        for n, version in enumerate(old, start=first):
            CriteriaSetItem.objects.create(criteria_set=bundle, criterion=version.criterion, position=n)
            elsewhere(f"ICT-{n:03}")
            make_version(f"FUR-{n:03}")  # so that the basket holds old versions, and the set new ones
        reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address).status_code == 200
        return len(queries)

    few = grow(1, 11)
    assert grow(11, 101) == few


def test_the_whole_basket_prints_and_compares_from_its_page(reader: Client) -> None:
    put(reader, *[make_version(f"FUR-00{n}") for n in range(1, 7)])
    page = reader.get(BASKET)
    assert len(reader.get(page.context["print_address"]).context["sheets"]) == 6
    assert len(reader.get(page.context["compare_address"]).context["columns"]) == 4
    assert reverse("procurement:collect") in page.content.decode()
