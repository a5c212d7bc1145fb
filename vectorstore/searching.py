"""Searching: both rankings, fused, with the chunks that they name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from vectorstore import lexical
from vectorstore.embeddings.cached import CachedEmbeddings
from vectorstore.fusion import CANDIDATES, Fused, fuse
from vectorstore.index import IndexFailure, VectorIndex
from vectorstore.keeping import Keeper
from vectorstore.library import Library
from vectorstore.records import Chunk, Filters, Hit, StatementHit
from vectorstore.spoken import spoken_key

R = TypeVar("R")

# A question is read up to here: further on, the encoder has long cut it.
_QUESTION_CHARACTERS = 20_000
# Statements are short: more of them come near a question than passages do.
_SPOKEN_CANDIDATES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Searcher:
    """Answers the searches of :class:`vectorstore.VectorStore`; ``writing`` is the lock of what changes the store."""

    library: Library
    embeddings: CachedEmbeddings
    keeper: Keeper
    writing: threading.RLock

    def search(self, query: str, *, limit: int, filters: Filters) -> list[Hit]:
        """Return the chunks that fit ``query`` best, best first."""
        if limit < 1:
            raise ValueError(f"limit is {limit}; it has to be 1 or more.")
        asked = " ".join(query[:_QUESTION_CHARACTERS].encode("utf-8", "replace").decode().split())
        count = max(CANDIDATES, limit)
        if not asked or not self.library.has_chunks():
            return []
        with self.library.reading() as connection:
            by_words = lexical.search(connection, asked, limit=count, filters=filters)
        fused = fuse(self._nearest(asked, limit=count, filters=filters), by_words)
        chunks = self.library.chunks_by_id(item.chunk_id for item in fused)
        # An entry whose chunk is being replaced this moment has no text to show any more.
        return [_hit(chunks[item.chunk_id], item) for item in fused if item.chunk_id in chunks][:limit]

    def _nearest(self, asked: str, *, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return the nearest chunks."""
        return self._asked(asked, lambda index, vector: index.query(vector, limit=limit, filters=filters))

    def search_statements(
        self, query: str, *, limit: int, speakers: Sequence[str], parties: Sequence[str], filters: Filters
    ) -> list[StatementHit]:
        """Return the statements by these that fit ``query`` best, best first.

        Chroma filters before it ranks. Among the nearest the words of the question count as they do for chunks.
        """
        if limit < 1:
            raise ValueError(f"limit is {limit}; it has to be 1 or more.")
        asked = " ".join(query[:_QUESTION_CHARACTERS].encode("utf-8", "replace").decode().split())
        if not asked or not self.library.has_chunks():
            return []
        count = max(_SPOKEN_CANDIDATES, limit)
        nearest = self._asked(
            asked,
            lambda index, vector: index.statements.query(
                vector, limit=count, speakers=speakers, parties=parties, filters=filters
            ),
        )
        if not nearest:
            return []
        kept = self.library.statements(sorted({document_id for _, document_id, _ in nearest}))
        found = {spoken_key(item): item for item in kept}
        shared = lexical.shared_words(asked, {key: found[key].content for key, _, _ in nearest if key in found})
        fused = fuse([(key, score) for key, _, score in nearest if key in found], shared)
        return [
            StatementHit(
                statement=found[item.chunk_id],
                score=item.score,
                dense_score=item.dense_score,
                lexical_score=item.lexical_score,
            )
            for item in fused[:limit]
        ]

    def _asked(self, asked: str, query: Callable[[VectorIndex, list[float]], list[R]]) -> list[R]:
        """Put a question to the index; one that fails is made anew, once."""
        # The model and Chroma both take a while to load at the first question: side by side.
        with ThreadPoolExecutor(max_workers=1) as beside:
            vector = beside.submit(self.embeddings.embed_query, asked)
            index: VectorIndex | None = None
            try:
                index = self.keeper.opened()
                return query(index, vector.result()) if index else []
            except IndexFailure:
                with self.writing:
                    self.keeper.heal(index)
                    mended = self.keeper.opened()
                return query(mended, vector.result()) if mended else []


def _hit(chunk: Chunk, item: Fused) -> Hit:
    return Hit(
        chunk=chunk,
        score=item.score,
        dense_score=item.dense_score,
        dense_rank=item.dense_rank,
        lexical_score=item.lexical_score,
        lexical_rank=item.lexical_rank,
    )
