"""Quotations that a name signs: “We pay too much.” — Ann Berg, a pilot; in one paragraph or with the name below."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.attribution.draft import Draft
from ingest.attribution.mentions import label_mention
from ingest.attribution.quotes import Quotation, quotations
from vectorstore.records import Span

_WORD = r"[^\W\d_a-zß-ÿ][\w.’'\-]*"
_NAME = rf"(?P<name>{_WORD}(?: (?:{_WORD}|of|the|de|van|von|al|bin|la|y)){{0,5}}(?<!\.))"
# Behind the name a paragraph ends, perhaps after what they are, or the next quotation begins; a clause that goes on
# ("“No” — the minister said") is grammar's.
_SIGNATURE = re.compile(rf"\s?[-–—―]{{1,2}}\s?{_NAME}(?:, [^\n“”\"«».]{{2,80}})?\.?(?=\s*(?:[“”\"«„]|$|\n))")

_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The span of a quotation with its marks, of the name below or behind it, and the number of its paragraph."""

    quotation: Span
    name: Span
    paragraph: int


def signed(text: str, *, paragraphs: Sequence[Span]) -> list[Signed]:
    """Return the quotations that a name signs, in order.

    Before one of them its paragraph has nothing but others of the kind: what stands in running text is grammar's.
    """
    found: list[Signed] = []
    for number, (start, end) in enumerate(paragraphs):
        at = start
        for first, last in _blocks(text, quotations(text, start=start, end=end)):
            match = _signature(text, last.end, paragraphs, number)
            words = text[first.inner_start : last.inner_end].split()
            if match is None or len(words) < _FEWEST_WORDS or text[at : first.start].strip(" ."):
                break
            found.append(Signed(quotation=(first.start, last.end), name=match.span("name"), paragraph=number))
            at = match.end()
    return found


def signed_drafts(text: str, found: Sequence[Signed]) -> list[Draft]:
    """Return the drafts of signed quotations."""
    return [
        Draft(
            start=item.quotation[0],
            end=item.quotation[1],
            cue="—",
            mention=label_mention(text, item.name),
            frame_start=item.name[0],
            paragraph=item.paragraph,
            unit=-1,
            negative=False,
            direct=True,
        )
        for item in found
    ]


def touches_signed(draft: Draft, found: Sequence[Signed]) -> bool:
    """Whether a draft that grammar made is of words that a name signs."""
    return any(draft.start < item.quotation[1] and item.quotation[0] < draft.end for item in found)


def _blocks(text: str, found: Sequence[Quotation]) -> Iterator[tuple[Quotation, Quotation]]:
    """The first and the last of the quotations that stand side by side."""
    apart = itertools.accumulate(
        text[before.end : after.start].strip() != "" for before, after in itertools.pairwise([*found[:1], *found])
    )
    for _, block in itertools.groupby(zip(apart, found, strict=True), key=lambda pair: pair[0]):
        items = [quotation for _, quotation in block]
        yield items[0], items[-1]


def _signature(text: str, end: int, paragraphs: Sequence[Span], number: int) -> re.Match[str] | None:
    match = _SIGNATURE.match(text, end, paragraphs[number][1])
    if match is None and not text[end : paragraphs[number][1]].strip() and number + 1 < len(paragraphs):
        below = _SIGNATURE.match(text, *paragraphs[number + 1])
        return below if below is not None and not text[below.end() : paragraphs[number + 1][1]].strip() else None
    return match
