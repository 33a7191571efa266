"""What the API can be asked for beside what the library's page can."""

from datetime import datetime, timezone
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from criteria.filters import CriterionFilter
from criteria.models import CpvCode
from criteria.querysets import CpvQuerySet, CriterionVersionQuerySet


class MomentField(IsoDateTimeField):
    """A moment that can be told in UTC, as the database keeps it: the first and the last day of all years cannot."""

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        try:
            return moment and moment.astimezone(timezone.utc)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(django_filters.Filter):
    """A filter by such a moment."""

    field_class = MomentField


class LibraryFilter(CriterionFilter):
    """The page's filters; with `updated_since` what changed, versions out of force included, else what is in force."""

    updated_since = extend_schema_field(OpenApiTypes.DATETIME)(MomentFilter(label=_("Changed since")))

    def filter_queryset(self, queryset: CriterionVersionQuerySet) -> Any:
        since = self.form.cleaned_data["updated_since"]
        found = super().filter_queryset(queryset if since else queryset.published())
        return found.filter(updated_at__gte=since) if since else found


class CpvFilter(django_filters.FilterSet):
    """Codes by what is typed, best first."""

    q = django_filters.CharFilter(label=_("Words or digits"), method="typed", max_length=200)

    class Meta:
        model = CpvCode
        fields: list[str] = []

    def typed(self, codes: CpvQuerySet, _name: str, typed: str) -> Any:
        return codes.matching(typed)
