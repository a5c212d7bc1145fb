"""Obstacles of which one sentence, or those behind it, name several."""

from __future__ import annotations

import re
from bisect import bisect_right

from vectorstore import DocumentParts, Span

LONGEST = 90
"""Characters of what is said to hinder; longer stretches are no name."""
_MOST = 12  # sentences behind one that counts obstacles
# "No agreement on pay, and there is none on hours": one obstacle each.
_NOT_AGREED = re.compile(
    r"\b(?:no (?:\w+ )?(?:agreement|consensus|compromise|accord|deal)|none|nor) (?:yet )?(?:on|over|about) "
    r"(?P<what>(?:(?!,? (?:and|but|nor|or) (?:there|no\b|none|neither|nor))[^.;:,])+)",
    re.IGNORECASE,
)
_EACH_ON = re.compile(r",?\s+(?:and|or|nor|but not)\s+(?:over|on|about)\s+", re.IGNORECASE)
_ITEMS = re.compile(r"\s*;\s*|,?\s+and\s+|,\s+(?=(?:who|what|how|whether|the)\b)", re.IGNORECASE)
# "He named two obstacles. One is ...; the other is ...": the sentences behind the number say which.
_COUNTED = re.compile(r"\b(?:two|three|four|five|several|some|many|\d+)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ONE_OF_THEM = re.compile(
    r"(?:(?:the )?(?:one|first|second|third|fourth|other|last|next)|another)(?: one)?\s+"
    r"(?:is|was|concerns?|concerned)\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|several|\d+|obstacles|hurdles|issues|points|questions|problems|differences|matters|snags"
    r"|barriers|disputes|blocks|disagreements|these|following)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.”\"’,;]+\s*$|,\s(?=he |she |it |they |who |[A-Z])[^,]*\b(?:said|says|added|told)\b.*$", re.DOTALL)


def listed(text: str, cue: Span) -> list[str]:
    """Return the items of a list behind a colon, as written."""
    head, colon, rest = text[cue[1] :].partition(":")
    if not _SEVERAL.search(text[: cue[1]] + head):
        return []  # "Veto impedes peace: ..." is a heading and no list
    items = [_END.sub("", item).strip(' “"') for item in _ITEMS.split(rest)] if colon else []
    return list(dict.fromkeys(item for item in items if 2 < len(item) <= LONGEST))


def each(text: str, cue: Span) -> list[str]:
    """Return the matters of "no agreement on pay, and none on hours" and of "far apart on pay and on hours"."""
    found = [match["what"] for match in _NOT_AGREED.finditer(text)]
    if not found:
        behind = re.match(r"\s*(?:over|on|about)\s+(?P<what>[^.;:]+)", text[cue[1] :])
        found = [behind["what"]] if behind else []
    items = [_END.sub("", item).strip(' “"') for part in found for item in _EACH_ON.split(part)]
    named = list(dict.fromkeys(item for item in items if 1 < len(item) <= LONGEST))
    return named if len(named) > 1 else []


def counts(before: str) -> bool:
    """Return whether the words before the name of obstacles only count them: "two [hurdles]"."""
    return _COUNTED.search(before) is not None


def sentences_behind(part: DocumentParts, span: Span) -> tuple[Span, ...]:
    """Return the few sentences behind one; no list of obstacles is longer."""
    at = bisect_right(part.sentences, span)
    return part.sentences[at : at + _MOST]


def told_behind(part: DocumentParts, span: Span) -> list[tuple[Span, str]]:
    """Return the sentences behind one that only counts obstacles, each with the one that it tells."""
    told: list[tuple[Span, str]] = []
    for place in sentences_behind(part, span):
        match = _ONE_OF_THEM.match(part.document.text[slice(*place)])
        if match is None:
            break
        told.append((place, _END.sub("", match["rest"])[:LONGEST]))
    return told


def without_end(words: str) -> str:
    """Return words without the marks behind them, and without who says them."""
    return _END.sub("", words)
