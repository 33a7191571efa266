"""Taking the files of `criteria/library/translations` in: a language is added, never a person's work overwritten."""

from typing import Any

from criteria.content import TEXT_FIELDS, fingerprint, text_of
from criteria.models import (
    CriteriaSet,
    CriterionVersion,
    GroupText,
    Parameter,
    ProductGroup,
    SetText,
    Translation,
    TranslationState,
)
from criteria.usage import is_used_in_language


def take_in(data: dict[str, Any]) -> int:
    """One file's texts into the versions in force; returns how many criteria got a new or better text."""
    language = data["language"]
    group = ProductGroup.objects.get(slug=data["group"])
    texts = {"name": data["name"], "rationale": data["rationale"]}
    GroupText.objects.update_or_create(group=group, language=language, defaults=texts)
    for slug, texts in data["sets"].items():
        bundle = CriteriaSet.objects.get(slug=slug)
        SetText.objects.update_or_create(criteria_set=bundle, language=language, defaults=texts)
    versions = CriterionVersion.objects.published().filter(criterion__group=group).with_texts()
    known = {version.criterion.slug: version for version in versions}
    return sum(_text(known[slug], language, entry) for slug, entry in data["criteria"].items() if slug in known)


def _text(version: CriterionVersion, language: str, entry: dict[str, Any]) -> bool:
    """Whether the version got the text. A text that people wrote, reviewed or use in a tender is left alone."""
    english = version.text_in("en")
    if english is None or fingerprint(text_of(english)) != entry["of"]:
        return False
    _figures(version, language, entry.get("figures", {}))
    values = {field: entry.get(field, "") for field in TEXT_FIELDS}
    values["state"] = TranslationState.REVIEWED if entry.get("reviewed") else TranslationState.DRAFT
    text = next((text for text in version.translations.all() if text.language == language), None)
    if text is None:
        Translation.objects.create(version=version, language=language, **values)
        return True
    ours = text.state == TranslationState.DRAFT and text.written_by_id is None
    if not ours or all(getattr(text, name) == value for name, value in values.items()):
        return False
    if is_used_in_language(version.pk, language):
        return False
    for name, value in values.items():
        setattr(text, name, value)
    text.save()
    return True


def _figures(version: CriterionVersion, language: str, figures: dict[str, Any]) -> None:
    """Name and unit of each figure in the language, where they are not there yet."""
    for parameter in version.parameters.all():
        words = figures.get(parameter.name)
        if words and language not in parameter.labels:
            labels = {**parameter.labels, language: words["label"]}
            units = {**parameter.units, language: words["unit"]}
            Parameter.objects.filter(pk=parameter.pk).update(labels=labels, units=units)
