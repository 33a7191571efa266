"""The API's description, its page and docs/api.md say what the code does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from criteria.models import CriterionVersion
from criteria.services.loading import load_cpv, load_library

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parent.parent.parent / "docs" / "api.md"
EXAMPLE = re.compile(r"```http\nGET (\S+)\n(\d*)\n?```\n\n```json\n(.*?)\n```", re.DOTALL)


def holds(shown: Any, answer: Any) -> bool:
    """Whether the answer has all that is shown, at the same place; of a list, its first rows."""
    if isinstance(shown, dict):
        return all(name in answer and holds(value, answer[name]) for name, value in shown.items())
    if isinstance(shown, list):
        return len(answer) >= len(shown) and all(map(holds, shown, answer))
    return shown == answer


def test_each_example_of_the_page_in_docs_is_answered_as_shown(client: Client) -> None:
    load_cpv()
    load_library()
    examples = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) == PAGE.read_text(encoding="utf-8").count("```http")
    for address, status, shown in examples:
        answer = client.get(address)
        assert answer.status_code == int(status or 200), address
        assert holds(json.loads(shown), answer.json()), (address, answer.json())


def test_a_mirror_made_as_described_holds_the_whole_library(client: Client) -> None:
    load_library()
    mirror, address = {}, "/api/v1/criteria/?texts=all&page_size=7"
    while address:
        page = client.get(address).json()
        mirror |= {row["criterion"]: {text["language"] for text in row["texts"]} for row in page["results"]}
        address = page["next"]
    versions = CriterionVersion.objects.published().with_texts()
    assert mirror == {v.criterion.number: {text.language for text in v.translations.all()} for v in versions}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def bodies(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each body in and out, with the place where it is described."""
    for address, operations in description["paths"].items():
        for method, operation in operations.items():
            for code, part in {"body": operation.get("requestBody", {}), **operation["responses"]}.items():
                for body in part.get("content", {}).values():
                    yield f"{method} {address} {code}", body


def test_each_example_fits_its_schema(description: dict[str, Any]) -> None:
    count = 0
    for place, body in bodies(description):
        for name, example in body.get("examples", {}).items():
            schema = {**body["schema"], "components": description["components"]}
            errors = [error.message for error in Draft202012Validator(schema).iter_errors(example["value"])]
            assert not errors, (place, name, errors)
            count += 1
    assert count > 100


def test_the_library_and_all_errors_are_described_with_examples(description: dict[str, Any]) -> None:
    without = [
        place
        for place, body in bodies(description)
        if "examples" not in body and ("criteria" in place or not place.split()[-1].startswith(("2", "b")))
    ]
    assert without == []
    undescribed = [
        (address, parameter["name"])
        for address, operations in description["paths"].items()
        if "/criteria" in address
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]
    assert undescribed == []
    assert description["info"]["license"] == {"name": "To be agreed with the operator of this portal"}


def test_the_licence_is_what_the_operator_chose(client: Client, settings: Any) -> None:
    assert "To be agreed with the operator" in client.get("/api/docs/").content.decode()
    settings.LIBRARY_LICENCE, settings.LIBRARY_LICENCE_URL = "CC BY 4.0", "https://example.org/licence"
    page = client.get("/api/docs/").content.decode()
    assert "may be used under CC BY 4.0" in page
    assert 'href="https://example.org/licence"' in page


def test_the_page_shows_a_request_an_answer_and_how_to_mirror(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "curl &#x27;http://localhost:8000/api/v1/criteria/FUR-001/&#x27;" in page
    for said in ("Spare parts available for years", 'id="mirror"', "page_size", "Retry-After"):
        assert said in page, said


def test_the_page_is_narrowed_down_by_words(client: Client) -> None:
    page = client.get("/api/docs/", {"q": "remark"}).content.decode()
    assert "/api/v1/criteria/{criterion}/remarks/" in page
    assert "/api/v1/tenders/" not in page
    assert "No operation says that" in client.get("/api/docs/", {"q": "elephants"}).content.decode()
