"""What the tests of the library's API share."""

from typing import Any

from django.test import Client

from circpro.consortium.models import User

JSON = "application/json"
ALL = "/api/v1/criteria/"
ONE = "/api/v1/criteria/FUR-001/"


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
