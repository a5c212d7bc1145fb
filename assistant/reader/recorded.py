"""Positions and obstacles on record as evidence: the sentences of the records that are on what a question asks about.

A record knows what a sentence by itself does not show: whose side its speaker is on ("the transport minister told
parliament ..." is Norvia's position), and what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from assistant.positions.matrix import stances
from assistant.positions.obstacles import obstacle_sentences
from assistant.reader.relevance import Relevance
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from vectorstore import DocumentParts, Span


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
    own = _own_words(question)
    if not own:
        return []
    evidence = _evidence(question, ranked, cast=cast, parts=parts)
    told = [item for item in ranked if own <= {word.stem for word in item.candidate.words}]
    return [item for item in told if _is_within(item, evidence)]


def stances_on_record(
    question: Question, ranked: Sequence[Relevance], *, cast: Cast, parts: Callable[[str], DocumentParts]
) -> list[Relevance]:
    """Return those of ``ranked`` that are evidence of a party's stance on anything, the latest first.

    Nothing where the question is not "What does Norvia want?" and no more: what it is about then chooses better.
    """
    if question.kind != "position" or question.subject is None or _own_words(question):
        return []
    evidence = _evidence(question, ranked, cast=cast, parts=parts)
    held = [item for item in ranked if _is_within(item, evidence)]
    return sorted(held, key=lambda item: item.candidate.hit.chunk.published_on or date.min, reverse=True)


def _evidence(
    question: Question, ranked: Sequence[Relevance], *, cast: Cast, parts: Callable[[str], DocumentParts]
) -> list[tuple[str, int, int]]:
    """Document and place of the sentences of records that answer the question, in the documents found."""
    documents = {item.candidate.document_id for item in ranked}
    return [(key, *span) for key in documents for span in _sentences(question, parts(key), cast)]


def _sentences(question: Question, part: DocumentParts, cast: Cast) -> Iterator[Span]:
    if question.kind == "obstacle":
        yield from obstacle_sentences(part, cast=cast)
        return
    keys = {question.subject.key} if question.subject else set[str]()
    for statement, span, sides in stances(part, cast=cast):
        named = (cast.keys_of(name, None) for name in (statement.speaker or "", *sides))
        if not keys.isdisjoint(frozenset[str]().union(*named)):
            yield span


def _own_words(question: Question) -> frozenset[str]:
    """The stems of what a question asks about, beside names and the words that ask."""
    known = lexicon()
    asking = known.view | known.stances
    if question.kind == "obstacle":
        asking = known.obstacle | known.trouble | known.deal
    return frozenset(word.stem for word in question.topic if not word.is_stop and word.stem not in asking)


def _is_within(item: Relevance, evidence: Iterable[tuple[str, int, int]]) -> bool:
    own = item.candidate
    return any(own.document_id == key and own.start < end and start < own.end for key, start, end in evidence)
