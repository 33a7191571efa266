"""What an export holds: what a list shows, chosen criteria, chosen versions or a set, and in which languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from circpro.errors import DomainError
from criteria.content import Content, content_of
from criteria.filters import CriterionFilter
from criteria.languages import content_language, language_name
from criteria.models import CriteriaSet, CriterionVersion, VersionState
from criteria.querysets import CriterionVersionQuerySet, Person

LIMIT = 2000  # criteria in one file: what a workbook of eleven languages takes a web worker some seconds to write
ALL_LANGUAGES = "all"


class NothingChosen(DomainError):
    """What was asked for is not there, or not for this reader."""

    status = 404
    code = "not_found"


@dataclass(frozen=True)
class Selection:
    """The versions of a file in their order, what it tells about its making, and its languages (None: all)."""

    versions: list[CriterionVersion]
    title: str
    told: list[tuple[str, str]]
    stem: str
    language: str | None
    made: datetime = field(default_factory=timezone.now)

    def file_name(self, ending: str) -> str:
        return f"{self.stem}-{timezone.localtime(self.made):%Y-%m-%d}-{self.language or ALL_LANGUAGES}.{ending}"

    def languages_of(self, version: CriterionVersion) -> list[str]:
        """The asked language, or the one a reader gets in its place; all of them where all are asked for."""
        order = list(dict(settings.CONTENT_LANGUAGES))
        if self.language is None:
            return sorted((text.language for text in version.translations.all()), key=order.index)
        text = version.text_in(self.language)
        return [text.language] if text else []

    def content_of(self, version: CriterionVersion) -> Content:
        """The version as data, its texts in the languages of this file."""
        content = content_of(version)
        texts = content["text"]
        return {**content, "text": {language: texts[language] for language in self.languages_of(version)}}


def select(query: QueryDict, user: Person, *, language: str | None) -> Selection:
    """Read an address's query. Raises NothingChosen, and DomainError where it makes no sense or asks for too much."""
    if slug := query.get("set"):
        bundle = get_object_or_404(CriteriaSet.objects.with_texts(), slug=slug)
        versions = CriterionVersion.objects.published().filter(criterion__set_items__criteria_set=bundle)
        found = _bounded(versions.order_by("criterion__set_items__position"))
        return Selection(found, bundle.name, [(_("Set"), bundle.name)], f"circpro-{bundle.slug}", language)
    if "criteria" in query or "versions" in query:
        return _chosen(query, user, language)
    form = CriterionFilter(query, queryset=CriterionVersion.objects.published())
    if not form.is_valid():
        raise DomainError(" ".join(f"{form.form[name].label}: {' '.join(e)}" for name, e in form.form.errors.items()))
    found = _bounded(form.qs if query.get("q", "").strip() else form.qs.order_by("criterion__number"))
    return Selection(found, _("Circular criteria"), _told(form.form), "circpro-criteria", language)


def asked_language(query: QueryDict, page_language: str, *, several: bool) -> str | None:
    """The language of a file: `lang`, else the page's; None for all, where the format can hold several.

    Raises DomainError for a language nobody writes here.
    """
    asked = query.get("lang", "")
    if asked == ALL_LANGUAGES:
        if not several:
            raise DomainError(_("A Word document is written in one language: choose one."), field="lang")
        return None
    if asked and asked not in dict(settings.CONTENT_LANGUAGES):
        raise DomainError(_("“%(code)s” is not one of the library’s languages.") % {"code": asked[:20]}, field="lang")
    return asked or content_language(page_language)


def _chosen(query: QueryDict, user: Person, language: str | None) -> Selection:
    numbers, ids = _words(query.getlist("criteria")), _words(query.getlist("versions"))
    visible = CriterionVersion.objects.visible_to(user)
    if len(numbers) + len(ids) > LIMIT:
        raise _too_many()
    by_number = {version.criterion.number: version for version in _read(
        visible.published().filter(criterion__number__in=[number.upper() for number in numbers]))}  # fmt: skip
    by_id = {str(version.pk): version for version in _read(
        visible.filter(pk__in=[pk for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 19]))}  # fmt: skip
    missing = [number for number in numbers if number.upper() not in by_number] + [pk for pk in ids if pk not in by_id]
    if missing:
        raise NothingChosen(_("There is no %(numbers)s in the library.") % {"numbers": ", ".join(missing[:10])[:200]})
    versions = list(dict.fromkeys([*(by_number[n.upper()] for n in numbers), *(by_id[pk] for pk in ids)]))
    if not versions:
        raise NothingChosen(_("No criterion was chosen."))
    names = ", ".join(_name(version) for version in versions)
    stem = f"circpro-{versions[0].criterion.number}" if len(versions) == 1 else "circpro-criteria"
    return Selection(versions, _("Circular criteria"), [(_("Chosen criteria"), names)], stem, language)


def _name(version: CriterionVersion) -> str:
    return version.criterion.number if version.state == VersionState.PUBLISHED else str(version)


def _words(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for value in values for word in value.split(",") if word.strip()))


def _read(versions: CriterionVersionQuerySet) -> list[CriterionVersion]:
    return list(versions.with_texts())


def _bounded(versions: CriterionVersionQuerySet) -> list[CriterionVersion]:
    found = _read(versions[: LIMIT + 1])
    if len(found) > LIMIT:
        raise _too_many()
    if not found:
        raise NothingChosen(_("No criterion fits these filters: there is nothing to download."))
    return found


def _too_many() -> DomainError:
    return DomainError(
        ngettext(
            "A file holds at most %(limit)d criterion: narrow the list down first.",
            "A file holds at most %(limit)d criteria: narrow the list down first.",
            LIMIT,
        )
        % {"limit": LIMIT}
    )


def _told(form: Any) -> list[tuple[str, str]]:
    """The filters that are set, in words."""
    told = []
    for name, value in form.cleaned_data.items():
        if not value:
            continue
        choices = dict(getattr(form.fields[name], "choices", ()) or ())
        values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
        words = [str(choices.get(entry, entry)) if isinstance(entry, str) else str(entry) for entry in values]
        if name == "language":
            words = [language_name(value)]
        if words:
            told.append((str(form.fields[name].label), ", ".join(words)))
    return told or [(_("Filters"), _("none: every criterion in force"))]
