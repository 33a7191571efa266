"""Bringing a version into another language, and reviewing what was brought."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from circpro.audit.services import record
from circpro.consortium.models import User
from circpro.versioning import write
from criteria.content import TEXT_FIELDS, text_of
from criteria.errors import Incomplete, InUse, NotNow, SecondPersonNeeded
from criteria.models import CriterionVersion, Translation, TranslationState
from criteria.soundness import text_gaps
from criteria.usage import is_used_in_language

OPEN = (TranslationState.DRAFT, TranslationState.OUTDATED)


@transaction.atomic
def save_translation(
    *,
    version: CriterionVersion,
    language: str,
    by: User,
    expected_version: int,
    texts: dict[str, str],
    figures: dict[str, dict[str, str]] | None = None,
) -> Translation:
    """Write a draft translation; `expected_version` is 0 where there was none. Raises StaleWrite, Incomplete, InUse.

    `figures` names parameters and their units in the language: `{"years": {"label": …, "unit": …}}`.

    Raises NotNow for a text that has been reviewed or is the original: that is changed by a new version.
    """
    values = {field: texts.get(field, "").strip() for field in TEXT_FIELDS}
    if missing := _missing(version, values):
        raise Incomplete(missing)
    known = version.translations.filter(language=language).first()
    if known is None:
        if expected_version:
            raise NotNow(_("This translation was taken out in the meantime."))
        known = _begin(version, language, by, values)
    else:
        _rewrite(known, version, by, expected_version, values)
    for parameter in version.parameters.filter(name__in=figures or {}):
        words = (figures or {})[parameter.name]
        labels = {**parameter.labels, language: words["label"]}
        units = {**parameter.units, language: words["unit"]}
        version.parameters.filter(pk=parameter.pk).update(labels=labels, units=units)
    return known


def _begin(version: CriterionVersion, language: str, by: User, values: dict[str, str]) -> Translation:
    text = Translation(version=version, language=language, state=TranslationState.DRAFT, written_by=by, **values)
    text.save()
    record(
        by=by, action="save_translation", subject=version.criterion, place=f"{version} {language}", after=text_of(text)
    )
    return text


def _rewrite(
    text: Translation, version: CriterionVersion, by: User, expected_version: int, values: dict[str, Any]
) -> None:
    if text.state not in OPEN:
        raise NotNow(_("This text is reviewed or the original: change it in a new version."))
    before = text_of(text)
    differs = values != {field: getattr(text, field) for field in TEXT_FIELDS}
    if version.is_public and differs and is_used_in_language(version.pk, text.language):
        raise InUse(_("This translation stands in a tender already: change it in a new version."))
    write(text, expected_version=expected_version, values={**values, "written_by": by, "state": TranslationState.DRAFT})
    text.save()  # once more, so that the search index and the date of change follow
    record(by=by, action="save_translation", subject=version.criterion, place=f"{version} {text.language}",
           before=before, after=text_of(text))  # fmt: skip


@transaction.atomic
def review_translation(*, text: Translation, by: User, expected_version: int) -> Translation:
    """Confirm a draft translation. Raises SecondPersonNeeded for its writer, NotNow, Incomplete, StaleWrite."""
    if text.state != TranslationState.DRAFT:
        raise NotNow(_("This text is not a draft translation."))
    if text.written_by_id == by.pk:
        raise SecondPersonNeeded(_("You wrote this translation: a colleague has to review it."))
    if missing := _missing(text.version, {field: getattr(text, field) for field in TEXT_FIELDS}):
        raise Incomplete(missing)
    values = {"state": TranslationState.REVIEWED, "reviewed_by": by}
    write(text, expected_version=expected_version, values=values)
    Translation.objects.filter(pk=text.pk).update(changed_at=timezone.now())  # whoever mirrors the library learns of it
    record(by=by, action="review_translation", subject=text.version.criterion, place=f"{text.version} {text.language}",
           before={"state": TranslationState.DRAFT}, after={"state": text.state})  # fmt: skip
    return text


def _missing(version: CriterionVersion, values: dict[str, str]) -> dict[str, str]:
    """Title and requirement are needed, with the same figures as the original."""
    declared = set(version.parameters.values_list("name", flat=True))
    found = text_gaps(values, declared)
    for field in ("title", "requirement"):
        if not values[field]:
            found[field] = _("Write it, or leave the page without saving.")
    return found
