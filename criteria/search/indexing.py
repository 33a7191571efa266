"""Writing the index."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Value, When

from criteria.languages import best
from criteria.models import SearchText, SearchWord, Translation
from criteria.search.spelling import LONGEST, SHORTEST
from criteria.search.stems import terms
from criteria.search.words import LANGUAGES, fold, words_of

RECIPE = 1  # raise it when texts are analysed in another way: `rebuild_search --missing` then renews them
BATCH = 500
MOST_WORDS = 4000  # of one part of a text; PostgreSQL's vectors hold one megabyte


def key(version_id: int, language: str) -> int:
    """Where the text of a version in a language stands in the index."""
    return version_id * 16 + LANGUAGES.index(language)


def analysed(text: str, language: str) -> str:
    """The text as it is searched: each word followed by its stems."""
    return " ".join(term for word in words_of(text)[:MOST_WORDS] for term in terms(word, language))


def _row(text: Translation) -> SearchText:
    criterion = text.version.criterion
    group = best(criterion.group.texts.all(), [text.language])
    labels = [label.name for label in text.version.labels.all()]
    rest = [text.verification, text.evidence, text.guidance, group.name if group else "", *labels]
    return SearchText(
        id=key(text.version_id, text.language),
        version_id=text.version_id,
        recipe=RECIPE,
        number=" ".join(words_of(criterion.number)),
        title=analysed(text.title, text.language),
        requirement=analysed(text.requirement, text.language),
        rest=analysed("\n".join(rest), text.language),
    )


def _words(text: Translation) -> dict[tuple[str, str], SearchWord]:
    said = [text.title, text.requirement, text.verification, text.evidence, text.guidance]
    said += [label.name for label in text.version.labels.all()]
    found = {}
    for written in words_of("\n".join(said)):
        word = fold(written)
        if SHORTEST <= len(word) <= LONGEST and word.isalpha():
            row = SearchWord(language=text.language, word=word, written=written, length=len(word))
            found[text.language, word] = row
    return found


def _batches(texts: Any) -> Iterator[list[Translation]]:
    rows = texts.select_related("version__criterion__group").prefetch_related(
        "version__labels", "version__criterion__group__texts"
    )
    found = rows.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield batch


def _write(texts: Sequence[Translation]) -> None:
    SearchText.objects.bulk_create(
        map(_row, texts),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["recipe", "number", "title", "requirement", "rest"],
    )
    words = {place: row for text in texts for place, row in _words(text).items()}
    known = set(SearchWord.objects.filter(word__in={word for _language, word in words}).values_list("language", "word"))
    SearchWord.objects.bulk_create((words[place] for place in sorted(words.keys() - known)), ignore_conflicts=True)


def index(texts: Any) -> int:
    """Write these translations into the index, in the place of what stood there; returns how many."""
    count = 0
    for batch in _batches(texts):
        _write(batch)
        count += len(batch)
    return count


def remove(version_id: int, language: str) -> None:
    """Take a text out. Its words stay known until the next rebuild: a word is only offered when it finds something."""
    SearchText.objects.filter(pk=key(version_id, language)).delete()


def missing() -> Any:
    """Translations the index does not have, or has by an older recipe."""
    bits = Case(
        *(When(language=language, then=Value(place)) for place, language in enumerate(LANGUAGES)),
        output_field=BigIntegerField(),
    )
    place = Translation.objects.annotate(place=F("version_id") * 16 + bits)
    return place.exclude(Exists(SearchText.objects.filter(pk=OuterRef("place"), recipe=RECIPE)))


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew; returns the number of texts."""
    SearchText.objects.all().delete()
    SearchWord.objects.all().delete()
    return index(Translation.objects.all())
