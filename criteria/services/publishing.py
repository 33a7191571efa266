"""Putting a version in force, and taking it out of force."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from criteria.content import content_of
from criteria.errors import Incomplete, NotNow, SecondPersonNeeded
from criteria.models import CriterionVersion, Immutable, TranslationState, VersionState
from criteria.querysets import PUBLIC
from criteria.soundness import gaps


@transaction.atomic
def publish_version(*, version: CriterionVersion, now: datetime | None = None) -> CriterionVersion:
    """Put a version in force in the place of the one before it. Raises Immutable for what was ever public."""
    now = now or timezone.now()
    if version.state in PUBLIC:
        raise Immutable(f"{version} is {version.state} already.")
    former = CriterionVersion.objects.published().filter(criterion=version.criterion).first()
    if former:
        former.state, former.valid_until, former.replaced_by = VersionState.SUPERSEDED, now, version
        former.end_reason = version.change_note[:500]
        former.save(update_fields=["state", "valid_until", "replaced_by", "end_reason"])
    version.state, version.valid_from = VersionState.PUBLISHED, now
    version.save(update_fields=["state", "valid_from", "reviewed_by"])
    return version


@transaction.atomic
def approve_version(*, version: CriterionVersion, by: User, expected_version: int) -> CriterionVersion:
    """Publish what a colleague wrote. Raises NotNow, SecondPersonNeeded, Incomplete."""
    version = CriterionVersion.objects.select_for_update(of=("self",)).with_texts().get(pk=version.pk)
    if version.state != VersionState.IN_REVIEW or version.version != expected_version:
        raise NotNow(_("This version is not waiting for review any more, or was changed since you read it."))
    if version.editors.filter(pk=by.pk).exists():
        raise SecondPersonNeeded(_("You wrote on this version: a colleague has to review it."))
    if missing := gaps(content_of(version, originals=True)):
        raise Incomplete(missing)
    version.reviewed_by = by
    # A translation of a text that is no more stays with the former version; here it would say something else.
    version.translations.filter(state=TranslationState.OUTDATED).delete()
    publish_version(version=version)
    record(by=by, action="approve_version", subject=version.criterion, place=str(version),
           before={"state": VersionState.IN_REVIEW}, after={"state": version.state})  # fmt: skip
    return version


@transaction.atomic
def withdraw_version(*, version: CriterionVersion, by: User, reason: str) -> CriterionVersion:
    """Take the version in force out of force; it stays readable where it was used. Raises NotNow, Incomplete."""
    version = CriterionVersion.objects.select_for_update(of=("self",)).select_related("criterion").get(pk=version.pk)
    if not version.may_become(VersionState.WITHDRAWN):
        raise NotNow(_("Only the version in force can be withdrawn."))
    if not reason.strip():
        raise Incomplete({"reason": _("Say why, so that whoever uses it can decide.")})
    version.state, version.valid_until = VersionState.WITHDRAWN, timezone.now()
    version.end_reason = reason.strip()[:500]
    version.save(update_fields=["state", "valid_until", "end_reason"])
    record(by=by, action="withdraw_version", subject=version.criterion, place=str(version),
           before={"state": VersionState.PUBLISHED},
           after={"state": version.state, "reason": version.end_reason})  # fmt: skip
    return version
