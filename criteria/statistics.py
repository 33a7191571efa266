"""The library in numbers, and what is wrong with what is in force."""

from collections import Counter
from typing import Any

from django.db.models import Count

from criteria.content import Content, content_of
from criteria.models import (
    Ambition,
    CriteriaSet,
    Criterion,
    CriterionVersion,
    Kind,
    ProductGroup,
    RStrategy,
    SetModel,
    Source,
    SourceState,
    Translation,
    TranslationState,
    VersionState,
)
from criteria.soundness import gaps

Numbers = dict[str, Any]


def library_statistics() -> Numbers:
    """How many there are of what. Kinds, ambitions, strategies, uses and languages count criteria in force."""
    published = CriterionVersion.objects.published().order_by()
    uses: Counter[str] = Counter()
    for applies_to in published.values_list("applies_to", flat=True):
        uses.update(applies_to)
    return {
        "groups": ProductGroup.objects.count(),
        "criteria": Criterion.objects.count(),
        "published": published.count(),
        "versions": _by(CriterionVersion.objects.order_by(), "state", VersionState),
        "kinds": _by(published, "kind", Kind),
        "ambitions": _by(published, "ambition", Ambition),
        "r_strategies": _by(published, "r_strategy", RStrategy),
        "applies_to": dict(sorted(uses.items())),
        "languages": _languages(),
        "sets": _by(CriteriaSet.objects.order_by(), "model", SetModel),
        "sources": _by(Source.objects.order_by(), "state", SourceState),
    }


def unsound_criteria() -> dict[str, dict[str, str]]:
    """Number of each criterion in force that lacks something it needs → field → what is missing."""
    versions = CriterionVersion.objects.published().with_texts().order_by("criterion__number")
    found = {version.criterion.number: gaps(_as_written(version)) for version in versions}
    return {number: missing for number, missing in found.items() if missing}


def _as_written(version: CriterionVersion) -> Content:
    """The content without translations: those have a state of their own."""
    originals = {text.language for text in version.translations.all() if text.state == TranslationState.ORIGINAL}
    content = content_of(version)
    return {**content, "text": {code: text for code, text in content["text"].items() if code in originals}}


def _by(rows: Any, field: str, choices: Any) -> dict[str, int]:
    counted = dict(rows.values_list(field).annotate(Count("pk")))
    return {value: counted.get(value, 0) for value in choices.values}


def _languages() -> dict[str, dict[str, int]]:
    """Language → state of the text → criteria in force that have it."""
    rows = Translation.objects.filter(version__state=VersionState.PUBLISHED).order_by("language")
    found: dict[str, dict[str, int]] = {}
    for language, state, count in rows.values_list("language", "state").annotate(count=Count("pk")):
        found.setdefault(language, dict.fromkeys(TranslationState.values, 0))[state] = count
    return found
