"""Asking a chat model's server whether it is there, without a charge."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

from assistant.errors import ModelError
from assistant.model import bridge
from assistant.model.choice import ModelChoice, http_client, key_of
from assistant.model.faults import model_error

_NO_LIST = (404, 405, 501)


def trouble_with(choice: ModelChoice, *, seconds: float = 3.0) -> ModelError | None:
    """Return why the model's server would not answer now, ``None`` if it is there. Nothing is charged.

    Only for a model that :attr:`ModelChoice.speaks_openai`: the others cannot be asked without a charge.

    Args:
        choice: the model.
        seconds: how long that may take, however the server drips.
    """
    import openai

    async def asked() -> AsyncIterator[object]:
        async with openai.AsyncOpenAI(
            api_key=key_of(choice), base_url=choice.base_url, http_client=http_client(choice), max_retries=0
        ) as client:
            yield await client.models.list()

    try:
        for _ in bridge.read(asked, until=time.monotonic() + seconds):
            pass
    except Exception as error:  # where it is no such server, the client stumbles over its own parsing
        # A server without a list of models is there all the same.
        if getattr(error, "status_code", None) in _NO_LIST:
            return None
        return model_error(error, place=choice.place, begun=False)
    return None
