"""Short addresses that last: by the number printed wherever a criterion is used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from criteria.models import Criterion
from criteria.views.library import detail


@require_safe
def by_number(request: HttpRequest, number: str, version: int | None = None) -> HttpResponse:
    """The short address by number leads to the criterion, or to its version; a slug may look like a number too."""
    criterion = Criterion.objects.visible_to(request.user).filter(number=number.upper()).first()
    if criterion is None or criterion.slug == number:
        return detail(request, number, version)
    target = reverse("criteria:version", args=[criterion.slug, version]) if version else criterion.get_absolute_url()
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{target}?{query}" if query else target)
