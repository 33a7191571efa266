"""Which of several language versions a reader gets: their own, then English, then whatever there is."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.conf import settings

FALLBACK = "en"


class HasLanguage(Protocol):
    language: str


T = TypeVar("T", bound=HasLanguage)


def content_language(language: str) -> str:
    """The content language behind a page language: "pt-br" reads Portuguese."""
    short = language.split("-", 1)[0].lower()
    short = {"no": "nb", "nn": "nb"}.get(short, short)
    return short if short in dict(settings.CONTENT_LANGUAGES) else FALLBACK


def best(texts: Iterable[T], language: str) -> T | None:
    """The text in the reader's language, else in English, else the first one; None where there is none."""
    by_language = {text.language: text for text in texts}
    for wanted in (content_language(language), FALLBACK):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), None)


def best_value(values: dict[str, str], language: str) -> str:
    """The same choice among the values of a JSON object keyed by language."""
    for wanted in (content_language(language), FALLBACK):
        if values.get(wanted):
            return values[wanted]
    return next((value for value in values.values() if value), "")


def language_name(code: str) -> str:
    """The name of a content language in the reader's language."""
    return str(dict(settings.CONTENT_LANGUAGES).get(code, code))
