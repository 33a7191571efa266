"""How the library's reads are described in OpenAPI: parameters with their meaning, and the two reads of a list."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from criteria.models import Ambition, Kind, RStrategy

LANGUAGES = [code for code, _name in settings.CONTENT_LANGUAGES]


def _asked(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, more.pop("type", str), description=description, **more)


LANG = _asked(
    "lang",
    "Language of names and texts, such as `fi`. Where there is no text in it: those of Accept-Language, then English, "
    "then any there is; `text.language` says which it became.",
    examples=[OpenApiExample("Finnish", "fi")],
)
TEXTS = _asked("texts", "`all` adds every language, as `texts`.", enum=["all"])
CRITERION = _asked(
    "criterion",
    "The criterion's number or slug.",
    location=OpenApiParameter.PATH,
    examples=[OpenApiExample("Number", "FUR-001"), OpenApiExample("Slug", "furniture-own-stock-first")],
)
VERSION = _asked("number", "The version's number.", type=int, location=OpenApiParameter.PATH)
CPV_WORDS = _asked("q", "The first digits of a code, or words of its name in any language; best first.")

FILTERS = [
    _asked("q", "Words in any language, or a criterion's number; best hits first."),
    _asked("group", "Slug of a product group; give it again for more.", many=True),
    _asked("kind", "Where in the tender documents it stands; give it again for more.", many=True, enum=Kind.values),
    _asked("ambition", "How far it goes; give it again for more.", many=True, enum=Ambition.values),
    _asked("r_strategy", "Rung of the R-ladder; give it again for more.", many=True, enum=RStrategy.values),
    _asked("cpv", "2 to 8 digits of a CPV code: criteria of the groups on its branch."),
    _asked("label", "Slug of a label accepted as evidence."),
    _asked("language", "Only what is written in this language.", enum=LANGUAGES),
    _asked(
        "updated_since",
        "ISO 8601, with `+` written as `%2B`. What changed at or after this moment, superseded and withdrawn versions "
        "included: `state`, `end_reason` and `replaced_by` tell what became of them.",
        type=OpenApiTypes.DATETIME,
        examples=[OpenApiExample("New Year", "2026-01-01T00:00:00Z")],
    ),
]


def reads(
    many: str,
    one: str,
    example: OpenApiExample,
    parameters: list[Any],
    in_list: list[Any] | None = None,
    by: str = "slug",
) -> dict[str, Any]:
    """`list` and `retrieve` of a vocabulary, for `extend_schema_view`."""
    value = example.value[by]
    key = _asked(
        by,
        "As the list gives it.",
        location=OpenApiParameter.PATH,
        type=type(value),
        examples=[OpenApiExample("One", value)],
    )
    listed, read = [*parameters, *(in_list or [])], [key, *parameters]
    return {
        "list": extend_schema(summary=f"List the {many}", parameters=listed, examples=[example]),
        "retrieve": extend_schema(summary=f"Read a {one}", parameters=read, examples=[example], filters=False),
    }
