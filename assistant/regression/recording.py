"""A chat model's replies, kept once and replayed without a key.

A reply is kept under a digest of the whole request: model, every message, every option. A changed prompt, other
evidence or another setting is another request, for which nothing is kept; that is an error and never an older reply.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.model.choice import ModelChoice, open_model
from assistant.regression.errors import RecordingError, RecordingMissing
from assistant.settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage, BaseMessageChunk

_FORMAT = 1
# Names of variables whose values are secret, whoever's they are.
_SECRET_ENDS = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD", "_AUTH")
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Opens chat models whose replies are kept in ``folder``. A whole reply replaces an older one."""

    folder: Path

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
        return cast("BaseChatModel", _Recorded(model, choice=choice, folder=self.folder, secrets=_secrets(choice)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Opens chat models that reply from ``folder``. Nothing is sent and no key is needed."""

    folder: Path

    def __call__(self, choice: ModelChoice, *, settings: AssistantSettings) -> BaseChatModel:
        """Return what replies in the place of ``choice``.

        Raises:
            RecordingError: if there is no such folder.
        """
        del settings
        if not self.folder.is_dir():
            raise RecordingError(f"{self.folder}: there is no recording: make one with --record {self.folder}.")
        return cast("BaseChatModel", _Replayed(choice=choice, folder=self.folder))


class _Recorded:
    """A model that is asked, and whose replies are kept once they are whole."""

    def __init__(self, model: BaseChatModel, *, choice: ModelChoice, folder: Path, secrets: frozenset[str]) -> None:
        self._model, self._choice, self._folder, self._secrets = model, choice, folder, secrets

    async def astream(self, messages: Sequence[BaseMessage], **options: Any) -> AsyncIterator[BaseMessageChunk]:
        request, pieces = _request(self._choice, messages, options), []
        async for chunk in self._model.astream(list(messages), **options):
            pieces.append(_kept(chunk))
            yield chunk
        self._keep(request, pieces)

    def _keep(self, request: dict[str, Any], pieces: list[dict[str, Any]]) -> None:
        text = json.dumps({"format": _FORMAT, "request": request, "reply": pieces}, ensure_ascii=False, indent=1)
        if any(secret in text or json.dumps(secret)[1:-1] in text for secret in self._secrets):
            raise RecordingError("A reply was not recorded: the request or the reply holds a key or password.")
        path = self._folder / f"{_digest(request)}.json"
        partial = path.with_suffix(".part")
        try:
            partial.write_text(text + "\n", encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise RecordingError(f"{path}: cannot be written: {error.strerror or error}.") from None


class _Replayed:
    """What replies in a model's place."""

    def __init__(self, *, choice: ModelChoice, folder: Path) -> None:
        self._choice, self._folder = choice, folder

    async def astream(self, messages: Sequence[BaseMessage], **options: Any) -> AsyncIterator[BaseMessageChunk]:
        from langchain_core.messages import AIMessageChunk

        request = _request(self._choice, messages, options)
        path = self._folder / f"{_digest(request)}.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["format"] != _FORMAT or kept["request"] != request:
                raise ValueError
            chunks = [
                AIMessageChunk(
                    content=piece["text"], response_metadata=piece["metadata"], usage_metadata=piece["usage"] or None
                )
                for piece in kept["reply"]
            ]
        except FileNotFoundError:
            raise RecordingMissing(
                f"{self._folder}: no reply of {self._choice} is recorded for this request ({self._other(request)}):"
                " record it anew with --record."
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise RecordingError(f"{path}: this recording cannot be read: record it anew with --record.") from None
        for chunk in chunks:
            yield chunk

    def _other(self, request: dict[str, Any]) -> str:
        """What sets the request apart from the nearest one that is recorded."""
        best: list[str] | None = None
        for path in sorted(self._folder.glob("*.json")):
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))["request"]
                parts = _differences(kept, request)
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if best is None or len(parts) < len(best):
                best = parts
        return "nothing is recorded at all" if best is None else f"nearest recording differs in {', '.join(best)}"


def _differences(kept: dict[str, Any], request: dict[str, Any]) -> list[str]:
    names = [name for name in ("model", "options") if kept[name] != request[name]]
    old, new = kept["messages"], request["messages"]
    if len(old) != len(new):
        return [*names, "number of messages"]
    roles = {"system": "the instructions", "human": "the evidence or the question"}
    return [*names, *(roles.get(b[0], b[0]) for a, b in zip(old, new, strict=True) if a != b)]


def _request(choice: ModelChoice, messages: Sequence[BaseMessage], options: dict[str, Any]) -> dict[str, Any]:
    """The whole request, as JSON gives it back. The server's address is left out: it may hold credentials."""
    said = [[message.type, message.content] for message in messages]
    whole = {"model": str(choice), "messages": said, "options": options}
    found: dict[str, Any] = json.loads(json.dumps(whole, ensure_ascii=False, sort_keys=True, default=str))
    return found


def _digest(request: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


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
