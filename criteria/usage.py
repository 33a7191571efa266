"""Where criteria are used. The library knows nothing of tenders: whoever uses criteria registers a counter here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Usage:
    """`tenders`: drafts and more that hold the criterion; `published`: those of them whose document was made."""

    tenders: int = 0
    published: int = 0


Counter = Callable[[Iterable[int]], dict[int, Usage]]
LanguageCheck = Callable[[int, str], bool]

_counters: list[Counter] = []
_checks: list[LanguageCheck] = []


def register(*, counter: Counter, used_in_language: LanguageCheck) -> None:
    """Called by an app's `ready()`: by criterion id, and whether a version's text stands in a tender's language."""
    if counter not in _counters:
        _counters.append(counter)
        _checks.append(used_in_language)


def usage_of(criterion_ids: Iterable[int]) -> dict[int, Usage]:
    """Criterion id → how often it is used, for each id asked."""
    ids = list(criterion_ids)
    found = {pk: Usage() for pk in ids}
    for counter in _counters:
        for pk, usage in counter(ids).items():
            found[pk] = Usage(found[pk].tenders + usage.tenders, found[pk].published + usage.published)
    return found


def note_usage(versions: Iterable[Any]) -> None:
    """Give each version of a list its `usage`, in one go for all."""
    rows = list(versions)
    found = usage_of(version.criterion_id for version in rows)
    for version in rows:
        version.usage = found[version.criterion_id]


def is_used_in_language(version_id: int, language: str) -> bool:
    """Whether the version's text in the language stands in somebody's tender."""
    return any(check(version_id, language) for check in _checks)
