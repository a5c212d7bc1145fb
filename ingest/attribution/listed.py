"""Who takes part in a transcript, by its labels and by the list above it: "Speakers: Ann Berg (mayor, Lund); ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.attribution.cast import Cast
from ingest.attribution.lexicon import lexicon
from ingest.attribution.turns import Turn
from vectorstore.parties import parties
from vectorstore.records import Entity, Span

_NAME = r"[^\W\d_a-z][\w.’'\-]{0,40}"
# A name opens its line or stands behind a mark, and a mark or the line's end comes behind it: prose has neither.
_LISTED = re.compile(
    rf"(?:^|(?<=[:;,] ))(?P<name>{_NAME}(?:[ \xa0](?:(?:de|da|do|von|van|der|al|bin) ){{0,2}}{_NAME}){{1,3}})"
    r"(?:\s\((?P<inside>[^()\n]{2,80})\)|,\s(?P<behind>[a-z][^().;\n]{2,80}))?(?=[;,\n]|\.?$)",
    re.MULTILINE,
)
_LONGEST = 4000  # characters above the first label; what is longer is no list


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The spans of a name in the list above a transcript and of what stands beside it."""

    name: Span
    role: Span | None


def listed(text: str, turns: Sequence[Turn], *, before: int) -> list[Listed]:
    """The people above position ``before``, the first label, who have the surname of a label."""
    surnames = {text[slice(*turn.speaker)].split()[-1].casefold() for turn in turns}
    found = []
    for match in _LISTED.finditer(text, 0, min(before, _LONGEST)):
        first, *_, last = match["name"].split()
        beside = "inside" if match["inside"] else "behind"
        told = any(word in lexicon().verbs for word in (match[beside] or "").split())
        if last.casefold() in surnames and first not in lexicon().offices and not told:
            found.append(Listed(name=match.span("name"), role=match.span(beside) if match[beside] else None))
    return found


def with_listed(text: str, people: Sequence[Listed], found: Sequence[Entity], *, document_id: str) -> list[Entity]:
    """The entities in order, with the people of a list: the recogniser often takes a name behind a colon for none."""
    others = (e for e in found if not any(e.start < p.name[1] and p.name[0] < e.end for p in people))
    named = (
        Entity(document_id=document_id, text=text[slice(*p.name)], start=p.name[0], end=p.name[1], label="PERSON")
        for p in people
    )
    return sorted([*others, *named], key=lambda e: e.start)


def introduce_listed(cast: Cast, text: str, turns: Sequence[Turn], people: Sequence[Listed]) -> None:
    """Notes the roles that labels and the list above them give."""
    for name, role in _roles(turns, people):
        person = cast.named(text[slice(*name)])
        if person is not None:
            cast.introduce(person, _spoken_for(text[slice(*role)]), at=name[0])


def _roles(turns: Sequence[Turn], people: Sequence[Listed]) -> Iterator[tuple[Span, Span]]:
    yield from ((item.name, item.role) for item in people if item.role is not None)
    yield from ((turn.speaker, turn.role) for turn in turns if turn.role is not None)


def _spoken_for(role: str) -> str:
    """ "minister, Portugal" says whose minister: "minister of Portugal"."""
    office, _, whose = role.rpartition(", ")
    return f"{office} of {whose}" if office and parties().of_mention(whose) is not None else role
