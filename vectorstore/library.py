"""What the store keeps of every document: the library, one SQLite file. It is the source of truth.

The index (:mod:`vectorstore.index`) can always be made anew from it: it holds the full texts, the chunks,
and the vector of each chunk.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vectorstore.errors import StoreDamaged, StoreUnavailable
from vectorstore.folder import FILE_NAME, no_index
from vectorstore.records import RULES, Chunk, Entity, SourceDocument, Statement
from vectorstore.rows import column_list, from_row
from vectorstore.schema import DOCUMENT_INDEX, EXTRACTED_TABLE, FORMAT, SCHEMA, SPOKEN_TABLE
from vectorstore.spoken import SpokenEntry


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, under which its vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


class Library:
    """The tables of one store.

    One connection writes, another reads: with SQLite's write-ahead log a reader sees the last committed
    state and never waits for a writer. Both serve all threads, one call at a time.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE_NAME
        # Grows with each commit. One process at a time has the library open, so that nothing else changes it.
        self.revision = 0
        self._write_lock = threading.RLock()
        self._read_lock = threading.RLock()
        if not create and not self.path.exists():
            raise no_index(folder)
        with self._translated():
            self._writer = self._connect()
            try:
                self._prepare(create=create)
                self._writer.execute("PRAGMA journal_mode = WAL")
                # FULL: what was acknowledged survives a loss of power.
                self._writer.execute("PRAGMA synchronous = FULL")
                self._reader = self._connect()
                self._reader.execute("PRAGMA query_only = ON")
            except BaseException:
                self._writer.close()
                raise

    def close(self) -> None:
        """Close both connections; calling it again does nothing."""
        with self._write_lock, self._read_lock, suppress(sqlite3.Error):
            self._reader.close()
            self._writer.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the reading connection; SQLite's errors become Parley's."""
        with self._read_lock, self._translated():
            yield self._reader

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give the reading connection in a transaction: all that is read in it is of one state."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:  # an error of SQLite may have ended it: nothing may hide that error
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the writing connection in a transaction: committed at the end, rolled back on any error."""
        with self._write_lock, self._translated():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
                self.revision += 1
            except BaseException:
                # SQLite ends the transaction itself after some errors (disk full): then there is none to
                # roll back.
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def check(self) -> None:
        """Read the whole file once; ``StoreDamaged`` if SQLite finds a fault in it."""
        with self.reading() as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise StoreDamaged(_damaged(self.path, verdict))

    def recall(self, name: str) -> Any:
        """Return what the manifest holds under ``name``, or ``None``."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM manifest WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def remember(self, values: Mapping[str, Any]) -> None:
        """Write entries of the manifest."""
        with self.writing() as connection:
            write_manifest(connection, values)

    def counts(self) -> tuple[int, int]:
        """Return the number of documents and of chunks."""
        with self.reading() as connection:
            documents = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
            return documents, connection.execute("SELECT count(*) FROM chunks").fetchone()[0]

    def has_chunks(self) -> bool:
        """Return whether there is anything to search."""
        with self.reading() as connection:
            return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM chunks)").fetchone()[0])

    def extracted_by(self) -> dict[str, str]:
        """Return for each document what found its statements."""
        sql = """SELECT d.document_id, coalesce(e.method, ?) FROM documents d
            LEFT JOIN extracted e ON e.document_id = d.document_id AND e.content_hash = d.content_hash"""
        with self.reading() as connection:
            return dict(connection.execute(sql, (RULES,)).fetchall())

    def content_hashes(self) -> list[str]:
        """Return the content hash of each document, sorted, with what found its statements where that is no rule."""
        sql = """SELECT d.content_hash || CASE WHEN e.method <> ? THEN ' ' || e.method ELSE '' END
            FROM documents d
            LEFT JOIN extracted e ON e.document_id = d.document_id AND e.content_hash = d.content_hash ORDER BY 1"""
        with self.reading() as connection:
            return [row[0] for row in connection.execute(sql, (RULES,))]

    def documents(self) -> list[SourceDocument]:
        """Return all documents, ordered by source."""
        sql = f"SELECT {column_list(SourceDocument)} FROM documents ORDER BY source, document_id"
        with self.reading() as connection:
            return [from_row(SourceDocument, row) for row in connection.execute(sql)]

    def document(self, document_id: str) -> SourceDocument:
        """Return one document; ``KeyError`` if there is none of this id."""
        sql = f"SELECT {column_list(SourceDocument)} FROM documents WHERE document_id = ?"
        with self.reading() as connection:
            row = connection.execute(sql, (document_id,)).fetchone()
        if row is None:
            raise KeyError(document_id)
        return from_row(SourceDocument, row)

    def chunks(self, document_ids: Sequence[str] = ()) -> list[Chunk]:
        """Return the chunks of these documents, or of all, by source and place."""
        return [from_row(Chunk, row) for row in self._parts("chunks", Chunk, document_ids)]

    def statements(self, document_ids: Sequence[str] = ()) -> list[Statement]:
        """Return the statements of these documents, or of all, by source and place."""
        return [from_row(Statement, row) for row in self._parts("statements", Statement, document_ids)]

    def entities(self, document_ids: Sequence[str] = ()) -> list[Entity]:
        """Return the entities of these documents, or of all, by source and place."""
        return [from_row(Entity, row) for row in self._parts("entities", Entity, document_ids)]

    def chunks_by_id(self, chunk_ids: Iterable[str]) -> dict[str, Chunk]:
        """Return the chunks that there are of these ids."""
        sql = f"SELECT {column_list(Chunk)} FROM chunks WHERE chunk_id IN (SELECT value FROM json_each(?))"
        with self.reading() as connection:
            rows = connection.execute(sql, (json.dumps(list(chunk_ids)),)).fetchall()
        return {chunk.chunk_id: chunk for chunk in (from_row(Chunk, row) for row in rows)}

    def chunks_at(self, places: Iterable[tuple[str, int]]) -> list[Chunk | None]:
        """Return for each place, a document and an offset in its text, the first chunk that holds it."""
        sql = f"""SELECT {column_list(Chunk)} FROM chunks
            WHERE document_id = ? AND start <= ? AND end > ? ORDER BY number LIMIT 1"""
        with self.reading() as connection:
            rows = [connection.execute(sql, (key, offset, offset)).fetchone() for key, offset in places]
        return [from_row(Chunk, row) if row else None for row in rows]

    def duplicates(self) -> dict[str, str]:
        """Return for each near-duplicate the document that it repeats."""
        with self.reading() as connection:
            return dict(connection.execute("SELECT document_id, repeats FROM duplicates ORDER BY 1").fetchall())

    def pending(self) -> list[str]:
        """Return the documents whose chunks in the index may differ from those here."""
        with self.reading() as connection:
            return [row[0] for row in connection.execute("SELECT document_id FROM pending ORDER BY 1")]

    def _parts(self, table: str, record: type, document_ids: Sequence[str]) -> list[Any]:
        chosen = "WHERE d.document_id IN (SELECT value FROM json_each(?))" if document_ids else ""
        sql = (
            f"SELECT {column_list(record, 'part.')} FROM documents d JOIN {table} part USING"
            f" (document_id) {chosen}"
            " ORDER BY d.source, d.document_id, part.number"
        )
        with self.reading() as connection:
            return connection.execute(sql, (json.dumps(list(document_ids)),) if document_ids else ()).fetchall()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)

    def _prepare(self, *, create: bool) -> None:
        version = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise StoreUnavailable(
                f"The store {self.path.parent} was written by a newer Parley (format {version}, this"
                f" one knows {FORMAT}):"
                " upgrade with `pip install -U parley-qa`, or name another folder in VECTORSTORE_PATH."
            )
        if version == FORMAT:
            self._writer.execute(DOCUMENT_INDEX)
            self._writer.executescript(SPOKEN_TABLE)
            self._writer.execute(EXTRACTED_TABLE)
            return
        if self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or _has_index(self.path.parent):
            raise StoreDamaged(_damaged(self.path, "its tables are not there"))
        if not create:
            raise no_index(self.path.parent)
        self._writer.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError as error:
            raise StoreUnavailable(f"The store {self.path.parent} is closed: open it again.") from error
        except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
            if "malformed" in str(error):
                raise StoreDamaged(_damaged(self.path, str(error))) from error
            raise StoreUnavailable(
                f"Cannot use the store {self.path.parent}: {error}. Check the disk space and the"
                " permissions of the folder."
            ) from error
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(_damaged(self.path, str(error))) from error


def write_manifest(connection: sqlite3.Connection, values: Mapping[str, Any]) -> None:
    """Write entries of the manifest in the transaction that ``connection`` is in."""
    rows = [(name, json.dumps(value)) for name, value in values.items()]
    connection.executemany("INSERT OR REPLACE INTO manifest (name, value) VALUES (?, ?)", rows)


def record_spoken(connection: sqlite3.Connection, entries: Iterable[SpokenEntry]) -> None:
    """Write which statements are in the index, in the transaction that ``connection`` is in."""
    connection.executemany(
        "INSERT OR REPLACE INTO spoken (spoken_key, document_id, text_hash) VALUES (?, ?, ?)",
        [(entry.key, entry.statement.document_id, text_hash(entry.statement.content)) for entry in entries],
    )


def _has_index(folder: Path) -> bool:
    return any(folder.glob("index-*"))


def _damaged(path: Path, reason: str) -> str:
    return (
        f"The store's file {path} cannot be read ({reason}): move the folder {path.parent} away and"
        " make it anew with"
        " `parley ingest PATH...`."
    )
