"""Reading what questions ask for again and again; kept until something is written."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from vectorstore.library import Library
from vectorstore.limits import conditions
from vectorstore.records import Filters, SourceDocument, Span, Statement

# Texts of as many characters are kept with their parts: some thousand articles, or a few books.
CHARACTERS_KEPT = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a search goes through: how many documents, of which days and outlets. Dates are ``None`` without any."""

    documents: int
    date_from: date | None
    date_to: date | None
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentParts:
    """A document with what quotations from it are checked against, all of one state of the store."""

    document: SourceDocument
    sentences: tuple[Span, ...]
    statements: tuple[Statement, ...]


class Reader:
    """Reads the library. Safe to use from several threads.

    What is kept belongs to one revision of the library: it is read after the revision is looked at, so it is at
    least as new, and thrown away when the revision has grown.
    """

    def __init__(self, library: Library, *, model_id: str, characters_kept: int = CHARACTERS_KEPT) -> None:
        self._library = library
        self._model_id = model_id
        self._characters_kept = characters_kept
        self._lock = threading.Lock()
        self._revision = library.revision
        self._fingerprint: str | None = None
        self._duplicates: dict[str, str] | None = None
        self._titles: dict[str, str] | None = None
        self._parts: OrderedDict[str, DocumentParts] = OrderedDict()
        self._characters = 0

    def fingerprint(self) -> str:
        """Return the SHA-256 over the content hashes and the embedding model."""
        with self._lock:
            self._renew()
            if self._fingerprint is None:
                parts = [self._model_id, *self._library.content_hashes()]
                self._fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()
            return self._fingerprint

    def duplicates(self) -> dict[str, str]:
        """Return for each near-duplicate the document that it repeats."""
        with self._lock:
            self._renew()
            if self._duplicates is None:
                self._duplicates = self._library.duplicates()
            return dict(self._duplicates)

    def receipt(self, filters: Filters) -> Receipt:
        """Return what a search within ``filters`` goes through, without reading a text."""
        limits, values = conditions(filters)
        fitting = f"FROM documents d WHERE {' AND '.join(['1', *limits])}"
        with self._library.snapshot() as connection:
            count, first, last = connection.execute(
                f"SELECT count(*), min(d.published_on), max(d.published_on) {fitting}", values
            ).fetchone()
            rows = connection.execute(f"SELECT DISTINCT d.publisher {fitting} AND d.publisher <> '' ORDER BY 1", values)
            publishers = tuple(row[0] for row in rows)
        return Receipt(
            documents=count,
            date_from=date.fromisoformat(first) if first else None,
            date_to=date.fromisoformat(last) if last else None,
            publishers=publishers,
        )

    def titles(self) -> dict[str, str]:
        """Return the title of each document."""
        with self._lock:
            self._renew()
            if self._titles is None:
                with self._library.reading() as connection:
                    rows = connection.execute("SELECT document_id, title FROM documents ORDER BY source")
                    self._titles = dict(rows.fetchall())
            return dict(self._titles)

    def parts(self, document_id: str) -> DocumentParts:
        """Return a document with its sentences and statements; ``KeyError`` if there is none of this id."""
        with self._lock:
            self._renew()
            if (known := self._parts.get(document_id)) is not None:
                self._parts.move_to_end(document_id)
                return known
            with self._library.snapshot():
                document = self._library.document(document_id)
                chunks = self._library.chunks([document_id])
                statements = self._library.statements([document_id])
            made = DocumentParts(
                document=document,
                sentences=tuple(span for chunk in chunks for span in chunk.sentences),
                statements=tuple(statements),
            )
            self._keep(made)
            return made

    def _renew(self) -> None:
        if (now := self._library.revision) != self._revision:
            self._revision, self._fingerprint, self._duplicates, self._titles = now, None, None, None
            self._parts.clear()
            self._characters = 0

    def _keep(self, parts: DocumentParts) -> None:
        self._parts[parts.document.document_id] = parts
        self._characters += len(parts.document.text)
        while self._characters > self._characters_kept and len(self._parts) > 1:
            _, oldest = self._parts.popitem(last=False)
            self._characters -= len(oldest.document.text)
