"""Finding a tender or a part of it for the person who asks: 404 what they may not see, 403 what they may not do."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.models import Lot, Revision, Section, Tender, TenderItem

Model = TypeVar("Model", bound=models.Model)
View = Callable[..., HttpResponse]

STEPS = [
    ("overview", gettext_lazy("Overview")),
    ("basics", gettext_lazy("Basics")),
    ("lots", gettext_lazy("Lots")),
    ("criteria", gettext_lazy("Criteria")),
    ("award", gettext_lazy("Award")),
    ("sections", gettext_lazy("Sections and annexes")),
    ("document", gettext_lazy("Document")),
    ("history", gettext_lazy("History")),
]


def found(model: type[Model], user: Any, pk: Any, *, related: str = "") -> Model:
    """The row, if the person may see it. Raises Http404."""
    rows = model.objects.visible_to(user)  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related(related) if related else rows, pk=pk)


RELATED: dict[type[models.Model], str] = {
    Tender: "authority__region",
    Lot: "tender__authority",
    TenderItem: "lot__tender__authority",
    Section: "tender__authority",
    Revision: "tender__authority",
}


def takes(model: type[models.Model], action: str = "view") -> Callable[[View], View]:
    """For a view that is given a row instead of its key: signed in, visible (else 404), allowed (else 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def wrapper(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            row = found(model, request.user, pk, related=RELATED.get(model, "tender"))
            if not request.user.has_perm(f"procurement.{action}_{model._meta.model_name}", row):
                raise PermissionDenied
            return view(request, row, **kwargs)

        return wrapper

    return decorate


def frame(request: HttpRequest, tender: Tender, step: str, **context: Any) -> dict[str, Any]:
    """What every page of a tender shows around its own content."""
    steps = [
        {"url": reverse(f"procurement:{name}", args=[tender.pk]), "label": label, "current": name == step}
        for name, label in STEPS
    ]
    title = dict(STEPS)[step]
    crumbs = [
        (_("Home"), reverse("home")),
        (_("Tenders"), reverse("procurement:list")),
        (tender.subject, tender.get_absolute_url() if step != "overview" else ""),
    ]
    if step != "overview":
        crumbs.append((title, ""))
    return {
        "tender": tender,
        "steps": steps,
        "step_title": title,
        "crumbs": crumbs,
        "may_change": request.user.has_perm("procurement.change_tender", tender),
        "may_move": request.user.has_perm("procurement.move_tender", tender),
        **context,
    }


def asked_to_undo(request: HttpRequest, name: str, removed: "models.QuerySet[Any]") -> list[int]:
    """The key of what was just removed, named in the address, if it can be brought back; else nothing."""
    asked = request.GET.get(name, "")
    return list(removed.filter(pk=asked).values_list("pk", flat=True)) if asked.isdecimal() else []
