"""``parley statements``, ``positions``, ``obstacles`` and ``status``."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import io
from collections.abc import Callable, Sequence
from typing import TypeVar

from assistant.commands.terminal import complain, say, say_json
from assistant.control_characters import neutral
from assistant.desk import Assistant
from assistant.positions.records import Obstacle, Position
from assistant.rendering import as_dict
from assistant.status import Status
from vectorstore import Statement
from vectorstore.records import RULES

R = TypeVar("R", Statement, Position, Obstacle)

# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statements(arguments: argparse.Namespace) -> int:
    """Print who said what, as lines, JSON or CSV."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.statements(speaker=arguments.speaker, about=arguments.about, since=arguments.since)
    return _listed(arguments, found, Statement, _line)


def positions(arguments: argparse.Namespace) -> int:
    """Print who holds what on which issue, as lines, JSON or CSV."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.positions(
            party=arguments.party, issue=arguments.issue, since=arguments.since, until=arguments.until
        )
    return _listed(arguments, found, Position, _position_line)


def obstacles(arguments: argparse.Namespace) -> int:
    """Print what is said to be in the way of a deal, as lines, JSON or CSV."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.obstacles(
            party=arguments.party, issue=arguments.issue, since=arguments.since, until=arguments.until
        )
    return _listed(arguments, found, Obstacle, _obstacle_line)


def status(arguments: argparse.Namespace) -> int:
    """Print what answers and over what."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.status(probe=True)
    if arguments.json:
        say_json(found)
        return 0
    lines = [*_answering_lines(found), f"Statements at ingest: {_extracting(found)}"]
    if found.store is None:
        lines.append("Store: none yet; `parley ingest PATH` makes one")
    else:
        lines += [
            f"Store: {found.store.path}",
            f"Documents: {found.store.documents} in {found.store.chunks} chunks",
            f"Embeddings: {found.store.embedding_model}",
        ]
        by = [f"{many} by {method}" for method, many in sorted(found.store.extracted.items())]
        lines += [f"Statements of documents: {', '.join(by)}"] if by else []
    say("\n".join(lines))
    return 0


def _answering_lines(found: Status) -> list[str]:
    if found.mode == "offline":
        return ["Answers: offline reader, no model"]
    states = {True: "reachable", False: "NOT available", None: "not checked: only OpenAI's protocol can be asked"}
    fallback = f"; when it cannot: {found.fallback}" if found.fallback else ""
    trouble = [f"  {found.trouble}"] if found.trouble else []
    return [f"Answers: {found.model} ({states[found.reachable]}){fallback}", *trouble]


def _extracting(found: Status) -> str:
    return found.statements if found.statements == RULES else f"{found.statements}, which gets each document"


def _line(item: Statement) -> str:
    """One statement as a line; the cue is shown because "denied" turns what follows round."""
    nested = f", as {item.nested_in} reports it" if item.nested_in else ""
    return f"{item.speaker or 'unknown'} [{item.cue or item.kind}{nested}]: {item.content}"


def _position_line(item: Position) -> str:
    """One position as a line, with its words, day and outlet, and what it changes."""
    since = f", {item.changed_since}" if item.changed_since else ""
    changed = f" (before: {item.before}{since})" if item.before else ""
    said = [] if item.speaker == item.party else [item.speaker]
    said += [f"as {item.reported_by} reports it"] if item.reported_by else []
    place = ", ".join([*said, item.publisher or item.title, str(item.as_of or "no date")])
    return f"{item.party} {item.stance.upper()} {item.matter}{changed}: “{item.quote}” — {place}"


def _obstacle_line(item: Obstacle) -> str:
    """One obstacle as a line, with who says so."""
    between = f" (between {', '.join(item.between)})" if item.between else ""
    contest = f"; contested{f' by {item.contested_by}' if item.contested_by else ''}: “{item.contest}”"
    who = f"{item.raised_by} ({item.raiser})" if item.raised_by else "the reporter"
    place = f"{item.publisher or item.title}, {item.as_of or 'no date'}"
    return f"{item.issue}{between}: “{item.quote}” — {who}, {place}{contest if item.contested else ''}"


def _listed(arguments: argparse.Namespace, found: list[R], record: type[R], line: Callable[[R], str]) -> int:
    if arguments.json:
        say_json(found)
    elif arguments.csv:
        _say_csv(found, record)
    else:
        for item in found:
            say(line(item))
        if not found:
            complain(f"no {record.__name__.lower()} fits; `parley status` tells what is searched.")
    return 0


def _say_csv(found: Sequence[object], record: type) -> None:
    names = [field.name for field in dataclasses.fields(record)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for item in found:
        row = as_dict(item)
        writer.writerow([_cell(row[name]) for name in names])
    say(text.getvalue().removesuffix("\n"))


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if not isinstance(value, str):
        return value
    return neutral(f"'{value}" if value.startswith(_FORMULA) else value)
