"""The statements in the index: a Chroma collection of their own, filtered by speaker, party and day before ranking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vectorstore.records import Filters, Statement

if TYPE_CHECKING:
    from vectorstore.index import Vector

# As for chunks: Chroma refuses more than 5,461 rows at once.
_BATCH = 1000
_NO_DATE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenEntry:
    """A statement's vector and what is filtered by; ``publisher`` is that of the document."""

    vector: Vector
    statement: Statement
    publisher: str | None = None

    @property
    def key(self) -> str:
        """The entry's id."""
        return spoken_key(self.statement)


class SpokenCollection:
    """The collection of statements; ``using`` is what its index puts around each call of Chroma."""

    def __init__(self, collection: Any, *, using: Callable[[], AbstractContextManager[None]]) -> None:
        self._collection = collection
        self._using = using

    def upsert(self, entries: Sequence[SpokenEntry]) -> None:
        """Write entries, in place of those of the same statements."""
        distinct = list({entry.key: entry for entry in entries}.values())
        for start in range(0, len(distinct), _BATCH):
            batch = distinct[start : start + _BATCH]
            with self._using():
                self._collection.upsert(
                    ids=[entry.key for entry in batch],
                    embeddings=[entry.vector for entry in batch],
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def delete(self, keys: Iterable[str]) -> None:
        """Delete entries; keys that are not there are passed over."""
        gone = list(keys)
        for start in range(0, len(gone), _BATCH):
            with self._using():
                self._collection.delete(ids=gone[start : start + _BATCH])

    def query(
        self,
        vector: Sequence[float],
        *,
        limit: int,
        speakers: Sequence[str],
        parties: Sequence[str],
        filters: Filters,
    ) -> list[tuple[str, str, float]]:
        """Return (key, document id, cosine similarity) of the nearest statements that fit, nearest first."""
        where = _where(speakers=speakers, parties=parties, filters=filters)
        with self._using():
            found = self._collection.query(
                query_embeddings=[list(vector)], n_results=limit, where=where, include=["distances", "metadatas"]
            )
        rows = zip(found["ids"][0], (found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0], strict=True)
        nearest = [(key, str(meta["document_id"]), 1.0 - float(distance)) for key, meta, distance in rows]
        # Equal vectors come in any order.
        return sorted(nearest, key=lambda row: (-row[2], row[0]))

    def ids(self) -> set[str]:
        """Return the keys of all entries."""
        found: set[str] = set()
        with self._using():
            for offset in range(0, self._collection.count(), _BATCH):
                found.update(self._collection.get(limit=_BATCH, offset=offset, include=[])["ids"])
        return found

    def ids_of(self, document_id: str) -> set[str]:
        """Return the keys of a document's entries."""
        with self._using():
            return set(self._collection.get(where={"document_id": document_id}, include=[])["ids"])


def spoken_key(statement: Statement) -> str:
    """Return the id of a statement in the index: never the same for two places or two documents."""
    return f"{statement.document_id}/{statement.statement_id}/{statement.start}-{statement.end}"


def _metadata(entry: SpokenEntry) -> dict[str, str | int]:
    said = entry.statement
    # Every key every time: an upsert merges with what was there.
    return {
        "document_id": said.document_id,
        "publisher": entry.publisher or "",
        "speaker": said.speaker or "",
        "party": said.party or "",
        "said_on": said.said_on.toordinal() if said.said_on else _NO_DATE,
        "published_on": said.published_on.toordinal() if said.published_on else _NO_DATE,
        "day": day.toordinal() if (day := said.said_on or said.published_on) else _NO_DATE,
    }


def _where(*, speakers: Sequence[str], parties: Sequence[str], filters: Filters) -> Any:
    listed = (
        ("speaker", speakers),
        ("party", parties),
        ("document_id", filters.document_ids),
        ("publisher", filters.publishers),
    )
    conditions: list[dict[str, Any]] = [{name: {"$in": list(wanted)}} for name, wanted in listed if wanted]
    if filters.date_from or filters.date_to:
        first = filters.date_from.toordinal() if filters.date_from else _NO_DATE + 1
        conditions.append({"day": {"$gte": first}})
    if filters.date_to:
        conditions.append({"day": {"$lte": filters.date_to.toordinal()}})
    if len(conditions) > 1:
        return {"$and": conditions}
    return conditions[0] if conditions else None
