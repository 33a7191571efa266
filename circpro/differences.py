"""How two texts differ, word by word: shown wherever a text is compared with an earlier or another one."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)


class Piece(NamedTuple):
    """A run of text: kept, added or removed."""

    change: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """What was taken out and put in, word by word."""
    before, after = WORD.findall(old), WORD.findall(new)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(after[c:d])))
    return pieces
