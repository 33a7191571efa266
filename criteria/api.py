"""The library over the API: read only, open to everyone."""

from typing import Any

from django.utils import translation
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from criteria.filters import CriterionFilter
from criteria.languages import content_language
from criteria.models import CpvCode, CriteriaSet, CriterionVersion, Parameter, ProductGroup, Translation

LANG = OpenApiParameter("lang", str, description="Language of names and texts; falls back to English.")


class ProductGroupSerializer(serializers.ModelSerializer):
    """A product group in one language."""

    name = serializers.CharField(read_only=True)
    rationale = serializers.CharField(source="text.rationale", read_only=True, default="")
    cpv = serializers.SlugRelatedField(source="cpv_codes", slug_field="code", many=True, read_only=True)
    criteria_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = ProductGroup
        fields = ["slug", "code", "name", "rationale", "cpv", "criteria_count"]


class TranslationSerializer(serializers.ModelSerializer):
    """What a version says in one language, its figures as `{names}`."""

    class Meta:
        model = Translation
        fields = ["language", "title", "requirement", "verification", "evidence", "guidance"]


class ParameterSerializer(serializers.ModelSerializer):
    """A figure and its range."""

    class Meta:
        model = Parameter
        fields = ["name", "type", "label", "unit", "default", "minimum", "maximum"]


class CriterionSerializer(serializers.ModelSerializer):
    """A version of a criterion; `text` is in the language asked for."""

    slug = serializers.CharField(source="criterion.slug", read_only=True)
    criterion = serializers.CharField(source="criterion.number", read_only=True)
    version = serializers.IntegerField(source="number", read_only=True)
    group = serializers.CharField(source="criterion.group.slug", read_only=True)
    labels = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    source_title = serializers.CharField(source="source.title", read_only=True, default="")
    source_year = serializers.IntegerField(source="source.year", read_only=True, default=None)
    source_state = serializers.CharField(source="source.state", read_only=True, default="")
    languages = serializers.SerializerMethodField()
    text = TranslationSerializer(read_only=True)
    parameters = ParameterSerializer(many=True, read_only=True)

    class Meta:
        model = CriterionVersion
        fields = [
            "id", "slug", "criterion", "version", "state", "group", "kind", "ambition", "applies_to", "r_strategy",
            "labels", "legal_basis", "source_title", "source_year", "source_state", "source_confirmed",
            "valid_from", "valid_until", "languages", "text", "parameters",
        ]  # fmt: skip

    def get_languages(self, version: CriterionVersion) -> list[str]:
        return [text.language for text in version.translations.all()]


class CriteriaSetSerializer(serializers.ModelSerializer):
    """A ready set."""

    name = serializers.CharField(read_only=True)
    summary = serializers.CharField(source="text.summary", read_only=True, default="")
    group = serializers.CharField(source="group.slug", read_only=True)
    criteria = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)

    class Meta:
        model = CriteriaSet
        fields = ["id", "slug", "name", "summary", "group", "model", "ambition", "criteria"]


class CpvSerializer(serializers.ModelSerializer):
    """A code with its name."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = CpvCode
        fields = ["code", "name"]


class InLanguage(viewsets.ReadOnlyModelViewSet):
    """Answers in the language of `?lang=`."""

    permission_classes = [AllowAny]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if asked := request.query_params.get("lang"):
            translation.activate(content_language(asked))


@extend_schema_view(list=extend_schema(parameters=[LANG]), retrieve=extend_schema(parameters=[LANG]))
class ProductGroupViewSet(InLanguage):
    """Product groups of the library."""

    queryset = ProductGroup.objects.with_texts().with_counts().prefetch_related("cpv_codes")
    serializer_class = ProductGroupSerializer
    lookup_field = "slug"


@extend_schema_view(list=extend_schema(parameters=[LANG]), retrieve=extend_schema(parameters=[LANG]))
class CriterionViewSet(InLanguage):
    """Criteria in force, with the filters of the library's page."""

    queryset = CriterionVersion.objects.published().with_texts().order_by("criterion__number")
    serializer_class = CriterionSerializer
    filterset_class = CriterionFilter
    lookup_field = "criterion__slug"
    lookup_url_kwarg = "slug"


@extend_schema_view(list=extend_schema(parameters=[LANG]), retrieve=extend_schema(parameters=[LANG]))
class CriteriaSetViewSet(InLanguage):
    """Ready sets."""

    queryset = CriteriaSet.objects.with_texts().prefetch_related("criteria")
    serializer_class = CriteriaSetSerializer
    lookup_field = "slug"


@extend_schema_view(list=extend_schema(parameters=[LANG, OpenApiParameter("q", str, description="Words or digits.")]))
class CpvViewSet(InLanguage):
    """CPV codes."""

    queryset = CpvCode.objects.with_names()
    serializer_class = CpvSerializer

    def get_queryset(self) -> Any:
        typed = self.request.query_params.get("q", "").strip()[:200] if self.request else ""
        return CpvCode.objects.matching(typed).with_names() if typed else super().get_queryset()
