"""The files of a recording: one request with its replies in each, under a digest of the request.

Each file names the model that answered and the kind of server it was asked on, on which the options of a request
depend: so a recording can be replayed where no model is set up. A server's address is left out, which may hold a login.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.model.choice import CHAT_MODEL, ModelChoice, chosen_model
from assistant.regression.errors import RecordingError
from assistant.settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# Format 1 named no server, format 2 had one reply to a request, however often it was asked.
_FORMAT = 3
_OWN = "own"
_SERVERS = {"openai": "OpenAI's", _OWN: "a server of one's own", "provider": "that of its provider"}
# In the place of a server that nobody asks; this ending never has an address.
_NOWHERE = "http://recording.invalid/v1"
_ROLES = {"system": "the instructions", "human": "the evidence or the question"}


# A reply in its pieces.
Reply = list[dict[str, Any]]


class Takes:
    """What one recording has taken or one replay has served so far, by file; ``lock`` is held while that changes."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.replies: defaultdict[Path, list[Reply]] = defaultdict(list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A request and its replies, in the order in which they came.

    ``setting`` names the model (chat model or fallback); ``structured`` is the setting by which it was asked for JSON.
    """

    request: dict[str, Any]
    replies: list[Reply]
    setting: str
    structured: bool | None

    def to_json(self) -> str:
        """Return the content of the file."""
        whole = {
            "format": _FORMAT,
            "setting": self.setting,
            "structured": self.structured,
            "request": self.request,
            "replies": self.replies,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def request_of(choice: ModelChoice, messages: Sequence[BaseMessage], options: dict[str, Any]) -> dict[str, Any]:
    """Return the whole request, as JSON gives it back."""
    said = [[message.type, message.content] for message in messages]
    whole = {"model": str(choice), "server": _server(choice), "messages": said, "options": options}
    found: dict[str, Any] = json.loads(json.dumps(whole, ensure_ascii=False, sort_keys=True, default=str))
    return found


def path_of(folder: Path, request: dict[str, Any]) -> Path:
    """Return the file for exactly this request."""
    text = json.dumps(request, ensure_ascii=False, sort_keys=True)
    return folder / f"{hashlib.sha256(text.encode()).hexdigest()}.json"


def read(path: Path) -> Taken:
    """Return what a file of a recording holds.

    Raises:
        FileNotFoundError: if there is no such file.
        RecordingError: if it cannot be read.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT:
            raise ValueError
        request, replies = dict(kept["request"]), [list(reply) for reply in kept["replies"]]
        if not {"model", "server", "messages", "options"} <= request.keys():
            raise ValueError
        return Taken(request=request, replies=replies, setting=str(kept["setting"]), structured=kept["structured"])
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError):
        raise RecordingError(
            f"{path}: this recording cannot be read, or is one of another version: record it anew with --record."
        ) from None


def settings_of_recording(folder: Path, settings: AssistantSettings) -> AssistantSettings:
    """Return ``settings`` with the model of the recording, where they name none.

    Raises:
        RecordingError: if there is no recording, or it does not tell which model is meant.
    """
    every = _files(folder)
    if chosen_model(settings) is not None:
        return settings
    chief = [item for item in map(read, every) if item.setting == CHAT_MODEL]
    found = {(str(item.request["model"]), str(item.request["server"]), item.structured) for item in chief}
    if len(found) != 1:
        names = ", ".join(sorted(f"{model} on {_SERVERS.get(server, server)}" for model, server, _ in found))
        told = f"answered by several models ({names})" if found else "by no chat model"
        raise RecordingError(f"{folder}: recorded replies are {told}: name the one meant in {CHAT_MODEL}.")
    ((model, server, structured),) = found
    update: dict[str, Any] = {"chat_model": model, "openai_base_url": _NOWHERE if server == _OWN else None}
    if settings.structured_output is None:
        update["structured_output"] = structured
    return settings.model_copy(update=update)


def differing(folder: Path, request: dict[str, Any]) -> str:
    """Return what sets a request apart from the nearest one that is recorded."""
    every = [_differences(taken.request, request) for taken in _readable(folder)]
    nearest = min(every, key=len, default=None)
    return f"nearest recording differs in {', '.join(nearest)}" if nearest else "nothing readable is recorded"


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not found:
        raise RecordingError(f"{folder}: there is no recording: make one with --record {folder}.")
    return found


def _readable(folder: Path) -> Iterator[Taken]:
    for path in sorted(folder.glob("*.json")):
        try:
            yield read(path)
        except (RecordingError, FileNotFoundError):
            continue


def _differences(kept: dict[str, Any], request: dict[str, Any]) -> list[str]:
    names = ["the model"] if kept["model"] != request["model"] else []
    if kept["server"] != request["server"]:  # and so in the options
        one, other = (_SERVERS.get(str(item["server"]), str(item["server"])) for item in (kept, request))
        names.append(f"the server (recorded on {one}, asked of {other})")
    elif kept["options"] != request["options"]:
        names.append("the options")
    old, new = kept["messages"], request["messages"]
    if len(old) != len(new):
        return [*names, "the number of messages"]
    return [*names, *(_ROLES.get(b[0], b[0]) for a, b in zip(old, new, strict=True) if a != b)]


def _server(choice: ModelChoice) -> str:
    if not choice.speaks_openai:
        return "provider"
    return _OWN if choice.base_url else "openai"
