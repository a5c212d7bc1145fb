"""The verdict on a case: over all the times it is asked, and what a known gap covers."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.regression.cases import Case
from assistant.regression.results import Check, Outcome
from assistant.regression.verdicts import Try, judged

OUTCOMES: dict[str, Outcome] = {"p": "passed", "f": "failed", "n": "not_run"}


def case(**more: Any) -> Case:
    expect = {"mentions": ["x"], "max_seconds": 5}
    return Case.model_validate({"name": "one", "question": "Q", "expect": expect, **more})


def tried(**outcomes: str) -> Try:
    """One try; its checks by kind."""
    return None, tuple(
        Check(kind=kind, outcome=OUTCOMES[short], step="answer", message="" if short == "p" else "wrong")
        for kind, short in outcomes.items()
    )


@pytest.mark.parametrize(
    ("tries", "needed", "verdict", "shown", "passes"),
    [
        ("p", 1, "passed", 0, 1),
        ("f", 1, "failed", 0, 0),
        ("n", 1, "not_run", 0, 0),
        ("fp", 1, "passed", 1, 1),
        ("fp", 2, "failed", 0, 1),
        ("np", 2, "not_run", 0, 1),
        ("pfn", 2, "not_run", 2, 1),  # the one that could not be run may have been the second pass
        ("pfn", 1, "passed", 0, 1),
        ("pfn", 3, "failed", 1, 1),
        ("nnf", 2, "not_run", 0, 0),
        ("nff", 2, "failed", 1, 0),
        ("ppn", 2, "passed", 0, 2),
        ("nnn", 1, "not_run", 0, 0),
    ],
)
def test_a_repeated_case_fails_once_too_few_passes_are_possible(
    tries: str, needed: int, verdict: str, shown: int, passes: int
) -> None:
    repeated = case(repeat={"times": len(tries), "pass": needed})
    found = judged(repeated, [tried(mentions=short) for short in tries])
    assert (found.verdict, found.shown, found.passes, found.added) == (verdict, shown, passes, ())


def test_what_failed_is_a_failure_whatever_else_could_not_be_run() -> None:
    assert judged(case(), [tried(judged="n", mentions="f")]).verdict == "failed"


@pytest.mark.parametrize(
    ("outcomes", "shared", "verdict"),
    [
        ({"mentions": "f"}, (), "known_gap"),
        ({"status": "f"}, (), "known_gap"),  # what is expected of its words implies an answer
        ({"mentions": "f", "max_seconds": "f"}, (), "known_gap"),
        ({"max_seconds": "f"}, ("max_seconds",), "failed"),  # the suite's limit is not what the gap is about
        ({"mentions": "f", "max_seconds": "f"}, ("max_seconds",), "failed"),
        ({"integrity": "f"}, (), "failed"),
        ({"integrity": "f", "mentions": "f"}, (), "failed"),
        ({"cites": "f"}, (), "failed"),
        ({"mentions": "n"}, (), "not_run"),
        ({"mentions": "p"}, (), "failed"),
    ],
)
def test_a_known_gap_covers_what_the_case_itself_expects(
    outcomes: dict[str, str], shared: tuple[str, ...], verdict: str
) -> None:
    found = judged(case(known_gap="not yet"), [tried(**outcomes)], shared=shared)
    assert found.verdict == verdict
    assert bool(found.added) is (verdict == "failed")


def test_a_gap_is_looked_at_in_every_try() -> None:
    tries = [tried(mentions="f"), tried(integrity="f"), tried(mentions="p")]
    found = judged(case(known_gap="not yet", repeat=3), tries)
    assert (found.verdict, found.shown) == ("failed", 1)
