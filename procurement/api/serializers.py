"""What of a tender goes in and out as JSON."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from circpro.consortium.models import Organisation
from circpro.consortium.roles import organisations_with
from criteria.models import CriteriaSet, CriterionVersion
from procurement.models import AwardMethod, Lot, Revision, Section, Tender, TenderItem
from procurement.querysets import WRITERS


class TenderSerializer(serializers.ModelSerializer):
    """The basics of a tender."""

    authority = serializers.SlugRelatedField(slug_field="slug", queryset=Organisation.objects.all())
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.CONTENT_LANGUAGES), allow_empty=False, max_length=11
    )

    class Meta:
        model = Tender
        fields = [
            "id", "version", "authority", "subject", "description", "nature", "cpv", "place", "estimated_value",
            "currency", "duration_months", "procedure", "languages", "no_lots_reason", "state",
            "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = ["id", "version", "state", "created_at", "changed_at"]

    def validate_authority(self, authority: Organisation) -> Organisation:
        """Only for an authority one buys for; an existing tender stays where it is."""
        if self.instance and self.instance.authority_id != authority.pk:
            raise serializers.ValidationError(_("A tender cannot be moved to another authority."))
        if authority.pk not in organisations_with(self.context["request"].user, WRITERS):
            raise serializers.ValidationError(_("You do not buy for this authority."))
        return authority


class LotSerializer(serializers.ModelSerializer):
    """A lot."""

    class Meta:
        model = Lot
        fields = [
            "id",
            "version",
            "tender",
            "number",
            "title",
            "description",
            "estimated_value",
            "award_method",
            "price_weight",
        ]
        read_only_fields = ["id", "version", "number", "award_method", "price_weight"]


class ItemSerializer(serializers.ModelSerializer):
    """A criterion in a lot; `texts` are as printed, `adapted` what differs from the library."""

    criterion = serializers.CharField(source="criterion_version.criterion.number", read_only=True)
    kind = serializers.CharField(read_only=True)
    texts = serializers.SerializerMethodField()

    class Meta:
        model = TenderItem
        fields = [
            "id", "version", "lot", "criterion", "criterion_version", "kind", "position", "parameters", "adapted",
            "weight", "texts",
        ]  # fmt: skip
        read_only_fields = fields

    def get_texts(self, item: TenderItem) -> dict[str, dict[str, str]]:
        return {language: item.filled(language) for language in item.lot.tender.languages}


class ItemAddSerializer(serializers.Serializer):
    """Take a criterion into a lot."""

    lot = serializers.PrimaryKeyRelatedField(queryset=Lot.objects.all())
    criterion_version = serializers.PrimaryKeyRelatedField(queryset=CriterionVersion.objects.published())


class ItemChangeSerializer(serializers.Serializer):
    """New figures, new texts, or both."""

    parameters = serializers.DictField(child=serializers.CharField(), required=False)
    texts = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)), required=False
    )


class SetAddSerializer(serializers.Serializer):
    """Take a set into a lot."""

    criteria_set = serializers.SlugRelatedField(slug_field="slug", queryset=CriteriaSet.objects.all())


class AwardSerializer(serializers.Serializer):
    """Award method and weights of a lot, item id → per cent."""

    award_method = serializers.ChoiceField(choices=AwardMethod.choices)
    price_weight = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    weights = serializers.DictField(child=serializers.DecimalField(max_digits=5, decimal_places=2), default=dict)

    def validate_weights(self, weights: dict[str, Any]) -> dict[int, Any]:
        if wrong := [key for key in weights if not key.isdecimal()]:
            raise serializers.ValidationError(_("“%(key)s” is no item id.") % {"key": wrong[0]})
        return {int(key): weight for key, weight in weights.items()}


class SectionSerializer(serializers.ModelSerializer):
    """A free section; its HTML is sanitised on the way in."""

    class Meta:
        model = Section
        fields = ["id", "version", "tender", "language", "position", "heading", "body"]
        read_only_fields = ["id", "version", "position"]


class RevisionSerializer(serializers.ModelSerializer):
    """A frozen state."""

    class Meta:
        model = Revision
        fields = ["id", "tender", "number", "sha256", "created_at", "snapshot"]
        read_only_fields = fields


class RenderSerializer(serializers.Serializer):
    """In which language."""

    language = serializers.ChoiceField(choices=settings.CONTENT_LANGUAGES)
