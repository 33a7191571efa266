"""Which render jobs one may read."""

from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q


class RenderJobQuerySet(models.QuerySet[Any]):
    """Render jobs."""

    def of(self, owner: models.Model) -> Self:
        """The jobs of one owner, newest first."""
        content_type = ContentType.objects.get_for_model(owner)
        return self.filter(content_type=content_type, object_id=str(owner.pk))

    def active(self) -> Self:
        return self.filter(state__in=("queued", "rendering"))

    def visible_to(self, user: Any) -> Self:
        """Jobs whose owner the user may view.

        Asks the owner's own `visible_to` where its manager has one (one query a kind of owner), else its view
        permission (one question an owner).
        """
        allowed = Q(pk__in=[])
        owners = self.order_by().values_list("content_type", "object_id").distinct()
        ids_by_type: dict[int, set[str]] = {}
        for type_id, object_id in owners:
            ids_by_type.setdefault(type_id, set()).add(object_id)
        for type_id, ids in ids_by_type.items():
            visible = _visible_owner_ids(ContentType.objects.get_for_id(type_id), ids, user)
            allowed |= Q(content_type_id=type_id, object_id__in=visible)
        return self.filter(allowed)


def _visible_owner_ids(content_type: ContentType, ids: set[str], user: Any) -> list[str]:
    """Which of these owners the user may view, as the text a job stores."""
    model = content_type.model_class()
    if model is None:
        return []
    manager = model._default_manager
    if hasattr(manager, "visible_to"):
        return [str(pk) for pk in manager.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)]
    permission = f"{content_type.app_label}.view_{content_type.model}"
    return [str(owner.pk) for owner in manager.filter(pk__in=ids) if user.has_perm(permission, owner)]
