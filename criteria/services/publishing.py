"""Putting a version in force."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from criteria.models import CriterionVersion, Immutable, VersionState


@transaction.atomic
def publish_version(*, version: CriterionVersion, now: datetime | None = None) -> CriterionVersion:
    """Put a draft in force in the place of the version before it. Raises Immutable for anything but a draft."""
    now = now or timezone.now()
    if version.state != VersionState.DRAFT:
        raise Immutable(f"{version} is {version.state}, not a draft.")
    former = CriterionVersion.objects.published().filter(criterion=version.criterion).first()
    if former:
        former.state, former.valid_until, former.replaced_by = VersionState.SUPERSEDED, now, version
        former.save(update_fields=["state", "valid_until", "replaced_by"])
    version.state, version.valid_from = VersionState.PUBLISHED, now
    version.save(update_fields=["state", "valid_from"])
    return version
