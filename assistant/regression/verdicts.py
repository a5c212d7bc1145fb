"""The verdict on a case over all the times that it was asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.regression.cases import Case
from assistant.regression.results import Asked, Check, Outcome, Verdict

# What was asked once and what came of it; no answer where none could be had.
Try = tuple[Asked | None, tuple[Check, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict, the number of the try that shows it, how many passed, and what is to be added to its checks."""

    verdict: Verdict
    shown: int
    passes: int
    added: tuple[Check, ...] = ()


def outcome_of(checks: Sequence[Check]) -> Outcome:
    """Return what came of one try: one failed check is a failure, whatever else could not be checked."""
    outcomes = {item.outcome for item in checks}
    return "failed" if "failed" in outcomes else "not_run" if "not_run" in outcomes else "passed"


def judged(case: Case, tries: Sequence[Try], *, shared: Collection[str] = ()) -> Judged:
    """Return the verdict on a case: whether enough tries passed, and what its known gap covers.

    A gap covers the kinds that the case names itself, and the status that they imply. Those in ``shared`` are the
    suite's, and sound sources are everybody's: a gap excuses neither.
    """
    found = _over_all(case, [outcome_of(checks) for _, checks in tries])
    if case.known_gap is None or found.verdict == "not_run":
        return found
    if found.verdict == "passed":
        return _failed(found, "the gap is closed: take the line `known_gap` out of the case")
    covered = {"status", *(set(case.expect.kinds) - set(shared))}
    for number, (_, checks) in enumerate(tries):
        if beyond := [item.kind for item in checks if item.outcome == "failed" and item.kind not in covered]:
            told = Judged(verdict="failed", shown=number, passes=found.passes)
            return _failed(told, f"the gap does not cover {', '.join(beyond)}: only what the case itself expects")
    return Judged(verdict="known_gap", shown=found.shown, passes=found.passes)


def _over_all(case: Case, outcomes: Sequence[Outcome]) -> Judged:
    """A case has failed once too few passes are possible; what could not be run may have been one."""
    passes, open_ = outcomes.count("passed"), outcomes.count("not_run")
    verdict: Outcome = "not_run"
    if passes >= case.repeat.needed:
        verdict = "passed"
    elif passes + open_ < case.repeat.needed:
        verdict = "failed"
    return Judged(verdict=verdict, shown=outcomes.index(verdict), passes=passes)


def _failed(found: Judged, message: str) -> Judged:
    added = Check(kind="known_gap", outcome="failed", step="answer", message=message)
    return Judged(verdict="failed", shown=found.shown, passes=found.passes, added=(added,))
