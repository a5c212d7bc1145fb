"""The store: the documents, and the search over them by meaning and by words.

>>> from vectorstore import VectorStore, VectorstoreSettings
>>> with VectorStore.open(VectorstoreSettings(path="talks")) as store:      # doctest: +SKIP
...     for hit in store.search("Who pays for the bridge?"):
...         print(hit.score, hit.chunk.title)
"""

from __future__ import annotations

from vectorstore.embeddings import EmbeddedEncoder, Encoded, TokenVectors, load_embeddings
from vectorstore.env_file import unreadable_lines
from vectorstore.errors import (
    EmbeddingMismatch,
    EmbeddingUnavailable,
    ExtractionFailed,
    ParleyError,
    SettingsError,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreUnavailable,
)
from vectorstore.parties import Parties, parties
from vectorstore.reading import DocumentParts, Receipt
from vectorstore.records import (
    Chunk,
    Entity,
    Filters,
    Hit,
    Proposal,
    SourceDocument,
    Span,
    Statement,
    StatementHit,
    StatementKind,
)
from vectorstore.settings import VectorstoreSettings, environment_names, load_settings, unknown_settings
from vectorstore.store import StoreStatus, VectorStore
from vectorstore.tokens import count_tokens

__all__ = [
    "Chunk",
    "DocumentParts",
    "EmbeddedEncoder",
    "EmbeddingMismatch",
    "EmbeddingUnavailable",
    "Encoded",
    "Entity",
    "ExtractionFailed",
    "Filters",
    "Hit",
    "ParleyError",
    "Parties",
    "Proposal",
    "Receipt",
    "SettingsError",
    "SourceDocument",
    "Span",
    "Statement",
    "StatementHit",
    "StatementKind",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreStatus",
    "StoreUnavailable",
    "TokenVectors",
    "VectorStore",
    "VectorstoreSettings",
    "count_tokens",
    "environment_names",
    "load_embeddings",
    "load_settings",
    "parties",
    "unknown_settings",
    "unreadable_lines",
]
