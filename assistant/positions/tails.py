"""Who says a sentence, where its end tells: "the price is the last hurdle, Irena Holt, the minister, said"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.positions.records import Raiser
from assistant.understand.cast import Cast

# One blank, and one only, parts two words of a name: the other way there are as many readings as letters.
_TAIL = re.compile(
    r",[”\"]?\s+(?P<who>[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,3})(?:,[^,]{2,60}(?:,[^,]{2,60})?,)?\s+"
    r"(?:said|says|added|told [^,.]{2,40})(?: (?:on )?[A-Z]\w+day)?[.”\"]*$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """The words that somebody says, and who, as far as the end of the sentence tells it."""

    text: str
    by: str | None = None
    raiser: Raiser | None = None


def told_at_end(sentence: str, cast: Cast) -> Told:
    """Return the words of a sentence without the end that tells who says them, and who that is."""
    found = _TAIL.search(sentence)
    named = cast.mentions(found["who"]) if found else ()
    if not found or not named:
        return Told(sentence)
    one = named[-1]
    figure = cast.figure(one.key) if one.person else None
    raiser: Raiser = "mediator" if figure and figure.mediates else "party" if one.party else "other"
    return Told(f"{sentence[: found.start()]}.", one.name, raiser)
