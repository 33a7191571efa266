"""The library over the API: what everyone reads, how a mirror follows it, what signed-in people may add."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from circpro.consortium.models import User
from criteria.models import Comment, CriteriaSet, CriterionVersion, Label, Source, Translation
from criteria.services import publishing, remarks, translating
from tests.conftest import make_user
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db
JSON = "application/json"
ALL = "/api/v1/criteria/"
ONE = "/api/v1/criteria/FUR-001/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def librarian(authority: Any) -> User:
    return make_user("librarian@elverum.example", authority, "librarian")


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [f"{row['criterion']} v{row['version']}" for row in answer.json()["results"]]


def wrong_fields(answer: Any, status: int = 400) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    return [error["field"] for error in answer.json()["errors"]]


# --- reading ----------------------------------------------------------------------------------------------


def test_a_criterion_is_read_by_number_or_slug_and_each_version_by_its_number(client: Client) -> None:
    make_version("FUR-001", requirement="Old.")
    make_version("FUR-001", requirement="New.")
    for name in ("FUR-001", "fur-001"):
        row = client.get(f"{ALL}{name}/").json()
        assert (row["version"], row["state"], row["text"]["requirement"]) == (2, "published", "New.")
    assert numbers(client.get(f"{ONE}versions/")) == ["FUR-001 v2", "FUR-001 v1"]
    old = client.get(f"{ONE}versions/1/").json()
    assert (old["state"], old["replaced_by"], old["text"]["requirement"]) == ("superseded", 2, "Old.")
    assert old["url"].endswith("/criteria/fur-001/v1/")


def test_a_withdrawn_criterion_is_still_found_and_says_why(client: Client, librarian: User) -> None:
    version = make_version("FUR-001")
    publishing.withdraw_version(version=version, by=librarian, reason="The standard is gone.")
    assert numbers(client.get(ALL)) == []
    row = client.get(ONE).json()
    assert (row["state"], row["end_reason"]) == ("withdrawn", "The standard is gone.")


@pytest.mark.parametrize(
    "name",
    ["FUR-999", "nothing", "%00", "a" * 101, "FUR-001/versions/0", "FUR-001/versions/x", f"FUR-001/versions/{10**30}"],
)
def test_what_is_not_there_is_a_problem_detail(client: Client, name: str) -> None:
    make_version("FUR-001")
    answer = client.get(f"{ALL}{name}/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "urn:circpro:problem:not_found"


def test_texts_come_in_the_language_asked_for_or_all_at_once(client: Client) -> None:
    make_version("FUR-001", languages=("en", "fi"), figures={"years": (5, 2, 10)})
    row = client.get(ONE, {"lang": "fi"}).json()
    assert (row["text"]["language"], row["texts"], row["languages"]) == ("fi", None, ["en", "fi"])
    assert client.get(ONE, {"lang": "et"}).json()["text"]["language"] == "en"
    everything = client.get(ONE, {"texts": "all"}).json()
    assert [text["language"] for text in everything["texts"]] == ["en", "fi"]
    assert everything["parameters"][0]["labels"] == {"en": "years"}


def test_a_search_answers_best_hits_first_page_by_page(client: Client) -> None:
    make_version("FUR-001", requirement="Chairs and tables.")
    make_version("FUR-002", requirement="Tables.")
    make_version("FUR-003", title="Chairs", requirement="Chairs, chairs, chairs.")
    whole = numbers(client.get(ALL, {"q": "chairs"}))
    assert whole == ["FUR-003 v1", "FUR-001 v1"]
    first = client.get(ALL, {"q": "chairs", "page_size": 1}).json()
    second = client.get(first["next"])
    assert (numbers(second), second.json()["next"]) == (["FUR-001 v1"], None)
    assert numbers(client.get(second.json()["previous"])) == ["FUR-003 v1"]


def test_vocabularies_tell_only_what_the_public_library_names(client: Client) -> None:
    hidden = make_version("FUR-009", published=False, source=Source.objects.create(title="Secret plan", year=2026))
    hidden.labels.add(Label.objects.create(slug="secret", name="Secret label"))
    shown = make_version("FUR-001")
    label = Label.objects.create(slug="ecolabel", name="Ecolabel")
    shown.labels.through.objects.create(criterionversion=shown, label=label)
    sources = client.get("/api/v1/sources/").json()["results"]
    assert [(row["title"], row["state"]) for row in sources] == [("A source", "current")]
    assert client.get("/api/v1/labels/").json()["results"] == [{"slug": "ecolabel", "name": "Ecolabel"}]
    assert client.get("/api/v1/labels/secret/").status_code == 404
    assert client.get(f"/api/v1/sources/{hidden.source_id}/").status_code == 404


def test_a_set_lists_its_criteria_in_its_own_order(client: Client) -> None:
    first, second = make_version("FUR-001"), make_version("FUR-002")
    bundle = CriteriaSet.objects.create(slug="a-set", group=make_group(), model="service", ambition="core")
    bundle.items.create(criterion=second.criterion, position=0)
    bundle.items.create(criterion=first.criterion, position=1)
    assert client.get("/api/v1/criteria-sets/a-set/").json()["criteria"] == ["fur-002", "fur-001"]


# --- pages ------------------------------------------------------------------------------------------------


def test_pages_neither_repeat_nor_hide_what_comes_in_while_one_reads_on(client: Client) -> None:
    for number in (2, 4, 6, 8):
        make_version(f"FUR-00{number}")
    page = client.get(ALL, {"page_size": 2}).json()
    seen = [row["criterion"] for row in page["results"]]
    make_version("FUR-001")
    make_version("FUR-007")
    CriterionVersion.objects.filter(criterion__number="FUR-004").update(state="withdrawn", end_reason="Gone.")
    page = client.get(page["next"]).json()
    seen += [row["criterion"] for row in page["results"]]
    assert seen == ["FUR-002", "FUR-004", "FUR-006", "FUR-007"]
    assert [row["criterion"] for row in client.get(page["previous"]).json()["results"]] == ["FUR-001", "FUR-002"]


def test_versions_are_paged_too(client: Client) -> None:
    for _time in range(3):
        make_version("FUR-001")
    page = client.get(f"{ONE}versions/", {"page_size": 2})
    assert numbers(page) == ["FUR-001 v3", "FUR-001 v2"]
    make_version("FUR-001")
    assert numbers(client.get(page.json()["next"])) == ["FUR-001 v1"]


@pytest.mark.parametrize("address", [ALL, f"{ONE}versions/", f"{ALL}?q=chairs"])
@pytest.mark.parametrize("cursor", ["x", "cD0lMDA=", "cD1hYmM=", "bz0tMQ==", "ä", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk="])
def test_a_made_up_cursor_is_refused_by_name(client: Client, address: str, cursor: str) -> None:
    make_version("FUR-001")
    assert wrong_fields(client.get(address, {**({"q": "chairs"} if "q=" in address else {}), "cursor": cursor})) == [
        "cursor"
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page_size", "0"),
        ("page_size", "201"),
        ("page_size", "many"),
        ("kind", "wish"),
        ("cpv", "abc"),
        ("group", "nothing"),
        ("updated_since", "yesterday"),
        ("updated_since", "0001-01-01T00:00:00+14:00"),
        ("q", "a\0b"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(client: Client, field: str, value: str) -> None:
    assert wrong_fields(client.get(ALL, {field: value})) == [field]


# --- following changes ------------------------------------------------------------------------------------


def long_ago(*versions: CriterionVersion) -> None:
    """As if all of it had been there for a day."""
    then = timezone.now() - timedelta(days=1)
    CriterionVersion.objects.filter(pk__in=[v.pk for v in versions]).update(valid_from=then, created_at=then)
    Translation.objects.filter(version__in=versions).update(changed_at=then)


def supersede(version: CriterionVersion, by: User) -> None:
    make_version("FUR-001", requirement="Another.")


def withdraw(version: CriterionVersion, by: User) -> None:
    publishing.withdraw_version(version=version, by=by, reason="Gone.")


def translate(version: CriterionVersion, by: User) -> None:
    texts = {"title": "Otsikko", "requirement": "Teksti."}
    translating.save_translation(version=version, language="fi", by=by, expected_version=0, texts=texts)


def review(version: CriterionVersion, by: User) -> None:
    text = version.translations.get(language="et")
    translating.review_translation(text=text, by=by, expected_version=text.row_version)


def age_source(version: CriterionVersion, by: User) -> None:
    remarks.mark_source(source=version.source, state="outdated", note="Replaced.", by=by)


CHANGES = [supersede, withdraw, translate, review, age_source]


@pytest.fixture
def settled(db: Any) -> CriterionVersion:
    """FUR-001 with a draft translation and its source, FUR-002 with another, both unchanged for a day."""
    version = make_version("FUR-001")
    Translation.objects.create(version=version, language="et", state="draft", title="Pealkiri", requirement="Tekst.")
    other = make_version("FUR-002", source=Source.objects.create(title="Another source", year=2021))
    long_ago(version, other)
    return version


@pytest.mark.parametrize("change", CHANGES)
def test_a_mirror_learns_of_every_change(client: Client, settled: Any, librarian: User, change: Any) -> None:
    since = (timezone.now() - HOUR).isoformat()
    assert numbers(client.get(ALL, {"updated_since": since})) == []
    change(settled, librarian)
    changed = client.get(ALL, {"updated_since": since})
    wanted = ["FUR-001 v1", "FUR-001 v2"] if change is supersede else ["FUR-001 v1"]
    assert numbers(changed) == wanted
    state = {supersede: "superseded", withdraw: "withdrawn"}.get(change, "published")
    assert changed.json()["results"][0]["state"] == state


@pytest.mark.parametrize("address", [ALL, f"{ALL}?q=Title", ONE, f"{ONE}versions/", f"{ONE}versions/1/"])
@pytest.mark.parametrize("change", CHANGES)
def test_an_unchanged_answer_is_not_sent_again_and_a_changed_one_is(
    client: Client, settled: Any, librarian: User, address: str, change: Any
) -> None:
    if address == f"{ONE}versions/1/":
        client.get(address)
    first = client.get(address)
    known = [
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
        {"If-None-Match": f'W/{first["ETag"]}, "other"'},
    ]
    for headers in known:
        again = client.get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert {name: again[name] for name in ("ETag", "Cache-Control", "Vary")} == {
            name: first[name] for name in ("ETag", "Cache-Control", "Vary")
        }
    change(settled, librarian)
    for headers in known:
        again = client.get(address, headers=headers)
        assert again.status_code == 200
        assert again.content != first.content


@pytest.mark.parametrize(
    "address", ["product-groups/", "product-groups/furniture/", "sources/", "labels/", "cpv/", "criteria-sets/"]
)
def test_vocabularies_are_conditional_too(client: Client, settled: Any, librarian: User, address: str) -> None:
    first = client.get(f"/api/v1/{address}")
    assert client.get(f"/api/v1/{address}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"/api/v1/{address}", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    if address == "sources/":
        age_source(settled, librarian)
        headers = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(f"/api/v1/{address}", headers=headers).status_code == 200


def test_each_language_filter_and_page_has_a_tag_of_its_own(client: Client, settled: Any) -> None:
    asked = [{}, {"lang": "et"}, {"texts": "all"}, {"kind": "technical_specification"}, {"page_size": 1}]
    tags = [client.get(ALL, query)["ETag"] for query in asked]
    tags.append(client.get(ALL, headers={"Accept-Language": "et"})["ETag"])
    assert len(set(tags)) == len(tags)


def test_caches_keep_what_is_for_everyone_only(client: Client, settled: Any, buyer_client: Client) -> None:
    answer = client.get(ALL)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Language", "Cookie", "Authorization"} <= set(answer["Vary"].split(", "))
    assert buyer_client.get(ALL)["Cache-Control"] == "private, no-cache"


def test_a_condition_that_does_not_hold_is_a_problem_detail(client: Client, settled: Any) -> None:
    answer = client.get(ONE, headers={"If-Match": '"another"'})
    assert (answer.status_code, answer.json()["type"]) == (412, "urn:circpro:problem:precondition_failed")


def test_nothing_is_serialised_for_who_has_the_answer(client: Client, settled: Any) -> None:
    tag = client.get(ALL)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ALL, headers={"If-None-Match": tag}).status_code == 304
    assert len(queries) == 1


@pytest.mark.parametrize(
    "address",
    [f"{ALL}?page_size=200", f"{ALL}?texts=all", f"{ALL}?updated_since=2020-01-01", "/api/v1/sources/", "/api/v1/cpv/",
     "/api/v1/product-groups/", f"{ALL}?q=Title"],
)  # fmt: skip
def test_questions_to_the_database_are_the_same_at_10_and_at_1000_rows(client: Client, address: str) -> None:
    def counted() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for number in range(10):
        make_version(f"FUR-{number:03}", figures={"years": (5, 2, 10)})
    few = counted()
    model = CriterionVersion.objects.first()
    assert model is not None
    many(model, 990)
    assert counted() == few


def many(model: CriterionVersion, count: int) -> None:
    """So many more criteria with one text each, written in three queries; search finds only those made singly."""
    from criteria.models import Criterion

    criteria = Criterion.objects.bulk_create(
        Criterion(slug=f"more-{n}", number=f"MOR-{n:03}", group=model.criterion.group) for n in range(count)
    )
    versions = CriterionVersion.objects.bulk_create(
        CriterionVersion(
            criterion=criterion, number=1, kind=model.kind, ambition="core", r_strategy="R3", content_hash="x",
            state="published", valid_from=model.valid_from, source=model.source, applies_to=["new"],
        )
        for criterion in criteria
    )  # fmt: skip
    Translation.objects.bulk_create(
        Translation(version=version, language="en", title="Title", requirement="Text.") for version in versions
    )


# --- other sites, other methods, limits --------------------------------------------------------------------


def test_pages_of_other_sites_may_read_the_library_and_nothing_else(client: Client, settled: Any) -> None:
    origin = {"Origin": "https://tool.example"}
    for address in (ALL, ONE, "/api/v1/cpv/", "/api/v1/sources/"):
        answer = client.get(address, headers=origin)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
    for address in ("/api/v1/tenders/", "/api/v1/criteria-in-work/", "/api/v1/token/", "/criteria/"):
        assert "Access-Control-Allow-Origin" not in client.get(address, headers=origin)
    preflight = client.options(ALL, headers={**origin, "Access-Control-Request-Method": "GET"})
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_head_and_options_are_answered(client: Client, settled: Any) -> None:
    head = client.head(ONE)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", client.get(ONE)["ETag"])
    assert client.options(ALL)["Allow"] == "GET, HEAD, OPTIONS"
    assert client.delete(ONE).json()["type"] == "urn:circpro:problem:method_not_allowed"


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, settled: Any, settings: Any, buyer_client: Client
) -> None:
    settings.API_RATE_ANONYMOUS = "3/min"
    assert [client.get(ALL).status_code for _time in range(4)] == [200, 200, 200, 429]
    refused = client.get(ALL)
    assert (refused["Content-Type"], refused.json()["status"]) == ("application/problem+json", 429)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert buyer_client.get(ALL).status_code == 200


def test_passwords_cannot_be_guessed_quickly(client: Client, settings: Any, buyer: User) -> None:
    settings.API_RATE_TOKEN = "2/min"
    wrong = {"username": buyer.email, "password": "wrong"}
    assert [client.post("/api/v1/token/", wrong, JSON).status_code for _time in range(3)] == [400, 400, 429]


@pytest.mark.parametrize("address", ["/api/nothing/", "/api/v1/nothing/", "/api/v2/criteria/"])
def test_an_unknown_address_is_a_problem_detail(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# --- proposing and remarking ------------------------------------------------------------------------------

PROPOSALS = "/api/v1/criteria-proposals/"
IN_WORK = "/api/v1/criteria-in-work/"


def proposal(**content: Any) -> dict[str, Any]:
    figure = {
        "name": "years", "type": "integer", "label": {"en": "Years"}, "unit": {"en": "years"},
        "default": 5, "min": 2, "max": 10,
    }  # fmt: skip
    text = {"title": "Long life", "requirement": "It lasts {years} years."}
    return {
        "group": "furniture",
        "why": "Schools ask for it.",
        "content": {
            "kind": "technical_specification", "ambition": "core", "applies_to": ["new"], "r_strategy": "R4",
            "labels": ["Ecolabel"], "parameters": [figure], "legal_basis": "Art. 42",
            "source": {"title": "A study", "year": 2024}, "text": {"en": text}, **content,
        },
    }  # fmt: skip


def test_a_buyers_proposal_is_noted_as_it_was_written(buyer_client: Client, buyer: User) -> None:
    make_group()
    answer = buyer_client.post(PROPOSALS, proposal(), JSON)
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["criterion"], row["state"], row["change_note"]) == ("FUR-501", "proposed", "Schools ask for it.")
    assert (row["labels"], row["source_title"], row["source_confirmed"]) == (["Ecolabel"], "A study", False)
    assert row["parameters"][0]["default"] == "5.0000"
    version = CriterionVersion.objects.get(pk=row["id"])
    assert (version.created_by, version.text_in("en").title) == (buyer, "Long life")
    assert buyer_client.get(answer["Location"]).json()["id"] == row["id"]


def figure(**fields: Any) -> dict[str, Any]:
    return {"parameters": [{**proposal()["content"]["parameters"][0], **fields}]}


TEXT = proposal()["content"]["text"]["en"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"kind": "wish"}, "content.kind"),
        ({"applies_to": []}, "content.applies_to"),
        ({"applies_to": ["old"]}, "content.applies_to.0"),
        ({"labels": ["a\0b"]}, "content.labels.0"),
        ({"source": {"title": "A study", "year": 10**20}}, "content.source.year"),
        (figure(default=11), "content.parameters.0.default"),
        (figure(default=2.5), "content.parameters.0.default"),
        (figure(max=10**30), "content.parameters.0.max"),
        (figure(name="No name"), "content.parameters.0.name"),
        (figure(label={"xx": "Years"}), "content.parameters.0.label"),
        ({"parameters": figure()["parameters"] * 2}, "content.parameters"),
        ({"text": {}}, "content.text"),
        ({"text": {"en": {**TEXT, "title": ""}}}, "content.text.en.title"),
        ({"text": {"en": {**TEXT, "requirement": "It lasts {ages}."}}}, "content.text.en.requirement"),
        ({"text": {"en": {**TEXT, "title": "\ud800"}}}, "content.text.en.title"),
    ],
)
def test_each_wrong_field_of_a_proposal_is_named(buyer_client: Client, content: Any, field: str) -> None:
    make_group()
    assert field in wrong_fields(buyer_client.post(PROPOSALS, proposal(**content), JSON))
    assert not CriterionVersion.objects.exists()


def test_labels_whose_addresses_would_be_alike_get_different_ones(buyer_client: Client) -> None:
    make_group()
    for name in ("Ω", "Ψ", "Eco label", "eco-label"):
        assert buyer_client.post(PROPOSALS, proposal(labels=[name]), JSON).status_code == 201
    assert Label.objects.values("slug").distinct().count() == 4


def test_who_may_do_what(librarian: User, buyer: User, stranger: User, region: Any) -> None:
    make_version("FUR-001")
    make_version("FUR-501", published=False, created_by=buyer)
    guest = make_user("guest@elverum.example")
    remark = {"text": "Good."}
    wanted = {  # the versions in work one sees, reading the buyer's, proposing, remarking
        None: (403, None, 403, 403),
        guest: (200, 404, 403, 201),
        stranger: (200, 404, 201, 201),
        buyer: (200, 200, 201, 201),
        librarian: (200, 200, 201, 201),
    }
    for user, (listed, read, proposed, remarked) in wanted.items():
        client = signed_in(user)
        rows = client.get(IN_WORK)
        assert rows.status_code == listed, user
        assert client.get(f"{IN_WORK}FUR-501/").status_code == (read or 403), user
        if listed == 200:
            assert ("FUR-501 v1" in numbers(rows)) == (read == 200), user
        assert client.post(PROPOSALS, proposal(), JSON).status_code == proposed, user
        assert client.post(f"{ONE}remarks/", remark, JSON).status_code == remarked, user
        assert client.post(f"{ALL}FUR-501/remarks/", remark, JSON).status_code == ({200: 201}.get(read or 0) or read or 403)
        assert client.get(f"{ALL}FUR-501/").status_code == 404, user
    assert Comment.objects.filter(criterion__number="FUR-001").count() == 4


def test_a_token_may_be_used_and_a_session_needs_its_csrf_token(buyer: User) -> None:
    make_version("FUR-001")
    client = Client(enforce_csrf_checks=True)
    client.force_login(buyer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"{ONE}remarks/", {"text": "Good."}, JSON).status_code == 403


def test_a_remark_names_the_version_read_and_the_remark_it_answers(buyer_client: Client, buyer: User) -> None:
    make_version("FUR-001")
    make_version("FUR-001")
    first = buyer_client.post(f"{ONE}remarks/", {"kind": "problem", "text": "Wrong.", "version": 1}, JSON).json()
    assert (first["version"], first["kind"]) == (1, "problem")
    answer = buyer_client.post(f"{ONE}remarks/", {"text": "Right.", "answers": first["id"]}, JSON).json()
    assert (answer["version"], answer["answers"]) == (2, first["id"])
    assert Comment.objects.get(pk=answer["id"]).author == buyer


@pytest.mark.parametrize(
    ("body", "field"),
    [({"text": " "}, "text"), ({"text": "a\0"}, "text"), ({"text": "A", "kind": "praise"}, "kind"),
     ({"text": "A", "answers": 999}, "answers"), ({"text": "A", "answers": 10**30}, "answers")],
)  # fmt: skip
def test_each_wrong_field_of_a_remark_is_named(buyer_client: Client, body: Any, field: str) -> None:
    make_version("FUR-001")
    assert wrong_fields(buyer_client.post(f"{ONE}remarks/", body, JSON)) == [field]
