"""The JSON schema for editors and the loader take the same suites."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from assistant.regression.errors import SuiteError
from assistant.regression.loading import load_suite
from assistant.regression.schema import json_schema, shipped_schema

Written = Callable[..., Path]


def test_the_shipped_schema_is_that_of_the_models() -> None:
    # python -c "import json; from assistant.regression.schema import *; print(json.dumps(json_schema(), indent=2))"
    assert shipped_schema() == json.loads(json.dumps(json_schema()))


def accepted(text: str, path: Path) -> tuple[bool, bool]:
    """Whether the loader takes a suite, and whether the schema does."""
    path.write_text(text, encoding="utf-8")
    try:
        load_suite(path)
    except SuiteError:
        loads = False
    else:
        loads = True
    content: Any = json.loads(json.dumps(yaml.safe_load(text), default=str))
    faults = jsonschema.Draft202012Validator(shipped_schema()).iter_errors(content)
    return loads, next(iter(faults), None) is None


def case(expect: str, more: str = "") -> str:
    return f"cases:\n  - name: one\n    question: Q\n    expect: {{{expect}}}\n{more}"


ONE = "  - {name: a, question: Q%s}\n"
GOOD = {
    "a list": case("mentions: [x]"),
    "a text": case("mentions: x"),
    "a number as a text": case("mentions: [380]"),
    "a fraction as a text": case("quotes: 1.10"),
    "yes and no as texts": case("mentions: [no, true]"),
    "a word": case("mentions: {word: 12}"),
    "a name that is a number": "cases:\n  - {name: 2031, question: 12, expect: {mentions: x}}\n",
    "a speaker": case("attributed_to: Holt"),
    "a place": case("cites: {document: 12, span: 95}"),
    "offsets": case("cites: {document: x, span: [2, 9]}"),
    "all and any": case("mentions: {all: [x], any: []}"),
    "a day": case("as_of: 2031-01-01"),
    "a day in marks": case("as_of: '2031-01-01'"),
    "one bound": case("as_of: {since: 2031-01-01}"),
    "a conflict": case("conflict: no"),
    "a conflict in marks": case("conflict: 'no'"),
    "a number in marks": case("mentions: x, max_seconds: '5'"),
    "a count in marks": case("mentions: x", "    repeat: '3'\n"),
    "a count": case("mentions: x", "    repeat: 3\n"),
    "some of a count": case("mentions: x", "    repeat: {times: 3, pass: 2}\n"),
    "defaults that are all": "defaults: {status: answered}\ncases:\n" + ONE % "",
    "defaults that are all, and nothing": "defaults: {mentions: x}\ncases:\n" + ONE % ", expect: {}",
    "defaults beside": "defaults: {max_seconds: 5}\ncases:\n" + ONE % ", expect: {mentions: x}",
    "variables": "variables: {n: 12}\ncases:\n" + ONE % ", expect: {mentions: x}, variables: {m: no}",
    "documents": "documents: [x]\n" + case("mentions: x"),
    "a reason": case("reason: off_topic"),
    "a reason with its status": case("status: abstained, reason: off_topic"),
    "history and tags": case("mentions: x", "    history: [12]\n    tags: [1, x]\n"),
    "filters": case("mentions: x", "    filters: {publishers: [12], date_from: 2031-01-01}\n"),
}
BAD = {
    "an unknown key": case("mention: x"),
    "nothing": case(""),
    "no expect": "cases:\n" + ONE % "",
    "a limit alone": case("max_seconds: 5"),
    "any status alone": case("status: any"),
    "defaults that only limit": "defaults: {max_seconds: 5}\ncases:\n" + ONE % "",
    "an empty list": case("mentions: []"),
    "an empty map": case("mentions: {}"),
    "empty lists": case("mentions: {all: [], any: []}"),
    "no value": case("mentions: ~, status: answered"),
    "a blank text": case("mentions: [' ']"),
    "a blank question": "cases:\n  - {name: a, question: ' ', expect: {mentions: x}}\n",
    "both a text and an expression": case("mentions: {text: a, regex: b}"),
    "no day": case("as_of: {}"),
    "no date": case("as_of: [x]"),
    "no cases": "cases: []\n",
    "no documents": "documents: []\n" + case("mentions: x"),
    "spaces around a name": "cases:\n  - {name: ' a ', question: Q, expect: {mentions: x}}\n",
    "a reason of an answer": case("status: answered, reason: off_topic"),
    "a status that is none": case("status: maybe"),
    "a tag alone": case("mentions: x", "    tags: slow\n"),
    "a text for a number": case("mentions: x, max_seconds: soon"),
    "no end": case("mentions: x, max_seconds: inf"),
    "no time": case("mentions: x, max_seconds: 0"),
    "too many times": case("mentions: x", "    repeat: 101\n"),
    "a text for similar": case("similar: hello"),
    "a similar text without itself": case("similar: {threshold: 0.5}"),
    "too similar": case("similar: {text: x, threshold: 2}"),
    "a stance that is none": case("position: {party: a, issue: b, stance: likes}"),
    "a list at the top": "- {name: a, question: Q, expect: {mentions: x}}\n",
}
# What only the loader can tell.
BEYOND = {
    "an expression that is none": case("mentions: {regex: '('}"),
    "more passes than times": case("mentions: x", "    repeat: {times: 2, pass: 3}\n"),
    "offsets that hold nothing": case("cites: {document: x, span: [9, 2]}"),
    "two cases of one name": "cases:\n" + (ONE % ", expect: {mentions: x}") * 2,
    "a name without a letter": case("attributed_to: '-'"),
}


@pytest.mark.parametrize("name", GOOD)
def test_both_take_what_is_a_suite(name: str, tmp_path: Path) -> None:
    assert accepted(GOOD[name], tmp_path / "talks.yaml") == (True, True)


@pytest.mark.parametrize("name", BAD)
def test_neither_takes_what_is_none(name: str, tmp_path: Path) -> None:
    assert accepted(BAD[name], tmp_path / "talks.yaml") == (False, False)


@pytest.mark.parametrize("name", BEYOND)
def test_the_loader_takes_no_more_than_the_schema(name: str, tmp_path: Path) -> None:
    assert accepted(BEYOND[name], tmp_path / "talks.yaml") == (False, True)


def test_our_own_suites_are_such(tmp_path: Path) -> None:
    suites = list((Path(__file__).parents[1] / "regression" / "cases").glob("*.yaml"))
    assert suites
    for path in suites:
        assert accepted(path.read_text(encoding="utf-8"), tmp_path / path.name) == (True, True)
