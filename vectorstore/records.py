"""The values that travel between the packages.

They are pure values: frozen, without behaviour that touches a disk or a model, and they know nothing of how
they are stored. All offsets are 0-based, end-exclusive character positions in ``SourceDocument.text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

StatementKind = Literal["direct", "indirect", "mixed"]
Span = tuple[int, int]
RULES = "rules"
"""What found the statements of a document where nothing else is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """One document as Parley knows it.

    ``text`` is the normalised text; every offset in the product points into it. ``document_id`` is derived
    from ``source``, so the same file keeps its identity when its content changes; ``content_hash`` is the
    SHA-256 of ``text`` and of the fields that a reader sees (title, publisher, date, language).
    """

    document_id: str
    title: str
    text: str
    source: str
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stretch of a document that is embedded and ranked as one unit.

    Invariant: ``document.text[start:end] == chunk.text``. ``sentences`` are spans in the *document* (not in the
    chunk), in order, inside ``start:end``; headings are not sentences. ``heading`` is the nearest heading above.
    """

    chunk_id: str
    document_id: str
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    heading: str | None = None
    title: str = ""
    publisher: str | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody's words, said or reported in a document.

    ``start:end`` is the span of what was said (``content``); ``speaker_start:speaker_end`` the mention of the
    speaker next to it, or ``None`` when there is none. ``speaker`` is the resolved name, the pronoun itself when
    it cannot be resolved, or ``None`` when the document does not say who spoke. ``nested_in`` names the one who
    reports the speaker ("Peskov, quoted by TASS, said").
    """

    statement_id: str
    document_id: str
    content: str
    start: int
    end: int
    kind: StatementKind
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    role: str | None = None
    party: str | None = None
    cue: str | None = None
    said_on: date | None = None
    published_on: date | None = None
    negated: bool = False
    conditional: bool = False
    nested_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A statement that somebody proposes, in words that are to stand in the document; nothing of it is trusted.

    ``speaker`` are the words beside the ``cue`` that tell who speaks, ``content`` is what was said.
    """

    speaker: str
    cue: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named thing in a document: ``text == document.text[start:end]``.

    ``label`` follows OntoNotes (PERSON, NORP, ORG, GPE, LOC, FAC, EVENT, DATE, PERCENT, MONEY, CARDINAL, ...).
    """

    document_id: str
    text: str
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is limited to. An empty tuple or ``None`` does not limit."""

    document_ids: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk found for a question, with the reasons for its place.

    ``score`` is the fused score in [0, 1]; the two sides are kept so that a person can see why it is there. A
    rank is 1-based; ``None`` means that this side did not find the chunk among its candidates.
    """

    chunk: Chunk
    score: float
    dense_score: float | None = None
    dense_rank: int | None = None
    lexical_score: float | None = None
    lexical_rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementHit:
    """A statement found for a question; ``score`` is the fused score in [0, 1], ``dense_score`` the cosine."""

    statement: Statement
    score: float
    dense_score: float | None = None
    lexical_score: float | None = None
