"""`parley positions` and `parley obstacles`: the records as lines, JSON and CSV."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import Any

import pytest

from assistant import Obstacle, Position


def names(record: type) -> list[str]:
    return [field.name for field in dataclasses.fields(record)]


@pytest.mark.usefixtures("store")
def test_positions_as_lines(parley: Any) -> None:
    done = parley("positions", "--party", "kestria")
    assert (done.code, done.err) == (0, "")
    assert "Kestria needs the tolls for the locks" in done.out
    assert "DEMANDS" in done.out


@pytest.mark.usefixtures("store")
def test_positions_as_json_have_the_fields_of_the_record(parley: Any) -> None:
    told = json.loads(parley("positions", "--json").out)
    assert {item["party"] for item in told} == {"Kestria"}
    assert all(list(item) == names(Position) for item in told)
    assert told[0]["as_of"] == "2031-03-04"


@pytest.mark.usefixtures("store")
def test_limits_of_positions(parley: Any) -> None:
    assert [item["issue"] for item in json.loads(parley("positions", "--issue", "lock", "--json").out)] == ["lock"]
    for limit in (("--since", "2031-03-05"), ("--until", "2031-03-03"), ("--issue", "salt"), ("--party", "Atlantis")):
        assert json.loads(parley("positions", *limit, "--json").out) == []


@pytest.mark.parametrize(("command", "record"), [("positions", Position), ("obstacles", Obstacle)])
@pytest.mark.usefixtures("store")
def test_csv_has_the_fields_of_the_record_even_without_rows(parley: Any, command: str, record: type) -> None:
    done = parley(command, "--csv", "--issue", "no such matter")
    assert done.code == 0
    assert list(csv.reader(io.StringIO(done.out))) == [names(record)]


@pytest.mark.parametrize("command", ["positions", "obstacles"])
@pytest.mark.usefixtures("store")
def test_nothing_found_is_told_on_standard_error(parley: Any, command: str) -> None:
    done = parley(command, "--issue", "no such matter")
    assert (done.code, done.out) == (0, "")
    assert done.err


@pytest.mark.parametrize("arguments", [["positions", "--json", "--csv"], ["obstacles", "--since", "soon"]])
@pytest.mark.usefixtures("store")
def test_wrong_use(parley: Any, arguments: list[str]) -> None:
    assert parley(*arguments).code == 2
