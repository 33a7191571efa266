"""The columns of the sheets, shared by workbook and CSV: what is written and what is read back."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from criteria.content import TEXT_FIELDS
from criteria.exchange.selecting import Selection
from criteria.models import CriterionVersion

# Characters XML 1.0 has no place for, and halves of characters: no workbook, document or database can hold them.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins with these
YES, NO = "yes", "no"


class Column(NamedTuple):
    """A column: its key (the header), its width in characters, what it holds, and whether an import reads it."""

    key: str
    width: int
    meaning: Any
    is_read: bool = True


CRITERIA = [
    Column("number", 11, _("The criterion’s lasting number. For a new criterion: new-1, new-2 and so on.")),
    Column("version", 9, _("The version this text was taken from. Leave it as it is; empty for a new criterion.")),
    Column("language", 10, _("The language of the row’s text, as a code such as “en”.")),
    Column("title", 36, _("The title, at most 250 characters.")),
    Column("requirement", 70, _("What is required. Figures stand in braces, such as {years}.")),
    Column("verification", 50, _("How it is checked.")),
    Column("evidence", 50, _("Which evidence is accepted, always “or equivalent”.")),
    Column("guidance", 50, _("Advice to the buyer; may be empty.")),
    Column("group", 16, _("The product group; read for new criteria only.")),
    Column("kind", 27, _("The kind, one of the codes on the sheet Lists; the same in every row of a criterion.")),
    Column("ambition", 15, _("The ambition: core or comprehensive; the same in every row of a criterion.")),
    Column("r_strategy", 11, _("The R-strategy, R0 to R9; the same in every row of a criterion.")),
    Column("applies_to", 24, _("What it applies to: codes from the sheet Lists, with commas between them.")),
    Column("labels", 26, _("Labels accepted as evidence, one a line.")),
    Column("legal_basis", 36, _("The article it stands on.")),
    Column("source_title", 40, _("The document it is drawn from.")),
    Column("source_year", 12, _("The year of that document.")),
    Column("source_confirmed", 17, _("yes when figures and wording were compared with the document, else no.")),
    Column("source_also", 40, _("Further documents it is drawn from, one a line: title, then the year in brackets.")),
    Column("state", 12, _("Where the version stands in its life."), False),
    Column("valid_from", 12, _("The day it came into force."), False),
    Column("address", 44, _("Where it is read in the portal."), False),
]
PARAMETERS = [
    Column("number", 11, _("The criterion the figure belongs to.")),
    Column("name", 18, _("The name of the figure, as it stands in braces in the text.")),
    Column("type", 10, _("integer for whole numbers, else decimal.")),
    Column("default", 11, _("What a buyer starts with.")),
    Column("min", 11, _("The least a buyer may set.")),
    Column("max", 11, _("The most a buyer may set.")),
]
SETS = [
    Column("set", 34, _("The set’s short name."), False),
    Column("name", 44, _("What the set is called."), False),
    Column("model", 12, _("The way of buying."), False),
    Column("ambition", 15, _("The set’s ambition."), False),
    Column("position", 10, _("The place of the criterion in the set."), False),
    Column("number", 11, _("The criterion."), False),
]
LABEL, UNIT = "label_", "unit_"  # these columns of the sheet Parameters end in a language's code


def criteria_rows(selection: Selection) -> Iterator[list[Any]]:
    """A row for each criterion and language, in the order of `CRITERIA`."""
    for version in selection.versions:
        content = selection.content_of(version)
        facts = {
            **{name: content[name] for name in ("number", "kind", "ambition", "r_strategy", "legal_basis")},
            "version": version.number,
            "group": version.criterion.group.slug,
            "applies_to": ", ".join(content["applies_to"]),
            "labels": "\n".join(content["labels"]),
            "source_title": content["source"]["title"],
            "source_year": content["source"]["year"],
            "source_confirmed": YES if content["source"]["confirmed"] else NO,
            "source_also": "\n".join(f"{also['title']} ({also['year']})" for also in content["source"].get("also", [])),
            "state": version.state,
            "valid_from": timezone.localtime(version.valid_from).date() if version.valid_from else None,
            "address": address_of(version),
        }
        for language, text in content["text"].items():
            row = {**facts, "language": language, **{field: text.get(field, "") for field in TEXT_FIELDS}}
            yield [clean(row[column.key]) for column in CRITERIA]


def parameter_languages(selection: Selection) -> list[str]:
    """The languages the figures of this file are named in."""
    if selection.language:
        return list(dict.fromkeys(["en", selection.language]))
    used = {code for v in selection.versions for parameter in v.parameters.all() for code in parameter.labels}
    return [code for code, _name in settings.CONTENT_LANGUAGES if code in used]


def parameter_rows(selection: Selection, languages: list[str]) -> Iterator[list[Any]]:
    """A row for each figure: `PARAMETERS`, then label and unit in each language."""
    for version in selection.versions:
        for parameter in selection.content_of(version)["parameters"]:
            row = [version.criterion.number, *(parameter[column.key] for column in PARAMETERS[1:])]
            for language in languages:
                row += [parameter["label"].get(language, ""), parameter["unit"].get(language, "")]
            yield [clean(value) for value in row]


def address_of(version: CriterionVersion) -> str:
    """The lasting address of the version."""
    return f"{settings.SITE_URL.rstrip('/')}{version.get_absolute_url()}"


def clean(value: Any) -> Any:
    """A text without the characters no file of these formats can hold, and with one kind of line end."""
    return UNPRINTABLE.sub("", value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
