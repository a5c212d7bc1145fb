"""Keeping the words that turn a sentence round inside the quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore import Span

# Words that negate or condition what stands beside them. A quotation may leave out a clause, but never one of these.
_TURNS = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|nowhere|cannot|without|hardly|barely|rarely|seldom"
    r"|scarcely"
    r"|unless|until|if|only|except|provid(?:ed|ing)|whether"
    r"|as long as|so long as|on (?:the )?condition|den(?:y|ies|ied|ying)|reject\w*|refus\w*|declin\w*"
    r"|dismiss\w*|doubt\w*|denials?|oppos\w+|lies?|lied|baseless|unfounded|few|against|alleged\w*|purported\w*"
    r"|supposed\w*|once|subject to|conditional|depend\w*|in (?:return|exchange)"
    r"|rul(?:e|es|ed|ing) out|fail\w*|unlikely|unable|untrue|false|wrong)\b|n[’']t\b",
    re.IGNORECASE,
)
# Words that set something else against it, which somebody's words as reported do without: "..., he said, but left".
_CONTRAST = re.compile(r"\b(?:but|however|although|though|despite|instead|rather)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")


def widen(span: Span, sentences: Sequence[Span], text: str, *, reported: bool = False, near: int | None = None) -> Span:
    """Return ``span``, or the whole sentence around it when the part left out holds a word that turns its sense.

    ``sentences`` are the sentence spans of the document around ``span``; a span that crosses sentences is widened at
    both ends. A span outside all sentences (a heading) is returned as it is. ``reported`` tells that the span is all
    that somebody is reported to have said: then what is merely contrasted with it may be left out. ``near`` is how many
    characters beside the span may hold a word that turns it (``None``: all of its sentence): nobody's own words in
    quotation marks are turned round by what the reporter tells further on.
    """
    far = len(text) if near is None else near

    def turns(part: str) -> bool:
        return bool(_TURNS.search(part) or (not reported and _CONTRAST.search(part)))

    start, end = _whole_words(span, text)
    for first, last in sentences:
        if first <= start < last and turns(text[max(first, start - far) : start]):
            start = first
        if first < end <= last and turns(text[end : min(last, end + far)]):
            end = last
    return start, end


def _whole_words(span: Span, text: str) -> Span:
    """Grow a span to the edges of the words that it cuts ("un|able", "can|not")."""
    start, end = span
    for match in _WORD.finditer(text, max(0, start - 60), min(len(text), end + 60)):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    return start, end
