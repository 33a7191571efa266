"""What signed-in people read and write over the API: versions in work, proposals, remarks."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from circpro.consortium.models import User
from criteria.models import Comment, CriterionVersion, Label
from tests.criteria.calls import ALL, JSON, ONE, numbers, signed_in, wrong_fields
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db

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


@pytest.mark.parametrize(
    ("role", "listed", "own", "proposed", "remarked"),
    [
        ("nobody", 401, 401, 401, 401),
        ("guest", 200, 404, 403, 201),
        ("stranger", 200, 404, 201, 201),
        ("buyer", 200, 200, 201, 201),
        ("approver", 200, 404, 201, 201),
        ("librarian", 200, 200, 201, 201),
    ],
)
def test_who_may_do_what(
    request: Any, role: str, listed: int, own: int, proposed: int, remarked: int, buyer: User
) -> None:
    """Someone lists what is in work, reads the buyer's proposal, proposes, and remarks on what is in force."""
    make_version("FUR-001")
    make_version("FUR-501", published=False, created_by=buyer)
    client = signed_in(None if role == "nobody" else request.getfixturevalue(role))
    rows = client.get(IN_WORK)
    assert rows.status_code == listed
    assert rows.json().get("results") is None or ("FUR-501 v1" in numbers(rows)) == (own == 200)
    assert client.get(f"{IN_WORK}FUR-501/").status_code == own
    assert client.post(PROPOSALS, proposal(), JSON).status_code == proposed
    assert client.post(f"{ONE}remarks/", {"text": "Good."}, JSON).status_code == remarked
    assert client.post(f"{ALL}FUR-501/remarks/", {"text": "Good."}, JSON).status_code == {200: 201}.get(own, own)
    assert client.get(f"{ALL}FUR-501/").status_code == 404
    assert Comment.objects.filter(criterion__number="FUR-001").exists() == (remarked == 201)


def test_a_session_needs_its_csrf_token_and_a_token_does_not(buyer: User) -> None:
    make_version("FUR-001")
    token = Client(enforce_csrf_checks=True, headers={"Authorization": f"Token {Token.objects.create(user=buyer).key}"})
    assert token.post(f"{ONE}remarks/", {"text": "Good."}, JSON).status_code == 201
    client = Client(enforce_csrf_checks=True)
    client.force_login(buyer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"{ONE}remarks/", {"text": "Good."}, JSON).status_code == 403
    wrong = Client().get(ONE, headers={"Authorization": "Token nothing"})
    assert (wrong.status_code, wrong["WWW-Authenticate"]) == (401, "Token")


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
