"""Whom "the 54-year-old" means, and the bodies that "the union" can mean."""

from __future__ import annotations

import re

from ingest.attribution.cast import Cast, Person
from ingest.attribution.persons import OPENERS
from vectorstore.records import Span

_AGED = re.compile(r"the\s(?P<age>\d{1,3})-year-old\b", re.IGNORECASE)
_AGE_BEHIND = re.compile(r",\s(?P<age>\d{1,3})(?=[,.;])")
_PART = r"[A-Z][\w&.’'\-]{0,40}"
_INSIDE = r"(?:(?:of|and|for|the|&) ){0,3}"


def bodies(text: str, noun: str) -> list[Span]:
    """The places of names of bodies with a noun in them, in order: "the Dockers' Union", "Union of Dockers".

    An article is a part of them.
    """
    word = re.escape(noun.capitalize())
    if noun.capitalize() not in text:
        return []
    behind = rf" (?:of|for) (?:the )?{_PART}(?: {_PART}){{0,3}}"
    before = rf"(?:(?!{word}\b){_PART} {_INSIDE}){{1,7}}"
    pattern = re.compile(rf"\b(?:the )?(?:{before}{word}\b(?:{behind})?|{word}{behind})")
    found = []
    for match in pattern.finditer(text):
        start = match.start()
        first, _, rest = match.group().partition(" ")
        if first in OPENERS and rest.split()[0] != noun.capitalize():
            start += len(first) + 1
        if text[start : match.end()].casefold() != f"the {noun}":
            found.append((start, match.end()))
    return found


def aged(text: str, cast: Cast, words: str, *, before: int) -> Person | None:
    """The person that an age means, or ``None`` where it is no such mention or several people could be meant.

    That is the only one named in its paragraph so far, or in the paragraph before where there is none. Who is of
    another age ("Ann Berg, 66,") is not meant.
    """
    epithet = _AGED.match(words)
    if epithet is None:
        return None
    last = before
    for _ in range(2):
        first = text.rfind("\n", 0, max(0, last)) + 1
        found: dict[str, Person | None] = {}
        for entity in cast.people_at(first, before):
            age = _AGE_BEHIND.match(text, entity.end)
            if age is None or age["age"] == epithet["age"]:
                person = cast.named(entity.text, before=before)
                found[person.name if person is not None else entity.text] = person
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
        last = len(text[:first].rstrip())
    return None
