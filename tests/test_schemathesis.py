"""The whole API asked what its description allows and does not allow: no 5xx, and each answer as described.

In process, over WSGI, with derived (repeatable) examples, as a stranger and as people with their tokens.
"""

from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authtoken.models import Token
from schemathesis import checks

from circpro.consortium.models import Organisation, User
from circpro.wsgi import application
from criteria.models import CriterionVersion, Label
from criteria.services.remarks import leave_remark
from procurement.services import freezing, sections
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
CONFIG = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": True, "unexpected-methods": []}}})
SCHEMA = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(request=None, public=True), config=CONFIG
)
SCHEMA.app = application


@pytest.fixture
def library(db: Any, buyer: User) -> CriterionVersion:
    """What addresses and bodies of the description's examples can name."""
    version = make_version("FUR-001", figures={"years": (5, 2, 10)}, requirement="For {years} years.")
    version.labels.set([])
    Label.objects.create(slug="eu-ecolabel", name="EU Ecolabel")
    leave_remark(version=version, kind="problem", text="Wrong.", by=buyer)
    make_version("FUR-501", published=False, created_by=buyer)
    return version


@pytest.fixture(params=["nobody", "buyer", "librarian"])
def headers(request: Any, buyer: User, authority: Organisation) -> dict[str, str]:
    """As whom the API is asked."""
    if request.param == "nobody":
        return {}
    person = buyer if request.param == "buyer" else make_user("lib@elverum.example", authority, "librarian")
    return {"Authorization": f"Token {Token.objects.create(user=person).key}"}


@pytest.fixture
def draft(library: Any, tender: Any, item: Any, buyer: User) -> None:
    """A tender with something in each of its lists."""
    sections.add_section(tender=tender, by=buyer, language="en", heading="Hello", body="<div>Text</div>")


@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_the_api_answers_as_it_is_described(case: schemathesis.Case, headers: Any, draft: Any, settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = settings.API_RATE_TOKEN = ""
    case.call_and_validate(headers=headers, checks=CHECKS)
