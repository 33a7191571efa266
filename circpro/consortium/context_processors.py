"""What every page's frame needs: the navigation for the person's roles, and the demo logins where they are shown."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from circpro.consortium.demo import demo_logins
from circpro.consortium.roles import Role, has_role


def portal(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the entries this person may open; `demo_logins`: only on the login page of a demonstration."""
    entries = [(reverse("criteria:list"), _("Criteria library")), (reverse("criteria:sets"), _("Ready sets"))]
    user = getattr(request, "user", None)
    if user and has_role(user, [Role.BUYER, Role.APPROVER]):
        entries.insert(0, (reverse("procurement:list"), _("Tenders")))
    if user and user.has_perm("criteria.propose_criterion"):
        entries.append((reverse("criteria:desk"), _("Library desk")))
    nav = [{"url": url, "label": label, "current": request.path == url} for url, label in entries]
    return {"nav": nav, "demo_logins": demo_logins() if settings.DEMO else []}
