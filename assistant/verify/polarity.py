"""Keeping the words that turn a sentence round inside the quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore import Span

# Words that negate or condition what stands beside them. A quotation may leave out a clause, but never one of these.
_TURNS = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|cannot|without|hardly|barely|unless|until|if|only|except|provided|but|however"
    r"|although|though|despite|instead|rather|den(?:y|ies|ied|ying)|reject\w*|refus\w*|rul(?:e|es|ed|ing) out|fail\w*|unlikely|false)\b|n[’']t\b",
    re.IGNORECASE,
)


def widen(span: Span, sentences: Sequence[Span], text: str) -> Span:
    """Return ``span``, or the whole sentence around it when the part left out holds a word that turns its sense.

    ``sentences`` are the sentence spans of the document around ``span``; a span that crosses sentences is widened at
    both ends. A span outside all sentences (a heading) is returned as it is.
    """
    start, end = span
    for first, last in sentences:
        if first <= start < last and _TURNS.search(text[first:start]):
            start = first
        if first < end <= last and _TURNS.search(text[end:last]):
            end = last
    return start, end
