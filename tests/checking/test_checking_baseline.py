"""Comparing with a reviewed run: every change is told under its own name, and nothing passes that was not compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant import Answer, Assistant, Conflict
from assistant.regression import BaselineError, Run, Suite, baseline, comparing, run
from assistant.regression.anchoring import portable
from assistant.regression.results import CaseResult
from tests.checking.conftest import ANYTHING, TOLL
from tests.checking.desks import Beside

NAMES = ("one", "two")


@pytest.fixture(scope="module")
def done(canal: Assistant) -> Run:
    cases = [{"name": name, "question": TOLL, "expect": {"mentions": ["rejects"]}} for name in NAMES]
    return run(Suite.model_validate({"cases": cases}), canal)


def changed(before: Run, **changes: Any) -> Run:
    """The run with its first case changed."""
    first, *others = before.results
    return replace(before, results=(replace(first, **changes), *others))


def answered(before: Run, **changes: Any) -> Run:
    asked = before.results[0].asked
    assert asked is not None
    answer = {name: value for name, value in changes.items() if name in Answer.__dataclass_fields__}
    rest = {name: value for name, value in changes.items() if name not in answer}
    return changed(before, asked=replace(asked, answer=replace(asked.answer, **answer), **rest))


def cited(before: Run, **changes: Any) -> Run:
    """The run with its first case's citations changed."""
    asked = before.results[0].asked
    assert asked is not None
    return answered(before, citations=tuple(replace(item, **changes) for item in asked.answer.citations))


def found(before: Run, **changes: Any) -> Run:
    """The run with what was found for its first case changed."""
    asked = before.results[0].asked
    assert asked is not None
    return answered(before, hits=tuple(replace(item, **changes) for item in asked.hits))


def differing(comparison: comparing.Comparison) -> set[str]:
    return {
        name for name in comparison.__dataclass_fields__ if name not in ("before", "now") and getattr(comparison, name)
    }


def test_a_run_is_kept_whole(done: Run, tmp_path: Path) -> None:
    path = tmp_path / "talks.json"
    baseline.accept(done, path)
    kept = baseline.load(path)
    comparison = comparing.compare(kept, done)
    assert comparison.ok
    assert differing(comparison) == set()
    assert [item.asked and item.asked.answer for item in kept.results] == [
        item.asked and item.asked.answer for item in portable(done, tmp_path).results
    ]
    assert (kept.model, kept.prompt_digest, kept.corpora) == (done.model, done.prompt_digest, done.corpora)
    assert kept.settings == json.loads(json.dumps(done.settings))


FAILING = {"verdict": "failed"}
CHANGES: dict[str, tuple[Callable[[Run], Run], Callable[[Run], Run], set[str], bool]] = {
    "new failure": (lambda r: r, lambda r: changed(r, **FAILING), {"new_failures"}, False),
    "fixed": (lambda r: changed(r, **FAILING), lambda r: r, {"fixed"}, True),
    "still failing": (lambda r: changed(r, **FAILING), lambda r: changed(r, **FAILING), {"still_failing"}, True),
    "answer": (lambda r: r, lambda r: answered(r, text="Other words. [1]"), {"changed_answers"}, True),
    "evidence": (lambda r: r, lambda r: answered(r, hits=()), {"changed_evidence"}, True),
    "citations": (
        lambda r: r,
        lambda r: answered(r, citations=()),
        {"changed_evidence", "changed_answers"},
        True,
    ),
    "reason": (lambda r: r, lambda r: answered(r, reason="off_topic"), {"changed_answers"}, True),
    "status": (lambda r: r, lambda r: answered(r, status="abstained"), {"changed_answers"}, True),
    "who answered": (lambda r: r, lambda r: answered(r, model="openai:other"), {"changed_answers"}, True),
    "notes": (lambda r: r, lambda r: answered(r, notes=("by rules instead",)), {"changed_answers"}, True),
    "conflicts": (
        lambda r: answered(r, conflicts=(Conflict(about="the toll", markers=(1, 2)),)),
        lambda r: answered(r, conflicts=(Conflict(about="the toll", markers=(1, 3)),)),
        {"changed_answers"},
        True,
    ),
    "speaker": (lambda r: r, lambda r: cited(r, speaker="Another"), {"changed_answers"}, True),
    "publisher": (lambda r: r, lambda r: cited(r, publisher="Another"), {"changed_answers"}, True),
    "day": (lambda r: r, lambda r: cited(r, published_on=date(2040, 1, 1)), {"changed_answers"}, True),
    "quotation": (lambda r: r, lambda r: cited(r, quote="other words"), {"changed_evidence"}, True),
    "title": (lambda r: r, lambda r: cited(r, title="Another"), {"changed_evidence"}, True),
    "place": (lambda r: r, lambda r: cited(r, end=7), {"changed_evidence"}, True),
    "file": (lambda r: r, lambda r: cited(r, source="/papers/forged.md"), {"changed_evidence"}, True),
    "folder": (lambda r: r, lambda r: cited(r, source="/elsewhere/tolls.md", document_id="other"), set(), True),
    "file found": (lambda r: r, lambda r: found(r, source="/papers/forged.md"), {"changed_evidence"}, True),
    "place found": (lambda r: r, lambda r: found(r, start=7), {"changed_evidence"}, True),
    "a pass that is declared a gap": (
        lambda r: changed(r, verdict="passed"),
        lambda r: changed(r, verdict="known_gap"),
        {"new_failures", "now_known_gaps"},
        False,
    ),
    "slower": (lambda r: r, lambda r: answered(r, seconds=30.0), {"slower"}, True),
    "dearer": (lambda r: answered(r, cost=0.1), lambda r: answered(r, cost=0.2), {"dearer"}, True),
    "a little slower": (lambda r: answered(r, seconds=1.0), lambda r: answered(r, seconds=1.2), set(), True),
    "faster": (lambda r: answered(r, seconds=30.0), lambda r: r, set(), True),
    "gone": (lambda r: r, lambda r: replace(r, results=r.results[1:]), {"gone"}, False),
    "left out": (lambda r: r, lambda r: replace(r, results=r.results[1:], selected=True), set(), True),
    "added": (lambda r: replace(r, results=r.results[1:]), lambda r: r, {"added"}, True),
    "added and failing": (
        lambda r: replace(r, results=r.results[1:]),
        lambda r: changed(r, **FAILING),
        {"added", "new_failures"},
        False,
    ),
    "rewritten": (lambda r: r, lambda r: changed(r, digest="other"), {"rewritten"}, True),
    "model": (lambda r: r, lambda r: replace(r, model="openai:other"), {"setup"}, True),
    "prompts": (lambda r: r, lambda r: replace(r, prompt_digest="other"), {"setup"}, True),
    "setting": (
        lambda r: r,
        lambda r: replace(r, settings={**r.settings, "assistant": {**r.settings["assistant"], "passages": 3}}),
        {"setup"},
        True,
    ),
    "covered by a gap": (
        lambda r: changed(r, **FAILING),
        lambda r: changed(r, verdict="known_gap"),
        {"now_known_gaps"},
        True,
    ),
    "known gap closed": (
        lambda r: changed(r, verdict="known_gap"),
        lambda r: changed(r, **FAILING),
        {"new_failures"},
        False,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_under_its_own_name(name: str, done: Run) -> None:
    before, after, expected, ok = CHANGES[name]
    comparison = comparing.compare(before(done), after(done))
    assert differing(comparison) == expected
    assert comparison.ok is ok
    assert str(comparison)


def test_what_cannot_be_compared_is_a_failure_with_its_own_words(done: Run, tmp_path: Path) -> None:
    told = set()
    missing, broken, older, folder = (tmp_path / name for name in ("none.json", "broken.json", "old.json", "folder"))
    broken.write_text("{", encoding="utf-8")
    baseline.accept(done, older)
    older.write_text(older.read_text(encoding="utf-8").replace('"parley_baseline": 2', '"parley_baseline": 9'))
    folder.mkdir()
    for path in (missing, broken, older, folder):
        with pytest.raises(BaselineError) as caught:
            baseline.load(path)
        told.add(str(caught.value).removeprefix(str(path)))
    stuck = changed(done, verdict="not_run")
    renamed = replace(done, results=tuple(replace(item, suite="other") for item in done.results))
    for now in (replace(done, corpora=dict.fromkeys(done.corpora, "other")), stuck, renamed):
        with pytest.raises(BaselineError) as caught:
            comparing.compare(done, now)
        told.add(str(caught.value))
    assert len(told) == 7
    assert all("\n" not in line for line in told)


def test_only_what_was_run_whole_is_accepted(done: Run, tmp_path: Path) -> None:
    path = tmp_path / "talks.json"
    path.write_text("as before", encoding="utf-8")
    for run_ in (changed(done, verdict="not_run"), replace(done, selected=True), replace(done, results=())):
        with pytest.raises(BaselineError):
            baseline.accept(run_, path)
    with pytest.raises(BaselineError):
        baseline.accept(done, tmp_path / "none" / "talks.json")
    assert [item.name for item in tmp_path.iterdir()] == ["talks.json"]
    assert path.read_text(encoding="utf-8") == "as before"


def test_a_baseline_holds_no_key_and_no_passage(canal: Assistant, tmp_path: Path) -> None:
    secret = "sk-SECRETabcdef1234567890"
    settings = canal.settings.model_copy(
        update={
            "openai_api_key": SecretStr(secret),
            "openai_base_url": f"http://me:{secret}@x/v1",
        }
    )
    desk = Beside(canal, settings=settings)
    done = run(Suite.model_validate({"cases": [{"name": "a", "question": TOLL, "expect": ANYTHING}]}), desk)
    baseline.accept(done, tmp_path / "talks.json")
    text = (tmp_path / "talks.json").read_text(encoding="utf-8")
    assert secret not in text
    asked = baseline.load(tmp_path / "talks.json").results[0].asked
    assert asked is not None
    assert asked.hits
    assert {hit.text for hit in asked.hits} == {""}


def test_the_key_tells_suites_apart(done: Run) -> None:
    one: CaseResult = done.results[0]
    assert replace(one, suite="other").key != one.key
