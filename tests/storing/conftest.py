"""Small documents and an embedding whose neighbours can be worked out by hand."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings

from vectorstore import Chunk, SourceDocument, Statement, VectorStore, VectorstoreSettings

VOCABULARY = ("bridge", "river", "envoy", "tariff", "harbour", "prisoner", "border", "fishing")


class WordCountEmbeddings(Embeddings):
    """Counts the words of ``VOCABULARY`` in a text; a last component keeps the vector from being zero."""

    def __init__(self, model_id: str = "word-count") -> None:
        self.model_id = model_id
        self.texts: list[str] = []
        self._lock = threading.Lock()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        with self._lock:
            self.texts += texts
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        words = re.findall(r"\w+", text.lower())
        return [*(float(words.count(word)) for word in VOCABULARY), 0.25]


def make_document(
    name: str,
    paragraphs: Sequence[str],
    *,
    publisher: str | None = None,
    published_on: date | None = None,
    title: str = "",
) -> tuple[SourceDocument, list[Chunk]]:
    """Return a document of these paragraphs, each a chunk of one sentence."""
    text = "\n\n".join(paragraphs)
    document = SourceDocument(
        document_id=name,
        title=title,
        text=text,
        source=f"{name}.txt",
        publisher=publisher,
        published_on=published_on,
    )
    chunks = []
    start = 0
    for number, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        chunks.append(
            Chunk(
                chunk_id=f"{name}/{number}",
                document_id=name,
                text=paragraph,
                start=start,
                end=end,
                sentences=((start, end),),
                title=title,
                publisher=publisher,
                published_on=published_on,
            )
        )
        start = end + 2
    return document, chunks


def all_said(chunks: Sequence[Chunk], *, speaker: str = "Holt", **fields: Any) -> list[Statement]:
    """Return a statement for each chunk: the whole of it, said by one speaker."""
    return [
        Statement(
            statement_id=f"s{chunk.chunk_id}",
            document_id=chunk.document_id,
            content=chunk.text,
            start=chunk.start,
            end=chunk.end,
            kind="indirect",
            speaker=speaker,
            published_on=chunk.published_on,
            **fields,
        )
        for chunk in chunks
    ]


@pytest.fixture
def said() -> Callable[..., list[Statement]]:
    return all_said


@pytest.fixture
def word_count() -> type[WordCountEmbeddings]:
    return WordCountEmbeddings


@pytest.fixture
def embeddings() -> WordCountEmbeddings:
    return WordCountEmbeddings()


@pytest.fixture
def document() -> Callable[..., tuple[SourceDocument, list[Chunk]]]:
    return make_document


@pytest.fixture
def settings(tmp_path: Path) -> VectorstoreSettings:
    return VectorstoreSettings(path=tmp_path / "store")


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> VectorstoreSettings:
    """A store large enough for Chroma to write its graph files."""
    settings = VectorstoreSettings(path=tmp_path_factory.mktemp("big") / "store")
    words = ("bridge", "river", "envoy")
    paragraphs = [
        f"{'bridge ' * (1 + place % 7)} pier {place} {words[place % 3]} {'border ' * (place % 11)}"
        for place in range(1200)
    ]
    with VectorStore.open(settings, create=True, embeddings=WordCountEmbeddings()) as store:
        item, chunks = make_document("big", paragraphs)
        store.put(item, chunks=chunks)
    return settings
