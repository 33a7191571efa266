"""The API's documentation as a plain page: made from the OpenAPI description, no script needed to read it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")


def api_docs(request: HttpRequest) -> HttpResponse:
    """Each operation with its parameters and answers, grouped by what it is about."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, operations in schema["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                group = address.removeprefix("/api/v1/").split("/", 1)[0]
                groups.setdefault(group, []).append(_shown(address, method, operation))
    crumbs = [(_("Home"), "/"), (_("API"), "")]
    return render(request, "dashboard/api_docs.html", {"groups": list(groups.items()), "crumbs": crumbs})


def _shown(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = operation.get("parameters", [])
    return {
        "method": method.upper(),
        "address": address,
        "id": operation["operationId"],
        "description": operation.get("description", ""),
        "parameters": [p["name"] for p in parameters if p["in"] != "path"],
        "answers": list(operation["responses"]),
    }
