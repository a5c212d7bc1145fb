"""The two forms of a suite's file, YAML and CSV, as plain values with the line of each."""

from __future__ import annotations

import csv
from typing import Any

import yaml

from assistant.regression.expectations import Expectations

_NULL = "tag:yaml.org,2002:null"
_OF_A_CASE = ("name", "question", "history", "tags", "known_gap", "repeat")
_LISTS = ("history", "tags", "mentions", "not_mentions", "quotes", "cites", "not_cites")
_NAMES = ("attributed_to", "not_attributed_to")
_MOST_VALUES = 300_000

Lines = dict[tuple[str | int, ...], int]


class Misplaced(Exception):
    """Something that the models cannot tell, with its line."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_yaml(text: str) -> tuple[Any, Lines]:
    """Return what a YAML file holds and where.

    Raises:
        Misplaced: for a key that is there twice, that is no word, or that has no value.
        yaml.YAMLError: if it is no YAML.
    """
    lines: Lines = {(): 1}
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    return (None if node is None or node.tag == _NULL else _plain(node, (), lines, frozenset())), lines


def _plain(node: yaml.Node, place: tuple[str | int, ...], lines: Lines, above: frozenset[int]) -> Any:
    """What a node holds, every scalar as it is written: 95% and 1.10 and `no` are the words that stand there."""
    line = node.start_mark.line + 1
    lines[place] = line
    if id(node) in above:
        raise Misplaced("a part of the suite holds itself", line=line)
    if len(lines) > _MOST_VALUES:  # a few lines of aliases can stand for billions
        raise Misplaced(f"more than {_MOST_VALUES:,} values: split the suite", line=line)
    above = above | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, number), lines, above) for number, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        if node.tag == _NULL:  # an expectation that is not finished would not be checked
            name = next((str(part) for part in reversed(place) if isinstance(part, str)), "the suite")
            raise Misplaced(f"{name} has no value: write one, in quotation marks if it is meant as a word", line=line)
        return node.value
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Misplaced("a key has to be a word", line=key.start_mark.line + 1)
        if key.value in found:  # YAML takes the last one, and an expectation would be gone
            raise Misplaced(f"{key.value!r} is there twice", line=key.start_mark.line + 1)
        found[key.value] = _plain(value, (*place, key.value), lines, above)
        lines[(*place, key.value)] = key.start_mark.line + 1
    return found


def read_csv(text: str) -> tuple[Any, Lines]:
    """Return what a CSV file holds in the shape of a suite, and where.

    Raises:
        Misplaced: for an unknown column, or a row with too many cells.
    """
    rows = csv.reader(text.splitlines(keepends=True))
    header = [name.strip() for name in next(rows, [])]
    known = {*_OF_A_CASE, *Expectations.model_fields}
    if strangers := [name for name in header if name not in known]:
        raise Misplaced(f"unknown column {', '.join(strangers)}; known are {', '.join(sorted(known))}", line=1)
    lines: Lines = {(): 1}
    cases: list[dict[str, Any]] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        line = rows.line_num
        if len(row) > len(header):
            raise Misplaced("more cells than columns: put quotation marks around a cell with a comma", line=line)
        lines[("cases", len(cases))] = line
        cells = {name: _cell(name, cell.strip()) for name, cell in zip(header, row, strict=False) if cell.strip()}
        case: dict[str, Any] = {name: cells.pop(name) for name in _OF_A_CASE if name in cells}
        cases.append({"name": f"line-{line}", **case, "expect": cells})
    return {"cases": cases}, lines


def _cell(name: str, text: str) -> Any:
    """A cell: YAML in one line where it begins with a bracket, a list with | between its items, or the text."""
    if text.startswith(("{", "[")):
        return read_yaml(text)[0]
    if name in (*_LISTS, *_NAMES):
        return [item.strip() for item in text.split("|")]
    return text
