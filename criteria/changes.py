"""How two versions of a criterion differ, field by field, in words for a reader."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from circpro.differences import Piece, difference
from criteria.content import TEXT_FIELDS, Content
from criteria.languages import best_value, language_name, reading_order
from criteria.models import Ambition, AppliesTo, Kind, RStrategy

NAMES: dict[str, Any] = {
    "kind": gettext_lazy("Kind"),
    "ambition": gettext_lazy("Ambition"),
    "applies_to": gettext_lazy("Applies to"),
    "r_strategy": gettext_lazy("R-strategy"),
    "labels": gettext_lazy("Labels"),
    "legal_basis": gettext_lazy("Legal basis"),
    "source": gettext_lazy("Source"),
    "source_confirmed": gettext_lazy("Compared with the source"),
    "title": gettext_lazy("Title"),
    "requirement": gettext_lazy("Requirement"),
    "verification": gettext_lazy("Verification"),
    "evidence": gettext_lazy("Accepted evidence"),
    "guidance": gettext_lazy("Guidance for the buyer"),
}
CHOICES: dict[str, Any] = {"kind": Kind, "ambition": Ambition, "r_strategy": RStrategy, "applies_to": AppliesTo}


class Change(NamedTuple):
    """One field that differs: its name for a reader, its language where it is a text, and the words in and out."""

    field: str
    label: str
    language: str
    pieces: list[Piece]


def changes(old: Content, new: Content) -> list[Change]:
    """The fields that differ, in the order of the editor: facts, figures, texts by language."""
    before, after = flat(old), flat(new)
    found = []
    for field in dict.fromkeys([*before, *after]):
        if before.get(field) != after.get(field):
            language = field.split(".")[1] if field.startswith("text.") else ""
            pieces = difference(words(field, before.get(field)), words(field, after.get(field)))
            found.append(Change(field, field_name(field), language, pieces))
    return found


def flat(content: Content) -> dict[str, Any]:
    """The content with dotted names, so that a record or a difference keeps only the fields that changed."""
    rows: dict[str, Any] = {}
    for name, value in content.items():
        if name == "text":
            for language, text in value.items():
                rows |= {f"text.{language}.{field}": text[field] for field in TEXT_FIELDS if text.get(field)}
        elif name == "parameters":
            rows |= {f"parameters.{parameter['name']}": parameter for parameter in value}
        elif name == "source":
            documents = [value, *value.get("also", [])] if value["title"] else []
            rows["source"] = "; ".join(f"{document['title']} ({document['year']})" for document in documents)
            rows["source_confirmed"] = value["confirmed"]
        else:
            rows[name] = value
    return rows


def field_name(field: str) -> str:
    """A dotted name in the reader's words: “Requirement (Finnish)”."""
    if field.startswith("text."):
        _text, language, name = field.split(".")
        return f"{NAMES[name]} ({language_name(language)})"
    if field.startswith("parameters."):
        return _("Figure {%(name)s}") % {"name": field.split(".", 1)[1]}
    return str(NAMES.get(field, field))


def words(field: str, value: Any) -> str:
    """A value as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.startswith("parameters."):
        order = reading_order(None)
        label, unit = (best_value(value[key], *order) for key in ("label", "unit"))
        return _("%(label)s: %(default)s %(unit)s, from %(min)s to %(max)s") % {**value, "label": label, "unit": unit}
    if isinstance(value, list):
        return ", ".join(words(field, entry) for entry in value)
    if field in CHOICES:
        return str(CHOICES[field](value).label)
    return str(value)
