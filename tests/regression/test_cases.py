"""The scripted questions over the sample documents: `cases/*.yaml`, run by the plugin like any other suite.

A case with `known_gap` says what the offline reader does not manage yet. It has to fail: when it passes, the line goes.
"""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant
from assistant.regression import run
from assistant.regression.loading import load_suites

_CASES = Path(__file__).parent / "cases"


def test_the_runner_gives_the_verdicts_of_the_plugin(samples: Assistant) -> None:
    """pytest collects these very cases: here they pass or are known gaps, there they pass or are expected failures."""
    done = run(_CASES / "followups.yaml", samples)
    assert done.ok, str(done)
    assert {item.verdict for item in run(_CASES / "refusals.yaml", samples).results} == {"passed", "known_gap"}


def test_the_suites_are_as_large_as_promised() -> None:
    every = [case for suite in load_suites([_CASES]) for case in suite.suite.cases]
    cases = [case for case in every if not case.known_gap]
    refused = [case for case in cases if case.expect.wanted_status == "abstained"]
    assert len(cases) >= 50
    assert len(refused) * 4 >= len(cases)
    assert sum(bool(case.history) for case in cases) >= 5
    assert len({case.name for case in every}) == len(every)
