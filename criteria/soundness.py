"""What a version needs before it may be published: the same question for editors, imports and the statistics."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from criteria.content import FILLED, Content
from criteria.filling import placeholders
from criteria.languages import language_name

ORIGINALS_NEED = ("title", "requirement", "verification", "evidence")


def gaps(content: Content) -> dict[str, str]:
    """Field → what is missing or wrong with it; empty when the version is sound. Best asked of the originals alone:

    a translation may have less, the reader falls back to the original.
    """
    found: dict[str, str] = {}
    for field, message in [*_facts(content), *_parameters(content), *_texts(content)]:
        found.setdefault(field, message)
    return found


def _facts(content: Content) -> Iterator[tuple[str, str]]:
    if not content["applies_to"]:
        yield "applies_to", _("Say what it applies to.")
    if not content["legal_basis"].strip():
        yield "legal_basis", _("Name the article it stands on.")
    if not content["source"]["title"] or not content["source"]["year"]:
        yield "source", _("Name the document it is drawn from and its year.")
    if not content["text"]:
        yield "text", _("Write the text in at least one language.")


def _parameters(content: Content) -> Iterator[tuple[str, str]]:
    for parameter in content["parameters"]:
        if not parameter["min"] <= parameter["default"] <= parameter["max"]:
            yield (
                f"parameters.{parameter['name']}",
                _("The starting value of {%(name)s} is outside its range.") % parameter,
            )


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    declared = {parameter["name"] for parameter in content["parameters"]}
    for language, text in content["text"].items():
        for field in ORIGINALS_NEED:
            if not text.get(field, "").strip():
                yield (
                    f"text.{language}.{field}",
                    _("Not written yet in %(language)s.") % {"language": language_name(language)},
                )
        for field, message in text_gaps(text, declared).items():
            yield f"text.{language}.{field}", message


def text_gaps(text: dict[str, Any], declared: set[str]) -> dict[str, str]:
    """Field → what is wrong with the figures of one text: each declared figure is used, and none that is not."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for field in FILLED:
        names = set(placeholders(text.get(field, "")))
        used |= names
        if unknown := sorted(names - declared):
            found[field] = _("{%(name)s} is not one of the figures of this criterion.") % {"name": unknown[0]}
    if unused := sorted(declared - used):
        message = _("The figure {%(name)s} does not stand anywhere in the text.") % {"name": unused[0]}
        found.setdefault("requirement", message)
    return found
