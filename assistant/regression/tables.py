"""The form of a suite as a table, in CSV: a row a case, a column an expectation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import yaml

from assistant.regression.expectations import Expectations
from assistant.regression.forms import Content, Lines, Misplaced, Place, read_yaml

_OF_A_CASE = ("name", "question", "history", "tags", "known_gap", "repeat")
# A cell of these is a list, with | between its items.
_LISTS = frozenset(
    (
        "history",
        "tags",
        "mentions",
        "not_mentions",
        "quotes",
        "cites",
        "not_cites",
        "attributed_to",
        "not_attributed_to",
    )
)
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def read_csv(text: str) -> Content:
    """Return what a CSV file holds, in the shape of a suite.

    Raises:
        Misplaced: for columns that are unknown or there twice, a row that cannot be read, or a cell that cannot.
    """
    rows = _rows(text)
    _, header = next(rows, (1, []))
    columns = _columns(header)
    lines: Lines = {(): 1}
    texts: dict[Place, str] = {}
    cases: list[dict[str, Any]] = []
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(columns):
            raise Misplaced("more cells than columns: put quotation marks around a cell with a comma", line=line)
        here: Place = ("cases", len(cases))
        case: dict[str, Any] = {}
        expect: dict[str, Any] = {}
        for name, cell in zip(columns, map(str.strip, row), strict=False):
            if cell:
                (case if name in _OF_A_CASE else expect)[name] = _cell(name, cell, line)
                texts[(*here, name) if name in _OF_A_CASE else (*here, "expect", name)] = cell
        lines[here] = line
        cases.append({"name": _name(case), **case, "expect": expect})
    return Content(value={"cases": cases}, lines=lines, cells=texts)


def _name(case: dict[str, Any]) -> str:
    """The name of a row that has none: what it asks, which stays when rows are put before it."""
    question, history = case.get("question", ""), case.get("history", ())
    before = f" (after: {' / '.join(map(str, history))})" if history else ""
    return " ".join(f"{question}{before}".split())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; a quotation mark that is not closed would swallow the rows behind."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            cure = "close each quotation mark, and double one that stands inside a cell in quotation marks"
            raise Misplaced(f"the row that begins here cannot be read ({error}): {cure}", line=line) from None
        yield line, row
        line = rows.line_num + 1


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip() for name in header]
    for separator, word in _OTHER_SEPARATORS.items():
        if len(columns) == 1 and separator in columns[0]:
            raise Misplaced(f"the columns are separated by {word}: save the table with commas", line=1)
    if "" in columns:
        raise Misplaced(f"column {columns.index('') + 1} has no name", line=1)
    known = {*_OF_A_CASE, *Expectations.model_fields}
    if strangers := [name for name in columns if name not in known]:
        raise Misplaced(f"unknown column {', '.join(strangers)}; known are {', '.join(sorted(known))}", line=1)
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise Misplaced(f"column {', '.join(twice)} is there twice, and only one would count", line=1)
    if "question" not in columns:
        raise Misplaced("there is no column `question`", line=1)
    return columns


def _cell(name: str, text: str, line: int) -> Any:
    """A cell: YAML in one line where it begins with a bracket, a list with | between its items, or the text."""
    if text.startswith(("{", "[")):
        try:
            return read_yaml(text).value
        except (yaml.YAMLError, Misplaced) as error:
            what = getattr(error, "problem", None) or error
            raise Misplaced(f"column {name}: {text!r} begins like YAML and is none: {what}", line=line) from None
    if name in _LISTS:
        return [item.strip() for item in text.split("|")]
    return text
