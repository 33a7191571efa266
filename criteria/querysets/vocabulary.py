"""Reads of the words criteria are sorted by: CPV codes, product groups, labels, sources, sets."""

from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When

from criteria.querysets.scope import PUBLIC
from criteria.search.words import fold

GROUP_WORD = 4  # letters: shorter words stand in the name of any group


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
        named = Q(hits__gt=0) | Q(pk__in=self._of_groups_named(words))
        found: Any = self.annotate(hits=models.Max(sum(hits[1:], hits[0]))).filter(named)
        return found.order_by("-hits", "code")

    def _of_groups_named(self, words: list[str]) -> Any:
        """Codes of the product groups whose name has one of the words in any language: not every code is translated."""
        from criteria.models import GroupText, ProductGroup

        wanted = {fold(word) for word in words[:8] if len(word) >= GROUP_WORD}
        names = GroupText.objects.values_list("group", "name") if wanted else ()
        groups = {group for group, name in names if any(word in fold(name) for word in wanted)}
        return ProductGroup.cpv_codes.through.objects.filter(productgroup__in=groups).values("cpvcode")


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


class LabelQuerySet(models.QuerySet):
    """Labels."""

    def public(self) -> Self:
        """Those named by a version that is or was in force; what only a proposal names is not for everyone."""
        return self.filter(versions__state__in=PUBLIC).distinct()


class SourceQuerySet(models.QuerySet):
    """Documents criteria are drawn from."""

    def public(self) -> Self:
        """Those named by a version that is or was in force; what only a proposal names is not for everyone."""
        return self.filter(Q(versions__state__in=PUBLIC) | Q(further_versions__state__in=PUBLIC)).distinct()

    def in_use(self) -> Self:
        """`criteria_count`: criteria in force drawn from it; those that aged first."""
        first = Count("versions", filter=Q(versions__state="published"), distinct=True)
        further = Count("further_versions", filter=Q(further_versions__state="published"), distinct=True)
        aged = Case(When(state="current", then=1), default=0)
        return self.annotate(criteria_count=first + further).order_by(aged, "title", "year")


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
