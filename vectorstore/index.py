"""The vectors: two Chroma collections in a folder, chunks and statements. The library can give all of it again."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.errors import EmbeddingMismatch, StoreError, StoreUnavailable
from vectorstore.records import Filters
from vectorstore.spoken import SpokenCollection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

# Chroma refuses more than 5,461 rows at once; it syncs its graph every 1,000.
BATCH = 1000
# Candidates that the graph search keeps in sight; its default (100) loses neighbours among 50 results.
_EF_SEARCH = 200
# Ordinal of a document without a date. Filters by date ask for more than that, so it never passes them.
_NO_DATE = 0


class IndexFailure(StoreError):
    """Chroma failed, or was closed by another thread; the index is to be opened or made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A chunk's vector and what is filtered by; publisher and date are those of the document."""

    chunk_id: str
    vector: Vector
    document_id: str
    publisher: str | None = None
    published_on: date | None = None


class VectorIndex:
    """The Chroma collections for the vectors of one embedding model. Safe to use from several threads.

    ``statements`` is the collection of what people say.

    Args:
        folder: Chroma's own folder, made if missing. One process at a time may have it open.
        model_id: the embedding model; the collection is named after it.
        dimension: components of a vector.

    Raises:
        IndexFailure: if Chroma cannot open it.
        EmbeddingMismatch: if it holds vectors of another model.
    """

    def __init__(self, folder: Path, *, model_id: str, dimension: int) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client: Any = None
        self._collection: Any = None
        self._active = 0
        self._open = True
        self._idle = threading.Condition()
        with _translated():
            self._client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
            try:
                # No embedding function: Chroma's own would download a model.
                self._collection, spoken = (
                    self._client.get_or_create_collection(
                        collection_name(model_id, of=name),
                        embedding_function=None,
                        configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                        metadata={"embedding_model": model_id, "dimension": dimension},
                    )
                    for name in ("chunks", "statements")
                )
            except BaseException:
                self._client.close()
                raise
        self.statements = SpokenCollection(spoken, using=self._using)
        recorded = self._collection.metadata or {}
        if (recorded.get("embedding_model"), recorded.get("dimension")) != (model_id, dimension):
            self.close()
            raise EmbeddingMismatch(
                f"The index in {folder} holds vectors of {recorded.get('embedding_model')}, not of"
                f" {model_id}: run `parley ingest --rebuild`."
            )

    def close(self) -> None:
        """Wait for calls that are under way, then let go of Chroma's files; calling it again does nothing."""
        with self._idle:
            was_open, self._open = self._open, False
            self._idle.wait_for(lambda: self._active == 0)
            if was_open:
                self._client.close()

    def upsert(self, entries: Sequence[Entry]) -> None:
        """Write entries, in place of those with the same chunk ids."""
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            with self._using():
                self._collection.upsert(
                    ids=[entry.chunk_id for entry in batch],
                    embeddings=[entry.vector for entry in batch],
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def delete(self, chunk_ids: Iterable[str]) -> None:
        """Delete entries; ids that are not there are passed over."""
        gone = list(chunk_ids)
        for start in range(0, len(gone), BATCH):
            with self._using():
                self._collection.delete(ids=gone[start : start + BATCH])

    def query(self, vector: Sequence[float], *, limit: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """Return (chunk id, cosine similarity) of the nearest entries, nearest first."""
        where = _where(filters or Filters())
        with self._using():
            found = self._collection.query(
                query_embeddings=[list(vector)], n_results=limit, where=where, include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        pairs = [
            (chunk_id, 1.0 - float(distance)) for chunk_id, distance in zip(found["ids"][0], distances, strict=True)
        ]
        # Equal vectors come in any order.
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def ids(self) -> set[str]:
        """Return the ids of all entries."""
        found: set[str] = set()
        with self._using():
            count = self._collection.count()
            for offset in range(0, count, BATCH):
                found.update(self._collection.get(limit=BATCH, offset=offset, include=[])["ids"])
        return found

    def vectors(self, chunk_ids: Iterable[str]) -> Iterator[tuple[str, Vector]]:
        """Yield chunk id and vector of each of these entries."""
        wanted = list(chunk_ids)
        for start in range(0, len(wanted), BATCH):
            with self._using():
                found = self._collection.get(ids=wanted[start : start + BATCH], include=["embeddings"])
            yield from zip(found["ids"], found["embeddings"], strict=True)

    def ids_of(self, document_id: str) -> set[str]:
        """Return the ids of a document's entries."""
        with self._using():
            return set(self._collection.get(where={"document_id": document_id}, include=[])["ids"])

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Keep :meth:`close` waiting while Chroma works: it frees memory that a running call still uses."""
        with self._idle:
            if not self._open:
                raise IndexFailure("The index is closed: open the store again.")
            self._active += 1
        try:
            with _translated():
                yield
        finally:
            with self._idle:
                self._active -= 1
                self._idle.notify_all()


def collection_name(model_id: str, *, of: str = "chunks") -> str:
    """Return the name of a collection for a model: readable, and never the same for two models."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", model_id).strip("-")[:40]
    return f"{of}-{readable}-{hashlib.sha256(model_id.encode()).hexdigest()[:8]}"


def _metadata(entry: Entry) -> Mapping[str, str | int]:
    # Every key every time: an upsert merges with what was there, so that a missing key would keep its old value.
    day = entry.published_on.toordinal() if entry.published_on else _NO_DATE
    return {"document_id": entry.document_id, "publisher": entry.publisher or "", "published_on": day}


def _where(filters: Filters) -> Any:
    conditions: list[dict[str, Any]] = []
    if filters.document_ids:
        conditions.append({"document_id": {"$in": list(filters.document_ids)}})
    if filters.publishers:
        conditions.append({"publisher": {"$in": list(filters.publishers)}})
    if filters.date_from or filters.date_to:
        first = filters.date_from.toordinal() if filters.date_from else _NO_DATE + 1
        conditions.append({"published_on": {"$gte": first}})
    if filters.date_to:
        conditions.append({"published_on": {"$lte": filters.date_to.toordinal()}})
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what Chroma raises into errors of Parley's."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, OSError, RuntimeError) as error:
        raise _failure(error) from error
    except BaseException as error:
        # A panic in Chroma's Rust part arrives as PanicException, which is no Exception and cannot be imported.
        if type(error).__name__ == "PanicException":
            raise _failure(error) from error
        raise


def _failure(error: BaseException) -> StoreError:
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    if "disk is full" in reason or "No space left" in reason:
        return StoreUnavailable("The disk is full: free some space and try again. Nothing was stored by halves.")
    return IndexFailure(f"The index failed ({reason}): run `parley ingest --rebuild`.")
