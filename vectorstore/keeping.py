"""Keeping the index in step with the library: opening, writing, mending and making it anew."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from vectorstore.embeddings.cached import CachedEmbeddings, drop_unused
from vectorstore.entries import Entries
from vectorstore.errors import EmbeddingMismatch, StoreError
from vectorstore.health import footprint, probe
from vectorstore.index import BATCH, IndexFailure, VectorIndex
from vectorstore.library import Library, record_spoken, write_manifest
from vectorstore.spoken import SpokenEntry

# An index of so many chunks is made anew in about the time that it takes to prove it sound, and then it is.
# A torn graph can pass a probe and still kill the process at a later question.
_REBUILT_AT_ONCE = 10_000
# A probe that finds more than this share of the chunks out of step is answered with a new index.
_MENDABLE = 0.2


class Keeper:
    """Holds the index of one store. The caller holds the store's lock and serialises what writes.

    The index lives in ``index-N``. A new one is made beside the old and takes its place with one commit of
    the library, so that a crash at any point leaves one whole index. ``pending`` in the library names the
    documents that a crash may have left out of step.
    """

    def __init__(self, folder: Path, *, library: Library, embeddings: CachedEmbeddings) -> None:
        self._folder = folder
        self._library = library
        self._embeddings = embeddings
        self._entries = Entries(library=library, embeddings=embeddings)
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self.rebuilt = False

    def check(self) -> None:
        """Notice an index that is damaged or out of step, and mend it.

        Chroma is loaded only if there is something to do.
        """
        self._sweep()
        _, chunks = self._library.counts()
        pending = self._library.pending()
        current = self._current()
        # An index of an older Parley has no statements.
        spoken = current is None or self._library.recall("spoken")
        if not pending and spoken and ((current is None and not chunks) or self._at_rest(current)):
            return
        # Something ended badly, or came from elsewhere: look at the library's own file as well.
        self._library.check()
        if not chunks:
            self.forget()
            return
        if current is None or not spoken or chunks <= _REBUILT_AT_ONCE or self._touched_at_rest(current):
            self.rebuild()
            return
        report = probe(self._folder, chunks=chunks)
        if report.verdict == "broken" or len(report.missing) + len(report.strangers) > _MENDABLE * chunks + BATCH:
            self.rebuild()
            return
        try:
            self._mend(missing=report.missing, strangers=report.strangers, pending=pending)
        except IndexFailure:
            self.rebuild()

    def opened(self) -> VectorIndex | None:
        """Return the index, opened at the first call; ``None`` while there are no vectors."""
        if (index := self._index) is not None:
            return index
        with self._lock:
            current = self._current()
            if self._index is None and current is not None:
                trusted = self._library.recall("at_rest")
                self._index = VectorIndex(
                    current,
                    model_id=self._library.recall("embedding_model"),
                    dimension=self._library.recall("dimension"),
                )
                # Opening touches the files; noted at once, so that a process that only read may end in any way.
                if trusted:
                    self._library.remember({"at_rest": footprint(current)})
            return self._index

    def ready(self, *, dimension: int) -> VectorIndex:
        """Return the index for vectors of ``dimension`` components, made if there is none."""
        with self._lock:
            known = self._library.recall("dimension")
            if known is not None and known != dimension:
                raise EmbeddingMismatch(
                    f"The index holds vectors of {known} components and {self._embeddings.model_id} now gives"
                    f" {dimension}: run `parley ingest --rebuild`."
                )
            if self._current() is None:
                self._library.remember(self._description(self._next_name(), dimension))
            index = self.opened()
            assert index is not None
            return index

    def touched(self, document_id: str) -> None:
        """Note that a document is about to be written: until then its entries are not trusted."""
        with self._library.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO pending (document_id) VALUES (?)", (document_id,))
            write_manifest(connection, {"at_rest": []})

    def heal(self, failed: VectorIndex | None) -> None:
        """Make a new index in place of ``failed``, unless somebody has done so already."""
        with self._lock:
            if self._index is None or self._index is failed:
                self.rebuild()

    def restore(self, document_id: str) -> None:
        """Bring the entries of a document back to what the library holds, after a write that failed."""
        with suppress(StoreError):
            self._mend(missing=(), strangers=(), pending=[document_id])

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Make a new index from the library's texts; vectors that are kept are not made again."""
        with self._lock:
            vectors = self._embeddings.vectors(self._entries.texts(), progress=progress)
            name = self._next_name()
            dimension = len(next(iter(vectors.values()))) if vectors else None
            made: VectorIndex | None = None
            spoken: list[SpokenEntry] = []
            if dimension is not None:
                # Never an older folder that happens to bear this name.
                shutil.rmtree(self._folder / name, ignore_errors=True)
                spoken = self._entries.of_statements()
                made = VectorIndex(self._folder / name, model_id=self._embeddings.model_id, dimension=dimension)
                try:
                    made.upsert(self._entries.of_chunks())
                    made.statements.upsert(spoken)
                except BaseException:
                    made.close()
                    raise
            with self._library.writing() as connection:
                write_manifest(connection, self._description(name if made else None, dimension))
                connection.execute("DELETE FROM pending")
                connection.execute("DELETE FROM spoken")
                record_spoken(connection, spoken)
                drop_unused(connection)
            old, self._index = self._index, made
            if old is not None:
                old.close()
            self.rebuilt = True
            self._sweep()

    def close(self) -> None:
        """Close the index and note how its files lie, so that the next opening can trust them."""
        with self._lock:
            if self._index is None:
                return
            self._index.close()
            self._index = None
            current = self._current()
            # Without the note the next opening looks into the index: slower, and as safe.
            with suppress(StoreError):
                if current is not None and not self._library.pending():
                    self._library.remember({"at_rest": footprint(current)})

    def _mend(self, *, missing: Iterable[str], strangers: Iterable[str], pending: Sequence[str]) -> None:
        index = self.opened()
        if index is None:
            return
        surplus = set(strangers)
        entries = self._entries.of_chunks(missing, pending)
        spoken = self._entries.of_statements(pending)
        wanted, said = {entry.chunk_id for entry in entries}, {entry.key for entry in spoken}
        unsaid: set[str] = set()
        for document_id in pending:
            surplus |= index.ids_of(document_id) - wanted
            unsaid |= index.statements.ids_of(document_id) - said
        index.upsert(entries)
        index.delete(surplus)
        index.statements.upsert(spoken)
        index.statements.delete(unsaid)
        with self._library.writing() as connection:
            connection.executemany("DELETE FROM pending WHERE document_id = ?", [(item,) for item in pending])

    def _at_rest(self, current: Path | None) -> bool:
        """Return whether the index's files are as they were when it was last known to be sound."""
        known = self._library.recall("at_rest")
        return bool(known) and current is not None and known == footprint(current)

    def _touched_at_rest(self, current: Path) -> bool:
        """Return whether the graph's files, which only writing changes, were changed while nobody wrote."""
        known, now = (
            [entry for entry in entries if not str(entry[0]).startswith("chroma.sqlite3")]
            for entries in (self._library.recall("at_rest") or [], footprint(current))
        )
        return not now or (bool(known) and known != now)

    def _current(self) -> Path | None:
        name = self._library.recall("index")
        return self._folder / name if name else None

    def _description(self, name: str | None, dimension: int | None) -> dict[str, object]:
        return {
            "index": name,
            "embedding_model": self._embeddings.model_id,
            "dimension": dimension,
            "at_rest": [],
            "spoken": True,
        }

    def _next_name(self) -> str:
        numbers = [path.name.removeprefix("index-") for path in self._folder.glob("index-*")]
        return f"index-{max((int(number) for number in numbers if number.isdigit()), default=0) + 1}"

    def forget(self) -> None:
        """Start without an index, for there is nothing that it could hold."""
        with self._library.writing() as connection:
            write_manifest(connection, self._description(None, None))
            connection.execute("DELETE FROM pending")
            drop_unused(connection)
        self._sweep()

    def _sweep(self) -> None:
        """Delete index folders that are not in use: of an interrupted rebuild, or the one before."""
        current = self._current()
        for path in self._folder.glob("index-*"):
            if path != current:
                shutil.rmtree(path, ignore_errors=True)
