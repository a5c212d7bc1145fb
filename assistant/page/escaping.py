"""Text that nobody vouches for, made inert for the page.

``escaped`` is enough where a component shows HTML. The chat component reads its messages as Markdown too.
"""

from __future__ import annotations

from html import escape

from assistant.control_characters import neutral

__all__ = ["escaped", "inert"]

# A character reference is never Markdown, so with these characters written as references a text cannot become an
# image, a link, a heading or a tag.
_REFERENCES = str.maketrans({character: f"&#{ord(character)};" for character in "&<>\"'`*_{}[]()#+-.!|~$:@\\/="})


def escaped(text: str) -> str:
    """Return ``text`` as HTML that reads the same, in an attribute too.

    Control characters and marks that turn the direction of writing round are shown as a replacement character: the
    page would hide them, and a terminal that the text is copied to would obey them.
    """
    return escape(neutral(text.replace("\r", "")))


def inert(text: str) -> str:
    """Return ``text`` as ``escaped`` does, and so that Markdown gives no meaning to it either."""
    return neutral(text.replace("\r", "")).translate(_REFERENCES).replace("\n", "<br>")
