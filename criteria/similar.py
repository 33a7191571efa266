"""Criteria near to one: what else a buyer who reads it may want to see, each with the reasons in words.

The score is a sum that can be read off: 2 for the same R-strategy and 1 for the same kind in another product group,
1 for a label in common, and up to 6 for words in common, a rare word counting more than one that stands everywhere.
The database counts all but the words and keeps the best sixty; words are compared over those, so that the cost does
not grow with the library.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from math import log, sqrt

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from criteria.languages import content_language
from criteria.models import CriterionVersion, Translation

SHOWN, LOOKED_AT = 5, 60
WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 6  # letters: enough to bring "repairable" and "repaired" together without a stemmer for eleven languages
NEAR = 0.15  # below it what is in common is the language of procurement itself
WORDS_COUNT, ENOUGH = 6, 3


@dataclass(frozen=True)
class Similar:
    """A near criterion, and what it has in common."""

    version: CriterionVersion
    score: float
    same_kind: bool
    same_strategy: bool
    same_words: bool
    labels: list[str]


def similar_to(version: CriterionVersion, language: str, *, limit: int = SHOWN) -> list[Similar]:
    """The nearest criteria in force, best first: never the criterion itself, what replaced it or what it replaced."""
    near = _candidates(version)
    words = _nearness(version.pk, _stems([version.pk, *(pk for pk, _points in near)], content_language(language)))
    scores = {pk: points + WORDS_COUNT * words[pk] for pk, points in near}
    kept = [pk for pk, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])) if score >= ENOUGH]
    versions = CriterionVersion.objects.with_texts().in_bulk(kept[:limit])
    labels = {label.name for label in version.labels.all()}
    return [
        Similar(
            version=found,
            score=scores[pk],
            same_kind=found.kind == version.kind,
            same_strategy=found.r_strategy == version.r_strategy,
            same_words=words[pk] > 0,
            labels=sorted(labels & {label.name for label in found.labels.all()}),
        )
        for pk in kept[:limit]
        if (found := versions.get(pk))
    ]


def _candidates(version: CriterionVersion) -> list[tuple[int, int]]:
    """Key and points of the versions that share the most, in one query."""
    labels = [label.pk for label in version.labels.all()]
    elsewhere = ~Q(criterion__group=version.criterion.group_id)
    own = {version.criterion_id, version.replaced_by.criterion_id if version.replaced_by else version.criterion_id}
    found = (
        CriterionVersion.objects.published()
        .exclude(criterion__in=own)
        .exclude(criterion__versions__replaced_by__criterion=version.criterion_id)
        .annotate(
            shared_labels=Count("labels", filter=Q(labels__in=labels), distinct=True),
            kind_points=_points(1, elsewhere & Q(kind=version.kind)),
            strategy_points=_points(2, elsewhere & Q(r_strategy=version.r_strategy)),
            group_points=_points(1, Q(criterion__group=version.criterion.group_id)),
        )
        .annotate(points=F("kind_points") + F("strategy_points") + _points(1, Q(shared_labels__gt=0)))
        .order_by("-points", "-group_points", "pk")
    )
    return list(found.values_list("pk", "points")[:LOOKED_AT])


def _points(count: int, condition: Q) -> Case:
    return Case(When(condition, then=Value(count)), default=Value(0), output_field=IntegerField())


def _stems(keys: list[int], language: str) -> dict[int, frozenset[str]]:
    """Version id → the stems of its title and requirement, in the language or else in English."""
    texts: dict[int, str] = {}
    rows = Translation.objects.filter(version__in=keys, language__in=[language, "en"])
    for pk, code, title, requirement in rows.values_list("version", "language", "title", "requirement"):
        if code == language or pk not in texts:
            texts[pk] = f"{title} {requirement}"
    return {pk: frozenset(word[:STEM] for word in WORD.findall(texts.get(pk, "").casefold())) for pk in keys}


def _nearness(own: int, stems: dict[int, frozenset[str]]) -> dict[int, float]:
    """Version id → how much of its words it shares with `own`, 0 to 1, each weighed by how rare it is among all."""
    often = Counter(chain.from_iterable(stems.values()))
    rarity = {stem: log(1 + len(stems) / count) for stem, count in often.items()}

    def weight(words: frozenset[str]) -> float:
        return sum(rarity[stem] for stem in words)

    found = {}
    for pk, words in stems.items():
        both = weight(stems[own]) * weight(words)
        share = weight(stems[own] & words) / sqrt(both) if both else 0.0
        found[pk] = share if share >= NEAR else 0.0
    return found
