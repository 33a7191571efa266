"""The first page, and the answer to "are you well?"."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from circpro.documents.models import RenderJob
from criteria.models import CriteriaSet, ProductGroup
from procurement.models import Tender


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For a buyer the latest drafts; for everyone the way into the library."""
    context = {
        "groups": ProductGroup.objects.with_texts().with_counts(),
        "set_count": CriteriaSet.objects.count(),
        "tenders": Tender.objects.visible_to(request.user).with_totals()[:5],
        "may_add": request.user.has_perm("procurement.add_tender"),
    }
    return render(request, "dashboard/home.html", context)


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers; says how many render jobs wait and failed, for whoever watches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    counts = {state: RenderJob.objects.filter(state=state).count() for state in ("queued", "failed")}
    return JsonResponse({"status": "ok", "render_jobs": counts})
