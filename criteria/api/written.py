"""What comes in as JSON: the content of a proposal in the form of `criteria/content.py`, and remarks."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from criteria.content import Content, number
from criteria.models import Ambition, AppliesTo, Comment, CommentKind, Kind, Parameter, ProductGroup, RStrategy
from criteria.soundness import text_gaps

LANGUAGES = [code for code, _name in settings.CONTENT_LANGUAGES]


class ByLanguage(serializers.DictField):
    """Values keyed by content language."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and not set(data) <= set(LANGUAGES):
            message = _("One of the languages is not known; these are: %(languages)s.")
            raise serializers.ValidationError(message % {"languages": ", ".join(LANGUAGES)})
        return super().to_internal_value(data)


def by_language(inner: dict[str, Any], **more: Any) -> dict[str, Any]:
    """How such values look to OpenAPI."""
    return {"type": "object", "propertyNames": {"enum": LANGUAGES}, "additionalProperties": inner, **more}


@extend_schema_field(by_language({"type": "string", "minLength": 1, "maxLength": 200}))
class Words(ByLanguage):
    """A few words in each language."""

    child = serializers.CharField(max_length=200)


class FigureSerializer(serializers.Serializer):
    """A figure of the text: `{name}` stands in it for the number the buyer sets between `min` and `max`."""

    name = serializers.CharField(
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("Small letters, digits and underscores."))],
    )
    type = serializers.ChoiceField(choices=Parameter.Type.choices)
    label = Words(allow_empty=False)
    unit = Words(required=False, default=dict)
    default = serializers.DecimalField(max_digits=14, decimal_places=4, coerce_to_string=False)
    min = serializers.DecimalField(max_digits=14, decimal_places=4, coerce_to_string=False)
    max = serializers.DecimalField(max_digits=14, decimal_places=4, coerce_to_string=False)

    def validate(self, figure: dict[str, Any]) -> dict[str, Any]:
        """The starting value lies in the range, and whole numbers are whole."""
        limits = {name: figure[name] for name in ("default", "min", "max")}
        if figure["type"] == Parameter.Type.INTEGER:
            split = {name: [_("A whole number.")] for name, value in limits.items() if value % 1}
            if split:
                raise serializers.ValidationError(split)
        if not limits["min"] <= limits["default"] <= limits["max"]:
            raise serializers.ValidationError({"default": [_("Between the smallest and the largest value.")]})
        return {**figure, **{name: number(value) for name, value in limits.items()}}


class SourceOfProposalSerializer(serializers.Serializer):
    """The document it is drawn from; librarians confirm it."""

    title = serializers.CharField(max_length=300)
    year = serializers.IntegerField(min_value=1950, max_value=2100)


class TextSerializer(serializers.Serializer):
    """What it says in one language; figures stand as `{name}`."""

    title = serializers.CharField(max_length=250)
    requirement = serializers.CharField(max_length=10_000)
    verification = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    evidence = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    guidance = serializers.CharField(max_length=10_000, required=False, allow_blank=True)


TEXT = {
    "type": "object",
    "properties": {
        name: {"type": "string", "maxLength": field.max_length} for name, field in TextSerializer().fields.items()
    },
    "required": [name for name, field in TextSerializer().fields.items() if field.required],
}


@extend_schema_field(by_language(TEXT, minProperties=1))
class Texts(ByLanguage):
    """One text a language."""

    child = TextSerializer()


class ContentSerializer(serializers.Serializer):
    """The content of a version, as in the library's files and exports; slug and number are given by the portal."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    ambition = serializers.ChoiceField(choices=Ambition.choices)
    applies_to = serializers.ListField(
        child=serializers.ChoiceField(choices=AppliesTo.choices), allow_empty=False, max_length=len(AppliesTo)
    )
    r_strategy = serializers.ChoiceField(choices=RStrategy.choices)
    labels = serializers.ListField(child=serializers.CharField(max_length=120), max_length=20, default=list)
    parameters = FigureSerializer(many=True, default=list, max_length=20)
    legal_basis = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    source = SourceOfProposalSerializer(required=False, allow_null=True, default=None)
    text = Texts(allow_empty=False)

    def validate(self, content: Content) -> Content:
        """Each figure has one name and stands in each text, and no text names another."""
        names = [figure["name"] for figure in content["parameters"]]
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            message = _("{%(name)s} is there twice.") % {"name": twice[0]}
            raise serializers.ValidationError({"parameters": [message]})
        wrong = {language: gaps for language, text in content["text"].items() if (gaps := text_gaps(text, set(names)))}
        if wrong:
            raise serializers.ValidationError({"text": wrong})
        source = content["source"] or {"title": "", "year": None}
        return {
            **content,
            "applies_to": list(dict.fromkeys(content["applies_to"])),
            "labels": sorted(set(content["labels"])),
            "source": {**source, "confirmed": False},
        }


class ProposalSerializer(serializers.Serializer):
    """A criterion the library does not have yet, and why it should."""

    group = serializers.SlugRelatedField(slug_field="slug", queryset=ProductGroup.objects.all())
    why = serializers.CharField(max_length=2000)
    content = ContentSerializer()


class RemarkSerializer(serializers.Serializer):
    """What a reader says about a criterion."""

    kind = serializers.ChoiceField(choices=CommentKind.choices, default=CommentKind.COMMENT)
    text = serializers.CharField(max_length=2000)
    version = serializers.IntegerField(
        min_value=1, max_value=999_999_999, required=False, help_text="The version read; the newest one otherwise."
    )
    answers = serializers.IntegerField(
        min_value=1, max_value=2**53, required=False, help_text="The id of the remark this one answers."
    )

    def validate_answers(self, pk: int) -> Comment:
        """A remark the person may read."""
        remark = Comment.objects.visible_to(self.context["user"]).filter(pk=pk).first()
        if remark is None:
            raise serializers.ValidationError(_("There is no such remark."))
        return remark


class RemarkedSerializer(serializers.ModelSerializer):
    """A remark as it was noted."""

    criterion = serializers.CharField(source="criterion.number", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "criterion", "version", "kind", "text", "answers", "written_at"]
        read_only_fields = fields
