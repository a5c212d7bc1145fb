"""Text that nobody vouches for, made inert for components that read Markdown.

``html.escape`` is enough where a component shows HTML. The chat component reads its messages as Markdown too.
"""

from __future__ import annotations

# A character reference is never Markdown, so with these characters written as references a text cannot become an
# image, a link, a heading or a tag.
_REFERENCES = str.maketrans({character: f"&#{ord(character)};" for character in "&<>\"'`*_{}[]()#+-.!|~$:@\\/="})


def inert(text: str) -> str:
    """Return ``text`` as HTML that reads the same and that neither HTML nor Markdown gives a meaning to."""
    return text.translate(_REFERENCES).replace("\r", "").replace("\n", "<br>")
