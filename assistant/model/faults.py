"""What a client library raises, as one of our errors with its cure.

Errors are told apart by status and by the class names of the ``openai`` package, which the other providers'
packages share; so none of them has to be imported. The server's own words are never repeated: they may hold the key.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable

from assistant.errors import (
    AnswerCut,
    ContentFiltered,
    ContextTooLong,
    ModelError,
    NotAuthorised,
    RateLimited,
    Unreachable,
    UnusableAnswer,
)

_TOO_LONG = frozenset({"context_length_exceeded", "string_above_max_length", "exceed_context_size_error"})
_FILTERED = frozenset({"content_filter", "content_policy_violation"})
_NO_QUOTA = "insufficient_quota"
_SILENT = ("APITimeoutError", "TimeoutException", "TimeoutError")
_NO_CONNECTION = ("APIConnectionError", "TransportError", "OSError")
# Seconds before another try where the server names none.
_SOON = 0.5


def model_error(error: Exception, *, place: str, begun: bool) -> ModelError:
    """Return the error to raise for ``error``.

    Args:
        error: what the client library raised.
        place: the model with its server, for the message.
        begun: whether a part of the answer had come.
    """
    if isinstance(error, ModelError):
        return error
    status = getattr(error, "status_code", None)
    names = {kind.__name__ for kind in type(error).__mro__}
    if begun:
        return cut(place, "the time was up" if names.intersection(_SILENT) else "the connection broke")
    if status is not None:
        return _by_status(error, int(status), place)
    if names.intersection(_SILENT):
        return Unreachable(f"{place} gave no answer in time: check the server, or raise ASSISTANT_DEADLINE_SECONDS.")
    if names.intersection(_NO_CONNECTION):
        return Unreachable(
            f"{place} cannot be reached: check the network, OPENAI_BASE_URL and that the server runs.",
            retry_after=_SOON,
        )
    return unusable(place)


def is_silence(error: Exception) -> bool:
    """Whether nothing came in time."""
    return bool({kind.__name__ for kind in type(error).__mro__}.intersection(_SILENT))


def cut(place: str, why: str) -> AnswerCut:
    """Return the error of an answer that began and did not end."""
    return AnswerCut(f"The answer of {place} was cut off ({why}): what came before was checked. Ask again.")


def unusable(place: str) -> UnusableAnswer:
    """Return the error of a reply that is no answer."""
    return UnusableAnswer(
        f"{place} sent nothing that is an answer: check that OPENAI_BASE_URL names an OpenAI-compatible server"
        " (it often ends in /v1) and that the model is one for chat."
    )


def filtered(place: str) -> ContentFiltered:
    """Return the error of an answer that the provider's filter stopped."""
    return ContentFiltered(
        f"The content filter of {place} stopped the answer: ask in other words, or leave ASSISTANT_CHAT_MODEL empty"
        " to have the offline reader answer."
    )


def _by_status(error: Exception, status: int, place: str) -> ModelError:
    code = str(getattr(error, "code", None) or "")
    if code in _TOO_LONG or (status == 413):
        return ContextTooLong(
            f"The question with its evidence is too long for {place}: lower ASSISTANT_EVIDENCE_TOKENS or"
            " ASSISTANT_PASSAGES, or use a model that reads more."
        )
    if code in _FILTERED:
        return filtered(place)
    by_status: dict[int, Callable[[], ModelError]] = {
        401: lambda: NotAuthorised(f"{place} refuses the key: check OPENAI_API_KEY, or the key of its provider."),
        403: lambda: NotAuthorised(f"{place} may not be used with this key: check the key's rights."),
        404: lambda: Unreachable(f"{place} is not there: check the name in ASSISTANT_CHAT_MODEL and OPENAI_BASE_URL."),
    }
    if status in by_status:
        return by_status[status]()
    if status == 429:
        if code == _NO_QUOTA:
            return RateLimited(f"The quota of {place} is used up: check the account at its provider.")
        return RateLimited(f"{place} has too many requests: wait, then ask again.", retry_after=_wait(error))
    if 300 <= status < 400:
        return Unreachable(
            f"{place} points to another address, and documents are sent nowhere else: set OPENAI_BASE_URL to that one."
        )
    if status >= 500:
        return Unreachable(f"{place} fails inside (status {status}): ask again later.", retry_after=_wait(error))
    return UnusableAnswer(
        f"{place} does not take the request (status {status}): check that the model is one for chat, and"
        " ASSISTANT_STRUCTURED_OUTPUT."
    )


def _wait(error: Exception) -> float:
    """The seconds of a Retry-After header, given as a number or as a date (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after", "")).strip()
    try:
        return max(float(value), 0.0)
    except ValueError:
        pass
    try:
        return max(email.utils.parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return _SOON
