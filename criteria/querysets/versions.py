"""Reads of criteria and their versions. What a person may not see is left out here and nowhere else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest
from django_cte import CTE, with_cte
from django_cte.raw import raw_cte_sql

from circpro.consortium.roles import has_role
from criteria.querysets.scope import CURATORS, IN_WORK, PUBLIC, Person
from criteria.search.asking import Question, question
from criteria.search.databases import full_text

if TYPE_CHECKING:
    from criteria.models import CriterionVersion


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

    def public(self) -> Self:
        """In force, or once in force."""
        return self.filter(state__in=PUBLIC)

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
        return self.select_related("criterion__group", "source", "replaced_by__criterion").prefetch_related(
            "translations", "parameters", "labels", "further_sources", "criterion__group__texts"
        )

    def with_stamps(self) -> Self:
        """What tells that an answer about a version is no longer the same, read together with the version.

        `updated_at`: when anything a reader sees of it changed last, its texts and the state of its source included;
        `text_count` and `texts_written`: how many texts there are and how often they were written.
        """
        from circpro.audit.models import Entry
        from criteria.models import CriterionVersion, Translation

        texts = Translation.objects.filter(version=OuterRef("pk")).order_by().values("version")
        further = CriterionVersion.further_sources.through.objects.filter(criterionversion=OuterRef(OuterRef("pk")))
        marked = Entry.objects.filter(
            Q(object_id=Cast(OuterRef("source_id"), CharField()))
            | Q(object_id__in=further.values(key=Cast("source_id", CharField()))),
            content_type__app_label="criteria",
            content_type__model="source",
        ).order_by("-at")
        began = Coalesce("valid_from", "created_at")
        later = (Subquery(texts.annotate(n=Max("changed_at")).values("n")), Subquery(marked.values("at")[:1]))
        return self.select_related("criterion__group", "source", "replaced_by").annotate(
            criterion_number=F("criterion__number"),
            text_count=Subquery(texts.annotate(n=Count("pk")).values("n")),
            texts_written=Subquery(texts.annotate(n=Sum("row_version")).values("n")),
            updated_at=Greatest(
                began,
                Coalesce("valid_until", began),
                *(Coalesce(moment, began) for moment in later),
                output_field=DateTimeField(),
            ),
        )

    def with_people(self) -> Self:
        """Who wrote and who reviewed it."""
        return self.select_related("created_by", "reviewed_by")

    def about_cpv(self, code: str) -> Self:
        """Versions of the product groups on the branch of the code."""
        from criteria.models import ProductGroup

        return self.filter(criterion__group__in=ProductGroup.objects.for_cpv(code).values("pk"))

    def by_numbers(self, numbers: Iterable[str]) -> "list[CriterionVersion]":
        """For each number there is, the version in force or else the last that was; in the order asked."""
        wanted = [number.upper() for number in numbers]
        rows = self.filter(state__in=PUBLIC, criterion__number__in=wanted).order_by("number")
        found: dict[str, int] = {}
        in_force: dict[str, int] = {}
        for number, pk, state in rows.values_list("criterion__number", "pk", "state"):
            found[number] = pk
            if state == "published":
                in_force[number] = pk
        keys = [{**found, **in_force}[number] for number in dict.fromkeys(wanted) if number in found]
        versions: dict[int, Any] = self.with_texts().in_bulk(keys)
        return [versions[pk] for pk in keys]

    def in_force_instead_of(self, versions: "Iterable[CriterionVersion]") -> "dict[int, CriterionVersion]":
        """Version id → the version in force in its place, where there is one; read with `with_texts()`."""
        heirs = {v.pk: [v.criterion_id, v.replaced_by.criterion_id if v.replaced_by else None] for v in versions}
        wanted = {pk for pair in heirs.values() for pk in pair if pk}
        rows: Any = self.published().with_texts().filter(criterion__in=wanted)
        in_force = {version.criterion_id: version for version in rows}
        chosen = {pk: next((in_force[key] for key in pair if key in in_force), None) for pk, pair in heirs.items()}
        return {pk: version for pk, version in chosen.items() if version is not None}

    def drawn_from(self, source: Any) -> Self:
        """Those whose first or further document it is."""
        return self.filter(Q(source=source) | Q(further_sources=source)).distinct()

    def best_first(self) -> Self:
        """The version in force, then what was, then what is in work; the newest of each first."""
        stage = Case(
            When(state="published", then=Value(0)),
            When(state__in=PUBLIC, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.order_by(stage, "-number")

    def with_state_in(self, language: str) -> Self:
        """`language_state`: where the text in the language stands, empty where there is none; what is missing first."""
        from criteria.models import Translation

        text = Translation.objects.filter(version=OuterRef("pk"), language=language)
        state = Coalesce(Subquery(text.values("state")[:1]), Value(""))
        first = Case(When(language_state="", then=0), When(language_state="draft", then=1), default=2)
        return self.annotate(language_state=state).order_by(first, "criterion__number")

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
