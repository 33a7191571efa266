"""From what is typed to what is asked of the index."""

from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import get_language

from criteria.languages import FALLBACK, reading_order
from criteria.search.databases import Groups, full_text
from criteria.search.spelling import nearest
from criteria.search.stems import languages_of, terms
from criteria.search.words import LANGUAGES, fold, typed_words

MOST_WORDS = 12
MOST_LETTERS = 1000
OWN, ALSO_READ = 4.0, 2.0  # times a hit weighs in the page's language, and in others the reader reads


@dataclass(frozen=True)
class Question:
    """Words, and what each may be met by."""

    words: tuple[str, ...]
    order: tuple[str, ...] = field(repr=False)  # the reader's languages, best first

    @property
    def groups(self) -> Groups:
        """For each word: as typed, then its stems in the reader's languages and in those that know the word."""
        return [self._group(word) for word in self.words]

    def _group(self, word: str) -> list[str]:
        known = languages_of(word)
        of_reader = [language for language in self.order if language not in known]
        found = [term for language in (*known, *of_reader) for term in terms(word, language)]
        return list(dict.fromkeys([fold(word), *found]))

    @property
    def expression(self) -> str:
        return full_text().expression(self.groups)

    @property
    def boosts(self) -> dict[str, float]:
        own, *others = self.order
        return {**dict.fromkeys(others, ALSO_READ), own: OWN}

    def has_hits(self) -> bool:
        """Whether any text meets it, seen or unseen."""
        return _any(self.expression)

    def corrected(self) -> "Question | None":
        """The same question with each word nobody wrote replaced by the nearest one that somebody did."""
        wrong = [word for word in self.words if not _any(full_text().expression([self._group(word)]))]
        mended = nearest([fold(word) for word in wrong], self.order)
        words = tuple(mended.get(fold(word), word) if word in wrong else word for word in self.words)
        return Question(words, self.order) if words != self.words else None


def language_of(best: int) -> str:
    """The language a version's `best` was reached in."""
    return LANGUAGES[best & 15]


def _any(expression: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(full_text().any, [expression])
        return cursor.fetchone() is not None


def question(typed: str) -> Question | None:
    """What somebody typed, for the reader of this request; None where there is no word in it."""
    words = typed_words(typed[:MOST_LETTERS])[:MOST_WORDS]
    order = tuple(dict.fromkeys([*reading_order(get_language()), FALLBACK]))
    return Question(tuple(words), order) if words else None
