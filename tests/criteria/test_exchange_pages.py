"""The pages of the exchange: who may open them, and what they say."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from circpro.consortium.models import Membership, Organisation, User
from criteria.models import CriterionVersion, LibraryImport
from criteria.services.importing import dry_run, keep_upload
from tests.conftest import make_user
from tests.criteria.exchange_files import changed_workbook, exported, put
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db
LIBRARIANS = {"librarian", "administrator"}
ROLES = [*Membership.Role.values, "", None]  # without a role, and not signed in
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def library(db: Any) -> None:
    make_version("FUR-001", title="Spare parts", languages=("en", "fi"))
    make_version("FUR-002", title="Take-back")


@pytest.fixture
def librarian(authority: Organisation) -> User:
    return make_user("librarian@elverum.example", authority, "librarian")


@pytest.fixture
def desk(librarian: User) -> Client:
    return signed_in(librarian)


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user, backend=BACKEND)
    return client


def changed() -> bytes:
    return changed_workbook(lambda book: put(book, "Criteria", 2, "title", "Other <b>parts</b>"))


def as_upload(data: bytes, name: str = "library.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def client_of(role: str | None, authority: Organisation) -> Client:
    if role is None:
        return Client()
    return signed_in(make_user("somebody@elverum.example", authority if role else None, role))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("name", "method"),
    [("imports", "get"), ("imports", "post"), ("import", "get"), ("import_confirm", "post"), ("import_drop", "post")],
)
def test_imports_are_for_those_who_keep_the_library(
    role: str | None, name: str, method: str, authority: Organisation, librarian: User
) -> None:
    kept = keep_upload(data=changed(), file_name="x.xlsx", by=librarian)
    address = reverse(f"criteria:{name}", args=[] if name == "imports" else [kept.pk])
    answer = getattr(client_of(role, authority), method)(address)
    if role in LIBRARIANS:
        assert answer.status_code in {200, 302, 409, 422}
    elif role is None:
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))
    else:
        assert answer.status_code == 403
    if role not in LIBRARIANS:
        kept.refresh_from_db()
        assert kept.is_waiting
        assert LibraryImport.objects.count() == 1
    assert not CriterionVersion.objects.in_work().exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["export", "export_choices", "schema"])
def test_downloads_are_for_everyone(role: str | None, name: str, authority: Organisation) -> None:
    address = reverse(f"criteria:{name}", args=["csv"] if name == "export" else [])
    assert client_of(role, authority).get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "method"),
    [("export", "post"), ("export_choices", "post"), ("schema", "post"), ("import", "post"),
     ("import_confirm", "get"), ("import_drop", "get")],
)  # fmt: skip
def test_reading_never_writes_and_writing_is_never_a_link(
    name: str, method: str, desk: Client, librarian: User
) -> None:
    kept = keep_upload(data=changed(), file_name="x.xlsx", by=librarian)
    arguments = {"export": ["csv"], "export_choices": [], "schema": []}.get(name, [kept.pk])
    assert getattr(desk, method)(reverse(f"criteria:{name}", args=arguments)).status_code == 405


@pytest.mark.parametrize("name", ["import_confirm", "import_drop", "imports"])
def test_a_forged_form_is_refused(name: str, librarian: User) -> None:
    kept = keep_upload(data=changed(), file_name="x.xlsx", by=librarian)
    client = signed_in(librarian, enforce_csrf_checks=True)
    address = reverse(f"criteria:{name}", args=[] if name == "imports" else [kept.pk])
    assert client.post(address).status_code == 403


def test_from_the_upload_to_the_draft(desk: Client, librarian: User) -> None:
    assert "No imports yet" in desk.get(reverse("criteria:imports")).content.decode()
    page = desk.post(reverse("criteria:imports"), {"file": as_upload(changed())}, follow=True)
    text = page.content.decode()
    assert "1 new draft" in text
    assert "1 unchanged" in text
    assert "Other &lt;b&gt;parts&lt;/b&gt;" in text
    assert "<ins>" in text
    kept = LibraryImport.objects.get()
    assert (kept.created_by, kept.format, len(kept.sha256)) == (librarian, "xlsx", 64)
    confirm = reverse("criteria:import_confirm", args=[kept.pk])
    done = desk.post(confirm, {"fingerprint": page.context["plan"].fingerprint}, follow=True)
    assert '<a class="ds-link" href="/criteria/fur-001/v2/">FUR-001 v2</a>' in done.content.decode()
    assert desk.get("/criteria/fur-001/v2/").status_code == 200
    assert CriterionVersion.objects.in_work().get().text.title == "Other <b>parts</b>"
    assert "Taken in" in desk.get(reverse("criteria:imports")).content.decode()


def test_a_plan_that_is_no_longer_true_is_shown_anew(desk: Client, librarian: User) -> None:
    kept = keep_upload(data=changed(), file_name="x.xlsx", by=librarian)
    answer = desk.post(reverse("criteria:import_confirm", args=[kept.pk]), {"fingerprint": "of yesterday"})
    assert answer.status_code == 409
    assert "The library has changed since this was shown" in answer.content.decode()
    assert dry_run(kept).fingerprint in answer.content.decode()
    assert not CriterionVersion.objects.in_work().exists()


def test_a_second_confirmation_says_that_it_was_done(desk: Client, librarian: User) -> None:
    kept = keep_upload(data=changed(), file_name="x.xlsx", by=librarian)
    confirm, form = reverse("criteria:import_confirm", args=[kept.pk]), {"fingerprint": dry_run(kept).fingerprint}
    desk.post(confirm, form)
    answer = desk.post(confirm, form)
    assert answer.status_code == 409
    assert "taken in or dropped already" in answer.content.decode()
    assert CriterionVersion.objects.in_work().count() == 1


def test_a_dropped_file_stays_in_the_list(desk: Client, librarian: User) -> None:
    kept = keep_upload(data=changed(), file_name="mine.xlsx", by=librarian)
    answer = desk.post(reverse("criteria:import_drop", args=[kept.pk]), follow=True)
    assert "Dropped: nothing was written." in answer.content.decode()
    assert "mine.xlsx" in answer.content.decode()
    assert desk.get(kept.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"%PDF-1.7", "neither a workbook"), (b"", "The file is empty"), (None, "This field is required")],
)
def test_a_bad_upload_is_said_beside_the_field(data: bytes | None, words: str, desk: Client) -> None:
    form = {} if data is None else {"file": as_upload(data)}
    answer = desk.post(reverse("criteria:imports"), form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'id="id_file_error"' in answer.content.decode()


def test_a_file_that_changes_nothing_offers_no_confirmation(desk: Client, librarian: User) -> None:
    kept = keep_upload(data=exported("json"), file_name="x.json", by=librarian)
    page = desk.get(kept.get_absolute_url()).content.decode()
    assert "changes nothing" in page
    assert reverse("criteria:import_confirm", args=[kept.pk]) not in page


def test_an_import_that_does_not_exist_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("criteria:import", args=[999])).status_code == 404


def test_downloads_without_account_have_an_end_and_signing_in_lifts_it(
    client: Client, librarian: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("criteria.views.exchange.DOWNLOADS_AN_HOUR", 2)
    address = reverse("criteria:export", args=["csv"])
    assert [client.get(address).status_code for _time in range(3)] == [200, 200, 429]
    assert "Too many downloads in one hour" in client.get(address).content.decode()
    client.force_login(librarian, backend=BACKEND)
    assert client.get(address).status_code == 200
