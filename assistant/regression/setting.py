"""What besides a question decides its answer: documents, settings, prompts, and all of the code that answers."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assistant
import prompts
import vectorstore
from assistant.announced import ingest_folder
from assistant.errors import IngestMissing
from assistant.regression.surroundings import model_of, settings_of

if TYPE_CHECKING:
    from assistant.desk import Assistant


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything besides the question. A change in any part is another setting.

    The fingerprint knows what the documents say; an answer also names where they lie (``places``), and by whom
    (``statements``), which the rules of another version may have read otherwise.
    """

    fingerprint: str
    places: tuple[str, ...]
    statements: str
    settings: dict[str, Any]
    model: str
    prompts: str
    code: str
    libraries: tuple[str, ...]

    @classmethod
    def of(cls, desk: Assistant) -> Setting:
        """Return the setting of a desk as it is now."""
        store = desk.status().store
        return cls(
            fingerprint=store.fingerprint if store else "",
            places=tuple(sorted(item.document_id for item in desk.documents())),
            statements=_digest(map(asdict, desk.statements(copies=True))),
            settings=settings_of(desk),
            model=model_of(desk),
            prompts=prompts.digest(),
            code=code_digest(),
            libraries=libraries(),
        )

    @property
    def digest(self) -> str:
        """The SHA-256 over all parts."""
        return _digest([asdict(self)])


def digest_of(folders: Iterable[Path]) -> str:
    """Return 12 hexadecimal digits of the SHA-256 over the files of packages: word lists and rules as much as code."""
    hasher = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                content = hashlib.sha256(file.read_bytes()).digest()
                hasher.update(file.relative_to(folder).as_posix().encode() + b"\0" + content)
        hasher.update(b"\0\0")
    return hasher.hexdigest()[:12]


def package_folders() -> tuple[Path, ...]:
    """Return where the packages are that answer, and the one that reads the documents, if it is installed."""
    answering = tuple(Path(package.__file__ or "").parent for package in (assistant, prompts, vectorstore))
    try:
        return (*answering, ingest_folder())
    except IngestMissing:
        return answering


@cache
def code_digest() -> str:
    """Return the digest over all packages of Parley, as they were when it was first asked for."""
    return digest_of(package_folders())


@cache
def libraries() -> tuple[str, ...]:
    """Return Python and every library with its version.

    Which of them answer nobody can list, since models and their providers come as packages too; a miss costs a
    question, and a wrong hit the truth.
    """
    found = {f"{item.name} {item.version}" for item in distributions()}
    return (f"python {platform.python_version()}", *sorted(found))


def _digest(items: Iterable[dict[str, Any]]) -> str:
    hasher = hashlib.sha256()
    for item in items:
        hasher.update(json.dumps(item, sort_keys=True, default=str).encode() + b"\n")
    return hasher.hexdigest()
