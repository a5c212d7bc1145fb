"""Embeddings that remember: each text goes through a model once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from vectorstore.embeddings.choice import model_id_of
from vectorstore.errors import EmbeddingUnavailable
from vectorstore.library import Library, text_hash

Vector = NDArray[np.float32]

# Vectors are kept after each batch, so that an ingest that was interrupted goes on where it was.
_BATCH = 32


class CachedEmbeddings(Embeddings):
    """Embeddings whose document vectors are kept in the library, by model and SHA-256 of the text.

    Questions are not kept: they are short, and nobody's questions should be found on a disk.
    """

    def __init__(self, embeddings: Embeddings, *, library: Library) -> None:
        self.inner = embeddings
        self.model_id = model_id_of(embeddings)
        self._library = library

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question; never kept."""
        vector: list[float] = _checked([self.inner.embed_query(text)], count=1, model_id=self.model_id)[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vector of each text, in order; only texts not seen before go through the model."""
        hashes = [text_hash(text) for text in texts]
        found = self.vectors(dict(zip(hashes, texts, strict=True)))
        return [found[key].tolist() for key in hashes]

    def vectors(
        self, texts: dict[str, str], *, progress: Callable[[int, int], None] | None = None
    ) -> dict[str, Vector]:
        """Return the vector of each text by its hash, from the library or the model.

        Args:
            texts: texts by :func:`vectorstore.library.text_hash`.
            progress: is called with (done, total).

        Raises:
            EmbeddingUnavailable: if the model cannot be had or gives something that is no vector.
        """
        found = self._kept(texts)
        missing = [key for key in texts if key not in found]
        for start in range(0, len(missing), _BATCH):
            if progress:
                progress(len(found), len(texts))
            batch = missing[start : start + _BATCH]
            made = self.inner.embed_documents([texts[key] for key in batch])
            vectors = _checked(made, count=len(batch), model_id=self.model_id)
            with self._library.writing() as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO vectors (model, text_hash, vector) VALUES (?, ?, ?)",
                    [(self.model_id, key, vector.tobytes()) for key, vector in zip(batch, vectors, strict=True)],
                )
            found.update(zip(batch, vectors, strict=True))
        if progress:
            progress(len(texts), len(texts))
        return found

    def _kept(self, hashes: Iterable[str]) -> dict[str, Vector]:
        sql = "SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN (SELECT value FROM json_each(?))"
        with self._library.reading() as connection:
            rows = connection.execute(sql, (self.model_id, json.dumps(list(hashes)))).fetchall()
        return {key: np.frombuffer(blob, dtype=np.float32) for key, blob in rows}


def drop_unused(connection: sqlite3.Connection, hashes: Iterable[str] | None = None) -> None:
    """Delete vectors whose text is in no chunk and no statement any more, in the transaction of ``connection``.

    ``hashes`` limits the search to these texts; without it all vectors are looked at.
    """
    sql = (
        "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.text_hash = vectors.text_hash)"
        " AND NOT EXISTS (SELECT 1 FROM spoken WHERE spoken.text_hash = vectors.text_hash)"
    )
    if hashes is None:
        connection.execute(sql)
    else:
        connection.execute(f"{sql} AND text_hash IN (SELECT value FROM json_each(?))", (json.dumps(list(hashes)),))


def _checked(made: list[list[float]], *, count: int, model_id: str) -> NDArray[np.float32]:
    """Return the vectors as an array; a vector that is none would spoil the index unnoticed."""
    fault = None
    try:
        vectors = np.asarray(made, dtype=np.float32)
    except (TypeError, ValueError):
        fault = "vectors of different lengths"
    else:
        if vectors.ndim != 2 or len(vectors) != count or vectors.shape[1] == 0:
            fault = f"an array of shape {vectors.shape} for {count} texts"
        elif not np.isfinite(vectors).all():
            fault = "numbers that are not finite"
        elif not vectors.any(axis=1).all():
            fault = "a vector of zeros"
    if fault:
        raise EmbeddingUnavailable(f"The embedding model {model_id} gave {fault}: check VECTORSTORE_EMBEDDINGS.")
    return vectors
