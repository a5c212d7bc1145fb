"""The positions of the parties: one entry for each statement with a stance, later ones beside earlier ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from assistant.positions.changes import with_changes
from assistant.positions.held import Held, is_of_persons, issues
from assistant.positions.kinds import is_outsider, kind_of
from assistant.positions.matters import matches
from assistant.positions.records import Position
from assistant.positions.rules import rules
from assistant.positions.sides import mediates, sides_of
from assistant.positions.stance import stance_of, stances_of_others
from assistant.positions.subject import Subjects
from assistant.positions.supposing import adds_condition, is_called_untrue, is_supposed, is_untrue, tells_directly
from assistant.positions.whole import names_kept, whole_name
from assistant.positions.words import NO, NOT
from assistant.understand.cast import Cast
from assistant.understand.words import words_of
from vectorstore import DocumentParts, Span, Statement

_NEAR = 60  # characters between a verb and what it reports
# '..." said Holt. "...'
_TELLING = re.compile(r"(?<=\S)[\"”](?=\s)[^\"“”]*[\"“](?=\S)")
# What stands between a speaker and a cue that it denies.
_DENIES = re.compile(
    rf"[^,;:()“”\"]*\b(?:{'|'.join(sorted(NO | NOT))})\b[^,;:()“”\"]*|[^,;:()“”\"]*n[’']t[^,;:()“”\"]*"
)
_YES_NO = frozenset({"accepts", "rejects"})
_SMALL = frozenset({"for", "on", "to", "out", "down", "against", "forward", "upon"})


def read_positions(parts: Mapping[str, DocumentParts], *, cast: Cast, issue: str | None = None) -> list[Position]:
    """Return the positions in these documents, by party, issue and day; what changed is marked.

    Args:
        parts: the documents by id, with their sentences and statements.
        cast: who appears in them.
        issue: an issue as a user names it: only statements that speak of it, and all of them under this name.
            Without it each goes by what the grammar of its sentence shows, "" where that names nothing.

    Raises:
        LanguageUnavailable: if the language model is needed and cannot be loaded.
    """
    with names_kept():
        held = [item for part in parts.values() for item in _of_document(part, cast=cast, issue=issue)]
    known = _known_sides(held)
    found = {
        (item.party, item.issue, item.stance, item.document_id, item.start): item
        for one, name in zip(held, issues(held, cast=cast) if issue is None else [issue] * len(held), strict=True)
        if not is_of_persons(one, name)
        for side in _sides(one, known)
        for item in (_position(one, party=side, issue=name),)
    }
    ordered = sorted(
        _consistent(found.values()),
        key=lambda item: (item.party, item.issue.casefold(), item.as_of or date.min, item.source),
    )
    return list(with_changes(ordered))


def _consistent(found: Collection[Position]) -> Iterator[Position]:
    """The entries without those of one sentence that say yes and no to one thing: one of the two is read wrongly."""
    read: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for item in found:
        read[_sentence_of(item)].add(item.stance)
    return (item for item in found if not (item.stance in _YES_NO and read[_sentence_of(item)] >= _YES_NO))


def _sentence_of(item: Position) -> tuple[str, ...]:
    return item.party, item.issue, item.document_id, str(item.start)


def _known_sides(held: Sequence[Held]) -> dict[str, tuple[str, ...]]:
    """The sides of the speakers whose side one document tells and another does not, by their names."""
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in held:
        if one.sides != (one.speaker,):
            found[one.speaker].add(one.sides)
    return {speaker: sides.pop() for speaker, sides in found.items() if len(sides) == 1}


def _sides(held: Held, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The sides of a stance; "the hospital" of one document is that of another only where it names the same one."""
    sides = known.get(held.speaker, held.sides)
    described = held.speaker.lower().startswith("the ")
    named = described and all(side.lower() in held.part.document.text.lower() for side in sides)
    return sides if named or not described else held.sides


def stances(part: DocumentParts, *, cast: Cast) -> Iterator[tuple[Statement, Span, tuple[str, ...]]]:
    """Yield each statement of a document that takes a stance, with the sentence that shows it and for which sides."""
    with names_kept():  # a list, as what is kept must not be seen by whoever asks for the next one
        held = list(_of_document(part, cast=cast, issue=None))
    yield from ((item.statement, item.span, item.sides) for item in held)


def _of_document(part: DocumentParts, *, cast: Cast, issue: str | None) -> Iterator[Held]:
    for statement in part.statements:
        yield from _of_statement(statement, part, cast=cast, issue=issue)


def _of_statement(statement: Statement, part: DocumentParts, *, cast: Cast, issue: str | None) -> Iterator[Held]:
    text = part.document.text
    sides = sides_of(statement, cast, text)
    if not sides or mediates(statement, cast) or is_outsider(statement.nested_in or ""):
        return
    words = _spoken(statement, text)
    for number, (span, place) in enumerate(_sentences(statement, part)):
        said = words[place[0] - statement.start : place[1] - statement.start]
        before = text[span[0] : statement.start if statement.speaker_start is None else statement.speaker_start]
        if number == 0 and (is_supposed(before) or _is_asked_of(statement, text)):
            continue  # "asked whether the union might want more"
        if number == 0 and _is_hearsay(statement, before, cue_of(statement, text), text[place[1] : span[1]]):
            continue
        if said.rstrip("”’\"' ").endswith("?") or (issue and not matches(issue, text[slice(*span)])):
            continue
        subjects = Subjects.of(statement, said, cast, sides=sides)
        held = partial(Held, statement=statement, part=part, span=span, said=place)
        cue = cue_of(statement, text) if number == 0 else ""
        taken = stance_of(cue, said, own=subjects.whose)
        if taken and taken.stance in ("accepts", "offers", "open") and adds_condition(text[place[1] : span[1]]):
            taken = replace(taken, stance="conditions")
        if taken:
            yield held(sides=sides, taken=taken, speaker=statement.speaker or "", reported_by=statement.nested_in)
        for name, taken in stances_of_others(cue, said, other=subjects.other):
            side = whole_name(name, text)
            known = side[:1].isupper() or kind_of(side.removeprefix("the "))  # of "the cabinet" it may be anybody's
            if known and side not in sides:
                yield held(sides=(side,), taken=taken, speaker=side, reported_by=statement.speaker)


def _is_hearsay(statement: Statement, before: str, cue: str, behind: str) -> bool:
    """Whether nobody says that it is so: "said reports that Chile accepted it were false", "its claim ... is false"."""
    if is_called_untrue(cue, behind):
        return True
    told = statement.nested_in
    return told is not None and (is_untrue(before) or is_untrue(behind) or not tells_directly(before, teller=told))


def _is_asked_of(statement: Statement, text: str) -> bool:
    """Whether somebody else wants it of the speaker: "urged Sweden to drop its demand"."""
    place = statement.speaker_end
    return place is not None and text[place : place + 4].lower() == " to "


def _spoken(statement: Statement, text: str) -> str:
    """The words of a statement, with blanks for those in the midst of a quotation that tell who speaks."""
    content = text[statement.start : statement.end]
    if statement.kind != "direct":
        return content
    return _TELLING.sub(lambda found: " " * len(found.group()), content)


def cue_of(statement: Statement, text: str, *, offset: int = 0) -> str:
    """Return the words that report a statement, with the small words around them: "called for", "neither ... said".

    ``text`` is the document's from ``offset`` on.
    """
    start = max(0, statement.start - offset)
    before = text[max(0, start - 12) : start].split()[-1:]
    small = before if statement.cue and before and before[0].lower() in _SMALL else []
    # "Neither Kyiv nor Moscow accepted": the negation stands before who speaks.
    place = max(0, (statement.speaker_start or 0) - offset)
    named = text[max(0, place - 10) : place].lower().split()
    spoken = (statement.speaker or "").lower().split()[:1]
    none = ["not"] if statement.negated and {"neither", "nor"} & {*named[-1:], *spoken} else []
    cue = statement.cue or ""
    between = text[max(0, (statement.speaker_end or 0) - offset) : start]
    if len(between) <= _NEAR and {"neither", "nor"} <= set(between.lower().split()):
        cue, none = between.strip(), []  # "neither accepted nor rejected"
    elif cue and cue in between and _DENIES.fullmatch(between.partition(cue)[0]):
        none = ["not"]  # "has no plans to accept": the cue is the noun
    # "Rejected rumours in the delta that ...": what is rejected is a report of the words and not what they say.
    before_said = text[max(0, start - _NEAR) : start]
    gap = before_said.rpartition(cue)[2] if cue and cue in before_said else ""
    reports = [word.key for word in words_of(gap) if word.stem in rules().report]
    return " ".join([*none, cue, *(word for word in (*reports, *small) if not cue.endswith(word))])


def _sentences(statement: Statement, part: DocumentParts) -> Iterator[tuple[Span, Span]]:
    """Each sentence of the document that a statement reaches into, with the part of it that was said.

    The whole sentence is the evidence: no word that turns it round can be cut off.
    """
    text = part.document.text
    touched = [(start, end) for start, end in part.sentences if start < statement.end and end > statement.start]
    for start, end in touched or [(statement.start, statement.end)]:
        said = max(start, statement.start), min(end, statement.end)
        if text[slice(*said)].strip():
            yield (start, end), said


def _position(held: Held, *, party: str, issue: str) -> Position:
    document, statement, span = held.part.document, held.statement, held.span
    as_of = statement.said_on or statement.published_on
    before, figure = held.given_up
    return Position(
        party=party,
        issue=issue,
        stance=held.stance,
        quote=document.text[slice(*span)],
        speaker=held.speaker,
        as_of=as_of,
        document_id=document.document_id,
        start=span[0],
        end=span[1],
        title=document.title,
        source=document.source,
        publisher=document.publisher,
        said_on=statement.said_on,
        published_on=statement.published_on,
        statement_id=statement.statement_id,
        reported_by=held.reported_by,
        changed=before,
        changed_since=as_of if before else None,
        figure=held.figure,
        changed_figure=figure,
    )


def within(
    found: Iterable[Position], *, keys: frozenset[str] | None, cast: Cast, since: date | None, until: date | None
) -> list[Position]:
    """Return the positions of a party (by its ``keys``; all with ``None``) of these days."""
    return [
        item
        for item in found
        if (keys is None or not keys.isdisjoint(_keys_of(item, cast))) and dated(item.as_of, since=since, until=until)
    ]


def _keys_of(item: Position, cast: Cast) -> frozenset[str]:
    return cast.keys_of(item.party, None) | cast.keys_of(item.speaker, None) | {item.party.casefold()}


def dated(day: date | None, *, since: date | None, until: date | None) -> bool:
    """Return whether a day lies within limits; what has no day fits only where there are none."""
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)
