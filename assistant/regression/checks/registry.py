"""Which function checks which kind of expectation, and what holds for every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.regression.cases import Expect
from assistant.regression.checks import of_records, of_sources, of_speakers, of_words
from assistant.regression.checks.integrity import integrity
from assistant.regression.checks.library import CannotCheck
from assistant.regression.checks.subject import Subject
from assistant.regression.results import Check, Step

# Returns what is wrong, or nothing.
Checker = Callable[[Any, Subject], str | None]

_CHECKERS: dict[str, tuple[Step, Checker]] = {
    "retrieves": ("retrieval", of_sources.retrieves),
    "reason": ("answer", of_words.reason),
    "mentions": ("answer", of_words.mentions),
    "not_mentions": ("answer", of_words.not_mentions),
    "quotes": ("answer", of_sources.quotes),
    "attributed_to": ("answer", of_speakers.attributed_to),
    "not_attributed_to": ("answer", of_speakers.not_attributed_to),
    "cites": ("answer", of_sources.cites),
    "not_cites": ("answer", of_sources.not_cites),
    "position": ("answer", of_records.position),
    "as_of": ("answer", of_records.as_of),
    "conflict": ("answer", of_records.conflict),
    "similar": ("answer", of_words.similar),
    "judged": ("answer", of_words.judged),
    "max_seconds": ("limits", of_records.max_seconds),
    "max_cost": ("limits", of_records.max_cost),
}
# What says nothing about an answer that was not given.
_ALWAYS = {"retrieves", "max_seconds", "max_cost"}


def check(expect: Expect, subject: Subject) -> tuple[Check, ...]:
    """Return each expectation with what was found; that the answer's sources are sound is always expected.

    With another status than the expected one only what does not depend on it is checked.
    """
    status = _checked("status", "answer", of_words.status, expect.wanted_status, subject)
    done = [status, _checked("integrity", "answer", integrity, None, subject)]
    for kind, (step, checker) in _CHECKERS.items():
        wanted = getattr(expect, kind)
        if wanted is not None and (status.outcome == "passed" or kind in _ALWAYS):
            done.append(_checked(kind, step, checker, wanted, subject))
    return tuple(done)


def _checked(kind: str, step: Step, checker: Checker, wanted: Any, subject: Subject) -> Check:
    try:
        message = checker(wanted, subject)
    except CannotCheck as error:
        return Check(kind=kind, step=step, outcome="not_run", message=str(error))
    return Check(kind=kind, step=step, outcome="failed" if message else "passed", message=message or "")
