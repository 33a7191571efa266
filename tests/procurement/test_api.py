"""A tender written over the API from beginning to end, and what it answers when something is wrong."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def api(buyer: Any) -> Client:
    """A program with a token, no session."""
    return Client(headers={"Authorization": f"Token {Token.objects.create(user=buyer).key}"})


def basics(authority: Any, region: Any) -> dict[str, Any]:
    return {
        "authority": authority.slug, "subject": "Chairs", "nature": "supplies", "cpv": "39160000", "place": region.pk,
        "estimated_value": "90000.00", "currency": "NOK", "procedure": "open", "languages": ["en"],
    }  # fmt: skip


def test_a_program_drafts_fills_weighs_freezes_and_renders(
    api: Client, authority: Any, region: Any, specification: Any, award_criterion: Any
) -> None:
    tender = api.post("/api/v1/tenders/", basics(authority, region), JSON).json()
    lot = api.get(f"/api/v1/lots/?tender={tender['id']}").json()["results"][0]
    added = [
        api.post("/api/v1/items/", {"lot": lot["id"], "criterion_version": v.pk}, JSON).json()
        for v in (specification, award_criterion)
    ]
    changed = api.patch(
        f"/api/v1/items/{added[0]['id']}/", {"parameters": {"years": "9"}}, JSON, headers={"If-Match": '"1"'}
    )
    assert changed.json()["texts"]["en"]["requirement"] == "Spare parts for 9 years."
    assert changed["ETag"] == '"2"'
    award = {"award_method": "price_quality", "price_weight": "60", "weights": {added[1]["id"]: "40"}}
    answer = api.put(f"/api/v1/lots/{lot['id']}/award/", award, JSON, headers={"If-Match": '"1"'})
    assert answer.json()["price_weight"] == "60.00"
    revision = api.post(f"/api/v1/tenders/{tender['id']}/freeze/").json()
    assert revision["snapshot"]["lots"][0]["items"][0]["parameters"] == {"years": "9"}
    job = api.post(f"/api/v1/revisions/{revision['id']}/render/", {"language": "en"}, JSON)
    assert job.status_code == 202
    assert api.get(f"/api/v1/render-jobs/{job.json()['id']}/").json()["state"] == "queued"


def fields_of(answer: Any) -> list[str]:
    assert answer["Content-Type"] == "application/problem+json"
    return [error["field"] for error in answer.json()["errors"]]


def test_each_wrong_value_is_named(api: Client, authority: Any, other_authority: Any, region: Any, cpv: Any) -> None:
    wrong = {
        "subject": "",
        "cpv": "00000000",
        "languages": ["xx"],
        "estimated_value": "-1",
        "authority": other_authority.slug,
    }
    answer = api.post("/api/v1/tenders/", {**basics(authority, region), **wrong}, JSON)
    assert answer.status_code == 400
    assert {field.split(".")[0] for field in fields_of(answer)} == set(wrong)


def test_a_figure_or_weight_out_of_range_is_named(api: Client, item: Any, award_item: Any, lot: Any) -> None:
    address = f"/api/v1/items/{item.pk}/"
    answer = api.patch(address, {"parameters": {"years": "99"}}, JSON, headers={"If-Match": '"1"'})
    assert (answer.status_code, fields_of(answer)) == (422, ["parameters.years"])
    award = {"award_method": "price_quality", "price_weight": "60", "weights": {award_item.pk: "30"}}
    answer = api.put(f"/api/v1/lots/{lot.pk}/award/", award, JSON, headers={"If-Match": '"1"'})
    assert (answer.status_code, fields_of(answer)) == (422, ["weights"])


def test_a_stale_write_gets_both_texts_and_a_write_without_version_is_asked_for_it(api: Client, tender: Any) -> None:
    address = f"/api/v1/tenders/{tender.pk}/"
    assert api.patch(address, {"subject": "A"}, JSON).status_code == 428
    assert api.patch(address, {"subject": "A"}, JSON, headers={"If-Match": '"1"'}).status_code == 200
    stale = api.patch(address, {"subject": "B"}, JSON, headers={"If-Match": '"1"'})
    assert stale.status_code == 409
    assert (stale.json()["current"], stale.json()["yours"]) == ({"subject": "A"}, {"subject": "B"})


def test_an_unfinished_draft_says_what_is_missing(api: Client, tender: Any) -> None:
    answer = api.post(f"/api/v1/tenders/{tender.pk}/freeze/")
    assert answer.status_code == 422
    assert set(fields_of(answer)) == {"lots.1", "lots.1.award"}


def test_a_token_is_given_for_e_mail_and_password(client: Client, buyer: Any) -> None:
    good = client.post("/api/v1/token/", {"username": buyer.email, "password": "a-long-password-1"})
    assert good.json()["token"]
    assert client.post("/api/v1/token/", {"username": buyer.email, "password": "wrong"}).status_code == 400


def test_the_description_is_complete(client: Client) -> None:
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator

    GENERATOR_STATS.reset()
    schema = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache
    assert "/api/v1/tenders/{id}/freeze/" in schema["paths"]
    page = client.get("/api/docs/").content.decode()
    assert "/api/v1/tenders/{id}/freeze/" in page
