"""Who may what: every address of a tender and every API route, for every role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from circpro.documents.models import RenderJob
from procurement.services import freezing, sections
from procurement.urls import urlpatterns
from tests.conftest import make_user
from tests.procurement.test_drafting import upload, weigh

pytestmark = pytest.mark.django_db

READ = {"overview", "basics", "lots", "criteria", "award", "sections", "document", "history", "item", "attachment",
        "revision", "revision_json"}  # fmt: skip
WRITE_PAGES = {"section_add", "lot", "section", "item_new_version"}
EVERYONES = {"list"}
POST_BY_READERS = {"render"}  # whoever reads a revision may have its document made


@pytest.fixture
def parts(tender: Any, lot: Any, item: Any, award_item: Any, buyer: Any) -> dict[str, Any]:
    """One of each part a tender has, by the word its address starts with."""
    weigh(lot, award_item, buyer)
    section = sections.add_section(tender=tender, by=buyer, heading="H", body="B", language="en")
    attachment = sections.add_attachment(tender=tender, by=buyer, title="A", file=upload("a.pdf", b"%PDF-1.7"))
    revision = freezing.freeze_revision(tender=tender, by=buyer)
    return {
        "": tender,
        "lots": lot,
        "items": item,
        "sections": section,
        "files": attachment,
        "revisions": revision,
    }


def addresses(parts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every named address with a key in it."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        name, route = str(pattern.name), str(pattern.pattern)
        kwargs: dict[str, Any] = {}
        if "<int:pk>" in route:
            kwargs["pk"] = parts[route.split("<int:pk>", maxsplit=1)[0].rstrip("/")].pk
        if "direction" in route:
            kwargs["direction"] = "up"
        if "tender_state" in route:
            kwargs["to"] = "draft"
        yield name, reverse(f"procurement:{name}", kwargs=kwargs)


def client_of(user: Any) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_whoever_is_not_signed_in_is_sent_to_sign_in(parts: Any) -> None:
    for name, address in addresses(parts):
        for answer in (Client().get(address), Client().post(address)):
            assert answer.status_code in (302, 405), name
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize("role", ["", "buyer", "approver", "librarian", "coordinator", "lead_partner", "administrator"])
def test_another_authoritys_tender_does_not_exist_for_any_role(parts: Any, other_authority: Any, role: str) -> None:
    client = client_of(make_user("someone@hamar.example", other_authority if role else None, role))
    for name, address in addresses(parts):
        if name in ("list", "create", "collect"):
            continue
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (404, 405), (name, answer.status_code)
    assert parts[""].subject not in client.get(reverse("procurement:list")).content.decode()


@pytest.mark.parametrize("role", ["librarian", "coordinator", "lead_partner"])
def test_roles_that_do_not_buy_see_no_tender_of_their_own_organisation(parts: Any, authority: Any, role: str) -> None:
    client = client_of(make_user("someone@elverum.example", authority, role))
    for name, address in addresses(parts):
        if name in ("list", "create", "collect"):
            continue
        assert client.get(address).status_code in (404, 405), name
    for name in ("create", "collect"):
        assert client.get(reverse(f"procurement:{name}")).status_code == 403


def test_an_approver_reads_everything_and_changes_nothing(parts: Any, approver: Any) -> None:
    client = client_of(approver)
    for name, address in addresses(parts):
        if name in READ | EVERYONES:
            assert client.get(address).status_code == 200, name
        elif name in WRITE_PAGES | {"create", "collect"}:
            assert client.get(address).status_code == 403, name
        if (
            name not in READ - {"basics", "lots", "award", "sections", "item"}
            and name not in EVERYONES | POST_BY_READERS
        ):
            assert client.post(address).status_code in (403, 405), name


@pytest.mark.parametrize("role", ["buyer", "administrator"])
def test_those_who_write_may_open_every_page(parts: Any, authority: Any, role: str) -> None:
    client = client_of(make_user("writer@elverum.example", authority, role))
    for name, address in addresses(parts):
        answer = client.get(address)
        if name in READ | WRITE_PAGES | EVERYONES | {"create", "collect"}:
            assert answer.status_code == 200, name
        else:
            assert answer.status_code == 405, name


API = ["tenders", "lots", "items", "sections", "revisions"]


@pytest.fixture
def api_parts(parts: Any) -> dict[str, Any]:
    return {"tenders": parts[""], **{kind: parts[kind] for kind in API[1:]}}


def test_the_api_shows_nothing_of_another_authority(api_parts: Any, stranger: Any) -> None:
    client = client_of(stranger)
    for kind, row in api_parts.items():
        address = f"/api/v1/{kind}/"
        assert client.get(address).json()["count"] == 0, kind
        assert client.get(f"{address}{row.pk}/").status_code == 404, kind
        for method in ("patch", "delete"):
            answer = getattr(client, method)(f"{address}{row.pk}/", "{}", content_type="application/json")
            assert answer.status_code in (404, 405), (kind, method)
    for address in ("tenders/{}/freeze/", "lots/{}/add-set/", "revisions/{}/render/"):
        row = api_parts[address.split("/")[0]]
        assert client.post(f"/api/v1/{address.format(row.pk)}").status_code == 404
    body = {"tender": api_parts["tenders"].pk, "title": "Mine"}
    assert client.post("/api/v1/lots/", body, content_type="application/json").status_code == 400


def test_an_approver_reads_over_the_api_and_may_not_write(api_parts: Any, approver: Any) -> None:
    client = client_of(approver)
    for kind, row in api_parts.items():
        assert client.get(f"/api/v1/{kind}/{row.pk}/").status_code == 200, kind
        for method in ("patch", "delete"):
            answer = getattr(client, method)(f"/api/v1/{kind}/{row.pk}/", "{}", content_type="application/json")
            assert answer.status_code in (403, 405), (kind, method)
    assert client.post("/api/v1/tenders/", {}, content_type="application/json").status_code == 403


def test_the_api_asks_who_is_there(api_parts: Any) -> None:
    for kind, row in api_parts.items():
        for address in (f"/api/v1/{kind}/", f"/api/v1/{kind}/{row.pk}/"):
            answer = Client().get(address)
            assert answer.status_code in (401, 403), kind
            assert answer["Content-Type"] == "application/problem+json"
    assert Client().get("/api/v1/criteria/").status_code == 200


def test_a_document_is_downloaded_only_by_those_who_see_its_tender(
    parts: Any, buyer: Any, approver: Any, stranger: Any
) -> None:
    from circpro.documents.services import run_job

    job = freezing.request_document(revision=parts["revisions"], language="en", by=buyer)
    run_job(job_id=job.pk)
    assert RenderJob.objects.get(pk=job.pk).error == ""
    for address in (reverse("documents:download", args=[job.pk]), f"/api/v1/render-jobs/{job.pk}/download/"):
        for user in (buyer, approver):
            answer = client_of(user).get(address)
            assert b"".join(answer.streaming_content).startswith(b"%PDF-")
            assert answer["Cache-Control"] == "private, no-store"
        assert client_of(stranger).get(address).status_code == 404
    assert client_of(stranger).get(reverse("documents:job_status", args=[job.pk])).status_code == 404
    assert client_of(stranger).post(reverse("documents:job_retry", args=[job.pk])).status_code == 404
    assert client_of(stranger).get("/api/v1/render-jobs/").json()["count"] == 0
    assert client_of(approver).get("/api/v1/render-jobs/").json()["count"] == 1
