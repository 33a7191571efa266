"""The word somebody meant: the nearest one that stands in the library."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MOST = 5  # misspelt words in one question
SHORTEST, LONGEST = 4, 30  # letters; shorter words are near to everything


def _allowed(word: str) -> int:
    """Wrong letters: added, missing, changed or swapped."""
    return 1 if len(word) < 7 else 2


def nearest(words: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    """For each folded word the nearest known one as it is written; among equals the reader's languages come first."""
    doubtful = [word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha()][:MOST]
    known = _known(doubtful, order) if doubtful else {}
    found = {}
    for word in doubtful:
        near = extract(word, known.keys(), scorer=OSA.distance, score_cutoff=_allowed(word), limit=20)
        if near:
            # Ties: the first letter is seldom wrong, then the reader's language, then letters left out over added ones.
            ranked = sorted(
                (wrong, hit[0] != word[0], known[hit][0], -len(hit), known[hit][1]) for hit, wrong, _key in near
            )
            found[word] = ranked[0][-1]
    return found


def _known(words: Sequence[str], order: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The library's words of about these lengths: place of the language in the reader's order, and as written."""
    from criteria.models import SearchWord

    lengths = {len(word) + more for word in words for more in range(-_allowed(word), _allowed(word) + 1)}
    rows = SearchWord.objects.filter(length__in=lengths).values_list("word", "language", "written")
    places = {language: place for place, language in enumerate(order)}
    known: dict[str, tuple[int, str]] = {}
    for word, language, written in rows:
        row = (places.get(language, len(places)), written)
        known[word] = min(known.get(word, row), row)
    return known
