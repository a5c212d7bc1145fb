"""Calling a chat model: one deadline over everything, tries again only before the first piece, usage afterwards."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError, ParleyError
from assistant.model import bridge
from assistant.model.choice import ModelChoice
from assistant.model.claims import without_thinking
from assistant.model.faults import cut, filtered, is_silence, model_error, out_of_tokens, unusable
from assistant.tracing import tracing
from vectorstore import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage, BaseMessageChunk

_TRIES = 3
# Seconds before the second try where the server asks for less; twice that before the third.
_BETWEEN_TRIES = 0.5
# Names under which providers say why an answer ended.
_REASONS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_OUT_OF_TOKENS = frozenset({"length", "max_tokens", "model_length"})
_FILTER = frozenset({"content_filter", "refusal", "safety", "recitation", "blocklist", "prohibited_content", "spii"})
_FILTER |= {"content_filtered", "guardrail_intervened"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The moment at which an answer has to be there, on the clock of ``time.monotonic``, and who may stop it before."""

    until: float
    stopped: Callable[[], bool] | None = None

    @classmethod
    def after(cls, seconds: float, stopped: Callable[[], bool] | None = None) -> Deadline:
        """Return the deadline ``seconds`` from now."""
        return cls(until=time.monotonic() + seconds, stopped=stopped)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()

    @property
    def is_stopped(self) -> bool:
        """Whether whoever asked wants no answer any more."""
        return self.stopped is not None and self.stopped()

    def check(self, place: str) -> None:
        """Raise the error of an answer by ``place`` that is to go on no longer.

        Raises:
            AnswerCut: if the time is up or whoever asked wants no answer any more.
        """
        if self.is_stopped:
            raise cut(place, "it was stopped")
        if self.left <= 0:
            raise cut(place, "the time was up")

    def halved(self) -> Deadline:
        """Return a deadline that leaves the second half of the time to somebody else."""
        return Deadline.after(self.left / 2, self.stopped)


@dataclass(slots=True, kw_only=True)
class Call:
    """One call and what is known of it so far.

    ``most`` is how many characters the reply may have, whatever limit the server keeps. ``first`` is the seconds from
    the call to the first word.
    """

    choice: ModelChoice
    model: BaseChatModel
    messages: Sequence[BaseMessage]
    deadline: Deadline
    most: int
    options: dict[str, Any] = field(default_factory=dict)
    traced: bool = False
    first: float | None = None
    _usage: dict[str, int] = field(default_factory=dict, init=False)
    _received: list[str] = field(default_factory=list, init=False)
    _was_sent: bool = field(default=False, init=False)
    _has_begun: bool = field(default=False, init=False)
    _has_ended: bool = field(default=False, init=False)
    _why_ended: str = field(default="", init=False)

    @property
    def may_be_cut(self) -> bool:
        """Whether the stream ended without a word why, which some providers never give."""
        return self._has_ended and not self._why_ended

    def taken(self, sent: int) -> dict[str, int]:
        """Return the tokens in and out, to be called when the stream is over; empty if the server took nothing.

        They are what the provider counts. Many tell it last or never: of a stream that was left before its end, or
        tells nothing, at least what came is counted, whether or not anything of it was shown.

        Args:
            sent: the tokens of the messages, by our own count.
        """
        if not self._was_sent:
            return {}
        ours = {"input_tokens": sent, "output_tokens": count_tokens("".join(self._received))}
        if self._has_ended:
            return {name: self._usage.get(name) or tokens for name, tokens in ours.items()}
        return {name: max(tokens, self._usage.get(name, 0)) for name, tokens in ours.items()}

    def stream(self) -> Generator[str, None, None]:
        """Yield the model's text as it comes.

        Raises:
            ModelError: if no whole answer comes in time.
        """
        failure: ModelError | None = None
        for tried in range(1, _TRIES + 1):
            try:
                yield from self._once()
            except bridge.Stopped:
                failure = cut(self.choice.place, "it was stopped")
            except Exception as error:
                failure = self._failure(error, earlier=failure)
            else:
                return
            # Outside the block above: the client's error may repeat the key, and would stay reachable as the context.
            if tried == _TRIES or not self._can_wait(failure, tried):
                raise failure

    def _failure(self, error: Exception, *, earlier: ModelError | None) -> ModelError:
        """What went wrong at this try."""
        if isinstance(error, ParleyError) and not isinstance(error, ModelError):
            raise error  # not the model's: nothing was recorded for this request, say
        silent = is_silence(error)
        # A server that refuses or fails takes nothing; a silent one reads, and may go on writing.
        self._was_sent = self._has_begun or silent
        if earlier is not None and silent and not self._has_begun:
            return earlier  # why there was another try says more than that the time was up meanwhile
        return model_error(error, place=self.choice.place, begun=self._has_begun)

    def _can_wait(self, failure: ModelError, tried: int) -> bool:
        """Wait for another try, as long as the server asks; tell whether there is one within the time."""
        if self._has_begun or failure.retry_after is None:
            return False
        wait = max(failure.retry_after, _BETWEEN_TRIES * tried)
        if wait >= self.deadline.left:
            return False
        until = time.monotonic() + wait
        while (left := until - time.monotonic()) > 0:
            self.deadline.check(self.choice.place)
            time.sleep(min(0.1, left))
        return True

    def text(self) -> str:
        """Return the whole text of a short reply without the thinking before it; ``ModelError`` as :meth:`stream`."""
        return without_thinking("".join(self.stream()))

    def _once(self) -> Generator[str, None, None]:
        begun = time.monotonic()
        self._was_sent = True

        async def start() -> AsyncIterator[BaseMessageChunk]:
            with tracing(allowed=self.traced):
                async for chunk in self.model.astream(list(self.messages), **self.options):
                    yield chunk

        length = 0
        with closing(bridge.read(start, until=self.deadline.until, stopped=self.deadline.stopped)) as chunks:
            for chunk in chunks:
                # Also a piece without text, of a model that reasons first: it is paid for, and not to be asked again.
                self._has_begun = True
                self._count(chunk)
                self._why_ended = _reason(chunk) or self._why_ended
                text = str(chunk.text)
                if not text:
                    continue
                if self.first is None:
                    self.first = time.monotonic() - begun
                self._received.append(text)
                yield text
                length += len(text)
                if length > self.most:  # a server that keeps no limit may go on for ever
                    raise out_of_tokens(self.choice.place)
        self._has_ended = True
        self._check_ended()

    def _check_ended(self) -> None:
        place, ended = self.choice.place, self._why_ended.lower()
        if ended in _FILTER:
            raise filtered(place)
        if ended in _OUT_OF_TOKENS:
            raise out_of_tokens(place)
        # A connection that closes between two pieces looks like an end; OpenAI's protocol always says why it ended.
        if self._has_begun and not ended and self.choice.speaks_openai:
            raise cut(place, "the connection closed")
        if self.first is None:
            # A reply by a schema is never empty but where the model refuses, in a field that the client leaves out.
            by_schema = "response_format" in self.options.get("extra_body", {})
            raise filtered(place) if ended and by_schema else unusable(place)

    def _count(self, chunk: BaseMessageChunk) -> None:
        usage = getattr(chunk, "usage_metadata", None)
        if usage:
            for name in ("input_tokens", "output_tokens"):
                told = max(int(usage.get(name) or 0), 0)
                # Some servers of OpenAI's protocol send the sum so far with each piece; other providers send parts.
                self._usage[name] = told if self.choice.speaks_openai else self._usage.get(name, 0) + told


def _reason(chunk: BaseMessageChunk) -> str:
    metadata = chunk.response_metadata
    return next((str(metadata[name]) for name in _REASONS if metadata.get(name)), "")
