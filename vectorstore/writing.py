"""Writing: a document and its entries in the index, the whole of it or nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from vectorstore.embeddings.cached import CachedEmbeddings, drop_unused
from vectorstore.index import Entry, IndexFailure
from vectorstore.keeping import Keeper
from vectorstore.library import Library, record_spoken, text_hash
from vectorstore.records import RULES, Chunk, Entity, SourceDocument, Statement
from vectorstore.rows import column_list, columns, to_row
from vectorstore.spoken import SpokenEntry
from vectorstore.validation import checked_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Does :meth:`vectorstore.VectorStore.put` and ``remove``; ``writing`` is the lock of what changes the store."""

    library: Library
    embeddings: CachedEmbeddings
    keeper: Keeper
    writing: threading.RLock

    def put(
        self,
        document: SourceDocument,
        *,
        chunks: Sequence[Chunk],
        statements: Sequence[Statement],
        entities: Sequence[Entity],
        extracted_by: str = RULES,
    ) -> None:
        """Store a document with all its parts, in place of what there was under its id."""
        checked_document(document, chunks=chunks, statements=statements, entities=entities)
        if not document.content_hash:
            document = replace(document, content_hash=hashlib.sha256(document.text.encode()).hexdigest())
        with self.writing:
            others = self.library.chunks_by_id(chunk.chunk_id for chunk in chunks).values()
            if strangers := {item.document_id for item in others} - {document.document_id}:
                raise ValueError(f"A chunk of {document.document_id!r} has the id of one of {strangers.pop()!r}.")
            # Without a chunk there is nothing to search, and a statement would be found without its passage.
            said = spoken_texts(statements) if chunks else {}
            texts = {text_hash(chunk.text): chunk.text for chunk in chunks} | said
            vectors = self.embeddings.vectors(texts)
            entries = [
                Entry(
                    chunk_id=chunk.chunk_id,
                    vector=vectors[text_hash(chunk.text)],
                    document_id=document.document_id,
                    publisher=document.publisher,
                    published_on=document.published_on,
                )
                for chunk in chunks
            ]
            spoken = [
                SpokenEntry(vector=vectors[key], statement=item, publisher=document.publisher)
                for item in statements
                if (key := text_hash(item.content)) in said
            ]
            write = partial(
                replace_document,
                document=document,
                chunks=chunks,
                statements=statements,
                entities=entities,
                spoken=spoken,
                extracted_by=extracted_by,
            )
            self._change(document.document_id, entries, spoken, write)

    def remove(self, document_id: str) -> None:
        """Remove a document and all its parts; ``KeyError`` if there is none of this id."""
        with self.writing:
            self.library.document(document_id)
            self._change(document_id, [], [], partial(delete_document, document_id=document_id))

    def set_duplicates(self, mapping: Mapping[str, str]) -> None:
        """Record which documents repeat which, in place of what was recorded."""
        with self.writing, self.library.writing() as connection:
            connection.execute("DELETE FROM duplicates")
            connection.executemany(
                "INSERT INTO duplicates (document_id, repeats) SELECT ?1, ?2 WHERE 2 ="
                " (SELECT count(*) FROM documents WHERE document_id IN (?1, ?2))",
                list(mapping.items()),
            )

    def _change(
        self,
        document_id: str,
        entries: Sequence[Entry],
        spoken: Sequence[SpokenEntry],
        write: Callable[[sqlite3.Connection], None],
    ) -> None:
        """Change a document in the library by ``write``, and its entries in the index to ``entries`` and ``spoken``.

        If the index fails it is made anew from the library, which still is as it was, and the change is
        tried again.
        """
        try:
            self._try_change(document_id, entries, spoken, write)
        except IndexFailure:
            self.keeper.rebuild()
            self._try_change(document_id, entries, spoken, write)

    def _try_change(
        self,
        document_id: str,
        entries: Sequence[Entry],
        spoken: Sequence[SpokenEntry],
        write: Callable[[sqlite3.Connection], None],
    ) -> None:
        # The index is written before the library commits. A crash in between leaves the library as it was
        # and the document pending, so that the next opening brings the index back in step.
        index = self.keeper.ready(dimension=len(entries[0].vector)) if entries else self.keeper.opened()
        self.keeper.touched(document_id)
        try:
            with self.library.writing() as connection:
                sql = "SELECT chunk_id, text_hash FROM chunks WHERE document_id = ?"
                before = dict(connection.execute(sql, (document_id,)).fetchall())
                sql = "SELECT spoken_key, text_hash FROM spoken WHERE document_id = ?"
                said_before = dict(connection.execute(sql, (document_id,)).fetchall())
                write(connection)
                drop_unused(connection, [*before.values(), *said_before.values()])
                connection.execute("DELETE FROM pending WHERE document_id = ?", (document_id,))
                if index is not None:
                    index.upsert(entries)
                    index.delete(before.keys() - {entry.chunk_id for entry in entries})
                    index.statements.upsert(spoken)
                    index.statements.delete(said_before.keys() - {entry.key for entry in spoken})
        except BaseException:
            self.keeper.restore(document_id)
            raise


def replace_document(
    connection: sqlite3.Connection,
    document: SourceDocument,
    *,
    chunks: Sequence[Chunk],
    statements: Sequence[Statement],
    entities: Sequence[Entity],
    spoken: Sequence[SpokenEntry] = (),
    extracted_by: str = RULES,
) -> None:
    """Write a document in place of what there is of it, in the transaction of ``connection``."""
    sql = "SELECT text FROM documents WHERE document_id = ?"
    before = connection.execute(sql, (document.document_id,)).fetchone()
    # What was a copy of another document is none any more when it has another text.
    same = before is not None and before[0] == document.text
    delete_document(connection, document.document_id, keep_duplicate=same)
    _insert(connection, "documents", SourceDocument, [to_row(document)])
    _insert(connection, "statements", Statement, [to_row(item) for item in statements])
    _insert(connection, "entities", Entity, [to_row(item) for item in entities])
    marks = ", ".join("?" for _ in range(len(columns(Chunk)) + 1))
    connection.executemany(
        f"INSERT INTO chunks ({column_list(Chunk)}, text_hash) VALUES ({marks})",
        [[*to_row(chunk), text_hash(chunk.text)] for chunk in chunks],
    )
    record_spoken(connection, spoken)
    connection.execute(
        "INSERT INTO extracted (document_id, content_hash, method) VALUES (?, ?, ?)",
        (document.document_id, document.content_hash, extracted_by),
    )


def spoken_texts(statements: Iterable[Statement]) -> dict[str, str]:
    """Return the texts of these statements that can be searched, by their hash."""
    return {text_hash(item.content): item.content for item in statements if item.content.strip()}


def delete_document(connection: sqlite3.Connection, document_id: str, *, keep_duplicate: bool = False) -> None:
    """Delete a document and its parts in the transaction of ``connection``."""
    for table in ("documents", "chunks", "statements", "entities", "spoken", "extracted"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
    if not keep_duplicate:
        connection.execute("DELETE FROM duplicates WHERE ? IN (document_id, repeats)", (document_id,))


def _insert(connection: sqlite3.Connection, table: str, record: type, rows: Sequence[Sequence[Any]]) -> None:
    marks = ", ".join("?" for _ in columns(record))
    connection.executemany(f"INSERT INTO {table} ({column_list(record)}) VALUES ({marks})", rows)
