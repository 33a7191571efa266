"""All reads of the library. What a person may not see is left out here and nowhere else."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django_cte import CTE, with_cte
from django_cte.raw import raw_cte_sql

from circpro.consortium.models import User
from circpro.consortium.roles import Role, has_role
from criteria.search.asking import Question, question
from criteria.search.databases import full_text

CURATORS = (Role.LIBRARIAN, Role.ADMINISTRATOR)
PUBLIC = ("published", "superseded", "withdrawn")  # what has been in force stays readable for ever
IN_WORK = ("proposed", "draft", "in_review")
Person = User | AnonymousUser


class CpvQuerySet(models.QuerySet):
    """CPV codes."""

    def with_names(self) -> Self:
        return self.prefetch_related("names")

    def matching(self, typed: str) -> Self:
        """Codes found by the start of their digits or by words of their names, best first."""
        words = typed.casefold().split()
        if not words:
            return self.none()
        if len(words) == 1 and words[0].split("-")[0].isdigit():
            return self.filter(code__startswith=words[0].split("-")[0].rstrip("0") or "0").order_by("code")
        hits = [
            Case(
                When(names__folded__contains=word, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
            for word in words[:8]
        ]
        found: Any = self.annotate(hits=models.Max(sum(hits[1:], hits[0]))).filter(hits__gt=0)
        return found.order_by("-hits", "code")


class ProductGroupQuerySet(models.QuerySet):
    """Product groups."""

    def with_texts(self) -> Self:
        return self.prefetch_related("texts")

    def with_counts(self) -> Self:
        """`criteria_count`: criteria with a version in force."""
        published = Q(criteria__versions__state="published")
        return self.annotate(criteria_count=Count("criteria", filter=published, distinct=True))

    def for_cpv(self, code: str) -> Self:
        """Groups whose codes lie on the same branch as the code: above it, below it, or it."""
        stem = code.rstrip("0").ljust(2, "0")
        ancestors = {code[:length].ljust(8, "0") for length in range(2, 9)}
        return self.filter(Q(cpv_codes__code__in=ancestors) | Q(cpv_codes__code__startswith=stem)).distinct()


class CriterionQuerySet(models.QuerySet):
    """Lasting identities of criteria."""

    def visible_to(self, user: Person) -> Self:
        """Those with a version the person may see."""
        from criteria.models import CriterionVersion

        return self.filter(pk__in=CriterionVersion.objects.visible_to(user).values("criterion"))


class CriterionVersionQuerySet(models.QuerySet):
    """Versions of criteria."""

    def published(self) -> Self:
        return self.filter(state="published")

    def in_work(self) -> Self:
        """Proposed, being written or in review."""
        return self.filter(state__in=IN_WORK)

    def visible_to(self, user: Person) -> Self:
        """The library is public from publication on; before that it is for those who keep it, and who proposed it."""
        if has_role(user, CURATORS):
            return self
        return self.filter(Q(state__in=PUBLIC) | Q(created_by=user.pk, created_by__isnull=False))

    def with_texts(self) -> Self:
        """All that a list or a tender shows of a version, in a fixed number of queries."""
        return self.select_related("criterion__group", "source").prefetch_related(
            "translations", "parameters", "labels", "criterion__group__texts"
        )

    def with_people(self) -> Self:
        """Who wrote and who reviewed it."""
        return self.select_related("created_by", "reviewed_by")

    def about_cpv(self, code: str) -> Self:
        """Versions of the product groups on the branch of the code."""
        from criteria.models import ProductGroup

        return self.filter(criterion__group__in=ProductGroup.objects.for_cpv(code).values("pk"))

    def found_by(self, typed: str) -> Self:
        """Versions with the words in any of their languages, best first; all of them where nothing is typed.

        Each has `best`: its score, with the language it was reached in (`criteria.search.asking.language_of`).
        """
        if not typed.strip():
            return self
        asked = self.asked_by(typed)
        return self.answering(asked) if asked else self.none()

    def asked_by(self, typed: str) -> Question | None:
        """What is searched for the words typed: where they find nothing, the nearest words that find something."""
        asked = question(typed)
        if asked and not asked.has_hits():
            corrected = asked.corrected()
            return corrected if corrected and self.meeting(corrected).exists() else asked
        return asked

    def answering(self, asked: Question) -> Self:
        """Versions that meet a question, best first."""
        columns = {"version_id": models.BigIntegerField(), "best": models.BigIntegerField()}
        hits = CTE(raw_cte_sql(full_text(self.db).hits(asked.boosts), [asked.expression], columns), "hits", True)
        found: Any = with_cte(hits, select=hits.join(self, pk=hits.col.version_id)).annotate(best=hits.col.best)
        return found.order_by("-best", "criterion__number", "-number")

    def meeting(self, asked: Question) -> Self:
        """The same in no order: to count them."""
        columns = {"version_id": models.BigIntegerField()}
        hits = CTE(raw_cte_sql(full_text(self.db).any_order, [asked.expression], columns), "hits", True)
        found: Any = with_cte(hits, select=hits.join(self, pk=hits.col.version_id))
        return found


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


class CriteriaSetQuerySet(models.QuerySet):
    """Ready sets."""

    def with_texts(self) -> Self:
        return self.select_related("group").prefetch_related("texts", "group__texts")

    def with_counts(self) -> Self:
        """`criteria_count`: how many criteria the set bundles."""
        return self.annotate(criteria_count=Count("items", distinct=True))

    def for_cpv(self, code: str) -> Self:
        """Sets of the product groups on the branch of the code."""
        from criteria.models import ProductGroup

        return self.filter(group__in=ProductGroup.objects.for_cpv(code).values("pk"))
