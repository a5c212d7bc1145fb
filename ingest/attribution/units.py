"""Cuts a paragraph into units that a parser can read: sentences in which a long quotation is a stand-in.

A small parser loses its way in a quotation of three sentences and then misses the "he said" behind it. So each
sentence-like quotation is replaced by one short clause, and every position is mapped back to the document.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.lexicon import lexicon
from ingest.attribution.quotes import Quotation, is_sentence_like, quotations, touches
from vectorstore.records import Span

STAND_IN = "It works"
_OPENING = ("“", '"', "«", "„", "‘", "'")
_FIRST_WORD = STAND_IN.index(" ") + 1
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Prof|St|Jr|Sr|vs|Rev|Hon)\.|,[”\"’»])$"
)
_CLAUSE = re.compile(
    r"(?:[^.,;:“\"\n]|(?<=Mr)\.|(?<=Mrs)\.|(?<=Ms)\.|(?<=Dr)\.|(?<=Sen)\.|(?<=Rep)\.|(?<=Gov)\.|(?<=\b[A-Z])\.)+"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’»]?\s+(?=[A-Z“\"‘])")
_LONGEST = 2000  # characters: no sentence of prose is longer, and the parser's memory grows with the length


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of one paragraph as the parser reads it.

    ``starts[i]`` and ``ends[i]`` are the document span behind character ``i`` of ``text``; all those of a stand-in
    have the span of its quotation. ``quoted`` maps the place of a stand-in in ``text`` to the quotation.
    """

    text: str
    start: int
    end: int
    paragraph: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    quoted: dict[int, Quotation]

    def stand_ins(self, first: int, last: int) -> set[int]:
        """The places of the stand-ins in the characters ``first`` up to and without ``last`` of ``text``.

        A parser may cut one in two; it belongs to the part that holds its verb.
        """
        return {place for place in self.quoted if first <= place + _FIRST_WORD < last}

    def span(self, first: int, last: int) -> Span:
        """The document span of the characters ``first`` up to and without ``last`` of ``text``."""
        return self.starts[first], self.ends[last - 1]


def units(text: str, *, paragraph: Span, number: int, sentences: Sequence[Span]) -> list[Unit]:
    """The units of the paragraph ``text[paragraph]``, in order.

    ``sentences`` are the known sentence spans; a boundary inside a quotation does not cut, and without any
    sentence the paragraph is one unit.
    """
    start, end = paragraph
    found = quotations(text, start=start, end=end)
    long = [q for q in found if is_sentence_like(text, q)]
    cuts = [s for s, _ in sentences if start < s < end and not touches(found, s, s) and not _goes_on(text, s, end=end)]
    if not cuts and end - start > _LONGEST:  # a wall of text whose sentences nobody found
        ends = (m.end() for m in _SENTENCE_END.finditer(text, start, end))
        cuts = [s for s in ends if s < end and not touches(found, s, s)]
    edges = [start, *sorted(set(cuts)), end]
    built = []
    for first, last in itertools.pairwise(edges):
        first, last = _trimmed(text, first, last)
        low, high = (bisect_left(long, at, key=lambda q: q.start) for at in (first, last))
        inside = long[low:high]
        masked = sum(q.end - q.start - len(STAND_IN) for q in inside)
        if first < last and last - first <= _LONGEST + masked:
            built.append(_unit(text, start=first, end=last, number=number, long=inside))
    return built


def _goes_on(text: str, cut: int, *, end: int) -> bool:
    """Whether a sentence boundary is a false one: after "Mr.", and between a quotation and its "she asked:"."""
    before = text[max(0, cut - 12) : cut].rstrip()
    announced = before.endswith(":") and text[cut : cut + 1] in _OPENING
    if _ABBREVIATION.search(before) or text[cut : cut + 1].islower() or announced:
        return True
    if not re.search(r"[?!…—-][”\"’»]$", before):
        return False
    clause = _CLAUSE.match(text, cut, min(end, cut + _LONGEST))
    words = clause.group().split() if clause is not None else []
    verbs = lexicon().verbs
    if not words or words[0] in ("As", "But", "And", "When", "While", "If"):
        return False
    return len(words) <= 10 and any(w in verbs and verbs[w].kind == "speech" for w in words[1:3] + words[-1:])


def _unit(text: str, *, start: int, end: int, number: int, long: Sequence[Quotation]) -> Unit:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    quoted: dict[int, Quotation] = {}
    at = start
    for quotation in long:
        _copy(text, at, quotation.start, parts, starts, ends)
        inner = text[quotation.inner_start : quotation.inner_end].rstrip(" \t\n\xa0’'")
        final = inner[-1:] if inner[-1:] in ",.?!" else ""
        quoted[len(starts) + 1] = quotation
        # Curly marks and a plain final: the forms that the parser was trained on.
        masked = f"“{STAND_IN}{final}”"
        parts.append(masked)
        starts += [quotation.start] * len(masked)
        ends += [quotation.end] * len(masked)
        at = quotation.end
    _copy(text, at, end, parts, starts, ends)
    return Unit(
        text="".join(parts),
        start=start,
        end=end,
        paragraph=number,
        starts=tuple(starts),
        ends=tuple(ends),
        quoted=quoted,
    )


def _copy(text: str, first: int, last: int, parts: list[str], starts: list[int], ends: list[int]) -> None:
    parts.append(text[first:last].replace("\xa0", " ").replace("\n", " "))
    starts += range(first, last)
    ends += range(first + 1, last + 1)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
