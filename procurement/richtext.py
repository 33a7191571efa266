"""The buyer's own text: what is allowed in it, and how two texts differ."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

import nh3

TAGS = {"p", "br", "div", "strong", "b", "em", "i", "ul", "ol", "li", "a", "blockquote", "h1", "h2", "h3"}
WORD = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)


def sanitised(html: str) -> str:
    """HTML reduced to paragraphs, emphasis, lists and web links. Everything else is taken out, its text stays."""
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    # A section has its own heading in the document, so what stands inside it starts one level lower.
    return re.sub(r"<(/?)h[12]>", r"<\1h3>", clean).strip()


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
