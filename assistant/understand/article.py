"""The document that a question names by its title: 'What did Holt say in the article "Tolls divide the canal"?'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.understand.words import words_of

_KIND = r"(?:article|report|story|piece|document|text|brief|transcript|file|paper|post|item|news|interview|statement)"
_NAMED = re.compile(
    rf"[,\s]*\b(?:in|from|of|according to|by)\s+(?:the\s+|this\s+)?(?:{_KIND}\s+)?"
    r"(?:(?:titled|called|headed|named)\s+)?"
    r"[\"“«'‘](?P<title>.{8,300})[\"”»'’](?=[\s?.!,]*$|,)",
    re.IGNORECASE | re.DOTALL,
)
# A title cited with a slip of the pen is still that title.
_ALIKE = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """``title`` as the documents have it, ``rest`` the question without it, and the documents of that title."""

    title: str
    rest: str
    document_ids: tuple[str, ...]


def named_article(question: str, titles: Callable[[], Mapping[str, str]]) -> Article | None:
    """Return the documents that ``question`` names by their title.

    ``titles`` gives all titles by document id; it is called only when the question has the form.
    """
    match = _NAMED.search(question)
    if match is None:
        return None
    asked = {word.key for word in words_of(match["title"])}
    if not asked:
        return None
    known = titles()
    likeness = {key: _likeness(asked, {word.key for word in words_of(title)}) for key, title in known.items()}
    best = max(likeness.values(), default=0.0)
    if best < _ALIKE:
        return None
    found = tuple(key for key, value in likeness.items() if value == best)
    rest = f"{question[: match.start()]}{question[match.end() :]}".strip()
    return Article(title=known[found[0]], rest=rest, document_ids=found)


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if other else 0.0
