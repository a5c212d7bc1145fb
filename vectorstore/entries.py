"""The entries of the index as the library has them, with their vectors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vectorstore.embeddings.cached import CachedEmbeddings
from vectorstore.index import Entry
from vectorstore.library import Library, text_hash
from vectorstore.spoken import SpokenEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Reads entries from the library; vectors that it keeps are not made again."""

    library: Library
    embeddings: CachedEmbeddings

    def of_chunks(self, chunk_ids: Iterable[str] | None = None, document_ids: Sequence[str] = ()) -> list[Entry]:
        """Return the entries of these chunks and documents; of all without arguments."""
        sql = (
            "SELECT c.chunk_id, c.text_hash, c.document_id, d.publisher, d.published_on"
            " FROM chunks c JOIN documents d USING (document_id) ORDER BY c.number"
        )
        with self.library.reading() as connection:
            rows = connection.execute(sql).fetchall()
        if chunk_ids is not None:
            chosen, whole = set(chunk_ids), set(document_ids)
            rows = [row for row in rows if row[0] in chosen or row[2] in whole]
        vectors = self.embeddings.vectors(self.texts({row[1] for row in rows}))
        return [
            Entry(
                chunk_id=chunk_id,
                vector=vectors[key],
                document_id=document_id,
                publisher=publisher,
                published_on=date.fromisoformat(day) if day else None,
            )
            for chunk_id, key, document_id, publisher, day in rows
        ]

    def of_statements(self, document_ids: Sequence[str] | None = None) -> list[SpokenEntry]:
        """Return the entries of the statements of these documents, of all with ``None``.

        Those of a document without chunks are left out: they would be found without a passage.
        """
        if document_ids is not None and not document_ids:
            return []
        sql = "SELECT document_id, publisher FROM documents d WHERE EXISTS (SELECT 1 FROM chunks c WHERE"
        with self.library.reading() as connection:
            publishers = dict(connection.execute(f"{sql} c.document_id = d.document_id)").fetchall())
        said = [
            item
            for item in self.library.statements(document_ids or ())
            if item.document_id in publishers and item.content.strip()
        ]
        vectors = self.embeddings.vectors({text_hash(item.content): item.content for item in said})
        return [
            SpokenEntry(vector=vectors[text_hash(item.content)], statement=item, publisher=publishers[item.document_id])
            for item in said
        ]

    def texts(self, hashes: Iterable[str] | None = None) -> dict[str, str]:
        """Return the texts of chunks by hash: these, or all."""
        chosen = "" if hashes is None else "WHERE text_hash IN (SELECT value FROM json_each(?))"
        sql = f"SELECT text_hash, text FROM chunks {chosen} GROUP BY text_hash ORDER BY min(number)"
        with self.library.reading() as connection:
            return dict(connection.execute(sql, () if hashes is None else (json.dumps(list(hashes)),)).fetchall())
