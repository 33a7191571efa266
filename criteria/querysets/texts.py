"""Reads of the texts of versions, and of what readers say about them."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from circpro.consortium.roles import has_role
from criteria.querysets.scope import CURATORS, Person


class TranslationQuerySet(models.QuerySet):
    """Texts of versions."""

    def counted_by_group_and_language(self) -> dict[tuple[int, str], dict[str, int]]:
        """(group id, language) → criteria in force with a `fixed` (original or reviewed) and with a `draft` text."""
        rows = (
            self.filter(version__state="published")
            .values("version__criterion__group", "language")
            .annotate(draft=Count("pk", filter=Q(state="draft")), fixed=Count("pk", filter=~Q(state="draft")))
            .order_by()
        )
        return {
            (row["version__criterion__group"], row["language"]): {"fixed": row["fixed"], "draft": row["draft"]}
            for row in rows
        }

    def before(self, version: Any, language: str) -> Any:
        """The newest text in the language among the criterion's earlier versions, or None."""
        earlier = self.filter(version__criterion=version.criterion_id, version__number__lt=version.number)
        return earlier.filter(language=language).order_by("-version__number").first()


class CommentQuerySet(models.QuerySet):
    """Remarks on criteria."""

    def visible_to(self, user: Person) -> Self:
        """Librarians read all; who is signed in reads what signed-in people wrote; the public reads none."""
        if has_role(user, CURATORS):
            return self
        return self.filter(author__isnull=False) if user.is_authenticated else self.none()

    def still_open(self) -> Self:
        """Remarks nobody has dealt with yet; answers are not counted."""
        return self.filter(closed_at__isnull=True, answers__isnull=True)

    def with_people(self) -> Self:
        return self.select_related("author", "closed_by", "criterion", "version__criterion")
