"""Answers from before, kept by all that decides them: question, conversation, filters and setting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.regression.results import Asked
from assistant.regression.whole import write_whole
from vectorstore import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder with one file an answer. What cannot be read or written there is asked anew."""

    folder: Path

    @staticmethod
    def key(setting: str, question: str, history: Sequence[str], filters: Filters) -> str:
        """Return the name under which an answer is kept."""
        whole = json.dumps([setting, question, list(history), repr(filters)])
        return hashlib.sha256(whole.encode()).hexdigest()

    def get(self, key: str) -> Asked | None:
        """Return what was answered before, marked as such."""
        try:
            text = (self.folder / f"{key}.json").read_bytes()
            return replace(_adapter().validate_json(text), cached=True)
        except (OSError, ValidationError):
            return None

    def put(self, key: str, asked: Asked) -> None:
        """Keep an answer. One with notes did not come about as it was set up, and the next may: it is not kept."""
        if asked.answer.notes:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{key}.json", _adapter().dump_json(asked))


@cache
def _adapter() -> TypeAdapter[Asked]:
    return TypeAdapter(Asked)
