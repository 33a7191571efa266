"""Bringing the forms of a word together: a dictionary's lemma, then a stemmer on top of it.

Neither is enough alone: Finnish `hankinnoissa` needs the dictionary, a word that no dictionary has needs the stemmer
(figures in docs/decisions/0003-search.md). The dictionaries are simplemma's, kept as tries on disk: as Python
dictionaries Finnish alone takes 350 MB, as tries all eleven languages take 53 MB together and load in 0.03 s.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local

import snowballstemmer
from django.conf import settings
from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

from criteria.search.words import LANGUAGES, fold, languages_by_script

DICTIONARIES = {"hr": "hbs"}  # where simplemma's code is not ours
STEMMERS = {
    "en": "english",
    "fi": "finnish",
    "bg": "russian",  # there is no Bulgarian one; this one takes the endings off that the lemma leaves
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "hr": "serbian",  # writes Latin letters and treats both standards
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "pt": "portuguese",
}
REMEMBERED = 50_000  # words, about 20 MB when full

_mine = local()  # a stemmer keeps the word it works on: each thread has its own


@lru_cache(maxsize=1)
def _dictionaries() -> TrieDictionaryFactory:
    return TrieDictionaryFactory(cache_max_size=len(LANGUAGES), disk_cache_dir=str(_folder()))


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(settings.DICTIONARIES_DIR) / version("simplemma")


@cache
def dictionary(language: str) -> Mapping[str, str]:
    """Forms and their lemmas. Where `prepare` has not built the file, the first use does."""
    code = DICTIONARIES.get(language, language)
    if not (_folder() / f"{code}.dic").exists():
        _build(code)
    return _dictionaries().get_dictionary(code)


def _build(code: str) -> None:
    """Beside its place first: other processes see the whole file or none."""
    _folder().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=_folder()) as folder:
        TrieDictionaryFactory(disk_cache_dir=folder).get_dictionary(code)
        (Path(folder) / f"{code}.dic").replace(_folder() / f"{code}.dic")


def build_dictionaries() -> None:
    """Build what is not built yet, so that no web process has to: 17 s, and 350 MB while it lasts."""
    for language in LANGUAGES:
        dictionary(language)


def _lemma(word: str, language: str) -> str | None:
    known = dictionary(language)
    return known.get(word) or known.get(word.capitalize())


def _stem(word: str, language: str) -> str:
    stemmers = _mine.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(STEMMERS[language])
    return str(stemmers[language].stemWord(word))


@lru_cache(maxsize=REMEMBERED)
def terms(word: str, language: str) -> tuple[str, ...]:
    """What a word of a text is indexed by: as written, by its lemma, and by its stem without accents."""
    plain = fold(word)
    if plain.isdigit():
        return (plain,)
    lemma = (_lemma(word, language) or word).lower()
    return tuple(dict.fromkeys((plain, fold(_stem(lemma, language)), fold(_stem(plain, language)))))


@lru_cache(maxsize=REMEMBERED // 10)
def languages_of(word: str) -> tuple[str, ...]:
    """The languages whose dictionary has the word; where none has, all that are written in its letters."""
    candidates = languages_by_script(word)
    return tuple(language for language in candidates if _lemma(word, language)) or candidates
