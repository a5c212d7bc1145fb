"""What readers think of answers, kept as cases of a suite that a person reviews and ``parley check`` runs."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from textwrap import indent

from assistant.records import Answer
from assistant.regression.cases import Case
from assistant.regression.making import case_of, disputed
from assistant.regression.surroundings import checks_folder
from vectorstore import VectorstoreSettings

_log = logging.getLogger("parley")

# Whoever sees the page can press the buttons: the file is not to grow without end.
_MOST_BYTES = 1_000_000
_TAG = "feedback"


class Feedback:
    """A suite to which each judgement is added. Safe to use from several threads."""

    def __init__(self, settings: VectorstoreSettings) -> None:
        self._path = checks_folder(settings) / "feedback.yaml"
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the suite is."""
        return self._path

    def keep(self, answer: Answer, *, good: bool) -> str:
        """Add a case for ``answer`` and return a line for the reader.

        One that is called wrong becomes a known gap: a person says what would have been right.
        """
        case = case_of(answer) if good else disputed(answer)
        try:
            with self._lock:
                kept = self._add(case)
        except OSError as error:
            _log.warning("feedback cannot be written to %s: %s", self._path, error.strerror or error)
            kept = False
        return "Thank you: kept for the regression suite." if kept else "This could not be kept."

    def _add(self, case: Case) -> bool:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        size = self._path.stat().st_size if self._path.exists() else 0
        if size > _MOST_BYTES:
            return False
        known = self._path.read_text(encoding="utf-8") if size else ""
        number = known.count("\n  - name:") + 1
        named = case.model_copy(update={"name": f"{case.name}-{number}", "tags": (*case.tags, _TAG)})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(("" if known else "cases:\n") + indent(named.to_yaml(), "  "))
        return True
