"""The store: what ingest puts in and the assistant takes out."""

from __future__ import annotations

import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from langchain_core.embeddings import Embeddings

from vectorstore import lexical
from vectorstore.embeddings.cached import CachedEmbeddings
from vectorstore.embeddings.choice import load_embeddings, model_id_of
from vectorstore.embeddings.encoder import EmbeddedEncoder
from vectorstore.errors import EmbeddingMismatch
from vectorstore.folder import folder_of
from vectorstore.keeping import Keeper
from vectorstore.library import Library
from vectorstore.lock import StoreLock
from vectorstore.reading import DocumentParts, Reader, Receipt
from vectorstore.records import RULES, Chunk, Entity, Filters, Hit, SourceDocument, Statement, StatementHit
from vectorstore.searching import Searcher
from vectorstore.settings import VectorstoreSettings
from vectorstore.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStatus:
    """What a store holds. ``rebuilt`` tells whether its index was made anew since it was opened.

    ``extracted`` tells of how many documents the statements were found by what.
    """

    path: Path
    documents: int
    chunks: int
    embedding_model: str
    dimension: int | None
    fingerprint: str
    rebuilt: bool
    extracted: Mapping[str, int]


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
        self._reader = Reader(library, model_id=self._embeddings.model_id)
        self._writer = Writer(library=library, embeddings=self._embeddings, keeper=self._keeper, writing=self._writing)
        self._searcher = Searcher(
            library=library, embeddings=self._embeddings, keeper=self._keeper, writing=self._writing
        )
        # Cheap to make: its model is loaded at the first text.
        self._encoder = embeddings if isinstance(embeddings, EmbeddedEncoder) else EmbeddedEncoder()
        # Also runs when the interpreter ends or the object is dropped: after a clean end the next opening is quick.
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
            embeddings: what makes vectors, instead of what the settings name; loaded when it is needed.

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
        folder = folder_of(settings.path, create=create)
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
        extracted_by: str = RULES,
    ) -> None:
        """Store a document with all its parts, in place of what was under its id: the whole of it or nothing.

        A document without a ``content_hash`` gets the SHA-256 of its text. ``extracted_by`` is what found the
        statements.

        Raises:
            ValueError: if a part does not belong to the document or its offsets do not fit the text.
            EmbeddingUnavailable: if the vectors cannot be made.
            EmbeddingMismatch: if the model suddenly gives vectors of another length.
            StoreError: if the disk or the index fails.
        """
        self._writer.put(document, chunks=chunks, statements=statements, entities=entities, extracted_by=extracted_by)

    def remove(self, document_id: str) -> None:
        """Remove a document and all its parts; ``KeyError`` if there is none of this id."""
        self._writer.remove(document_id)

    def documents(self) -> list[SourceDocument]:
        """Return all documents, ordered by source."""
        return self._library.documents()

    def document(self, document_id: str) -> SourceDocument:
        """Return one document; ``KeyError`` if there is none of this id."""
        return self._library.document(document_id)

    def chunks(self, document_ids: Sequence[str] = ()) -> list[Chunk]:
        """Return the chunks of these documents, or of all, in document order."""
        return self._library.chunks(document_ids)

    def chunks_at(self, places: Iterable[tuple[str, int]]) -> list[Chunk | None]:
        """Return for each place, a document and an offset in its text, the first chunk that holds it."""
        return self._library.chunks_at(places)

    def statements(self, document_ids: Sequence[str] = ()) -> list[Statement]:
        """Return the statements of these documents, or of all, in document order."""
        return self._library.statements(document_ids)

    def entities(self, document_ids: Sequence[str] = ()) -> list[Entity]:
        """Return the entities of these documents, or of all, in document order."""
        return self._library.entities(document_ids)

    def parts(self, document_id: str) -> DocumentParts:
        """Return a document with its sentences and statements, of one state of the store; ``KeyError`` without one.

        What was asked for lately is kept: to ask for every quotation of an answer costs nothing.
        """
        return self._reader.parts(document_id)

    def receipt(self, filters: Filters | None = None) -> Receipt:
        """Return how many documents a search within ``filters`` goes through, their days and outlets."""
        return self._reader.receipt(filters or Filters())

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of each document, by its id."""
        return self._reader.titles()

    @property
    def extracted_by(self) -> Mapping[str, str]:
        """What found the statements of each document, by its id."""
        return self._library.extracted_by()

    @property
    def duplicate_of(self) -> dict[str, str]:
        """For each near-duplicate, by document id, the document that it repeats."""
        return self._reader.duplicates()

    def set_duplicates(self, mapping: Mapping[str, str]) -> None:
        """Record which documents repeat which, in place of what was; ids without a document are left out."""
        self._writer.set_duplicates(mapping)

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

    def search_statements(
        self,
        query: str,
        *,
        limit: int = 10,
        speakers: Sequence[str] = (),
        parties: Sequence[str] = (),
        filters: Filters | None = None,
    ) -> list[StatementHit]:
        """Return the statements that fit ``query`` best, best first.

        Args:
            query: words or a question.
            limit: how many at most.
            speakers: only those by these, as the statements name them.
            parties: only those of these parties, as the statements name them.
            filters: only those of these documents and outlets, said (or else published) on these days.

        Raises:
            ValueError: if ``limit`` is below 1.
            EmbeddingUnavailable: if the question's vector cannot be made.
            StoreError: if the store is closed or cannot be read.
        """
        return self._searcher.search_statements(
            query, limit=limit, speakers=speakers, parties=parties, filters=filters or Filters()
        )

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
        return self._reader.fingerprint()

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
            extracted=dict(Counter(self.extracted_by.values())),
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
                f" {self._embeddings.model_id}: run `parley ingest --rebuild` to make it anew from the kept texts,"
                " or set VECTORSTORE_EMBEDDINGS back."
            )


def _end(keeper: Keeper, library: Library, lock: StoreLock) -> None:
    try:
        keeper.close()
        library.close()
    finally:
        lock.release()
