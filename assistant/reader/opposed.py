"""Sentences of which one takes back what the other says: a party that accepts and rejects, a report that is denied.

Both are shown, with their days: an older statement is not repeated as if nothing had come after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.positions.matrix import cue_of
from assistant.positions.records import Stance
from assistant.positions.rules import rules
from assistant.positions.sides import side_of
from assistant.positions.stance import stance_of
from assistant.positions.subject import owner
from assistant.reader.candidates import Candidate
from assistant.reader.relevance import Relevance
from assistant.rendering import long_date
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of
from vectorstore import Statement

_EXCLUSIVE: tuple[frozenset[Stance], ...] = (frozenset({"accepts", "rejects"}), frozenset({"offers", "rejects"}))
# Two sentences are of one matter when they share so much of the shorter one's words, and for a denial so many.
_SHARED, _FEWEST = 0.5, 2
# Of what is denied nearly all has to be said by the other.
_DENIED = 0.75
# A sentence may stand so far below the best one and still be set against one that is shown; so many pairs at most.
LOOKED_AT, _MOST = 40, 2


@dataclass(frozen=True, slots=True)
class Opposed:
    """One sentence that is shown, one that stands against it, and over what."""

    shown: Relevance
    against: Relevance
    about: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one statement in a sentence holds: whose, with which stance, of what, as of when; or that it is denied."""

    party: str | None
    stance: Stance | None
    denied: bool
    stems: frozenset[str]
    day: date | None
    reporter: str | None = None


def opposed(
    shown: Sequence[Relevance], found: Sequence[Relevance], *, cast: Cast, duplicate_of: Mapping[str, str]
) -> tuple[Opposed, ...]:
    """Return the pairs of a shown sentence and one of ``found`` (best first) that does not go with it."""
    pairs: list[Opposed] = []
    claims = {id(item): tuple(_claims(item.candidate, cast)) for item in (*shown, *found[:LOOKED_AT])}
    for item in shown:
        for other in found[:LOOKED_AT]:
            if document_of(item, duplicate_of) == document_of(other, duplicate_of) or is_known(pairs, item, other):
                continue
            about = next(_differences(claims[id(item)], claims[id(other)]), None)
            if about:
                pairs.append(Opposed(item, other, about))
            if len(pairs) == _MOST:
                return tuple(pairs)
    return tuple(pairs)


def _differences(some: Sequence[_Claim], others: Sequence[_Claim]) -> Iterator[str]:
    for one in some:
        for other in others:
            shared = one.stems & other.stems
            if len(shared) < _SHARED * min(len(one.stems), len(other.stems)) or not shared:
                continue
            first, second = sorted((one, other), key=lambda claim: claim.day or date.min)
            if one.party and one.party == other.party and frozenset({one.stance, other.stance}) in _EXCLUSIVE:
                then = "later " if first.day and second.day and first.day < second.day else ""
                yield f"{one.party} {first.stance}{_as_of(first)}, {then}{second.stance}{_as_of(second)}"
            elif one.denied != other.denied and len(shared) >= _FEWEST:
                said, denied = (other, one) if one.denied else (one, other)
                if len(shared) < _DENIED * len(denied.stems):
                    continue  # "no joint list" denies nothing of separate ones
                by = f" by {denied.party}" if denied.party else ""
                yield f"said{_as_of(said)}, denied{by}{_as_of(denied)}"


def holders(item: Candidate, cast: Cast) -> frozenset[str]:
    """Return the parties, and persons without one, that take a stance in a sentence."""
    return frozenset(claim.party for claim in _claims(item, cast) if claim.stance and claim.party)


def _claims(item: Candidate, cast: Cast) -> Iterator[_Claim]:
    for statement in item.statements:
        said = statement.content[max(0, item.start - statement.start) : max(0, item.end - statement.start)]
        cue = cue_of(statement, item.text, offset=item.start) if statement.start >= item.start else ""
        party = side_of(statement, cast, item.text)
        taken = stance_of(cue, said, own=owner(statement, said, cast, sides=[party])) if party else None
        yield _Claim(
            party=party,
            stance=taken.stance if taken else None,
            denied=_denies(statement, cue, said),
            stems=_matter(said, cast),
            day=statement.said_on or statement.published_on,
            reporter=statement.nested_in,
        )


def _denies(statement: Statement, cue: str, said: str) -> bool:
    """Whether a statement is the denial of a report."""
    words = words_of(cue)
    turned = any(word.key in ("not", "never") or word.key.endswith("n't") for word in words)
    if turned or not statement.negated:
        return False
    report = {word.stem for word in words_of(said)[:3]} & rules().report
    rejects = {word.stem for word in words} & lexicon().stance["reject"]
    return bool({word.stem for word in words} & rules().deny or (report and rejects))


def _matter(said: str, cast: Cast) -> frozenset[str]:
    """The stems of what is spoken of: no names of those who speak, no verbs of stance."""
    names = [range(item.start, item.end) for item in cast.mentions(said)]
    stances = lexicon().stances | lexicon().speech
    return frozenset(
        word.stem
        for word in words_of(said)
        if not word.is_stop and word.stem not in stances and not any(word.start in name for name in names)
    )


def document_of(item: Relevance, duplicate_of: Mapping[str, str]) -> str:
    """Return the document of a sentence, or the one that it is a copy of: they are one voice."""
    return duplicate_of.get(item.candidate.document_id, item.candidate.document_id)


def is_known(pairs: Sequence[Opposed], item: Relevance, other: Relevance) -> bool:
    """Whether two sentences are a pair already, or the second stands against another one."""
    return any({id(item), id(other)} == {id(pair.shown), id(pair.against)} or pair.against is other for pair in pairs)


def _as_of(claim: _Claim) -> str:
    """The day of a claim, and who reports it where the party does not speak for itself."""
    known = [f"as {claim.reporter} reports it"] if claim.reporter else []
    known += [long_date(claim.day)] if claim.day else []
    return f" ({', '.join(known)})" if known else ""
