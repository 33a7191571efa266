"""The library as JSON: the form of `criteria/content.py` in an envelope, described by `schema.json` in this folder."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from criteria.exchange.entries import Entry, Unreadable, entry_of
from criteria.exchange.selecting import Selection
from criteria.exchange.table import address_of
from criteria.models import CriterionVersion

FORMAT = "circpro-library/1"
MEDIA_TYPE = "application/json"
SCHEMA = Path(__file__).parent / "schema.json"
MAX_CRITERIA = 5000


def write(selection: Selection) -> Iterator[bytes]:
    """The file, criterion by criterion."""
    head = {"format": FORMAT, "exported": selection.made.isoformat(timespec="seconds"), "title": selection.title}
    yield json.dumps(head, ensure_ascii=False).removesuffix("}").encode() + b', "criteria": ['
    for place, version in enumerate(selection.versions):
        entry = json.dumps(_entry(selection, version), ensure_ascii=False, indent=1)
        yield (",\n" if place else "\n").encode() + entry.encode()
    yield b"\n]}\n"


def _entry(selection: Selection, version: CriterionVersion) -> dict[str, Any]:
    valid_from = timezone.localtime(version.valid_from).date().isoformat() if version.valid_from else None
    about = {"group": version.criterion.group.slug, "version": version.number, "state": version.state,
             "valid_from": valid_from, "address": address_of(version)}  # fmt: skip
    return {**selection.content_of(version), **about}


def read(data: bytes) -> list[Entry]:
    """The criteria of an upload, each with what is wrong with it. Raises Unreadable for what is no such file."""
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise Unreadable(_("The file is nested too deeply.")) from error
    except ValueError as error:
        raise Unreadable(_("The file is not valid JSON: %(error)s") % {"error": str(error)[:200]}) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Unreadable(_("This is no export of this library: its “format” is not %(format)s.") % {"format": FORMAT})
    criteria = document.get("criteria")
    if not isinstance(criteria, list):
        raise Unreadable(_("The file has no list “criteria”."))
    if len(criteria) > MAX_CRITERIA:
        raise Unreadable(_("The file has more than %(limit)d criteria: split it.") % {"limit": MAX_CRITERIA})
    return [_read_entry(place, raw) for place, raw in enumerate(criteria)]


def _read_entry(place: int, raw: Any) -> Entry:
    def where(field: str) -> str:
        return f"criteria[{place}]" + (f".{field}" if field else "")

    return entry_of(raw, where)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        doubled = next(key for key, _value in pairs if sum(key == other for other, _v in pairs) > 1)
        raise ValueError(_("“%(key)s” stands twice in one object") % {"key": doubled[:60]})
    return found


def _no_number(name: str) -> Any:
    raise ValueError(_("%(name)s is not a number") % {"name": name})
