"""What readers think of answers, kept as cases of a suite that a person reviews and ``parley check`` runs."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from textwrap import indent
from uuid import uuid4

import yaml

from assistant.records import Answer
from assistant.regression.cases import Case
from assistant.regression.errors import SuiteError
from assistant.regression.loading import load_suite
from assistant.regression.making import case_of, disputed
from assistant.regression.surroundings import checks_folder
from vectorstore import VectorstoreSettings

_log = logging.getLogger("parley")

# Whoever sees the page can press the buttons, and each press reads the file: it is not to grow without end.
_MOST_BYTES = 200_000
_MOST_FILES = 5
_TAG = "feedback"
_NO_CASES = re.compile(r"^cases:[^\n]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A file as a person may have left it: its text, and the cases and documents that it names."""

    text: str = ""
    cases: tuple[Case, ...] = ()
    documents: tuple[str, ...] = ()

    def unlike(self, case: Case) -> Case:
        """Return the case with the first name that no other has."""
        names = {item.name for item in self.cases}
        name = next(name for number in count(1) if (name := f"{case.name}-{number}") not in names)
        return case.model_copy(update={"name": name, "tags": (*case.tags, _TAG)})

    def with_case(self, case: Case) -> Iterator[str]:
        """Yield texts that may hold one more case: what a person wrote as it stands, and then written anew."""
        item, text = case.to_yaml(), self.text
        if text and not text.endswith("\n"):
            text += "\n"
        if self.cases:
            yield text + indent(item, "  ")
            yield text + item
        else:
            yield f"{_NO_CASES.sub('', text)}cases:\n{indent(item, '  ')}"
        documents = yaml.safe_dump({"documents": list(self.documents)}, allow_unicode=True) if self.documents else ""
        yield f"{documents}cases:\n" + "".join(indent(one.to_yaml(), "  ") for one in (*self.cases, case))


class Feedback:
    """A suite to which each judgement is added. Safe to use from several threads."""

    def __init__(self, settings: VectorstoreSettings) -> None:
        self._folder = checks_folder(settings)
        self._lock = threading.Lock()

    def keep(self, answer: Answer, *, good: bool, sources: Iterable[str] = ()) -> str:
        """Add a case for ``answer`` and return a line for the reader.

        One that is called wrong becomes a known gap: a person says what would have been right. ``sources`` are the
        places of all documents, by which the case names those that it means.
        """
        case = case_of(answer, sources=sources) if good else disputed(answer, sources=sources)
        try:
            with self._lock:
                kept = self._add(case)
        except OSError as error:
            _log.warning("feedback cannot be written to %s: %s", self._folder, error.strerror or error)
            kept = None
        if kept is None:
            return "This could not be kept."
        beside = "" if kept.stem == _TAG else f" It is in {kept.name}, since {_TAG}.yaml cannot be read."
        return f"Thank you: kept for the regression suite.{beside}"

    def _add(self, case: Case) -> Path | None:
        """Add a case to the first file that can be read, and return this file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, _MOST_FILES + 1):
            path = self._folder / (f"{_TAG}-{number}.yaml" if number > 1 else f"{_TAG}.yaml")
            if path.exists() and path.stat().st_size > _MOST_BYTES:
                return None
            known = _read(path)
            if known is not None:
                named = known.unlike(case)
                return path if any(_written(text, path, known, named) for text in known.with_case(named)) else None
            _log.warning("%s is no suite any more: what readers say is kept beside it", path)
        return None


def _read(path: Path) -> _Known | None:
    """What a file holds; nothing of a suite where it was emptied, ``None`` where it cannot be read as one."""
    if not path.exists():
        return _Known()
    try:
        text = path.read_bytes().decode()
        loaded = load_suite(path).suite
        return _Known(text=text, cases=loaded.cases, documents=loaded.documents)
    except UnicodeDecodeError:
        return None
    except SuiteError:
        return _Known(text=text) if _is_empty(text) else None


def _is_empty(text: str) -> bool:
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        return False
    return content is None or (isinstance(content, dict) and content.keys() <= {"cases"} and not content.get("cases"))


def _written(text: str, path: Path, known: _Known, case: Case) -> bool:
    """Write a text in the place of a file if it is a suite with all cases from before and the new one behind them."""
    partial = path.with_name(f".{uuid4().hex}.yaml")
    try:
        partial.write_bytes(text.encode())
        *before, last = load_suite(partial).suite.cases
        if tuple(before) != known.cases or (last.name, last.question) != (case.name, case.question):
            return False
        os.replace(partial, path)
    except SuiteError:
        return False
    finally:
        partial.unlink(missing_ok=True)
    return True
