"""How the library is narrowed down: the same filters for pages and API."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from criteria.models import Ambition, CriterionVersion, Kind, Label, ProductGroup, RStrategy
from criteria.querysets import CriterionVersionQuerySet


class CriterionFilter(django_filters.FilterSet):
    """Narrow down versions in force; words are searched in every language, best hits first."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    group = extend_schema_field(OpenApiTypes.STR)(
        django_filters.ModelMultipleChoiceFilter(
            label=_("Product group"),
            field_name="criterion__group__slug",
            to_field_name="slug",
            queryset=lambda _request: ProductGroup.objects.with_texts(),
            widget=forms.CheckboxSelectMultiple,
        )
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    ambition = django_filters.MultipleChoiceFilter(
        label=_("Ambition"), choices=Ambition.choices, widget=forms.CheckboxSelectMultiple
    )
    r_strategy = django_filters.MultipleChoiceFilter(
        label=_("R-strategy"), choices=RStrategy.choices, widget=forms.CheckboxSelectMultiple
    )
    cpv = django_filters.CharFilter(
        label=_("CPV code"),
        method="on_branch",
        validators=[RegexValidator(r"^\d{2,8}$", _("Enter 2 to 8 digits of a CPV code."))],
    )
    label = django_filters.ModelChoiceFilter(
        label=_("Label"),
        field_name="labels",
        to_field_name="slug",
        queryset=lambda _request: Label.objects.all(),
    )
    language = django_filters.ChoiceFilter(
        label=_("Written in"), field_name="translations__language", choices=settings.CONTENT_LANGUAGES
    )

    class Meta:
        model = CriterionVersion
        fields: list[str] = []

    def search(self, versions: CriterionVersionQuerySet, _name: str, typed: str) -> Any:
        return versions.found_by(typed)

    def on_branch(self, versions: CriterionVersionQuerySet, _name: str, code: str) -> Any:
        return versions.about_cpv(code.ljust(8, "0"))
