"""What of the library goes out as JSON."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from criteria.models import (
    AppliesTo,
    CpvCode,
    CriteriaSet,
    CriterionVersion,
    Label,
    Parameter,
    ProductGroup,
    Source,
    Translation,
)

BY_LANGUAGE = {"type": "object", "additionalProperties": {"type": "string"}}


class ProductGroupSerializer(serializers.ModelSerializer):
    """A product group in one language."""

    name = serializers.CharField(read_only=True)
    rationale = serializers.CharField(source="text.rationale", read_only=True, default="", help_text="Why it matters.")
    cpv = serializers.SlugRelatedField(source="cpv_codes", slug_field="code", many=True, read_only=True)
    criteria_count = serializers.IntegerField(read_only=True, help_text="Criteria in force.")

    class Meta:
        model = ProductGroup
        fields = ["slug", "code", "name", "rationale", "cpv", "criteria_count"]


class TranslationSerializer(serializers.ModelSerializer):
    """What a version says in one language, its figures as `{names}`."""

    class Meta:
        model = Translation
        fields = ["language", "state", "title", "requirement", "verification", "evidence", "guidance"]


class ParameterSerializer(serializers.ModelSerializer):
    """A figure and its range; `label` and `unit` in the language asked for, `labels` and `units` in each there is."""

    label = serializers.CharField(read_only=True)
    unit = serializers.CharField(read_only=True)
    labels = serializers.SerializerMethodField()
    units = serializers.SerializerMethodField()

    class Meta:
        model = Parameter
        fields = ["name", "type", "label", "unit", "labels", "units", "default", "minimum", "maximum"]

    @extend_schema_field(BY_LANGUAGE)
    def get_labels(self, parameter: Parameter) -> dict[str, str]:
        return parameter.labels

    @extend_schema_field(BY_LANGUAGE)
    def get_units(self, parameter: Parameter) -> dict[str, str]:
        return parameter.units


class CriterionSerializer(serializers.ModelSerializer):
    """A version of a criterion; `text` is in the language asked for, `texts` all of them where asked with `texts=all`.

    `criterion` is the number printed wherever the criterion is used; it never changes, and neither does the text of a
    version.
    """

    slug = serializers.CharField(source="criterion.slug", read_only=True)
    criterion = serializers.CharField(source="criterion.number", read_only=True, help_text="The lasting number.")
    version = serializers.IntegerField(source="number", read_only=True)
    url = serializers.SerializerMethodField(help_text="The version's page, for people.")
    group = serializers.CharField(source="criterion.group.slug", read_only=True)
    applies_to = serializers.ListField(child=serializers.ChoiceField(choices=AppliesTo.choices), read_only=True)
    labels = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)
    source = serializers.IntegerField(source="source_id", read_only=True, allow_null=True, help_text="Its id.")
    source_title = serializers.CharField(source="source.title", read_only=True, default="")
    source_year = serializers.IntegerField(source="source.year", read_only=True, default=None, allow_null=True)
    source_state = serializers.CharField(source="source.state", read_only=True, default="")
    further_sources = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, help_text="Ids of the further documents it is drawn from."
    )
    end_reason = serializers.CharField(read_only=True, help_text="Why it was replaced or withdrawn.")
    replaced_by = serializers.IntegerField(
        source="replaced_by.number", read_only=True, default=None, allow_null=True,
        help_text="The number of the version that took its place.",
    )  # fmt: skip
    content_hash = serializers.CharField(read_only=True, help_text="SHA-256 of the content: the same text, the same.")
    updated_at = serializers.DateTimeField(
        read_only=True, help_text="When anything of this answer changed last: its life, a translation, its source."
    )
    languages = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    texts = serializers.SerializerMethodField(help_text="Each language, with `texts=all`; else null.")
    parameters = ParameterSerializer(many=True, read_only=True)

    class Meta:
        model = CriterionVersion
        fields = [
            "id", "slug", "criterion", "version", "url", "state", "group", "kind", "ambition", "applies_to",
            "r_strategy", "labels", "legal_basis", "source", "source_title", "source_year", "source_state",
            "further_sources", "source_confirmed", "valid_from", "valid_until", "end_reason", "replaced_by",
            "content_hash", "updated_at", "languages", "text", "texts", "parameters",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, version: CriterionVersion) -> str:
        return settings.SITE_URL.rstrip("/") + version.get_absolute_url()

    def get_languages(self, version: CriterionVersion) -> list[str]:
        return sorted(text.language for text in version.translations.all())

    @extend_schema_field(TranslationSerializer(allow_null=True))
    def get_text(self, version: CriterionVersion) -> Any:
        return TranslationSerializer(version.text).data if version.text else None

    @extend_schema_field(TranslationSerializer(many=True, allow_null=True))
    def get_texts(self, version: CriterionVersion) -> Any:
        if not self.context.get("all_texts"):
            return None
        texts = sorted(version.translations.all(), key=lambda text: text.language)
        return TranslationSerializer(texts, many=True).data


class InWorkSerializer(CriterionSerializer):
    """A version that is proposed, being written or in review."""

    change_note = serializers.CharField(read_only=True, help_text="What changes, and why.")
    row_version = serializers.IntegerField(source="version", read_only=True, help_text="Grows with each save.")

    class Meta(CriterionSerializer.Meta):
        fields = [*CriterionSerializer.Meta.fields, "change_note", "row_version", "created_at"]
        read_only_fields = fields


class CriteriaSetSerializer(serializers.ModelSerializer):
    """A ready set; `criteria` are slugs in the set's order."""

    name = serializers.CharField(read_only=True)
    summary = serializers.CharField(source="text.summary", read_only=True, default="")
    group = serializers.CharField(source="group.slug", read_only=True)
    criteria = serializers.SerializerMethodField()

    class Meta:
        model = CriteriaSet
        fields = ["id", "slug", "name", "summary", "group", "model", "ambition", "criteria"]

    def get_criteria(self, bundle: CriteriaSet) -> list[str]:
        return [item.criterion.slug for item in bundle.items.all()]


class LabelSerializer(serializers.ModelSerializer):
    """A label accepted as evidence, always "or equivalent" (Directive 2014/24/EU, Art. 43)."""

    class Meta:
        model = Label
        fields = ["slug", "name"]


class SourceSerializer(serializers.ModelSerializer):
    """A document criteria are drawn from; `state` and `note` tell when it is outdated or withdrawn."""

    url = serializers.CharField(read_only=True, help_text="Its address, empty where it has none.")

    class Meta:
        model = Source
        fields = ["id", "title", "year", "url", "state", "note", "since"]


class CpvSerializer(serializers.ModelSerializer):
    """A code with its name."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = CpvCode
        fields = ["code", "name"]
