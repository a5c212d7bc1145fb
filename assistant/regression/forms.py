"""What a suite's file holds, as plain values with the line of each; the form in YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
_MOST_VALUES = 300_000

Place = tuple[str | int, ...]
Lines = dict[Place, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The ``value`` of a whole file, the line of each place in it, and the text of a table's cells by their places."""

    value: Any
    lines: Lines
    cells: dict[Place, str] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest one around it."""
        return next(self.lines[place[:depth]] for depth in range(len(place), -1, -1) if place[:depth] in self.lines)


class Misplaced(Exception):
    """Something that the models cannot tell, with its line."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_yaml(text: str) -> Content:
    """Return what a YAML file holds.

    Raises:
        Misplaced: for a key that is there twice, that is no word, or that has no value.
        yaml.YAMLError: if it is no YAML.
    """
    lines: Lines = {(): 1}
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None or node.tag == _NULL:
        return Content(value=None, lines=lines)
    return Content(value=_plain(node, (), lines, frozenset()), lines=lines)


def _plain(node: yaml.Node, place: Place, lines: Lines, above: frozenset[int]) -> Any:
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
        name = _key(key)
        if name in found:  # YAML takes the last one, and an expectation would be gone
            raise Misplaced(f"{name!r} is there twice", line=key.start_mark.line + 1)
        found[name] = _plain(value, (*place, name), lines, above)
        lines[(*place, name)] = key.start_mark.line + 1
    return found


def _key(node: yaml.Node) -> str:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        raise Misplaced("a key has to be a word", line=line)
    if node.tag == _MERGE:
        raise Misplaced("merge keys (<<) are not read: write what cases share under `defaults`", line=line)
    return str(node.value)
