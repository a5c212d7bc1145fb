"""Positions and obstacles on record as evidence: the sentences of the records that are on what a question asks about.

A record knows what a sentence by itself does not show: whose side its speaker is on ("the transport minister told
parliament ..." is Norvia's position), and what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from assistant.positions.issues import Issues
from assistant.positions.matrix import read_positions
from assistant.positions.obstacles import read_obstacles
from assistant.positions.records import Obstacle, Position
from assistant.reader.relevance import Relevance
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import words_of
from vectorstore import DocumentParts


def on_record(
    question: Question, ranked: Sequence[Relevance], *, cast: Cast, parts: Callable[[str], DocumentParts]
) -> list[Relevance]:
    """Return those of ``ranked`` (best first) that are evidence of a record which answers ``question``.

    Args:
        question: for a party's position, the records are those of the party; for what is in the way, all.
        ranked: the sentences found.
        cast: who appears in the documents.
        parts: gives a document with its statements by id.
    """
    if question.kind not in ("position", "obstacle") or not ranked:
        return []
    found = {item.candidate.document_id: parts(item.candidate.document_id) for item in ranked}
    evidence = [
        (record.document_id, record.start, record.end)
        for record in _records(question, found, cast)
        if _is_on_topic(question, record)
    ]
    return [item for item in ranked if _is_within(item, evidence)]


def _records(
    question: Question, parts: Mapping[str, DocumentParts], cast: Cast
) -> Iterator[Position] | Iterator[Obstacle]:
    contents = (statement.content for part in parts.values() for statement in part.statements)
    issues = Issues.of(contents, cast=cast)
    if question.kind == "obstacle":
        return iter(read_obstacles(parts, cast=cast, issues=issues))
    subject = question.subject
    keys = {subject.key} if subject else set()
    held = read_positions(parts, cast=cast, issues=issues)
    return (item for item in held if keys & (cast.keys_of(item.party, None) | cast.keys_of(item.speaker, None)))


def _is_on_topic(question: Question, record: Position | Obstacle) -> bool:
    """Whether a record has every word that the question has beside names and the words that ask; one at least."""
    known = lexicon()
    asking = known.view | known.stances
    if question.kind == "obstacle":
        asking = known.obstacle | known.trouble | known.deal
    own = {word.stem for word in question.topic if not word.is_stop and word.stem not in asking}
    return bool(own) and own <= {word.stem for word in words_of(f"{record.quote} {record.issue}")}


def _is_within(item: Relevance, evidence: Iterable[tuple[str, int, int]]) -> bool:
    own = item.candidate
    return any(own.document_id == key and own.start < end and start < own.end for key, start, end in evidence)
