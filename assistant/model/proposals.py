"""Reading the statements that a model proposes for a document: JSON by a schema, or an object on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import prompts
from vectorstore import Proposal

_TEXT = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "name": "statements",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "statements": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"speaker": _TEXT, "cue": _TEXT, "content": _TEXT},
                    "required": ["speaker", "cue", "content"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["statements"],
        "additionalProperties": False,
    },
}
"""JSON schema of a structured reply, within what OpenAI's strict mode allows."""

UNREADABLE = Proposal(speaker="", cue="", content="")
"""Stands for an item that is no statement, so that it is counted with what is dropped."""

_OBJECT = re.compile(r"\{|\[(?=\s*\{)")
_DECODER = json.JSONDecoder()


class _Item(BaseModel):
    # What else a model writes beside it, places say, is left unread.
    model_config = ConfigDict(extra="ignore", strict=True)

    speaker: str = Field(max_length=300)
    cue: str = Field(max_length=100)
    content: str = Field(max_length=20_000)


def read_proposals(reply: str) -> list[Proposal] | None:
    """Return the statements in a whole reply, ``None`` for one that neither lists any nor says that there are none."""
    found = list(_values(reply))
    if all(value is None for value in found):
        # Broken JSON alone says nothing, not even that there is nothing.
        none = prompts.load("extract/statements/none").text
        return [] if not found and re.search(rf"\b{re.escape(none)}\b", reply) else None
    return [_proposal(item) for value in found for item in _items(value)]


def _values(reply: str) -> Iterator[Any]:
    """The JSON objects and lists of a reply, whatever stands around them; ``None`` for one that is broken."""
    at = 0
    while (match := _OBJECT.search(reply, at)) is not None:
        try:
            value, at = _DECODER.raw_decode(reply, match.start())
        except (ValueError, RecursionError):
            # The rest of the line belongs to it.
            at = reply.find("\n", match.start()) % (len(reply) + 1)
            value = None
        yield value


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("statements"), list):
        return list(value["statements"])
    return value if isinstance(value, list) else [value]


def _proposal(item: Any) -> Proposal:
    try:
        read = _Item.model_validate(item)
    except ValidationError:
        return UNREADABLE
    return Proposal(speaker=read.speaker, cue=read.cue, content=read.content)
