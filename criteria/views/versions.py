"""Two versions of a criterion side by side, and the record of its life."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from circpro.audit.models import Entry
from criteria.changes import changes
from criteria.content import content_of
from criteria.models import CriterionVersion
from criteria.views.access import crumbs_to, takes_version


@require_safe
def difference(request: HttpRequest, slug: str, older: int, newer: int) -> HttpResponse:
    """What changed from one version to another, in any order."""
    versions = CriterionVersion.objects.visible_to(request.user).filter(criterion__slug=slug).with_texts()
    old = get_object_or_404(versions, number=older)
    new = get_object_or_404(versions, number=newer)
    context = {
        "old": old,
        "new": new,
        "changes": changes(content_of(old), content_of(new)),
        "versions": versions.order_by("number"),
        "crumbs": crumbs_to(new, _("Changes from version %(number)s") % {"number": old.number}),
    }
    return render(request, "criteria/difference.html", context)


@require_safe
@takes_version("keep_library")
def record(request: HttpRequest, version: CriterionVersion) -> HttpResponse:
    """Who did what with the criterion, and when."""
    entries = Entry.objects.about(version.criterion)[:200]
    context = {"version": version, "entries": entries, "crumbs": crumbs_to(version, _("Record"))}
    return render(request, "criteria/keeping/record.html", context)
