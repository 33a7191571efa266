"""The desk of the library: who may open and do what, and that each page says what is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, reverse

from criteria.models import Comment, CriterionVersion, Source
from criteria.services import editing, remarks
from criteria.urls import urlpatterns
from tests.conftest import make_user
from tests.criteria.factories import make_group, make_version
from tests.criteria.test_life import content

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = {"list", "sets", "set", "cpv_search", "detail", "version", "difference", "remark"}
FOR_MEMBERS = {"desk", "propose"}
POST_ONLY = {"remark_close", "translation_review"}


@pytest.fixture(autouse=True)
def _no_limit_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def people(authority: Any, buyer: Any, approver: Any) -> dict[str, Any]:
    roles = ("librarian", "administrator", "coordinator", "lead_partner")
    made = {role: make_user(f"{role}@elverum.example", authority, role) for role in roles}
    return {"nobody": None, "no role": make_user("guest@example.org"), "buyer": buyer, "approver": approver, **made}


def client_of(user: Any) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def version(people: Any) -> CriterionVersion:
    version = make_version("FUR-001", languages=("en", "fi"))
    make_version("FUR-001", requirement="Longer.")
    remarks.leave_remark(version=version, kind="problem", text="Wrong.", by=people["buyer"])
    return version


def addresses(version: CriterionVersion) -> Iterator[tuple[str, str]]:
    """Every named address of the library's life; those of the basket and of files are tested beside them."""
    known = {
        "slug": version.criterion.slug, "number": 2, "language": "el", "act": "withdraw", "older": 1, "newer": 2,
    }  # fmt: skip
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        name, converters = str(pattern.name), pattern.pattern.converters
        if name not in LIFE_PAGES:
            continue
        kwargs = {key: known[key] for key in converters if key in known}
        if "pk" in converters:
            kwargs["pk"] = Comment.objects.get().pk if name == "remark_close" else Source.objects.get().pk
        if set(kwargs) == set(converters):
            yield name, reverse(f"criteria:{name}", kwargs=kwargs)


LIFE_PAGES = {
    "list", "sets", "cpv_search", "desk", "propose", "translations", "in_language", "sources", "source", "remark_close",
    "detail", "start", "version", "edit", "remark", "record", "translate", "translation_review", "step", "difference",
}  # fmt: skip


def test_each_address_is_open_to_those_it_is_for_and_no_one_else(people: Any, version: Any) -> None:
    seen = set()
    for name, address in addresses(version):
        seen.add(name)
        for role, user in people.items():
            status = client_of(user).get(address).status_code
            if name in POST_ONLY:
                assert status == 405, (name, role)
                assert_post(name, address, role, user)
                continue
            if name in PUBLIC_PAGES:
                wanted = 200
            elif user is None:
                wanted = 302
            elif name == "edit":
                wanted = 403  # it is published: nobody writes on it
            elif name in FOR_MEMBERS:
                wanted = 403 if role == "no role" else 200
            else:
                wanted = 200 if role in ("librarian", "administrator") else 403
            assert status == wanted, (name, role)
    assert seen == LIFE_PAGES


def assert_post(name: str, address: str, role: str, user: Any) -> None:
    status = client_of(user).post(address).status_code
    allowed = role in ("librarian", "administrator")
    if name == "translation_review" and allowed:
        assert status == 404  # there is no Greek text
    else:
        assert status == (302 if allowed or user is None else 403), (name, role)


@pytest.mark.parametrize("act", ["accept", "submit", "approve", "return", "decline", "withdraw"])
def test_no_step_is_taken_by_whoever_does_not_keep_the_library(act: str, people: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=people["buyer"], why="")
    for role in ("buyer", "approver", "no role", "nobody"):
        answer = client_of(people[role]).post(
            f"{version.get_absolute_url()}{act}/", {"version": "1", "reason": "Because."}
        )
        assert answer.status_code in (302, 403, 404)
    version.refresh_from_db()
    assert version.state == "proposed"


def test_a_proposal_is_seen_by_its_maker_and_the_librarians_only(people: Any) -> None:
    version = editing.propose_criterion(group=make_group(), content=content(), by=people["buyer"], why="")
    found = {role: client_of(user).get(version.get_absolute_url()).status_code for role, user in people.items()}
    assert {role for role, status in found.items() if status == 200} == {"buyer", "librarian", "administrator"}
    assert set(found.values()) == {200, 404}


def form_of(**fields: Any) -> dict[str, Any]:
    # As a browser sends it: an untouched row of figures still has its first type chosen.
    rows = {"figures-TOTAL_FORMS": "2", "figures-INITIAL_FORMS": "0", "figures-0-name": ""}
    blank = {**rows, "figures-0-type": "integer", "figures-1-type": "integer"}
    return {
        **blank, "change_note": "Needed.", "kind": "technical_specification", "ambition": "core", "r_strategy": "R3",
        "applies_to": ["new"], "title": "Chairs", "requirement": "They last.", "language": "en", **fields,
    }  # fmt: skip


def test_a_buyer_proposes_in_the_browser_and_goes_on_writing_until_it_is_taken_on(people: Any) -> None:
    group = make_group()
    buyer = client_of(people["buyer"])
    assert buyer.post("/criteria/propose/", form_of(group=group.pk)).status_code == 302
    version = CriterionVersion.objects.get(state="proposed")
    edit = f"{version.get_absolute_url()}edit/"
    figure = {
        "figures-0-name": "years", "figures-0-type": "integer", "figures-0-label": "Time", "figures-0-unit": "years",
        "figures-0-default": "5", "figures-0-min": "2", "figures-0-max": "9",
    }  # fmt: skip
    answer = buyer.post(edit, form_of(version=1, requirement="They last {years} years.", labels="A\nB\nA", **figure))
    assert answer.status_code == 302
    version.refresh_from_db()
    assert version.parameters.get().maximum == 9
    assert sorted(label.name for label in version.labels.all()) == ["A", "B"]
    client_of(people["librarian"]).post(f"{version.get_absolute_url()}accept/", {"version": version.version})
    assert buyer.get(edit).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"figures-0-name": "Two words"}, "Small letters a to z"),
        ({"figures-0-default": "99"}, "outside the range"),
        ({"figures-0-default": "2.5"}, "whole number"),
        ({"source_title": "A document"}, "belong together"),
        ({"labels": "x" * 130}, "too long for a label"),
        ({"kind": "wish"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(wrong: Any, words: str, people: Any) -> None:
    figure = {
        "figures-0-name": "years", "figures-0-type": "integer", "figures-0-label": "Time", "figures-0-unit": "years",
        "figures-0-default": "5", "figures-0-min": "2", "figures-0-max": "9",
    }  # fmt: skip
    data = form_of(group=make_group().pk, requirement="They last {years} long years.", **figure) | wrong
    answer = client_of(people["buyer"]).post("/criteria/propose/", data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "They last {years} long years." in page
    assert not CriterionVersion.objects.exists()


def test_a_librarian_edits_one_language_and_the_other_stays(people: Any) -> None:
    former = make_version("FUR-001", languages=("en", "fi"))
    version = editing.start_version(criterion=former.criterion, by=people["librarian"], why="Mend.")
    data = form_of(version=1, title="New title", legal_basis="Art. 42", source_title="A source", source_year="2020")
    answer = client_of(people["librarian"]).post(f"{version.get_absolute_url()}edit/?language=fi", data)
    assert answer.status_code == 302
    titles = dict(version.translations.values_list("language", "title"))
    assert titles == {"en": "Title of FUR-001", "fi": "New title"}


def test_a_stale_edit_shows_both_texts(people: Any) -> None:
    version = editing.start_version(criterion=make_version("FUR-001").criterion, by=people["librarian"], why="Mend.")
    edit = f"{version.get_absolute_url()}edit/"
    one, two = client_of(people["librarian"]), client_of(people["administrator"])
    assert one.post(edit, form_of(version=1, title="First")).status_code == 302
    answer = two.post(edit, form_of(version=1, title="Second"))
    assert answer.status_code == 409
    assert "First" in answer.content.decode()
    assert "Second" in answer.content.decode()


def test_a_step_asks_first_and_says_what_is_in_the_way(people: Any) -> None:
    version = editing.propose_criterion(
        group=make_group(), content=content(legal_basis=""), by=people["librarian"], why="", state="draft"
    )
    page = client_of(people["librarian"]).get(f"{version.get_absolute_url()}submit/").content.decode()
    assert "Name the article it stands on." in page
    refused = client_of(people["librarian"]).post(f"{version.get_absolute_url()}submit/", {"version": "1"})
    assert refused.status_code == 422
    no_reason = client_of(people["librarian"]).post(f"{version.get_absolute_url()}decline/", {"version": "1"})
    assert no_reason.status_code == 422
    assert "This field is required" in no_reason.content.decode()


def test_a_version_goes_all_its_way_in_the_browser(people: Any) -> None:
    former = make_version("FUR-001")
    librarian, reviewer = client_of(people["librarian"]), client_of(people["administrator"])
    librarian.post(f"{former.criterion.get_absolute_url()}next/", {"version": "0", "reason": "The market moved."})
    version = CriterionVersion.objects.get(number=2)
    data = form_of(version=1, requirement="It lasts longer.", verification="Checked.", evidence="Or equivalent.",
                   legal_basis="Art. 42", source_title="A source", source_year="2020",
                   change_note="Longer.")  # fmt: skip
    assert librarian.post(f"{version.get_absolute_url()}edit/", data).status_code == 302
    librarian.post(f"{version.get_absolute_url()}submit/", {"version": "2"})
    assert "a colleague has to review it" in librarian.get(version.get_absolute_url()).content.decode()
    assert "Waiting for your review" in reviewer.get("/criteria/desk/").content.decode()
    reviewer.post(f"{version.get_absolute_url()}approve/", {"version": "3"})
    version.refresh_from_db()
    assert version.state == "published"
    page = client_of(None).get(f"/criteria/{former.criterion.slug}/v1/difference/2/").content.decode()
    assert "<ins>" in page
    assert "longer" in page


def test_anyone_gives_feedback_and_librarians_deal_with_it(version: Any, people: Any) -> None:
    address = reverse("criteria:remark", args=[version.criterion.slug, 2])
    reader = Client()
    assert reader.post(address, {"kind": "problem", "text": "<b>Typing error</b>"}).status_code == 302
    comment = Comment.objects.get(author=None)
    assert "Typing error" not in client_of(people["buyer"]).get("/criteria/fur-001/").content.decode()
    page = client_of(people["librarian"]).get("/criteria/fur-001/").content.decode()
    assert "&lt;b&gt;Typing error&lt;/b&gt;" in page
    answer = {"kind": "comment", "text": "Mended.", "answers": comment.pk}
    assert client_of(people["librarian"]).post(address, answer).status_code == 302
    assert comment.replies.get().text == "Mended."
    client_of(people["librarian"]).post(reverse("criteria:remark_close", args=[comment.pk]))
    comment.refresh_from_db()
    assert comment.closed_by == people["librarian"]
    client_of(people["librarian"]).post(reverse("criteria:remark_close", args=[comment.pk]), {"reopen": "1"})
    comment.refresh_from_db()
    assert comment.closed_at is None


def test_feedback_without_account_is_limited_and_machines_learn_nothing(version: Any) -> None:
    address = reverse("criteria:remark", args=[version.criterion.slug, 2])
    reader = Client()
    assert reader.post(address, {"kind": "wish", "text": "Buy now", "website": "http://x"}).status_code == 302
    assert not Comment.objects.filter(author=None).exists()
    for _number in range(5):
        assert reader.post(address, {"kind": "wish", "text": "More."}).status_code == 302
    refused = reader.post(address, {"kind": "wish", "text": "And more."})
    assert refused.status_code == 422
    assert "And more." in refused.content.decode()
    assert Comment.objects.filter(author=None).count() == 5


def test_a_remark_on_what_one_may_not_read_is_not_answered(version: Any, people: Any) -> None:
    hidden = remarks.leave_remark(version=version, kind="wish", text="Secret.", by=None)
    address = reverse("criteria:remark", args=[version.criterion.slug, 2])
    answer = client_of(people["buyer"]).post(address, {"kind": "comment", "text": "Hm.", "answers": hidden.pk})
    assert answer.status_code == 404
    assert client_of(people["buyer"]).post(address, {"kind": "comment", "text": ""}).status_code == 422


def test_an_aged_source_is_marked_with_its_reason(version: Any, people: Any) -> None:
    source = Source.objects.get()
    address = reverse("criteria:source", args=[source.pk])
    librarian = client_of(people["librarian"])
    refused = librarian.post(address, {"state": "outdated", "note": ""})
    assert refused.status_code == 422
    assert "what takes its place" in refused.content.decode()
    librarian.post(address, {"state": "outdated", "note": "A new one came.", "since": "2026-01-31"})
    source.refresh_from_db()
    assert (source.state, source.note, str(source.since)) == ("outdated", "A new one came.", "2026-01-31")
    assert "Aged sources" in librarian.get("/criteria/desk/").content.decode()
    librarian.post(address, {"state": "current", "note": ""})
    source.refresh_from_db()
    assert (source.state, source.since) == ("current", None)


def test_pages_of_the_desk_ask_the_same_number_of_questions_at_any_length(people: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    librarian = client_of(people["librarian"])
    pages = ["/criteria/desk/", "/criteria/translations/", "/criteria/translations/el/", "/criteria/sources/"]

    def counted() -> list[int]:
        numbers = []
        for address in pages:
            librarian.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert librarian.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    def grow(start: int, end: int) -> None:
        for number in range(start, end):
            made = make_version(f"FUR-{number:03}")
            editing.start_version(criterion=made.criterion, by=people["buyer"], why="One.")
            remarks.leave_remark(version=made, kind="wish", text="More.", by=people["buyer"])

    grow(1, 4)
    few = counted()
    grow(4, 40)
    assert counted() == few
