"""Conditional requests (RFC 9110, section 13): what has not changed since it was read is not sent again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from criteria.languages import reading_order

REMEMBERED_FOR = 30 * 24 * 3600  # seconds
VARY = ("Accept-Language", "Authorization", "Cookie")


class PreconditionFailed(APIException):
    """The answer is not the one the caller named in If-Match or If-Unmodified-Since."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = "What you named in If-Match or If-Unmodified-Since is not what stands here now."


def answer(
    request: Request, *, state: Any, write: Callable[[], Any], fields: Any = (), modified: Any = None
) -> HttpResponse:
    """The answer `write` makes, or 304 where the caller has it. Raises PreconditionFailed.

    `state` is all that decides what is written, apart from address and languages; `fields` are the names of what is
    written, so that a release that answers more is read anew; `modified` is when it changed, where that is known.
    """
    address = f"{request.path}?{request.META.get('QUERY_STRING', '')} {reading_order(get_language())}"
    tag = f'"{_hash([address, list(fields), state])}"'
    since = _since(address, tag, modified)
    found = get_conditional_response(request._request, etag=tag, last_modified=since)
    if found is not None and found.status_code == status.HTTP_412_PRECONDITION_FAILED:
        raise PreconditionFailed
    response = Response(write()) if found is None else found
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(since)
    anonymous = not request.user.is_authenticated
    response.headers["Cache-Control"] = (
        f"public, max-age={settings.API_CACHE_SECONDS}" if anonymous else "private, no-cache"
    )
    patch_vary_headers(response, VARY)
    return response


def _since(address: str, tag: str, modified: Any) -> int:
    """Since which second the answer at an address is as it is, as far as known; a later answer never gets an earlier
    or the same one, so that nobody is told 304 for what changed within the second in which they read it."""
    key = f"api-since-{_hash(address)}"
    known = cache.get(key)
    if known and known[0] == tag:
        return known[1]
    since = int((modified or timezone.now()).timestamp())
    if known:
        since = max(since, known[1] + 1)
    cache.set(key, (tag, since), REMEMBERED_FOR)
    return since


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:32]
