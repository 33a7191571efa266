"""The buyer's own text: what is allowed in it."""

import re

import nh3

TAGS = {"p", "br", "div", "strong", "b", "em", "i", "ul", "ol", "li", "a", "blockquote", "h1", "h2", "h3"}


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
