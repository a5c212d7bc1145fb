"""Obstacles that are said to be none: in the sentence itself, in the one behind it, or by somebody elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.positions.items import sentences_behind
from assistant.positions.records import Obstacle
from assistant.positions.words import NO, NOT
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of
from vectorstore import DocumentParts, Span

_DENIED = re.compile(
    rf"\b(?:{'|'.join(sorted(NO | NOT))}|\w+n[’']t|ceased to be|removed"
    r"|overcome|cleared|resolved|settled|unlikely to)\b[^.;]{0,40}$"
    r"|\b(?:doubt(?:s|ed)?|den(?:y|ies|ied)|disput(?:es?|ed) that|dismiss(?:es|ed)?)\b[^.;]{0,70}$"
    r"|^[^.;]{0,40}\b(?:(?:has|have|had|was|were|is|are)"
    r" (?:been |now )?(?:removed|overcome|cleared|resolved|settled)|no longer|is over|behind (?:us|them))\b",
    re.IGNORECASE,
)
# The sentence behind takes it back: "Solberg disputed this."
_TAKEN_BACK = re.compile(
    r"(?:but |however, )?(?P<who>.{2,60}?) (?:has |have |later |also |flatly )*(?:denied|denies|disputed|disputes"
    r"|dismissed|dismisses|rejected|rejects|disagreed|disagrees|contested|contests|contradicted)"
    r"(?: (?:with )?(?:this|that|it|him|her|them|the (?:claim|assertion|assessment|idea|view|charge)))?[.!]?",
    re.IGNORECASE,
)


def is_denied(text: str, cue: Span) -> bool:
    """Return whether a sentence says of the obstacle that its cue names that it is none, or no more."""
    return any(_DENIED.search(side) for side in (text[: cue[0]], text[cue[1] :]))


def contested(item: Obstacle, denials: Sequence[tuple[str | None, str]]) -> Obstacle:
    """Return an obstacle with the first sentence of somebody else that says of the same issue that it is none."""
    own = {word.stem for word in words_of(item.issue) if not word.is_stop and word.stem not in lexicon().obstacle}
    for speaker, text in denials:
        if not item.contested and speaker != item.raised_by and own & {word.stem for word in words_of(text)}:
            return replace(item, contested=True, contested_by=speaker, contest=text)
    return item


def taken_back(part: DocumentParts, sentence: Span, cast: Cast) -> dict[str, Any]:
    """Return what the sentence behind one that names an obstacle says of it: that somebody disputes it."""
    behind = sentences_behind(part, sentence)[:1]
    text = part.document.text[slice(*behind[0])] if behind else ""
    match = _TAKEN_BACK.fullmatch(text.strip())
    who = cast.mentions(match["who"]) if match else ()
    return {"contested": True, "contested_by": who[0].name, "contest": text} if who else {}
