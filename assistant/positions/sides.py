"""For which side a statement is made: a party, several at once, or a person or group that speaks for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from assistant.positions.kinds import is_body, is_outsider
from assistant.positions.offices import body_of, holds_office
from assistant.positions.rules import rules
from assistant.positions.whole import whole_name
from assistant.understand.bodies import is_paper
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.words import words_of
from vectorstore import Statement

# "Telephone between the minister, Ivan Petrov, and the head of ...": a description, no name to hold it against.
_LONGEST_NAME = 6
_PRONOUN = re.compile(r"(?:we|i|us|ours?|he|she|they|it|you)", re.IGNORECASE)
_THEIR = re.compile(r"(?:his|her|its|their|our|my|some|many|several|two|both|one|another|most|no|\d+)\b", re.IGNORECASE)
_OWN_BODY = re.compile(r"(?:his|her|its|their|our|my) (?=[a-z]+$)", re.IGNORECASE)
# A capital that no article and no first place gives.
_NAME = re.compile(r"(?<=\w )[A-Z]|^(?!(?:The|An?|Its?|His|Her|Their)\b)[A-Z][\w’'-]+$")
_AND = re.compile(r",?\s*(?:and\s+)?(?:the\s+)?", re.IGNORECASE)
# Whoever sits there does not speak for the place: "the Senate in Ottawa".
_PLACED = re.compile(r"\b(?:in|at|near|outside|from|inside|across)\s+(?:the\s+)?$", re.IGNORECASE)


def sides_of(statement: Statement, cast: Cast, text: str) -> tuple[str, ...]:
    """Return the sides that a statement speaks for, the speaker where none is known, nothing for a mere pronoun.

    Args:
        statement: what was said, with its speaker.
        cast: who appears in the documents.
        text: the document, which may call "the federation" by its whole name elsewhere.
    """
    speaker = statement.speaker
    if not speaker or _PRONOUN.fullmatch(speaker) or is_paper(speaker):
        return ()
    if is_outsider(f"{statement.role or ''} {speaker}"):  # what an expert guesses is nobody's position
        return ()
    if statement.party:
        return (statement.party,)
    if _THEIR.match(speaker):  # "its members": whose, the document has not told; "their union", where it has but one
        whole = whole_name(_OWN_BODY.sub("the ", speaker), text)
        return (whole,) if _OWN_BODY.match(speaker) and whole[:1].isupper() else ()
    if is_body(speaker):
        return (whole_name(speaker, text),)
    mentions = [item for item in cast.mentions(speaker) if not _PLACED.search(speaker[: item.start])]
    named = [item for item in mentions if item.person or item.named]
    if _are_listed(named, speaker):
        return tuple(dict.fromkeys(item.party or item.name for item in named))
    last = named[-1] if named else None
    side = last.party if last else None
    if side and cast.party_of(side.lower()):
        return (side,)
    if last and side and _speaks_for(speaker[last.end :]):
        return (whole_name(side, text),)
    if last and last.person:
        figure = cast.figure(last.key)
        roles = (statement.role or "", *(figure.titles if figure else ()))
        led = whole_name(side, text) if side and _leads(side, roles) else body_of(roles, cast, text)
        return (led or _home(last.name, text, cast) or last.name,)
    # "Two people", "officials", "the ad": nobody whose position could be held against them.
    known = mentions or cast.mentions(speaker) or _NAME.search(speaker)
    return (whole_name(speaker, text),) if known and len(speaker.split()) <= _LONGEST_NAME else ()


def side_of(statement: Statement, cast: Cast, text: str) -> str | None:
    """Return the first of the sides that :func:`sides_of` gives."""
    return next(iter(sides_of(statement, cast, text)), None)


def mediates(statement: Statement, cast: Cast) -> bool:
    """Return whether the speaker stands between the sides: a mediator has no position of their own."""
    mentions = cast.mentions(statement.speaker or "")
    figures = [figure for item in mentions if item.person and (figure := cast.figure(item.key))]
    return any(figure.mediates for figure in figures)


def _are_listed(named: list[Mention], speaker: str) -> bool:
    """Whether a speaker is several, by their names alone: "Norway and Chile"."""
    if len(named) < 2 or speaker[named[-1].end :].strip():
        return False
    between = (speaker[one.end : other.start] for one, other in pairwise(named))
    return all(_AND.fullmatch(words) and words.strip() for words in between)


def _leads(body: str, roles: Iterable[str]) -> bool:
    """Whether a person speaks for the body that a role of theirs names: its president does, a nurse of it does not."""
    naming = [role for role in roles if body in role]
    return not naming or any(map(holds_office, naming))


def _speaks_for(words: str) -> bool:
    """Whether these words behind a side's name make an office of it: "[Qelat's] deputy foreign minister"."""
    named = words_of(words)
    office = lexicon().roles_in(named) or rules().office.intersection(word.stem for word in named)
    return bool(office) and not any(word.capital for word in named)


def _home(name: str, text: str, cast: Cast) -> str | None:
    """The side behind a person's name: "Prime Minister Marit Solvane of Veltria"."""
    match = re.search(rf"{re.escape(name)},? of (?:the )?([A-Z][\w’'-]*\w(?: [A-Z][\w’'-]*\w)*)", text)
    behind = cast.mentions(match[1].strip()) if match else ()
    return behind[0].party if behind and not behind[0].person else None
