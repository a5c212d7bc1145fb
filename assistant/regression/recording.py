"""A chat model's replies, kept once and replayed without a key.

A reply is kept under a digest of the whole request: model, every message, every option. A changed prompt, other
evidence or another setting is another request, for which nothing is kept; that is an error and never an older reply.
One request may be made several times: its replies are kept and replayed in order, and none is given out twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.model.choice import ModelChoice, open_model
from assistant.regression.errors import RecordingError, RecordingMissing
from assistant.regression.tape import Reply, Taken, Takes, differing, path_of, read, request_of
from assistant.regression.whole import write_whole
from assistant.settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage, BaseMessageChunk

# Names of variables whose values are secret, whoever's they are.
_SECRET_ENDS = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD", "_AUTH")
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Opens chat models whose replies are kept in ``folder``, in the place of those of an older recording."""

    folder: Path
    _takes: Takes = field(default_factory=Takes, repr=False, compare=False)

    def __call__(self, choice: ModelChoice, *, settings: AssistantSettings) -> BaseChatModel:
        """Return the model of ``choice``, recorded.

        Raises:
            SettingsError: if the model cannot be used.
            RecordingError: if the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordingError(f"{self.folder}: cannot be written: {error.strerror or error}.") from None
        model = open_model(choice, settings=settings)
        recorded = _Recorded(
            model, choice=choice, folder=self.folder, structured=settings.structured_output, takes=self._takes
        )
        return cast("BaseChatModel", recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Opens chat models that reply from ``folder``, with each reply once. Nothing is sent and no key is needed."""

    folder: Path
    _takes: Takes = field(default_factory=Takes, repr=False, compare=False)

    def __call__(self, choice: ModelChoice, *, settings: AssistantSettings) -> BaseChatModel:
        """Return what replies in the place of ``choice``.

        Raises:
            RecordingError: if there is no such folder.
        """
        del settings
        if not self.folder.is_dir():
            raise RecordingError(f"{self.folder}: there is no recording: make one with --record {self.folder}.")
        return cast("BaseChatModel", _Replayed(choice=choice, folder=self.folder, takes=self._takes))


class _Recorded:
    """A model that is asked, and whose replies are kept once they are whole."""

    def __init__(
        self, model: BaseChatModel, *, choice: ModelChoice, folder: Path, structured: bool | None, takes: Takes
    ) -> None:
        self._model, self._choice, self._folder, self._structured = model, choice, folder, structured
        self._takes = takes

    async def astream(self, messages: Sequence[BaseMessage], **options: Any) -> AsyncIterator[BaseMessageChunk]:
        request, pieces = request_of(self._choice, messages, options), []
        async for chunk in self._model.astream(list(messages), **options):
            pieces.append(_kept(chunk))
            yield chunk
        self._keep(request, pieces)

    def _keep(self, request: dict[str, Any], reply: Reply) -> None:
        path = path_of(self._folder, request)
        with self._takes.lock:
            replies = [*self._takes.replies[path], reply]
            taken = Taken(
                request=request, replies=replies, setting=self._choice.setting, structured=self._structured
            ).to_json()
            if any(secret in taken or json.dumps(secret)[1:-1] in taken for secret in _secrets(self._choice)):
                raise RecordingError("A reply was not recorded: the request or the reply holds a key or password.")
            try:
                write_whole(path, taken.encode())
            except OSError as error:
                raise RecordingError(f"{path}: cannot be written: {error.strerror or error}.") from None
            self._takes.replies[path] = replies


class _Replayed:
    """What replies in a model's place."""

    def __init__(self, *, choice: ModelChoice, folder: Path, takes: Takes) -> None:
        self._choice, self._folder, self._takes = choice, folder, takes

    async def astream(self, messages: Sequence[BaseMessage], **options: Any) -> AsyncIterator[BaseMessageChunk]:
        from langchain_core.messages import AIMessageChunk

        request = request_of(self._choice, messages, options)
        path = path_of(self._folder, request)
        try:
            chunks = [
                AIMessageChunk(
                    content=piece["text"], response_metadata=piece["metadata"], usage_metadata=piece["usage"] or None
                )
                for piece in self._next(request, path)
            ]
        except (ValueError, KeyError, TypeError):
            raise _damaged(path) from None
        for chunk in chunks:
            yield chunk

    def _next(self, request: dict[str, Any], path: Path) -> Reply:
        """The next reply to a request, which is then used up."""
        missing = f"{self._folder}: no reply of {self._choice} is recorded for this request"
        try:
            taken = read(path)
        except FileNotFoundError:
            raise RecordingMissing(
                f"{missing} ({differing(self._folder, request)}): record it anew with --record."
            ) from None
        if taken.request != request:
            raise _damaged(path)
        with self._takes.lock:
            served = self._takes.replies[path]
            if len(served) >= len(taken.replies):
                raise RecordingMissing(
                    f"{missing} once more: it was made {len(taken.replies)} times, and every reply is used up. Record"
                    " it anew with --record."
                )
            served.append(taken.replies[len(served)])
            return served[-1]


def _damaged(path: Path) -> RecordingError:
    return RecordingError(f"{path}: this recording is damaged: record it anew with --record.")


def _kept(chunk: BaseMessageChunk) -> dict[str, Any]:
    """What the rest of the program reads of a piece; headers and ids are left out."""
    reasons = ("finish_reason", "stop_reason", "done_reason")
    metadata = {name: str(chunk.response_metadata[name]) for name in reasons if chunk.response_metadata.get(name)}
    usage = getattr(chunk, "usage_metadata", None) or {}
    counts = {name: int(usage.get(name) or 0) for name in ("input_tokens", "output_tokens", "total_tokens")}
    return {"text": str(chunk.text), "metadata": metadata, "usage": counts if usage else {}}


def _secrets(choice: ModelChoice) -> frozenset[str]:
    """Values that must never be written: the model's key and whatever the environment calls secret."""
    values = {value for name, value in os.environ.items() if name.upper().endswith(_SECRET_ENDS)}
    if choice.key is not None:
        values.add(choice.key.get_secret_value())
    return frozenset(value for value in values if len(value) >= _SHORTEST_SECRET)
