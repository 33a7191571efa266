"""Putting figures into a text: `{years}` becomes 8, written as the language writes numbers."""

import re
from decimal import Decimal
from typing import NamedTuple

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from circpro.errors import DomainError

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class UnknownPlaceholder(DomainError):
    """A text names a figure its criterion does not have."""

    code = "unknown_placeholder"


class Segment(NamedTuple):
    """A run of a filled text; `is_figure` marks what came from a parameter."""

    text: str
    is_figure: bool


def placeholders(text: str) -> list[str]:
    """The names in braces, in order, each as often as it stands there."""
    return PLACEHOLDER.findall(text)


def segments(text: str, values: dict[str, Decimal], language: str) -> list[Segment]:
    """The filled text in runs, so that a page can mark the figures. Raises UnknownPlaceholder."""
    found, start = [], 0
    for match in PLACEHOLDER.finditer(text):
        if match[1] not in values:
            raise UnknownPlaceholder(_("There is no parameter {%(name)s} in this criterion.") % {"name": match[1]})
        if match.start() > start:
            found.append(Segment(text[start : match.start()], False))
        found.append(Segment(format_decimal(values[match[1]], locale=language), True))
        start = match.end()
    if start < len(text):
        found.append(Segment(text[start:], False))
    return found


def fill(text: str, values: dict[str, Decimal], language: str) -> str:
    """The text with its figures. Raises UnknownPlaceholder."""
    return "".join(segment.text for segment in segments(text, values, language))
