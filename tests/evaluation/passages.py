"""A store of one passage in memory, so that the reader can be measured with the passage given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from assistant.chain import Chain, State
from assistant.reader.encoding import RememberingEncoder
from assistant.understand.cast import Cast
from assistant.understand.words import words_of
from ingest.attribution import Analyst
from ingest.chunks import chunk_document
from ingest.normalise import Section
from ingest.settings import IngestSettings
from vectorstore import (
    Chunk,
    DocumentParts,
    Entity,
    Filters,
    Hit,
    Receipt,
    SourceDocument,
    Statement,
    StatementHit,
    parties,
)


class PassageStore:
    """What the chain asks of a store, for a few documents whose chunks are all found, in order."""

    fingerprint = "passage"

    def __init__(self, read: Sequence[tuple[SourceDocument, Sequence[Chunk], Any]]) -> None:
        self.duplicate_of: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self._chunks = [chunk for _, chunks, _ in read for chunk in chunks]
        self._statements: list[Statement] = [item for *_, analysis in read for item in analysis.statements]
        self._entities: list[Entity] = [item for *_, analysis in read for item in analysis.entities]
        self._parts = {document.document_id: _parts(document, chunks, analysis) for document, chunks, analysis in read}

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        documents = [parts.document for parts in self._parts.values()]
        words = [word for document in documents for word in words_of(f"{document.title}\n{document.text}")]
        return frozenset(word.stem for word in words) | frozenset(word.key for word in words)

    def search(self, query: str, *, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        return [Hit(chunk=chunk, score=1.0) for chunk in self._chunks]

    def search_statements(self, query: str, **limits: Any) -> list[StatementHit]:
        return []  # all chunks are found already

    def chunks_at(self, places: Iterable[tuple[str, int]]) -> list[Chunk | None]:
        return [None for _ in places]

    def receipt(self, filters: Filters | None = None) -> Receipt:
        return Receipt(documents=len(self._parts), date_from=None, date_to=None, publishers=())

    def parts(self, document_id: str) -> DocumentParts:
        return self._parts[document_id]

    def statements(self, document_ids: Sequence[str] = ()) -> list[Statement]:
        return self._statements

    def entities(self, document_ids: Sequence[str] = ()) -> list[Entity]:
        return self._entities

    def occurs(self, phrase: str) -> bool:
        return all(word.stem in self._vocabulary or word.key in self._vocabulary for word in words_of(phrase))


def _parts(document: SourceDocument, chunks: Sequence[Chunk], analysis: Any) -> DocumentParts:
    spans = tuple(span for chunk in chunks for span in chunk.sentences)
    return DocumentParts(document=document, sentences=spans, statements=tuple(analysis.statements))


class PassageReader:
    """Asks questions of single passages with the real splitter, analyst, reader and gate."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = RememberingEncoder(encoder)
        self._analyst = Analyst()

    def open(self, text: str, *, title: str = "", published_on: Any = None) -> Chain:
        """Return the chain over one passage. ``text`` is taken as it is; blank lines part paragraphs."""
        return self._chain([self._read("passage", text, title=title, published_on=published_on)])

    def open_all(self, texts: Sequence[str]) -> Chain:
        """Return the chain over several documents without titles."""
        return self._chain([self._read(f"document-{number}", text) for number, text in enumerate(texts)])

    def _read(self, key: str, text: str, *, title: str = "", published_on: Any = None) -> Any:
        document = SourceDocument(document_id=key, title=title, text=text, source=key, published_on=published_on)
        chunks = chunk_document(document, sections=paragraphs(text), settings=IngestSettings())
        spans = [span for chunk in chunks for span in chunk.sentences]
        return document, chunks, self._analyst.analyse(document, sentences=spans)

    def _chain(self, read: Sequence[Any]) -> Chain:
        store: Any = PassageStore(read)
        cast = Cast.of(store.statements(), store.entities(), party_of=parties().of_typed)
        return Chain(store=store, encoder=self._encoder, cast=cast, passages=50)


def paragraphs(text: str) -> list[Section]:
    """Return the stretches of ``text`` between blank lines as paragraphs."""
    return [Section(kind="paragraph", span=match.span()) for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)]


def ask(chain: Chain, question: str) -> State:
    """Return the state of the chain after all steps."""
    return chain.answer().invoke(chain.search().invoke(State(asked=question)))
