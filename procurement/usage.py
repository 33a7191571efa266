"""How often a criterion stands in tenders: what the library asks through `criteria.usage`."""

from collections.abc import Iterable

from django.db.models import Count, Q

from criteria.usage import Usage
from procurement.models import TenderItem


def count_tenders(criterion_ids: Iterable[int]) -> dict[int, Usage]:
    """Criterion id → tenders that hold it, and those of them whose document was made. Cancelled ones do not count."""
    rows = (
        TenderItem.objects.kept()
        .filter(criterion_version__criterion__in=list(criterion_ids))
        .exclude(lot__tender__state="cancelled")
        .values("criterion_version__criterion")
        .annotate(
            tenders=Count("lot__tender", distinct=True),
            published=Count("lot__tender", distinct=True, filter=Q(lot__tender__revisions__isnull=False)),
        )
    )
    return {row["criterion_version__criterion"]: Usage(row["tenders"], row["published"]) for row in rows}


def used_in_language(version_id: int, language: str) -> bool:
    """Whether a tender that is written in the language holds the version, removed items included."""
    written = TenderItem.objects.filter(criterion_version=version_id).values_list("lot__tender__languages", flat=True)
    return any(language in languages for languages in written)
