"""How the library is narrowed down: the same filters for pages and API."""

import re
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from criteria.models import (
    Ambition,
    AppliesTo,
    CriteriaSetItem,
    CriterionVersion,
    Kind,
    Label,
    ProductGroup,
    RStrategy,
    SetModel,
    Translation,
)
from criteria.querysets import CriterionVersionQuerySet
from criteria.search.asking import Question, question
from criteria.search.facets import TESTS, Counts, count


def choices(label: Any, values: Any) -> django_filters.MultipleChoiceFilter:
    """Any of some fixed values."""
    return django_filters.MultipleChoiceFilter(label=label, choices=values, widget=forms.CheckboxSelectMultiple)


def rows(label: Any, queryset: Any) -> django_filters.ModelMultipleChoiceFilter:
    """Any of some rows, by slug."""
    return extend_schema_field(OpenApiTypes.STR)(
        django_filters.ModelMultipleChoiceFilter(
            label=label, to_field_name="slug", queryset=queryset, widget=forms.CheckboxSelectMultiple
        )
    )


class CriterionFilter(django_filters.FilterSet):
    """Narrow down versions in force; words are searched in every language, best hits first.

    Several values of one filter widen it, several filters narrow each other down.
    """

    q = django_filters.CharFilter(label=_("Search"), max_length=200)
    cpv = django_filters.CharFilter(
        label=_("CPV code"),
        # What the list of suggestions puts in is the code with its name behind it.
        validators=[RegexValidator(r"^\d{2,8}(-\d)?( .*)?$", _("Enter 2 to 8 digits of a CPV code."))],
    )
    group = rows(_("Product group"), lambda _request: ProductGroup.objects.with_texts())
    kind = choices(_("Kind"), Kind.choices)
    ambition = choices(_("Ambition"), Ambition.choices)
    applies_to = choices(_("Applies to"), AppliesTo.choices)
    model = choices(_("Way of buying"), SetModel.choices)
    r_strategy = choices(_("R-strategy"), RStrategy.choices)
    label = rows(_("Label"), lambda _request: Label.objects.all())
    language = choices(_("Written in"), settings.CONTENT_LANGUAGES)

    class Meta:
        model = CriterionVersion
        fields: list[str] = []

    FACETS = ("group", "kind", "ambition", "applies_to", "model", "r_strategy", "label", "language")

    def filter_queryset(self, queryset: CriterionVersionQuerySet) -> QuerySet[CriterionVersion]:
        found = self._asked_for(queryset)
        for condition in self.conditions.values():
            found = found.filter(condition)
        return found

    def _asked_for(self, versions: CriterionVersionQuerySet, *, ranked: bool = True) -> Any:
        """What the words and the CPV code find, before any facet narrows it down."""
        if self.cpv_code:
            versions = versions.about_cpv(self.cpv_code)
        if not self.form.cleaned_data.get("q"):
            return versions
        if not self.asked:
            return versions.none()
        return versions.answering(self.asked) if ranked else versions.meeting(self.asked)

    @property
    def cpv_code(self) -> str:
        """The eight digits of the code asked for, or nothing."""
        digits = re.match(r"\d*", self.form.cleaned_data.get("cpv", ""))
        return digits[0].ljust(8, "0") if digits and digits[0] else ""

    @cached_property
    def typed(self) -> Question | None:
        """The words as typed."""
        return question(self.form.cleaned_data.get("q", ""))

    @cached_property
    def asked(self) -> Question | None:
        """What is searched for them: the words themselves where `as_typed` says so."""
        typed = self.form.cleaned_data.get("q", "")
        return self.typed if self.data.get("as_typed") else self.queryset.asked_by(typed)

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """What each facet that is chosen asks of a version."""
        chosen = {name: self.form.cleaned_data.get(name) for name in self.FACETS}
        return {name: condition(name, list(values)) for name, values in chosen.items() if values}

    @cached_property
    def counts(self) -> Counts:
        """How many versions each choice would show, in one query."""
        keys = {facet: [key for key, _value, _label in self.options[facet]] for facet in TESTS}
        return count(self._asked_for(self.queryset, ranked=False), self.conditions, keys)

    @cached_property
    def options(self) -> dict[str, list[tuple[Any, str, str]]]:
        """For each facet its choices: key for the counts, value in the address, label."""
        found: dict[str, list[tuple[Any, str, str]]] = {}
        for name in self.FACETS:
            field: Any = self.form.fields[name]
            if hasattr(field, "queryset"):
                found[name] = [(row.pk, row.slug, str(row)) for row in field.queryset]
            else:
                found[name] = [(value, value, str(label)) for value, label in field.choices]
        return found


def condition(facet: str, values: list[Any]) -> Q:
    """What a facet with these values asks of a version. Subqueries, so that no version comes twice."""
    if facet == "group":
        return Q(criterion__group__in=values)
    if facet == "label":
        labelled = CriterionVersion.labels.through.objects.filter(label__in=values)
        return Q(pk__in=labelled.values("criterionversion"))
    if facet == "language":
        return Q(pk__in=Translation.objects.filter(language__in=values).values("version"))
    if facet == "model":
        bundled = CriteriaSetItem.objects.filter(criteria_set__model__in=values)
        return Q(criterion__in=bundled.values("criterion"))
    if facet == "applies_to":
        listed = Q()
        for value in values:
            listed |= Q(applies_to__icontains=f'"{value}"')
        return listed
    return Q(**{f"{facet}__in": values})
