"""The store: what ingest puts in and the assistant takes out."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from langchain_core.embeddings import Embeddings

from vectorstore import lexical
from vectorstore.embeddings.cached import CachedEmbeddings, drop_unused
from vectorstore.embeddings.choice import load_embeddings, model_id_of
from vectorstore.embeddings.encoder import EmbeddedEncoder
from vectorstore.errors import EmbeddingMismatch, StoreMissing, StoreUnavailable
from vectorstore.index import Entry, IndexFailure
from vectorstore.keeping import Keeper
from vectorstore.library import FILE_NAME, Library, delete_document, replace_document, text_hash
from vectorstore.lock import StoreLock
from vectorstore.records import Chunk, Entity, Filters, Hit, SourceDocument, Statement
from vectorstore.searching import Searcher
from vectorstore.settings import VectorstoreSettings
from vectorstore.validation import checked_document


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStatus:
    """What a store holds. ``rebuilt`` tells whether its index was made anew since it was opened."""

    path: Path
    documents: int
    chunks: int
    embedding_model: str
    dimension: int | None
    fingerprint: str
    rebuilt: bool


class VectorStore:
    """Documents with their chunks, statements and entities, searched by meaning and by words.

    Open one with :meth:`open`. Safe to use from several threads: searches run beside a :meth:`put`, which
    others see whole or not at all. One process at a time may have a store open.
    """

    def __init__(self, folder: Path, *, library: Library, embeddings: Embeddings, lock: StoreLock) -> None:
        self.path = folder
        self._library = library
        self._embeddings = CachedEmbeddings(embeddings, library=library)
        self._keeper = Keeper(folder, library=library, embeddings=self._embeddings)
        self._writing = threading.RLock()
        self._searcher = Searcher(
            library=library, embeddings=self._embeddings, keeper=self._keeper, writing=self._writing
        )
        # Cheap to make: its model is loaded at the first text.
        self._encoder = embeddings if isinstance(embeddings, EmbeddedEncoder) else EmbeddedEncoder()
        # Also runs when the interpreter ends or the object is dropped: the next opening is quick after a
        # clean end.
        self._finalizer = weakref.finalize(self, _end, self._keeper, library, lock)

    @classmethod
    def open(
        cls,
        settings: VectorstoreSettings,
        *,
        create: bool = False,
        rebuild: bool = False,
        embeddings: Embeddings | None = None,
    ) -> VectorStore:
        """Open the store that the settings name, and mend its index if it is damaged.

        Args:
            settings: where it is and what makes its vectors.
            create: make it if there is none.
            rebuild: open it also when its vectors are of another model, to call :meth:`rebuild`.
            embeddings: what makes vectors, instead of what the settings name. The model is loaded when it is
                needed.

        Raises:
            StoreMissing: if there is none and ``create`` is false.
            StoreLocked: if another process, or another object of this one, has it open.
            EmbeddingMismatch: if its vectors are of another model.
            StoreDamaged: if its library cannot be read.
            StoreUnavailable: if the folder cannot be used.
            SettingsError: if the setting of the embeddings names nothing.
        """
        chosen = embeddings if embeddings is not None else load_embeddings(settings)
        # A model folder is read for this: if it cannot be, nothing has been touched yet.
        model_id_of(chosen)
        folder = _folder(settings.path, create=create)
        lock = StoreLock(folder)
        lock.acquire()
        try:
            store = cls(folder, library=Library(folder, create=create), embeddings=chosen, lock=lock)
        except BaseException:
            lock.release()
            raise
        try:
            store._begin(rebuild=rebuild)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the store; calling it again does nothing."""
        with self._writing:
            self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put(
        self,
        document: SourceDocument,
        *,
        chunks: Sequence[Chunk],
        statements: Sequence[Statement] = (),
        entities: Sequence[Entity] = (),
    ) -> None:
        """Store a document with all its parts, in place of what there was under its id: the whole of it or
        nothing.

        A document without a ``content_hash`` gets the SHA-256 of its text.

        Raises:
            ValueError: if a part does not belong to the document or its offsets do not fit the text.
            EmbeddingUnavailable: if the vectors cannot be made.
            EmbeddingMismatch: if the model suddenly gives vectors of another length.
            StoreError: if the disk or the index fails.
        """
        checked_document(document, chunks=chunks, statements=statements, entities=entities)
        if not document.content_hash:
            document = replace(document, content_hash=hashlib.sha256(document.text.encode()).hexdigest())
        with self._writing:
            others = self._library.chunks_by_id(chunk.chunk_id for chunk in chunks).values()
            if strangers := {item.document_id for item in others} - {document.document_id}:
                raise ValueError(f"A chunk of {document.document_id!r} has the id of one of {strangers.pop()!r}.")
            vectors = self._embeddings.vectors({text_hash(chunk.text): chunk.text for chunk in chunks})
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
            write = partial(
                replace_document, document=document, chunks=chunks, statements=statements, entities=entities
            )
            self._change(document.document_id, entries, write)

    def remove(self, document_id: str) -> None:
        """Remove a document and all its parts; ``KeyError`` if there is none of this id."""
        with self._writing:
            self._library.document(document_id)
            self._change(document_id, [], partial(delete_document, document_id=document_id))

    def documents(self) -> list[SourceDocument]:
        """Return all documents, ordered by source."""
        return self._library.documents()

    def document(self, document_id: str) -> SourceDocument:
        """Return one document; ``KeyError`` if there is none of this id."""
        return self._library.document(document_id)

    def chunks(self, document_ids: Sequence[str] = ()) -> list[Chunk]:
        """Return the chunks of these documents, or of all, in document order."""
        return self._library.chunks(document_ids)

    def statements(self, document_ids: Sequence[str] = ()) -> list[Statement]:
        """Return the statements of these documents, or of all, in document order."""
        return self._library.statements(document_ids)

    def entities(self, document_ids: Sequence[str] = ()) -> list[Entity]:
        """Return the entities of these documents, or of all, in document order."""
        return self._library.entities(document_ids)

    @property
    def duplicate_of(self) -> dict[str, str]:
        """For each near-duplicate, by document id, the document that it repeats."""
        return self._library.duplicates()

    def set_duplicates(self, mapping: Mapping[str, str]) -> None:
        """Record which documents repeat which, in place of what was recorded.

        Ids without a document are left out.
        """
        with self._writing, self._library.writing() as connection:
            connection.execute("DELETE FROM duplicates")
            connection.executemany(
                "INSERT INTO duplicates (document_id, repeats) SELECT ?1, ?2 WHERE 2 ="
                " (SELECT count(*) FROM documents WHERE document_id IN (?1, ?2))",
                list(mapping.items()),
            )

    def occurs(self, phrase: str) -> bool:
        """Return whether a chunk, its title and heading hold all words of ``phrase``, in any inflection."""
        with self._library.reading() as connection:
            return lexical.occurs(connection, phrase)

    def search(self, query: str, *, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the chunks that fit a question best, best first.

        Raises:
            ValueError: if ``limit`` is below 1.
            EmbeddingUnavailable: if the question's vector cannot be made.
            StoreError: if the store is closed or cannot be read.
        """
        return self._searcher.search(query, limit=limit, filters=filters or Filters())

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Make the index anew from the kept texts, with the embeddings that this store was opened with.

        Vectors that the library keeps are not made again. Searches go on with the index before until it is
        done.

        Args:
            progress: is called with (texts that have vectors, texts).
        """
        with self._writing:
            self._keeper.rebuild(progress)

    @property
    def encoder(self) -> EmbeddedEncoder:
        """The encoder for words and sentences: the one that makes the store's vectors, or the embedded."""
        return self._encoder

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the documents' content hashes and the embedding model: equal stores answer alike."""
        parts = [self._embeddings.model_id, *self._library.content_hashes()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def status(self) -> StoreStatus:
        """Return what the store holds; needs neither the model nor the index."""
        documents, chunks = self._library.counts()
        return StoreStatus(
            path=self.path,
            documents=documents,
            chunks=chunks,
            embedding_model=self._embeddings.model_id,
            dimension=self._library.recall("dimension"),
            fingerprint=self.fingerprint,
            rebuilt=self._keeper.rebuilt,
        )

    def _begin(self, *, rebuild: bool) -> None:
        recorded = self._library.recall("embedding_model")
        _, chunks = self._library.counts()
        if recorded is None or recorded == self._embeddings.model_id:
            if not rebuild:
                self._keeper.check()
        elif not chunks:
            self._keeper.forget()
        elif not rebuild:
            raise EmbeddingMismatch(
                f"The index in {self.path} was made with {recorded}, and VECTORSTORE_EMBEDDINGS names"
                f" {self._embeddings.model_id}: run `parley ingest --rebuild` to make it anew from"
                " the kept texts, or set"
                " VECTORSTORE_EMBEDDINGS back."
            )

    def _change(self, document_id: str, entries: Sequence[Entry], write: Callable[[sqlite3.Connection], None]) -> None:
        """Change a document in the library by ``write``, and its entries in the index to ``entries``.

        If the index fails it is made anew from the library, which still is as it was, and the change is
        tried again.
        """
        try:
            self._try_change(document_id, entries, write)
        except IndexFailure:
            self._keeper.rebuild()
            self._try_change(document_id, entries, write)

    def _try_change(
        self, document_id: str, entries: Sequence[Entry], write: Callable[[sqlite3.Connection], None]
    ) -> None:
        # The index is written before the library commits. A crash in between leaves the library as it was
        # and the document pending, so that the next opening brings the index back in step.
        index = self._keeper.ready(dimension=len(entries[0].vector)) if entries else self._keeper.opened()
        self._keeper.touched(document_id)
        try:
            with self._library.writing() as connection:
                sql = "SELECT chunk_id, text_hash FROM chunks WHERE document_id = ?"
                before = dict(connection.execute(sql, (document_id,)).fetchall())
                write(connection)
                drop_unused(connection, before.values())
                connection.execute("DELETE FROM pending WHERE document_id = ?", (document_id,))
                if index is not None:
                    index.upsert(entries)
                    index.delete(before.keys() - {entry.chunk_id for entry in entries})
        except BaseException:
            self._keeper.restore(document_id)
            raise


def _folder(path: Path, *, create: bool) -> Path:
    """Return the store's folder, made if asked for."""
    folder = path
    try:
        folder = path.expanduser().absolute()
        if folder.exists() and not folder.is_dir():
            raise StoreUnavailable(f"{folder} is a file, not the folder of a store: correct VECTORSTORE_PATH.")
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not (folder / FILE_NAME).exists():
            raise StoreMissing(
                f"There is no index in {folder}: make one with `parley ingest PATH...`, or set VECTORSTORE_PATH."
            )
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreUnavailable(
            f"Cannot use the folder {folder} for the store: {reason}. Correct VECTORSTORE_PATH or the permissions."
        ) from error
    return folder


def _end(keeper: Keeper, library: Library, lock: StoreLock) -> None:
    try:
        keeper.close()
        library.close()
    finally:
        lock.release()
