"""Positions and obstacles on record as evidence: the sentences of the records that are on what a question asks about.

A record knows what a sentence by itself does not show: whose side its speaker is on ("the transport minister told
parliament ..." is Norvia's position), and what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.positions.matrix import stances
from assistant.positions.obstacles import obstacle_sentences
from assistant.reader.relevance import Relevance
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import words_of
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
    documents = {item.candidate.document_id for item in ranked}
    evidence = [
        (key, *span)
        for key in documents
        for part in (parts(key),)
        for span in _sentences(question, part, cast)
        if _is_on_topic(question, part.document.text[slice(*span)])
    ]
    return [item for item in ranked if _is_within(item, evidence)]


def _sentences(question: Question, part: DocumentParts, cast: Cast) -> Iterator[Span]:
    if question.kind == "obstacle":
        yield from obstacle_sentences(part, cast=cast)
        return
    keys = {question.subject.key} if question.subject else set[str]()
    for statement, span, sides in stances(part, cast=cast):
        named = (cast.keys_of(name, None) for name in (statement.speaker or "", *sides))
        if not keys.isdisjoint(frozenset[str]().union(*named)):
            yield span


def _is_on_topic(question: Question, sentence: str) -> bool:
    """Whether a sentence has every word that the question has beside names and the words that ask; one at least."""
    known = lexicon()
    asking = known.view | known.stances
    if question.kind == "obstacle":
        asking = known.obstacle | known.trouble | known.deal
    own = {word.stem for word in question.topic if not word.is_stop and word.stem not in asking}
    return bool(own) and own <= {word.stem for word in words_of(sentence)}


def _is_within(item: Relevance, evidence: Iterable[tuple[str, int, int]]) -> bool:
    own = item.candidate
    return any(own.document_id == key and own.start < end and start < own.end for key, start, end in evidence)
