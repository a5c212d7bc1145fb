"""Finding the passages for a question, and what is known about who speaks in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from assistant.reader.candidates import Candidate
from assistant.reader.opposed import holders
from assistant.understand.cast import Cast
from assistant.understand.mention import Mention
from assistant.understand.question import Question, asks_for_all_said
from vectorstore import Chunk, Filters, Hit, VectorStore

# A side of a comparison gets its own search; each brings so many passages at least.
_PER_SIDE = 5
# Sides that nobody named: at most so many, each with so large a share of the sentences of the most active one.
_MOST_SIDES, _HEARD = 4, 0.25
# Questions of somebody's words or stance look among the statements as well; so many passages more may come of it.
_OF_WORDS = frozenset({"statement", "position", "speaker"})
_STATEMENTS, _MORE = 12, 4
# All that somebody said, about nothing in particular, takes more of both.
_ALL_STATEMENTS, _ALL_MORE = 60, 12


def retrieve(
    store: VectorStore, question: Question, *, cast: Cast, limit: int, filters: Filters, context: str = ""
) -> tuple[Hit, ...]:
    """Return the passages for ``question``, best first, near-duplicates of one another counted once.

    ``context`` is the question before in a conversation: passages that fit both rank higher than those that fit one.
    A question of somebody's words brings the passages of the statements that fit it as well, those of the one asked
    about only; for who that is the ``cast`` tells. Each of the question's ``sides`` is searched as well, so that a side
    with fewer words in the documents is heard.
    """
    hits = store.search(question.text, limit=limit, filters=filters)
    if context:
        hits = _merge([hits, store.search(f"{context} {question.text}", limit=limit, filters=filters)], limit=limit)
    if question.sides:
        topic = " ".join(question.text[word.start : word.end] for word in question.topic)
        extra = [store.search(f"{side.name} {topic}", limit=_PER_SIDE, filters=filters) for side in question.sides]
        hits = _merge([hits, *extra], limit=limit + _PER_SIDE)
    if question.kind in _OF_WORDS:
        hits = [*hits, *_of_statements(store, question, cast=cast, filters=filters, found=hits)]
    return _once(hits, store.duplicate_of)


def _of_statements(
    store: VectorStore, question: Question, *, cast: Cast, filters: Filters, found: Sequence[Hit]
) -> list[Hit]:
    """The passages of the statements that fit, without those found already: behind them, with a score as low."""
    asked = question.subject if question.voiced else None
    speakers = cast.speakers(asked.name) if asked else ()
    topic = " ".join(question.text[word.start : word.end] for word in question.topic)
    limit, most = (_ALL_STATEMENTS, _ALL_MORE) if asks_for_all_said(question) else (_STATEMENTS, _MORE)
    said = store.search_statements(topic or question.text, limit=limit, speakers=speakers, filters=filters)
    known = {hit.chunk.chunk_id for hit in found}
    lowest = min((hit.score for hit in found), default=1.0)
    more: dict[str, Hit] = {}
    passages = store.chunks_at((item.statement.document_id, item.statement.start) for item in said)
    for item, chunk in zip(said, passages, strict=True):
        if chunk and chunk.chunk_id not in known:
            more.setdefault(chunk.chunk_id, Hit(chunk=chunk, score=lowest * item.score, dense_score=item.dense_score))
    return list(more.values())[:most]


def leading_sides(found: Sequence[Candidate], cast: Cast, *, beside: Sequence[Mention] = ()) -> tuple[Mention, ...]:
    """Return the parties that act most in the sentences ``found``, for "each side" in a question without names.

    Those that take a stance are the sides; where fewer than two do, whoever acts. ``beside`` are sides that the
    question does name. Who only mediates is no side. Fewer than two are none to compare.
    """
    near = _nearness(found)
    mediators = {item.party for item in cast.figures if item.party and item.mediates and item.roles == {"mediator"}}
    acting: defaultdict[str, float] = defaultdict(float)
    holding: defaultdict[str, float] = defaultdict(float)
    for item in found:
        first = item.mentions[0] if item.mentions else None
        if first and first.party and first.party not in mediators and first.party.lower() in cast.voices:
            # Where the question is about one of several negotiations, its documents are nearer.
            acting[first.party] += item.hit.score * near[item.document_id]
        for party in holders(item, cast):
            # A person whose side nobody tells is none; a land of one word may be misread for a person.
            if party not in mediators and not any(one.person and " " in one.name for one in cast.mentions(party)):
                holding[party] += item.hit.score * near[item.document_id]
    acting = holding if len(holding) > 1 else acting
    ranked = sorted(acting.items(), key=lambda entry: -entry[1])[:_MOST_SIDES]
    named = {side.key for side in beside}
    sides = (
        *beside,
        *(
            Mention(key=party.lower(), name=party, start=0, end=0, person=False, party=party)
            for party, weight in ranked
            if weight >= ranked[0][1] * _HEARD and party.lower() not in named
        ),
    )
    return sides if len(sides) > 1 else ()


def _nearness(found: Sequence[Candidate]) -> dict[str, float]:
    """How near each document is to the question, against the nearest: the square of its best passage's likeness."""
    best: defaultdict[str, float] = defaultdict(float)
    for item in found:
        best[item.document_id] = max(best[item.document_id], item.hit.dense_score or 0.0)
    top = max(best.values(), default=0.0) or 1.0
    return {document_id: (likeness / top) ** 2 for document_id, likeness in best.items()}


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
    """Drop the passages of a copy that say nothing beyond the passages found of the document that it repeats."""
    texts: dict[str, str] = {}
    for hit in hits:
        texts[hit.chunk.document_id] = texts.get(hit.chunk.document_id, "") + _plain(hit.chunk.text)
    return tuple(
        hit for hit in hits if not _repeats(hit.chunk, texts.get(duplicate_of.get(hit.chunk.document_id, ""), ""))
    )


def _repeats(chunk: Chunk, original: str) -> bool:
    """Whether every sentence of a passage is in the original's text."""
    sentences = (chunk.text[start - chunk.start : end - chunk.start] for start, end in chunk.sentences)
    return bool(original) and all(_plain(sentence) in original for sentence in sentences)


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
