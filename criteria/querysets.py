"""All reads of the library. What a person may not see is left out here and nowhere else."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
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
from modelsearch.queryset import SearchableQuerySetMixin

from circpro.consortium.models import User
from circpro.consortium.roles import Role, has_role

if TYPE_CHECKING:
    from criteria.models import CriterionVersion

CURATORS = (Role.LIBRARIAN, Role.ADMINISTRATOR)
PUBLIC = ("published", "superseded", "withdrawn")  # what has been in force stays readable for ever
IN_WORK = ("proposed", "draft", "in_review")
NUMBER = re.compile(r"\b([A-Za-z]{3})-(\d{1,3})\b")  # databases cut FUR-001 in their own ways: it is indexed as FUR001
WORDS = re.compile(r"\w+")  # what is left is a query language's business, not the reader's
Person = User | AnonymousUser
SEARCH_WORDS = 20
SEARCH_LIMIT = 2000  # no reader pages further; it bounds the list of ids handed back to the database


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
        from criteria.models import Translation

        texts = Translation.objects.filter(version=OuterRef("pk")).order_by().values("version")
        further = self.model.further_sources.through.objects.filter(criterionversion=OuterRef(OuterRef("pk")))
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
        """Versions with the words in any of their languages, best first."""
        from criteria.models import Translation

        if not typed.strip():
            return self
        words = " ".join(WORDS.findall(NUMBER.sub(r"\1\2", typed))[:SEARCH_WORDS])
        if not words:
            return self.none()
        results = Translation.objects.all().search(words, operator="and")[:SEARCH_LIMIT]
        ranked = list(dict.fromkeys(hit.version_id for hit in results))
        order = Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(ranked)), output_field=IntegerField())
        found = self.filter(pk__in=ranked)
        return found.order_by(order) if ranked else found


class LabelQuerySet(models.QuerySet):
    """Labels."""

    def public(self) -> Self:
        """Those named by a version that is or was in force; what only a proposal names is not for everyone."""
        return self.filter(versions__state__in=PUBLIC).distinct()


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


class TranslationQuerySet(SearchableQuerySetMixin, models.QuerySet):
    """Texts of versions, searchable on both databases through one interface."""

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
