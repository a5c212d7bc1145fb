"""Answers from before, kept by all that decides them: question, conversation, documents, settings, prompts, code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import assistant
import vectorstore
from assistant.regression.results import Asked
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
        """Keep an answer."""
        partial = self.folder / f"{key}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(_adapter().dump_json(asked))
            partial.replace(self.folder / f"{key}.json")
        except OSError:
            partial.unlink(missing_ok=True)


@cache
def code_digest() -> str:
    """Return 12 hexadecimal digits of the SHA-256 over the code that answers: rules change without a prompt."""
    hasher = hashlib.sha256()
    for package in (assistant, vectorstore):
        folder = Path(package.__file__ or "").parent
        for file in sorted(folder.rglob("*.py")):
            hasher.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return hasher.hexdigest()[:12]


@cache
def _adapter() -> TypeAdapter[Asked]:
    return TypeAdapter(Asked)
