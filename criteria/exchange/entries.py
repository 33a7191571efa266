"""One criterion of an upload, checked by itself: whatever is wrong is said with the place where it stands.

Both formats are brought into the same raw form (that of `criteria/content.py`) and checked here, so that a workbook
and a JSON file are held to the same rules.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from circpro.errors import DomainError
from criteria.content import FILLED, TEXT_FIELDS, Content
from criteria.exchange.table import clean
from criteria.models import Ambition, AppliesTo, Kind, Parameter, RStrategy

LONGEST_TEXT = 10_000  # characters, as in the editor's forms
LONGEST = {"title": 250, "legal_basis": 300, "source.title": 300, "label": 120, "unit": 120}
MOST = 50  # labels or figures of one criterion
NUMBER = re.compile(r"[A-Z]{3}-\d{3,6}")
NEW = re.compile(r"new(-[\w-]{1,20})?", re.IGNORECASE)
FIGURE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LARGEST = 10**10  # `Parameter.default` has ten digits before the point and four behind it
CHOICES: dict[str, Any] = {"kind": Kind, "ambition": Ambition, "r_strategy": RStrategy}
KNOWN = {"number", "slug", "group", "version", "state", "valid_from", "address", *CHOICES, "applies_to", "labels",
         "parameters", "legal_basis", "source", "text"}  # fmt: skip
Where = Callable[[str], str]


class Unreadable(DomainError):
    """The upload as a whole cannot be taken in."""

    code = "unreadable"
    field = "file"


@dataclass
class Problem:
    """What is wrong, and where in the file."""

    place: str
    message: str


@dataclass
class Entry:
    """A criterion of the file. `number` is empty for a new one; `places` says by language where its text stands."""

    number: str
    group: str
    version: int | None
    place: str
    content: Content
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Entry":
        return cls(**{**data, "problems": [Problem(**problem) for problem in data["problems"]]})


def entry_of(raw: Any, where: Where, problems: Iterable[Problem] = ()) -> Entry:
    """Check a raw criterion; `where` tells the place of a dotted field, `problems` what its reader found already."""
    if not isinstance(raw, dict):
        return Entry("", "", None, where(""), {}, {}, [Problem(where(""), _("A criterion is an object."))])
    check = Check(where, list(problems))
    for key in sorted(set(raw) - KNOWN):
        check.say("", _("“%(key)s” is not a field of a criterion.") % {"key": key[:60]})
    content: Content = {
        **{name: check.choice(raw.get(name), name, choices.values) for name, choices in CHOICES.items()},
        "applies_to": check.several(raw.get("applies_to"), "applies_to", AppliesTo.values),
        "labels": sorted(check.texts(raw.get("labels"), "labels", LONGEST["label"])),
        "legal_basis": check.text(raw.get("legal_basis"), "legal_basis"),
        "source": _source(check, raw.get("source")),
        "parameters": _parameters(check, raw.get("parameters")),
        "text": _texts(check, raw.get("text")),
    }
    return Entry(
        number=_number(check, raw.get("number")),
        group=check.text(raw.get("group"), "group"),
        version=check.whole(raw.get("version"), "version", 1, 100_000),
        place=where(""),
        content=content,
        places={language: where(f"text.{language}") for language in content["text"]},
        problems=check.problems,
    )


class Check:
    """Takes raw values one by one; what is wrong is kept with its place, and something harmless goes on."""

    def __init__(self, where: Where, problems: list[Problem]) -> None:
        self.where, self.problems = where, problems

    def say(self, field: str, message: str) -> None:
        self.problems.append(Problem(self.where(field), message))

    def text(self, value: Any, field: str, longest: int = 0) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.say(field, _("A text is needed here."))
            return ""
        longest = longest or LONGEST.get(field, LONGEST_TEXT)
        if len(value) > longest:
            self.say(field, _("%(length)d characters are too many: at most %(longest)d fit.")
                     % {"length": len(value), "longest": longest})  # fmt: skip
            return ""
        return str(clean(value)).strip()

    def choice(self, value: Any, field: str, allowed: list[str]) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        if value in (None, ""):
            self.say(field, _("This is empty; one of these is needed: %(allowed)s.") % {"allowed": ", ".join(allowed)})
        else:
            self.say(field, _("“%(value)s” is not one of: %(allowed)s.")
                     % {"value": str(value)[:60], "allowed": ", ".join(allowed)})  # fmt: skip
        return allowed[0]

    def several(self, values: Any, field: str, allowed: list[str]) -> list[str]:
        return [self.choice(value, field, allowed) for value in self.texts(values, field, LONGEST["label"])]

    def texts(self, values: Any, field: str, longest: int) -> list[str]:
        if values is None:
            return []
        if not isinstance(values, list) or len(values) > MOST:
            self.say(field, _("A list of at most %(most)d texts is needed here.") % {"most": MOST})
            return []
        found = [self.text(value, field, longest) for value in values]
        return list(dict.fromkeys(value for value in found if value))

    def whole(self, value: Any, field: str, least: int, most: int) -> int | None:
        if value in (None, ""):
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.say(field, _("A whole number from %(least)d to %(most)d is needed here.")
                     % {"least": least, "most": most})  # fmt: skip
            return None
        return value

    def figure(self, value: Any, field: str) -> int | float | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.say(field, _("A number is needed here."))
            return None
        if abs(value) >= LARGEST or round(Decimal(str(value)), 4) != Decimal(str(value)):
            self.say(field, _("The number is too large, or has more than four decimals."))
            return None
        return int(value) if value == int(value) else value

    def table(self, value: Any, field: str, keys: set[str] | None = None) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict) or (keys is not None and set(value) - keys):
            allowed = ", ".join(sorted(keys or {_("language codes")}))
            self.say(field, _("An object with these keys is needed here: %(keys)s.") % {"keys": allowed})
            return {}
        return value

    def by_language(self, value: Any, field: str) -> dict[str, str]:
        found = {}
        for language, words in self.table(value, field).items():
            if self.language(language, f"{field}.{language}"):
                found[language] = self.text(words, f"{field}.{language}", LONGEST["label"])
        return {language: words for language, words in found.items() if words}

    def language(self, code: str, field: str) -> bool:
        if code in dict(settings.CONTENT_LANGUAGES):
            return True
        self.say(field, _("“%(code)s” is not one of the library’s languages.") % {"code": code[:20]})
        return False


def _number(check: Check, value: Any) -> str:
    number = check.text(value, "number", 30).upper()
    if not number or NEW.fullmatch(number):
        return ""
    if not NUMBER.fullmatch(number):
        check.say("number", _("“%(value)s” is no number of a criterion, such as FUR-001.") % {"value": number})
    return number


def _source(check: Check, value: Any) -> Content:
    source = check.table(value, "source", {"title", "year", "confirmed", "also"})
    confirmed = source.get("confirmed", False)
    if not isinstance(confirmed, bool):
        check.say("source.confirmed", _("Yes or no is needed here."))
    found = {**_document(check, source, "source.title", "source.year"), "confirmed": confirmed is True}
    if "also" in source:
        rows: list[Any] = source["also"] if isinstance(source["also"], list) else [None]
        if len(rows) > MOST or any(not isinstance(row, dict) or set(row) - {"title", "year"} for row in rows):
            check.say("source.also", _("A list of documents with title and year is needed here."))
            rows = []
        documents = [_document(check, row, "source.also", "source.also") for row in rows]
        found["also"] = [document for document in documents if document["title"]]
    return found


def _document(check: Check, raw: Content, title_field: str, year_field: str) -> Content:
    title = check.text(raw.get("title"), title_field, LONGEST["source.title"])
    year = check.whole(raw.get("year"), year_field, 1950, 2100)
    if bool(title) != bool(year):
        check.say(title_field, _("A source needs both its title and its year."))
    return {"title": title, "year": year}


def _parameters(check: Check, value: Any) -> list[Content]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST:
        check.say("parameters", _("A list of at most %(most)d figures is needed here.") % {"most": MOST})
        return []
    found = [_parameter(check, raw, f"parameters[{place}]") for place, raw in enumerate(value)]
    names = [parameter["name"] for parameter in found]
    for name in {name for name in names if names.count(name) > 1}:
        check.say(f"parameters[{len(names) - 1 - names[::-1].index(name)}].name",
                  _("The figure {%(name)s} stands here twice.") % {"name": name})  # fmt: skip
    return found


def _parameter(check: Check, value: Any, place: str) -> Content:
    raw = check.table(value, place, {"name", "type", "unit", "label", "default", "min", "max"})
    name = check.text(raw.get("name"), f"{place}.name", 60)
    if not FIGURE.fullmatch(name):
        check.say(f"{place}.name", _("A figure is named in small letters, digits and _, such as years."))
    type_ = check.choice(raw.get("type"), f"{place}.type", Parameter.Type.values)
    numbers = {key: check.figure(raw.get(key), f"{place}.{key}") for key in ("default", "min", "max")}
    default, least, most = numbers.values()
    if default is not None and least is not None and most is not None and not least <= default <= most:
        check.say(f"{place}.default", _("%(default)s is not within %(least)s to %(most)s.")
                  % {"default": default, "least": least, "most": most})  # fmt: skip
    if type_ == Parameter.Type.INTEGER:
        for key, number in numbers.items():
            if isinstance(number, float):
                check.say(f"{place}.{key}", _("This figure is a whole number."))
    words = {key: check.by_language(raw.get(key), f"{place}.{key}") for key in ("unit", "label")}
    return {"name": name, "type": type_, **words, **numbers}


def _texts(check: Check, value: Any) -> dict[str, dict[str, str]]:
    found = {}
    for language, raw in check.table(value, "text").items():
        place = f"text.{language}"
        if not check.language(language, place):
            continue
        texts = check.table(raw, place, set(TEXT_FIELDS))
        words = {name: check.text(texts.get(name), f"{place}.{name}", LONGEST.get(name, 0)) for name in TEXT_FIELDS}
        for name in ("title", "requirement"):
            if any(words.values()) and not words[name] and not texts.get(name):
                check.say(f"{place}.{name}", _("This is empty: a text needs a title and a requirement."))
        if any(words.values()):
            found[language] = {name: text for name, text in words.items() if text}
    return found


def braces(text: dict[str, str]) -> str:
    """The parts of a text in which figures may stand, in one."""
    return "\n".join(text.get(name, "") for name in FILLED)
