"""Errors of the API as problem details (RFC 9457), each naming the field it is about."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from circpro.errors import DomainError

JSON_PROBLEM = "application/problem+json"


def problem_detail(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the same statuses, in `application/problem+json`. Unknown errors stay a 500."""
    if isinstance(error, DomainError):
        return _answer(error.status, str(error), type_=error.code, **error.extra())
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        response.data = _problem(400, "Some values are not accepted.", "invalid", errors=list(_fields(error.detail)))
    else:
        response.data = _problem(response.status_code, _detail(error), _code(error))
    response.content_type = JSON_PROBLEM
    return response


def _answer(status: int, detail: str, type_: str, **extra: Any) -> Response:
    return Response(_problem(status, detail, type_, **extra), status=status, content_type=JSON_PROBLEM)


def _problem(status: int, detail: str, code: str, **extra: Any) -> dict[str, Any]:
    return {
        "type": f"urn:circpro:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        **extra,
    }


def _detail(error: Exception) -> str:
    if isinstance(error, APIException):
        return str(error.detail)
    return str(error) or error.__class__.__name__


def _code(error: Exception) -> str:
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "permission_denied"
    return str(getattr(error, "default_code", "error"))


def _fields(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each message of a nested error structure with the path of its field: `lots.0.title`."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _fields(value, f"{path}.{key}" if path else str(key))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from _fields(value, f"{path}.{index}" if nested else path)
    else:
        yield {"field": path, "message": str(detail), "code": str(getattr(detail, "code", "invalid"))}
