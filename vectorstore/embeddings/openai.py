"""Vectors from OpenAI or a server that speaks its protocol."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from vectorstore.address import Address
from vectorstore.errors import EmbeddingUnavailable

if TYPE_CHECKING:
    import openai

_SECONDS = 30.0
_RETRIES = 2
_BATCH = 128
# Far below the 8,191 tokens that the models take, in any script; chunks are much shorter.
_MAX_CHARACTERS = 8_000
# What each refusal asks of the user, by the name of the class in the openai package.
_CURES = {
    "AuthenticationError": "the key was refused: check OPENAI_API_KEY",
    "PermissionDeniedError": "the key may not use this model: check OPENAI_API_KEY",
    "NotFoundError": "the server knows no such model: check VECTORSTORE_EMBEDDINGS and OPENAI_BASE_URL",
    "RateLimitError": "the limit of requests or the quota is used up: wait, or check the account",
    "APITimeoutError": f"no answer within {_SECONDS:.0f} seconds: check the network and OPENAI_BASE_URL",
    "APIConnectionError": "the server cannot be reached: check the network and OPENAI_BASE_URL",
}


class OpenAIProtocolEmbeddings(Embeddings):
    """Embeddings by request. ``langchain_openai`` is imported at the first text: it takes seconds.

    Args:
        model: the model's name, e.g. ``text-embedding-3-small``.
        key: the API key; servers of one's own often need none.
        server: the address of the server; ``None`` for OpenAI.
    """

    def __init__(self, *, model: str, key: str | None = None, server: Address | None = None) -> None:
        self.model_id = f"openai:{model}"
        self._model = model
        self._key = key
        self._server = server
        self._lock = threading.Lock()
        self._client: Embeddings | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vector of each text, in order; ``EmbeddingUnavailable`` if the server gives none."""
        return self._requested([text[:_MAX_CHARACTERS] for text in texts]) if texts else []

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question; ``EmbeddingUnavailable`` if the server gives none."""
        return self._requested([text[:_MAX_CHARACTERS]])[0]

    def _requested(self, texts: list[str]) -> list[list[float]]:
        import openai

        try:
            return self._opened().embed_documents(texts)
        except openai.OpenAIError as error:
            cure = _cure(error)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            # A server that answers something else makes the client stumble over its own parsing.
            cure = "the server's answer cannot be used. Check OPENAI_BASE_URL"
        # Outside the block above: the client's error may repeat the key, and would stay reachable as the context.
        raise EmbeddingUnavailable(f"No vectors from {self.model_id}: {cure}.")

    def _opened(self) -> Embeddings:
        with self._lock:
            if self._client is None:
                if not (self._key or self._server):
                    raise EmbeddingUnavailable(
                        f"No vectors from {self.model_id}: OPENAI_API_KEY is not set. Set it, or set"
                        " VECTORSTORE_EMBEDDINGS=embedded."
                    )
                from langchain_openai import OpenAIEmbeddings

                options: dict[str, Any] = {
                    "model": self._model,
                    "api_key": self._key or "none",
                    "base_url": self._server.url if self._server else None,
                    "http_client": _http_client(self._server),
                    "timeout": _SECONDS,
                    "max_retries": _RETRIES,
                    "chunk_size": _BATCH,
                    # Else the client sends token numbers of OpenAI's vocabulary, for which it downloads a
                    # file, and which other servers take for their own vocabulary. Texts are short enough
                    # without it.
                    "check_embedding_ctx_length": False,
                }
                self._client = OpenAIEmbeddings(**options)
            return self._client


def _http_client(server: Address | None) -> openai.DefaultHttpxClient:
    """Return a client that sends no text to a server that nobody named, and the login as a header.

    In the address, the login would stand in the log of each request.
    """
    import openai

    return openai.DefaultHttpxClient(follow_redirects=False, auth=server.login if server else None)


def _cure(error: Exception) -> str:
    """Return what happened in one line. The server's own words are left out: they may repeat the key."""
    for kind in type(error).__mro__:
        if kind.__name__ in _CURES:
            return _CURES[kind.__name__]
    status = getattr(error, "status_code", None)
    if status and 300 <= status < 400:
        return "the server points to another address, and texts are sent nowhere else: set OPENAI_BASE_URL to that one"
    return f"the server answered with status {status}" if status else f"the request failed ({type(error).__name__})"
