"""Finding the passages for a question, and what is known about who speaks in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.question import Question
from vectorstore import Filters, Hit, VectorStore

# A side of a comparison gets its own search; each brings so many passages at least.
_PER_SIDE = 5


def retrieve(
    store: VectorStore, question: Question, *, limit: int, filters: Filters, context: str = ""
) -> tuple[Hit, ...]:
    """Return the passages for ``question``, best first, near-duplicates of one another counted once.

    ``context`` is the question before in a conversation: passages that fit both rank higher than those that fit one.
    For a comparison each side is searched as well, so that a side with fewer words in the documents is heard.
    """
    hits = store.search(question.text, limit=limit, filters=filters)
    if context:
        hits = _merge([hits, store.search(f"{context} {question.text}", limit=limit, filters=filters)], limit=limit)
    if question.kind == "comparison":
        topic = " ".join(question.text[word.start : word.end] for word in question.topic)
        sides = {mention.key: mention.name for mention in question.mentions}
        extra = [store.search(f"{side} {topic}", limit=_PER_SIDE, filters=filters) for side in sides.values()]
        hits = _merge([hits, *extra], limit=limit + _PER_SIDE)
    return _once(hits, store.duplicate_of)


def _merge(rankings: Sequence[Sequence[Hit]], *, limit: int) -> list[Hit]:
    """One ranking of several: a passage's score is the mean over the rankings, 0 where it was not found."""
    totals: dict[str, float] = {}
    first: dict[str, Hit] = {}
    for hits in rankings:
        for hit in hits:
            totals[hit.chunk.chunk_id] = totals.get(hit.chunk.chunk_id, 0.0) + hit.score / len(rankings)
            first.setdefault(hit.chunk.chunk_id, hit)
    merged = sorted(first.values(), key=lambda hit: -totals[hit.chunk.chunk_id])
    return [replace(hit, score=totals[hit.chunk.chunk_id]) for hit in merged[:limit]]


def _once(hits: Sequence[Hit], duplicate_of: dict[str, str]) -> tuple[Hit, ...]:
    """Drop the passages of a copy when the document that it repeats was found as well."""
    found = {hit.chunk.document_id for hit in hits}
    return tuple(hit for hit in hits if duplicate_of.get(hit.chunk.document_id) not in found)
