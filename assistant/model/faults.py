"""What a client library raises, as one of our errors with its cure.

Each provider's package has its own exceptions, and none of them is imported here. They agree on little: a status, in
one of several places; a code or type in the body, which servers of OpenAI's protocol also send inside a stream; class
names for what happens below HTTP. Where only words tell what happened, they are read, but never repeated: they may
hold the key.
"""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Iterator, Mapping

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
# vLLM, older llama.cpp, Anthropic and others say it in words only.
_TOO_LONG_IN_WORDS = re.compile(
    r"(?:maximum|available|exceed\w*)[\w' ]{0,40} context (?:length|size|window)|prompt is too long"
    r"|context (?:length|size|window)[\w' ]{0,40} exceed|input (?:length|is too long)|too many (?:input )?tokens",
    re.IGNORECASE,
)
_REFUSING = frozenset({400, 413, 422})
_FILTERED = frozenset({"content_filter", "content_policy_violation"})
_NO_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
# What a code means where there is no status, as in an event inside a stream.
_STATUS_OF = {
    "rate_limit_exceeded": 429,
    "rate_limit_error": 429,
    "resource_exhausted": 429,
    "insufficient_quota": 429,
    "overloaded_error": 503,
    "server_error": 500,
    "api_error": 500,
    "internal_error": 500,
    "invalid_api_key": 401,
    "authentication_error": 401,
    "permission_error": 403,
    "model_not_found": 404,
    "not_found_error": 404,
}
_SILENT = ("APITimeoutError", "TimeoutException", "TimeoutError")
_NO_CONNECTION = ("APIConnectionError", "TransportError", "OSError")
# Seconds before another try where the server names none.
_SOON = 0.5
_LONGEST_WORDS = 2000


def model_error(error: Exception, *, place: str, begun: bool) -> ModelError:
    """Return the error to raise for ``error``.

    Args:
        error: what the client library raised.
        place: the model with its server, for the message.
        begun: whether a part of the answer had come.
    """
    if isinstance(error, ModelError):
        return error
    if begun:
        return cut(place, "the time was up" if is_silence(error) else "the connection broke")
    codes = frozenset(_codes(error))
    if (known := _by_code(error, codes, place)) is not None:
        return known
    status = _status(error) or next((_STATUS_OF[code] for code in codes if code in _STATUS_OF), None)
    if status is not None:
        return _by_status(error, status, place)
    if is_silence(error):
        return Unreachable(f"{place} gave no answer in time: check the server, or raise ASSISTANT_DEADLINE_SECONDS.")
    if _is_one_of(error, _NO_CONNECTION):
        return Unreachable(
            f"{place} cannot be reached: check the network, OPENAI_BASE_URL and that the server runs.",
            retry_after=_SOON,
        )
    return unusable(place)


def is_silence(error: Exception) -> bool:
    """Whether nothing came in time."""
    return _is_one_of(error, _SILENT)


def cut(place: str, why: str) -> AnswerCut:
    """Return the error of an answer that began and did not end."""
    return AnswerCut(f"The answer of {place} was cut off ({why}): what came before was checked. Ask again.")


def out_of_tokens(place: str) -> AnswerCut:
    """Return the error of an answer that the limit of tokens ended; models that reason may reach it with no word."""
    return AnswerCut(
        f"The answer of {place} was cut off (its limit of tokens was reached): raise ASSISTANT_ANSWER_TOKENS."
    )


def unusable(place: str) -> UnusableAnswer:
    """Return the error of a reply that is no answer."""
    return UnusableAnswer(
        f"{place} sent nothing that is an answer: check that OPENAI_BASE_URL names an OpenAI-compatible server"
        " (it often ends in /v1) and that the model is one for chat."
    )


def filtered(place: str) -> ContentFiltered:
    """Return the error of an answer that the provider's filter stopped, or that the model refuses."""
    return ContentFiltered(
        f"The content filter of {place} stopped the answer: ask in other words, or leave ASSISTANT_CHAT_MODEL empty"
        " to have the offline reader answer."
    )


def _is_one_of(error: Exception, names: tuple[str, ...]) -> bool:
    return any(kind.__name__ in names for kind in type(error).__mro__)


def _by_code(error: Exception, codes: frozenset[str], place: str) -> ModelError | None:
    """What a code says more exactly than a status."""
    status = _status(error)
    words = f"{error} {getattr(error, 'body', '')}"[:_LONGEST_WORDS]
    in_words = status in _REFUSING | {None} and _TOO_LONG_IN_WORDS.search(words) is not None
    if codes & _TOO_LONG or status == 413 or in_words:
        return ContextTooLong(
            f"The question with its evidence is too long for {place}: lower ASSISTANT_EVIDENCE_TOKENS or"
            " ASSISTANT_PASSAGES, or use a model that reads more."
        )
    if codes & _FILTERED:
        return filtered(place)
    if codes & _NO_QUOTA or status == 402:
        return RateLimited(f"The quota of {place} is used up: check the account at its provider.")
    return None


def _by_status(error: Exception, status: int, place: str) -> ModelError:
    match status:
        case 401:
            return NotAuthorised(f"{place} refuses the key: check OPENAI_API_KEY, or the key of its provider.")
        case 403:
            return NotAuthorised(f"{place} may not be used with this key: check the key's rights.")
        case 404:
            return Unreachable(f"{place} is not there: check the name in ASSISTANT_CHAT_MODEL and OPENAI_BASE_URL.")
        case 429:
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


def _status(error: Exception) -> int | None:
    """The status of HTTP, wherever a package keeps it."""
    told = (
        getattr(error, "status_code", None),
        getattr(getattr(error, "response", None), "status_code", None),
        getattr(error, "code", None),
        *(part.get("code") for part in _bodies(error)),
    )
    return next((int(str(each)) for each in told if re.fullmatch("[3-5]\\d\\d", str(each))), None)


def _codes(error: Exception) -> Iterator[str]:
    """The codes and types by which a server names what happened, in lower case."""
    own = {name: getattr(error, name, None) for name in ("code", "type", "status")}
    for part in (own, *_bodies(error)):
        yield from (str(part[name]).lower() for name in ("code", "type", "status") if part.get(name))


def _bodies(error: Exception) -> list[Mapping[str, object]]:
    """What the server sent, and the error inside it."""
    body = getattr(error, "body", None)
    inner = body.get("error") if isinstance(body, Mapping) else None
    return [part for part in (body, inner) if isinstance(part, Mapping)]


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
