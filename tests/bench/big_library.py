"""A library of any size for benchmarks: the same one for the same seed, written past the models in a minute or so.

Words come from the library's own texts, as often as they stand there; for a content language the library has no text
in yet, from the language's dictionary, as often as words of that rank stand in English. Each version has one text, its
language by turns, and every third version an English one beside it. Lengths are those of the library's texts.
"""

import random
from collections import Counter
from datetime import datetime, timezone
from itertools import cycle, islice

from django.db import connection

from criteria.models import (
    Ambition,
    AppliesTo,
    CriteriaSet,
    CriteriaSetItem,
    Criterion,
    CriterionVersion,
    GroupText,
    Kind,
    Label,
    ProductGroup,
    RStrategy,
    SearchText,
    SearchWord,
    SetModel,
    Translation,
)
from criteria.search.indexing import RECIPE, analysed, key
from criteria.search.stems import dictionary
from criteria.search.words import LANGUAGES, fold, words_of
from criteria.services.loading import LIBRARY
from criteria.services.reading import read_folder

SEED = 2014
BATCH = 2000
WORDS = {"title": 7, "requirement": 45, "verification": 30, "evidence": 12, "guidance": 30}
DICTIONARY_WORDS = 3000
GROUPS, LABELS, SETS, OF_A_SET = 24, 40, 50, 10
Vocabulary = dict[str, tuple[list[str], list[int]]]


def vocabulary() -> Vocabulary:
    """For each language its words and how often each stands in a text."""
    counted: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
    for data in read_folder(LIBRARY).groups:
        for content in data["criteria"]:
            for language, text in content["text"].items():
                counted[language].update(words_of(" ".join(text.values())))
    often = sorted(counted["en"].values(), reverse=True)
    for language, words in counted.items():
        if not words:
            forms = dictionary(language)
            step = max(1, len(forms) // DICTIONARY_WORDS)
            known = [word.lower() for word in islice(forms, 0, None, step) if word.isalpha()]
            random.Random(SEED).shuffle(known)
            words.update(dict(zip(known, cycle(often), strict=False)))
    return {language: (list(words), list(words.values())) for language, words in counted.items()}


def build(size: int, words: Vocabulary) -> None:
    """Put so many published versions with texts, labels and sets into the empty database."""
    chance = random.Random(SEED)
    groups = ProductGroup.objects.bulk_create(
        ProductGroup(slug=f"group-{n}", code=f"{chr(65 + n)}XQ") for n in range(GROUPS)
    )
    GroupText.objects.bulk_create(
        GroupText(group=group, language="en", name=f"Group {group.code}", rationale="Why.") for group in groups
    )
    labels = Label.objects.bulk_create(Label(slug=f"label-{n}", name=f"Label {n}") for n in range(LABELS))
    analysed_words = {
        language: {word: analysed(word, language) for word in known} for language, (known, _often) in words.items()
    }
    for start in range(0, size, BATCH):
        places = range(start, min(size, start + BATCH))
        versions = _versions(chance, places, groups)
        _label(chance, versions, labels)
        _texts(chance, versions, words, analysed_words)
    _sets(chance, groups)
    SearchWord.objects.bulk_create(
        (
            SearchWord(language=language, word=fold(word), written=word, length=len(fold(word)))
            for language, (known, _often) in words.items()
            for word in known
            if word.isalpha() and 4 <= len(fold(word)) <= 30
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    settle()


def settle() -> None:
    """What the database would do by itself in the hours after such a load."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")


def _versions(chance: random.Random, places: range, groups: list[ProductGroup]) -> list[CriterionVersion]:
    criteria = Criterion.objects.bulk_create(
        Criterion(slug=f"c-{n}", number=f"{groups[n % GROUPS].code}-{n:06}", group=groups[n % GROUPS]) for n in places
    )
    return CriterionVersion.objects.bulk_create(
        CriterionVersion(
            criterion=criterion, number=1, state="published", kind=chance.choice(Kind.values),
            ambition=chance.choice(Ambition.values), r_strategy=chance.choice(RStrategy.values),
            applies_to=chance.sample(AppliesTo.values, chance.randint(1, 3)), content_hash=str(criterion.pk),
            valid_from=datetime(2026, 1, 1, tzinfo=timezone.utc),
        )
        for criterion in criteria
    )  # fmt: skip


def _label(chance: random.Random, versions: list[CriterionVersion], labels: list[Label]) -> None:
    through = CriterionVersion.labels.through
    through.objects.bulk_create(
        through(criterionversion_id=version.pk, label_id=label.pk)
        for version in versions
        for label in chance.sample(labels, chance.choice((0, 0, 1, 2)))
    )


def _texts(
    chance: random.Random,
    versions: list[CriterionVersion],
    words: Vocabulary,
    analysed_words: dict[str, dict[str, str]],
) -> None:
    texts, searched = [], []
    for version in versions:
        languages = {LANGUAGES[version.pk % len(LANGUAGES)], *(["en"] if version.pk % 3 == 0 else [])}
        for language in languages:
            known, often = words[language]
            parts = {part: chance.choices(known, often, k=length) for part, length in WORDS.items()}
            texts.append(
                Translation(
                    version=version, language=language, **{part: " ".join(said) for part, said in parts.items()}
                )
            )
            forms = analysed_words[language]
            rest = [word for part in ("verification", "evidence", "guidance") for word in parts[part]]
            searched.append(
                SearchText(
                    id=key(version.pk, language), version_id=version.pk, recipe=RECIPE,
                    number=" ".join(words_of(version.criterion.number)),
                    title=" ".join(forms[word] for word in parts["title"]),
                    requirement=" ".join(forms[word] for word in parts["requirement"]),
                    rest=" ".join(forms[word] for word in rest),
                )
            )  # fmt: skip
    Translation.objects.bulk_create(texts)
    SearchText.objects.bulk_create(searched)


def _sets(chance: random.Random, groups: list[ProductGroup]) -> None:
    criteria = list(Criterion.objects.values_list("pk", flat=True))
    for place in range(SETS):
        bundle = CriteriaSet.objects.create(
            slug=f"set-{place}", group=groups[place % GROUPS], model=SetModel.values[place % 3], ambition="core"
        )
        CriteriaSetItem.objects.bulk_create(
            CriteriaSetItem(criteria_set=bundle, criterion_id=pk, position=n)
            for n, pk in enumerate(chance.sample(criteria, OF_A_SET))
        )
