"""Example questions that the documents of the store can answer."""

from __future__ import annotations

import threading

from assistant.desk import Assistant
from assistant.page.reports import failure_line


class ExampleQuestions:
    """Finds example questions once for each state of the store: finding them means answering them.

    Safe to use from several threads; the first one finds, the others wait for it.
    """

    def __init__(self, desk: Assistant, *, limit: int) -> None:
        self._desk = desk
        self._limit = limit
        self._found_for: str | None = None
        self._found: list[str] = []
        self._lock = threading.Lock()

    def current(self) -> list[str]:
        """Return at most ``limit`` questions; none when the store is empty or missing."""
        try:
            with self._lock:
                store = self._desk.status().store
                if store is None:
                    return []
                if store.fingerprint != self._found_for:
                    self._found = self._desk.suggestions(limit=self._limit)
                    self._found_for = store.fingerprint
                return self._found
        except Exception as error:  # a page without examples is still a page: the failure goes to the log only
            failure_line(error)
            return []
