"""What makes vectors: the embedded encoder, a model folder, or OpenAI and servers that speak its protocol."""

from __future__ import annotations

from vectorstore.embeddings.choice import load_embeddings, model_id_of
from vectorstore.embeddings.encoder import EmbeddedEncoder, Encoded, TokenVectors

__all__ = ["EmbeddedEncoder", "Encoded", "TokenVectors", "load_embeddings", "model_id_of"]
