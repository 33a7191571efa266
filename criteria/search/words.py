"""Cutting text into words, and writing each word one way: no case, no accents."""

import re
import unicodedata

# A text's language is kept in four bits of its key in the index: append here, never reorder.
LANGUAGES = ("en", "fi", "bg", "el", "es", "et", "hr", "it", "lt", "nb", "pt")
SCRIPTS = {"bg": "CYRILLIC", "el": "GREEK"}
LONGEST = 50  # characters; no word of ours is longer, and a hostile one costs no more
WORD = re.compile(r"[^\W_]+")
PRINTED_NUMBER = re.compile(r"\b([A-Z]{3})-(\d{1,3})\b")  # as it stands in a text
TYPED_NUMBER = re.compile(r"\b([A-Za-z]{3})-(\d{1,3})\b|^\s*([A-Za-z]{3})\s*(\d{1,3})\s*$")
# Letters that do not come apart into a plain one and an accent.
LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
# Words that stand in any text and say nothing about it, folded.
_EMPTY = (
    "a al an and as at av con da das de del den der di do dos e ei el en et for from i in ir is it ja je la las "
    "le los na no o och og od of on or os par per po por que sa se su tai the to un una uz van with y za "
    "и на за от с в се по το η ο και της του των για με σε απο τα"
)
EMPTY = frozenset(_EMPTY.split())


def fold(text: str) -> str:
    """Lower case without accents: `Έπιπλα` and `επιπλα` are one word, and so are `ё` and `е`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(LETTERS)


def number_word(code: str, number: str) -> str:
    """How the number of a criterion is indexed: databases would cut FUR-004 in their own ways."""
    return f"{code.lower()}{int(number):03}"


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, accents kept, numbers of criteria in one piece."""
    whole = PRINTED_NUMBER.sub(lambda found: number_word(*found.groups()), unicodedata.normalize("NFC", text))
    return [word[:LONGEST].lower() for word in WORD.findall(whole)]


def typed_words(typed: str) -> list[str]:
    """The words somebody typed; `FUR-4`, `fur004` and `FUR 4` are the number FUR-004."""

    def one(found: re.Match[str]) -> str:
        code, number = (part for part in found.groups() if part)
        return number_word(code, number)

    words = WORD.findall(TYPED_NUMBER.sub(one, unicodedata.normalize("NFC", typed)))
    telling = [word[:LONGEST].lower() for word in words]
    return list(dict.fromkeys(word for word in telling if fold(word) not in EMPTY)) or telling


def languages_by_script(word: str) -> tuple[str, ...]:
    """The content languages written in the letters of the word."""
    name = next((unicodedata.name(letter, "") for letter in word if letter.isalpha()), "")
    of_its_own = tuple(language for language, script in SCRIPTS.items() if name.startswith(script))
    return of_its_own or tuple(language for language in LANGUAGES if language not in SCRIPTS)
