"""Which cases passed the last time that they were run: ``--only failing`` runs the others."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.regression.anchoring import anchored, seen_from
from assistant.regression.errors import SuiteError
from assistant.regression.loading import LoadedSuite
from assistant.regression.results import Run

# Format 1 kept the failures: a case that was never run counted as one that had passed.
_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The file ``path``; cases are kept by their suite's file as seen from the folder of the store."""

    path: Path

    @property
    def _root(self) -> Path:
        return self.path.parent.parent

    def unpassed(self, suites: Sequence[LoadedSuite], *, tags: Collection[str] = ()) -> set[str]:
        """Return the cases (``SUITE: NAME``) that are not known to have passed, of those with one of the tags.

        Raises:
            SuiteError: if no run is known.
        """
        passed = self._passed()
        if passed is None:
            raise SuiteError("--only failing: no run before this one is known: run all cases first.")
        return {
            f"{suite.name}: {case.name}"
            for suite in suites
            for case in suite.suite.cases
            if (not tags or set(tags) & set(case.tags)) and f"{self._name(suite)}: {case.name}" not in passed
        }

    def keep(self, run: Run) -> None:
        """Remember what passed or is a known gap; what was not run this time keeps its state.

        Raises:
            OSError: if the file cannot be written.
        """
        results = anchored(run, self._root).results
        passed = {item.key for item in results if item.verdict in ("passed", "known_gap")}
        known = (self._passed() or set()) - {item.key for item in results} | passed
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = {"format": _FORMAT, "passed": sorted(known)}
        self.path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    def _name(self, suite: LoadedSuite) -> str:
        return seen_from(self._root, suite.path) if suite.path else suite.name

    def _passed(self) -> set[str] | None:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(key) for key in kept["passed"]} if kept["format"] == _FORMAT else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
