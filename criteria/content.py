"""A version as data: the one form in which the library's files, exports, imports and comparisons know it.

Described by `criteria/exchange/schema.json` (`$defs.criterion`).
"""

import hashlib
import json
from typing import Any

from criteria.models import CriterionVersion, Parameter, Translation, TranslationState

TEXT_FIELDS = ("title", "requirement", "verification", "evidence", "guidance")
FILLED = ("title", "requirement", "verification", "evidence")  # where figures may stand

Content = dict[str, Any]


def content_of(version: CriterionVersion, *, originals: bool = False) -> Content:
    """The content of a version, best read with `with_texts()`; with `originals`, without its translations."""
    texts = [text for text in version.translations.all() if not originals or text.state == TranslationState.ORIGINAL]
    return {
        "slug": version.criterion.slug,
        "number": version.criterion.number,
        "kind": version.kind,
        "ambition": version.ambition,
        "applies_to": list(version.applies_to),
        "r_strategy": version.r_strategy,
        "labels": sorted(label.name for label in version.labels.all()),
        "parameters": [_parameter(parameter) for parameter in version.parameters.all()],
        "legal_basis": version.legal_basis,
        "source": {
            "title": version.source.title if version.source else "",
            "year": version.source.year if version.source else None,
            "confirmed": version.source_confirmed,
            "also": [{"title": source.title, "year": source.year} for source in version.further_sources.all()],
        },
        "text": {text.language: text_of(text) for text in texts},
    }


def text_of(text: Translation) -> dict[str, str]:
    """The fields of a text that are not empty."""
    return {field: getattr(text, field) for field in TEXT_FIELDS if getattr(text, field)}


def digest(content: Content) -> str:
    """SHA-256 of the content in canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def fingerprint(text: dict[str, str]) -> str:
    """Eight hex digits of the original a translation was made from: when it changes, the translation is out of date."""
    canonical = json.dumps([text.get(field, "") for field in FILLED], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def _parameter(parameter: Parameter) -> Content:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "unit": parameter.units,
        "label": parameter.labels,
        "default": number(parameter.default),
        "min": number(parameter.minimum),
        "max": number(parameter.maximum),
    }


def number(value: Any) -> int | float:
    """A figure as JSON writes it: whole where it is whole."""
    return int(value) if value == int(value) else float(value)
