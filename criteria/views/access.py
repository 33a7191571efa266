"""Finding a version for the person who asks: 404 what they may not see, 403 what they may not do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from criteria.models import CriterionVersion

View = Callable[..., HttpResponse]


def takes_version(permission: str) -> Callable[[View], View]:
    """For a view that is given the version of its address: signed in, visible (else 404), allowed (else 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def wrapper(request: HttpRequest, slug: str, number: int, **kwargs: Any) -> HttpResponse:
            versions = CriterionVersion.objects.visible_to(request.user).with_texts().with_people()
            version = get_object_or_404(versions, criterion__slug=slug, number=number)
            if not request.user.has_perm(f"criteria.{permission}", version):
                raise PermissionDenied
            return view(request, version, **kwargs)

        return wrapper

    return decorate


def needs(permission: str) -> Callable[[View], View]:
    """For a view of the whole library: signed in and allowed (else 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(f"criteria.{permission}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def crumbs_to(version: CriterionVersion, *last: str) -> list[tuple[str, str]]:
    """The way to a page about a version."""
    trail = [(_("Home"), "/"), (_("Criteria library"), reverse("criteria:list"))]
    return [*trail, (str(version), version.get_absolute_url()), *((label, "") for label in last)]
