"""People whose names the recogniser takes for bodies or places: the words beside them show that they are somebody."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from ingest.attribution.lexicon import lexicon
from vectorstore.parties import parties
from vectorstore.records import Span

_MISREAD = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW", "NORP"})
# A given name and a surname, perhaps with an initial between them. "GREEN PARTY" is none.
_FULL_NAME = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+(?: [A-Z]\.)? [^\W\d_a-z]['’]?[^\W\d_]*[^\W\d_A-Z][^\W\d_]*")
_DETERMINED = re.compile(r"\b(?:the|an?|this|that|these|our|its|their)\s+$", re.IGNORECASE)
# A club is "who lead the league", one person "who leads the league".
_SINGULAR_CLAUSE = re.compile(r",\s(?:\d{1,3},\s)?who\s(?:is|was|has|[a-z]{2,}[^s\W]s)\b")
# "Greater London" is not Jack London's brother.
_PLACES = frozenset(
    {"New", "Old", "Great", "Greater", "North", "South", "East", "West", "Camp", "Fort", "Mount", "Lake"}
)
# What a sentence may begin with in front of a name.
OPENERS = {
    "A",
    "An",
    "And",
    "As",
    "At",
    "Before",
    "Both",
    "But",
    "For",
    "From",
    "If",
    "In",
    "On",
    "When",
    "With",
    "Yet",
}
_BEHIND = 60  # characters that are looked at on either side


def misread_people(text: str, found: Mapping[Span, str]) -> list[Span]:
    """Return the names that are a person's, whatever the recogniser calls them.

    They have the surname of somebody in the document and another given name, or stand beside an office ("its head,
    X,", "union leader X") or before "who heads ...". What has an article is a thing.
    """
    surnames = surnames_of(text, found)
    return [span for span, label in found.items() if label in _MISREAD and is_person(text, span, surnames)]


def surnames_of(text: str, found: Mapping[Span, str]) -> frozenset[str]:
    """Return the last words of the names of people that have several."""
    people = (text[start:end].split() for (start, end), label in found.items() if label == "PERSON")
    return frozenset(words[-1] for words in people if len(words) > 1)


def opens_with_person(text: str, span: Span, surnames: Collection[str]) -> bool:
    """Whether the words that open a sentence are a name: their first is no common word, and they show as a person's."""
    first = text[slice(*span)].split()[0]
    if first in OPENERS or not is_person(text, span, surnames):
        return False
    return re.search(rf"\b{re.escape(first.lower())}\b", text) is None


def is_person(text: str, span: Span, surnames: Collection[str]) -> bool:
    """Whether a name has a known surname and another given name, or stands beside an office or "who heads"."""
    start, end = span
    words = text[start:end]
    if _FULL_NAME.fullmatch(words) is None or parties().of_mention(words) is not None:
        return False
    before, behind = text[max(0, start - _BEHIND) : start], text[end : end + _BEHIND]
    if _DETERMINED.search(before):
        return False
    first, *_, last = words.split()
    if last in surnames and first not in lexicon().offices | _PLACES:
        return True
    explains = behind[:1] in (",", ".") and _office().search(before) is not None
    return explains or _SINGULAR_CLAUSE.match(behind) is not None


@cache
def _office() -> re.Pattern[str]:
    """An office that a name explains: "its head, "."""
    offices = "|".join(re.escape(office) for office in sorted(lexicon().offices))
    return re.compile(rf"\b(?:{offices}),\s$", re.IGNORECASE)
