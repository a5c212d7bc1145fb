"""Finds quotations: straight and curly marks, guillemets, single marks, and marks that stay open over paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.records import Span

_CLOSER = {"“": "”", "”": "”", "«": "»", "„": "“", '"': '"'}
_SAME_MARKS = frozenset('"”')  # a mark that opens as well as closes nests nothing
_CLOSERS = frozenset('”»"')
_MARKS = re.compile(r"[“”«»„\"]")
# British style: the closing mark must follow the quotation's own punctuation, or an apostrophe would end it.
_SINGLE = re.compile(r"(?<![\w])[‘'](?=\w)(?P<inner>(?:[^‘\n]|(?<=\w)‘(?=\w)){0,800}?[.,?!…])[’'](?!\w)")
_SINGLE_END = re.compile(r"[.,?!…][’'](?!\w)")
_PARAGRAPH = re.compile(r"[^\n]+")
_BLANKS_BEFORE_OPENING = " \t\n\xa0\u200b([{—–-/"
_TYPEWRITER = re.compile(r"''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One quotation inside one paragraph.

    ``start:end`` includes the marks, ``inner_start:inner_end`` does not. ``closed`` is false where the quotation
    goes on in the next paragraph, which then opens with a mark of its own.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True


def paragraphs(text: str) -> list[Span]:
    """The spans of the lines that are not blank."""
    return [m.span() for m in _PARAGRAPH.finditer(text) if m.group().strip()]


def quotations(text: str, *, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of the paragraph ``text[start:end]``, in order; offsets are those of ``text``."""
    # Two straight single marks are one double mark; the replacement keeps every position.
    local = _TYPEWRITER.sub('\u200b"', text[start:end])
    found = [_widened(text, q) for q in _double_marks(local, offset=start)]
    doubles = list(found)
    singles = _SINGLE.finditer(text, start, end) if _SINGLE_END.search(text, start, end) else ()
    line = text[start:end].strip(" .")
    for match in singles:
        # A line of nothing but a short text in single marks is a heading; single marks inside double ones
        # are theirs.
        heading = line == match.group().strip(" .") and len(match.group().split()) <= 8
        if not heading and not touches(doubles, *match.span()):
            inner = match.span("inner")
            found.append(Quotation(start=match.start(), end=match.end(), inner_start=inner[0], inner_end=inner[1]))
    found.sort(key=lambda q: q.start)
    return [q for q in found if text[q.inner_start : q.inner_end].strip()]


def touches(found: Sequence[Quotation], start: int, end: int) -> bool:
    """Whether one of the quotations, which are in order, has a part inside ``start:end``."""
    last = bisect_left(found, end, key=lambda q: q.start) - 1
    return last >= 0 and found[last].end > start


def _widened(text: str, quotation: Quotation) -> Quotation:
    """A quotation in pairs of single marks with both marks of each pair."""
    first = quotation.start - (text[quotation.start - 1 : quotation.start + 1] == "''")
    inner_end = quotation.inner_end
    if quotation.closed and text[inner_end - 1 : inner_end + 1] == "''":
        inner_end -= 1
    return replace(quotation, start=first, inner_end=inner_end)


def _double_marks(text: str, *, offset: int) -> list[Quotation]:
    start, end = 0, len(text)
    found: list[Quotation] = []
    opened: int | None = None
    depth = 0
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if opened is None:
            if _opens(text, at, start=start, end=end):
                opened, depth = at, 1
            continue
        if mark == text[opened] and mark not in _SAME_MARKS:
            depth += 1
        elif mark == _CLOSER[text[opened]] or (mark in _CLOSERS and text[opened] != '"'):
            if mark == '"' and _opens_only(text, at, start=start, end=end) and at > opened + 1:
                # A second straight mark that can only open: the first one was never closed.
                opened = at
                continue
            depth -= 1
            if depth <= 0:
                found.append(Quotation(start=opened, end=at + 1, inner_start=opened + 1, inner_end=at))
                opened = None
    if opened is not None and (opened == _first(text, start) or not found or _stays_open(text, opened)):
        found.append(Quotation(start=opened, end=end, inner_start=opened + 1, inner_end=end, closed=False))
    return [
        replace(
            q,
            start=q.start + offset,
            end=q.end + offset,
            inner_start=q.inner_start + offset,
            inner_end=q.inner_end + offset,
        )
        for q in found
    ]


def _stays_open(text: str, opened: int) -> bool:
    """Whether a mark behind other quotations opens one that goes on in the next paragraph: “A,” she said. “B."""
    words = text[opened + 1 :].rstrip()
    return _starts_high(words) and words[-1:] in ".?!…" and text[:opened].rstrip()[-1:] in '.?!,:”"'


def is_sentence_like(text: str, quotation: Quotation) -> bool:
    """Whether a quotation can stand as a statement of its own, and is not a quoted word or title."""
    inner = text[quotation.inner_start : quotation.inner_end].strip()
    words = len(inner.split())
    inner = inner.rstrip("’'")  # a quotation inside ends with it: “..., he said ‘no,’”
    if not quotation.closed:
        return True
    after = text[quotation.end : quotation.end + 1]
    own_end = inner[-1:] in ",.?!…—-" or after in (",", ".")
    before = text[max(0, quotation.start - 2) : quotation.start].rstrip()
    if _starts_high(inner) and words >= 5 and inner[-1:] in ",.?!…":
        return True
    announced = before == "" or before[-1:] in ',:\n.?!”"'
    if before[-1:] == "," and inner[-1:] in ",.?!…" and words >= 3:
        return True
    if words == 1 and inner[-1:] in ",.!?" and _starts_high(inner):
        # “No,” she said, “we will sign.” She said: “No.”
        return before[-1:] == ":" or (inner[-1:] != "." and (before == "" or before[-1:] in '\n.?!”"'))
    if inner[-1:] in ",?!…" and words >= 2:
        return announced or (inner[-1:] == "," and _starts_high(inner))
    return announced and (_starts_high(inner) or words >= 6) and (own_end or words >= 5) and words >= 2


def _starts_high(words: str) -> bool:
    """Whether words begin as a sentence does."""
    return words[:1].isupper() or words[:1] in "‘'[(…." or words[:1].isdigit()


def _first(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\xa0":
        start += 1
    return start


def _opens(text: str, at: int, *, start: int, end: int) -> bool:
    if text[at] in "“«„":
        return True
    if text[at] == "”":  # a slip of the pen at the beginning of a paragraph
        return at == _first(text, start) and text[at + 1 : at + 2].isalnum()
    return text[at] == '"' and _opens_only(text, at, start=start, end=end)


def _opens_only(text: str, at: int, *, start: int, end: int) -> bool:
    before_free = at == start or text[at - 1] in _BLANKS_BEFORE_OPENING
    return before_free and at + 1 < end and not text[at + 1].isspace()
