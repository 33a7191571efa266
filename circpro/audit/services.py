"""Writing the record of changes."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from circpro.audit.models import Entry


def record(
    *,
    by: Any,
    action: str,
    subject: models.Model,
    place: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Note an act on `subject`, keeping of both sides only what differs. Called in the act's own transaction."""
    old, new = before or {}, after or {}
    changed = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    return Entry.objects.create(
        actor=by,
        actor_name=str(by or ""),
        action=action,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=str(subject.pk),
        place=place[:300],
        before={key: old[key] for key in sorted(changed & set(old))},
        after={key: new[key] for key in sorted(changed & set(new))},
    )
