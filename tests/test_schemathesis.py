"""The whole API asked what its description allows and does not allow: no 5xx, and each answer as described.

In process, over WSGI, with derived (repeatable) examples, as a stranger and as people with their tokens.
"""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authtoken.models import Token
from schemathesis import checks

from circpro.consortium.models import Organisation, User
from circpro.wsgi import application
from criteria.models import CriterionVersion, Label
from criteria.services.remarks import leave_remark
from procurement.services import freezing, sections
from procurement.services.award import set_award
from tests.conftest import make_user
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
DESCRIPTION = SchemaGenerator().get_schema(request=None, public=True)


def described(*, edges: bool) -> Any:
    """The API; with `edges`, each value's limits are tried one by one beside examples drawn by chance."""
    config = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": edges, "unexpected-methods": []}}})
    schema = schemathesis.openapi.from_dict(DESCRIPTION, config=config)
    schema.app = application
    return schema


WITH_EDGES, BY_CHANCE = described(edges=True), described(edges=False)
repeatable = hypothesis.settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture(autouse=True)
def _in_the_tests_transaction() -> Iterator[None]:
    """A server gives connections up between requests; here the test's own goes on, as in Django's test client."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.API_RATE_ANONYMOUS = settings.API_RATE_TOKEN = ""


@pytest.fixture
def real(buyer: User, tender: Any, lot: Any, item: Any, specification: CriterionVersion) -> dict[str, Any]:
    """By operation's tag, the id of something a buyer has; the library is the draft's."""
    Label.objects.create(slug="eu-ecolabel", name="EU Ecolabel")
    leave_remark(version=specification, kind="problem", text="Wrong.", by=buyer)
    make_version("FUR-501", published=False, created_by=buyer)
    section = sections.add_section(tender=tender, by=buyer, language="en", heading="Hello", body="<div>Text</div>")
    set_award(lot=lot, by=buyer, expected_version=1, method="lowest_price", price_weight=None, weights={})
    revision = freezing.freeze_revision(tender=tender, by=buyer)
    job = freezing.request_document(revision=revision, by=buyer, language="en")
    rows = {"tenders": tender, "lots": lot, "items": item, "sections": section, "revisions": revision}
    return {"render-jobs": str(job.pk), "source": str(specification.source_id)} | {
        tag: row.pk for tag, row in rows.items()
    }


@pytest.fixture
def librarian(authority: Organisation) -> User:
    return make_user("librarian@elverum.example", authority, "librarian")


def token(person: User) -> dict[str, str]:
    return {"Authorization": f"Token {Token.objects.get_or_create(user=person)[0].key}"}


def ask(case: schemathesis.Case, headers: dict[str, str], real: dict[str, Any]) -> None:
    """The case as it is; one drawn by chance meets what is really there, and a version that stands."""
    tag = case.operation.definition.raw["tags"][0]
    if case.meta.phase.name.value == "fuzzing":
        if "id" in case.path_parameters and tag in real:
            case.path_parameters["id"] = real[tag]
        if "criterion" in case.path_parameters:
            case.path_parameters["criterion"] = "FUR-501" if tag == "criteria-in-work" else "FUR-001"
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = '"1"'
    case.call_and_validate(headers=headers, checks=CHECKS)


@WITH_EDGES.parametrize()
@repeatable
def test_a_buyer_is_answered_as_described(case: schemathesis.Case, buyer: User, real: dict[str, Any]) -> None:
    ask(case, token(buyer), real)


@BY_CHANCE.parametrize()
@repeatable
def test_a_stranger_is_answered_as_described(case: schemathesis.Case, real: dict[str, Any]) -> None:
    ask(case, {}, real)


@BY_CHANCE.parametrize()
@repeatable
def test_a_librarian_is_answered_as_described(case: schemathesis.Case, librarian: User, real: dict[str, Any]) -> None:
    ask(case, token(librarian), real)
