"""The scripted questions over the sample documents: `tests/regression/cases/*.yaml`.

A case with `known_gap` says what the offline reader does not manage yet. It has to fail: when it passes, the line goes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import Answer, Assistant

_CASES = Path(__file__).parent / "cases"
_STATUSES = {"answered", "abstained"}
_KEYS = {"status", "mentions", "cites", "attributed_to", "reason"}


def _load() -> list[Any]:
    found = []
    for file in sorted(_CASES.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]:
            gap = case.get("known_gap")
            marks = [pytest.mark.xfail(reason=gap, strict=True, raises=AssertionError)] if gap else []
            found.append(pytest.param(case, id=f"{file.stem}-{case['name']}", marks=marks))
    return found


def test_the_suites_are_as_large_as_promised() -> None:
    cases = [item.values[0] for item in _load() if not item.values[0].get("known_gap")]
    refused = [case for case in cases if case["expect"]["status"] == "abstained"]
    assert len(cases) >= 50
    assert len(refused) * 4 >= len(cases)
    assert sum(bool(case.get("history")) for case in cases) >= 5
    assert len({case["name"] for case in cases}) == len(cases)


@pytest.mark.parametrize("case", _load())
def test_case(case: dict[str, Any], samples: Assistant) -> None:
    expect = case["expect"]
    assert expect.keys() <= _KEYS, f"not checked by anything: {expect.keys() - _KEYS}"
    assert expect["status"] in _STATUSES
    history: list[Answer] = []
    for earlier in case.get("history", []):
        history.append(samples.ask(earlier, history=history))
    answer = samples.ask(case["question"], history=history)

    assert answer.status == expect["status"], f"{answer.reason}: {answer.text}"
    for citation in answer.citations + answer.nearest:
        assert samples.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    if expect["status"] == "abstained":
        assert answer.citations == ()
        assert answer.reason == expect.get("reason", answer.reason)
        return
    assert answer.citations
    for fact in expect.get("mentions", []):
        assert fact.casefold() in answer.text.casefold(), f"{fact!r} is not in: {answer.text}"
    if "cites" in expect:
        cited = [citation.source for citation in answer.citations]
        assert any(source.endswith(wanted) for source in cited for wanted in expect["cites"]), cited
    if "attributed_to" in expect:
        speakers = [citation.speaker or "" for citation in answer.citations]
        assert any(expect["attributed_to"].casefold() in speaker.casefold() for speaker in speakers), speakers
