"""Which of several language versions a reader gets: their own, then English, then whatever there is."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.conf import settings

from circpro.consortium.reading import also_read

FALLBACK = "en"


class HasLanguage(Protocol):
    language: str


T = TypeVar("T", bound=HasLanguage)


def content_language(language: str) -> str:
    """The content language behind a page language: "pt-br" reads Portuguese."""
    short = language.split("-", 1)[0].lower()
    short = {"no": "nb", "nn": "nb"}.get(short, short)
    return short if short in dict(settings.CONTENT_LANGUAGES) else FALLBACK


def reading_order(language: str | None) -> list[str]:
    """The languages a reader is given a text in, best first: the page's, then those they also read."""
    return [content_language(language or FALLBACK), *also_read()]


def best(texts: Iterable[T], order: Iterable[str]) -> T | None:
    """The text in the first language of the order there is, else in English, else the first one; None of none."""
    by_language = {text.language: text for text in texts}
    for wanted in (*map(content_language, order), FALLBACK):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), None)


def best_value(values: dict[str, str], *order: str) -> str:
    """The same choice among the values of a JSON object keyed by language."""
    for wanted in (*map(content_language, order), FALLBACK):
        if values.get(wanted):
            return values[wanted]
    return next((value for value in values.values() if value), "")


def language_name(code: str) -> str:
    """The name of a content language in the reader's language."""
    return str(dict(settings.CONTENT_LANGUAGES).get(code, code))
