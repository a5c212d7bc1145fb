"""What came out of a run as a whole. Every report and the exit code are made from this one value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistant.errors import ParleyError
from assistant.regression.comparing import Comparison
from assistant.regression.results import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """A run, what changed since its baseline, and the ``trouble`` that kept it from being compared or accepted.

    ``comparison`` and ``trouble`` are ``None`` where there is none; a run that was to be compared has one of them.
    """

    run: Run
    comparison: Comparison | None = None
    trouble: ParleyError | None = None

    @property
    def ok(self) -> bool:
        """Whether everything passed, and was compared where it was to be."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """1 something failed, or is gone from the baseline; else the trouble's own; else that of the run."""
        if self.run.exit_code == 1 or (self.comparison is not None and not self.comparison.ok):
            return 1
        return self.trouble.exit_code if self.trouble is not None else self.run.exit_code

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it did not pass, and what to do next, a line each; empty when it did."""
        counts = Counter(item.verdict for item in self.run.results)
        told = {
            f"{counts['failed']} of {len(self.run.results)} cases failed.": counts["failed"],
            f"{counts['not_run']} of {len(self.run.results)} cases could not be checked.": counts["not_run"],
            "No case was run.": not self.run.results,
        }
        lines = [line for line, holds in told.items() if holds]
        if self.comparison is not None and self.comparison.gone:
            gone = self.comparison.gone
            lines.append(
                f"{len(gone)} of the baseline's cases were not run ({'; '.join(gone)}): bring them back, or review this"
                " run and write it with --accept."
            )
        return (*lines, str(self.trouble)) if self.trouble is not None else tuple(lines)
