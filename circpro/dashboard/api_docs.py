"""The API's documentation as a plain page: made from the OpenAPI description, no script needed to read it."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")
Shown = dict[str, Any]  # of descriptions, what stands between backticks is every second piece


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Each operation with its parameters, a request and an answer, grouped by what it is about; `?q=` narrows down."""
    typed = request.GET.get("q", "").strip()[:100]
    groups = _narrowed(_groups(get_language() or "en"), typed.casefold().split())
    context = {
        "groups": groups,
        "typed": typed,
        "count": sum(len(group["operations"]) for group in groups),
        "licence": {"name": settings.LIBRARY_LICENCE, "url": settings.LIBRARY_LICENCE_URL},
        "site": settings.SITE_URL.rstrip("/"),
        "rate": settings.API_RATE_ANONYMOUS,
        "crumbs": [(_("Home"), "/"), (_("API"), "")],
    }
    return render(request, "dashboard/api_docs.html", context)


def _narrowed(groups: tuple[Shown, ...], words: list[str]) -> list[Shown]:
    """The groups with the operations that say all the words, and no empty group."""
    found = [
        {**group, "operations": [o for o in group["operations"] if all(word in o["words"] for word in words)]}
        for group in groups
    ]
    return [group for group in found if group["operations"]]


@lru_cache(maxsize=len(settings.LANGUAGES))
def _groups(_language: str) -> tuple[Shown, ...]:
    """All operations by tag, in the description's order; it is the same until the next release."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    by_tag: dict[str, list[Shown]] = {}
    for address, operations in schema["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                by_tag.setdefault(operation["tags"][0], []).append(_operation(address, method.upper(), operation))
    return tuple(
        {"name": tag["name"], "description": tag["description"], "operations": by_tag[tag["name"]]}
        for tag in schema["tags"]
        if tag["name"] in by_tag
    )


def _operation(address: str, method: str, operation: Shown) -> Shown:
    description, summary = operation.get("description", ""), operation["summary"]
    body = _example(operation.get("requestBody", {}).get("content", {}))
    answers = [(code, answer.get("description", "").split("`")) for code, answer in operation["responses"].items()]
    done = next((code for code, _words in answers if code.startswith("2")), "")
    return {
        "id": operation["operationId"],
        "method": method,
        "address": address,
        "summary": summary,
        "description": [] if description.rstrip(".") == summary else description.split("`"),
        "open": {} in operation.get("security", []),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", [])],
        "request": _curl(address, method, operation, body),
        "answers": answers,
        "code": done,
        "answer": _json(_example(operation["responses"].get(done, {}).get("content", {}))),
        "words": " ".join([method, address, summary, description]).casefold(),
    }


def _parameter(parameter: Shown) -> Shown:
    schema = parameter.get("schema", {})
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter.get("required", False),
        "type": schema.get("format") or schema.get("type", ""),
        "description": parameter.get("description", "").split("`"),
        "values": schema.get("enum") or schema.get("items", {}).get("enum") or [],
    }


def _curl(address: str, method: str, operation: Shown, body: Any) -> str:
    """The request as one types it."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            examples = list(parameter.get("examples", {}).values())
            address = address.replace(f"{{{parameter['name']}}}", str(examples[0]["value"] if examples else 1))
    asked = "curl" if method == "GET" else f"curl -X {method}"
    parts = [f"{asked} '{settings.SITE_URL.rstrip('/')}{address}'"]
    if {} not in operation.get("security", []):
        parts.append("-H 'Authorization: Token …'")
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", [])):
        parts.append("""-H 'If-Match: "1"'""")
    if body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d '{_json(body)}'"]
    return " \\\n  ".join(parts)


def _example(content: Shown) -> Any:
    """The value of the first example of a JSON body; None where there is none."""
    examples = list(content.get("application/json", {}).get("examples", {}).values())
    return examples[0]["value"] if examples else None


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
