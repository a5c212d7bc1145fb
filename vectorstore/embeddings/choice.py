"""Choosing what makes the vectors, by the setting."""

from __future__ import annotations

import os
from pathlib import Path

from langchain_core.embeddings import Embeddings

from vectorstore.address import address_of
from vectorstore.embeddings.encoder import EmbeddedEncoder
from vectorstore.errors import SettingsError
from vectorstore.settings import VectorstoreSettings

_OPENAI = "openai:"


def load_embeddings(settings: VectorstoreSettings) -> Embeddings:
    """Return the embeddings that ``settings.embeddings`` names; the model itself is loaded at the first text.

    Raises:
        SettingsError: if the setting names nothing that can be used.
        EmbeddingUnavailable: if a model folder cannot be read.
    """
    name = settings.embeddings
    if name == "embedded":
        return EmbeddedEncoder()
    if name.startswith(_OPENAI):
        model = name.removeprefix(_OPENAI).strip()
        if not model:
            raise SettingsError(
                "VECTORSTORE_EMBEDDINGS='openai:' names no model: write for example 'openai:text-embedding-3-small'."
            )
        from vectorstore.embeddings.openai import OpenAIProtocolEmbeddings

        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
        named = settings.openai_base_url or os.environ.get("OPENAI_BASE_URL")
        return OpenAIProtocolEmbeddings(
            model=model,
            key=key or os.environ.get("OPENAI_API_KEY"),
            server=address_of(named) if named else None,
        )
    folder = Path(name).expanduser()
    if (folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file():
        return EmbeddedEncoder(folder)
    raise SettingsError(
        f"VECTORSTORE_EMBEDDINGS={name!r} cannot be used: it is neither 'embedded' nor 'openai:MODEL'"
        " nor a folder with"
        " model.onnx and tokenizer.json. Correct it."
    )


def model_id_of(embeddings: Embeddings) -> str:
    """Return the name under which the vectors of ``embeddings`` are recorded.

    It is their ``model_id`` if they have one, else their class and, if they have one, their ``model``:
    vectors of two models must never share a name, or an index would mix them unnoticed.
    """
    own = getattr(embeddings, "model_id", None)
    if isinstance(own, str) and own:
        return own
    kind = f"{type(embeddings).__module__}.{type(embeddings).__qualname__}"
    model = getattr(embeddings, "model", None)
    return f"{kind}:{model}" if isinstance(model, str) and model else kind
