"""``parley statements`` and ``parley status``."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import io

from assistant.commands.terminal import complain, say, say_json
from assistant.control_characters import neutral
from assistant.desk import Assistant, Status
from assistant.rendering import as_dict
from vectorstore import Statement

# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statements(arguments: argparse.Namespace) -> int:
    """Print who said what, as lines, JSON or CSV."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.statements(speaker=arguments.speaker, about=arguments.about, since=arguments.since)
    if arguments.json:
        say_json(found)
    elif arguments.csv:
        _say_csv(found)
    else:
        for item in found:
            say(_line(item))
        if not found:
            complain("no statement fits; `parley status` tells what is searched.")
    return 0


def status(arguments: argparse.Namespace) -> int:
    """Print what answers and over what."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.status(probe=True)
    if arguments.json:
        say_json(found)
        return 0
    lines = _answering_lines(found)
    if found.store is None:
        lines.append("Store: none yet; `parley ingest PATH` makes one")
    else:
        lines += [
            f"Store: {found.store.path}",
            f"Documents: {found.store.documents} in {found.store.chunks} chunks",
            f"Embeddings: {found.store.embedding_model}",
        ]
    say("\n".join(lines))
    return 0


def _answering_lines(found: Status) -> list[str]:
    if found.mode == "offline":
        return ["Answers: offline reader, no model"]
    states = {True: "reachable", False: "NOT available", None: "not checked: only OpenAI's protocol can be asked"}
    fallback = f"; when it cannot: {found.fallback}" if found.fallback else ""
    trouble = [f"  {found.trouble}"] if found.trouble else []
    return [f"Answers: {found.model} ({states[found.reachable]}){fallback}", *trouble]


def _line(item: Statement) -> str:
    """One statement as a line; the cue is shown because "denied" turns what follows round."""
    nested = f", as {item.nested_in} reports it" if item.nested_in else ""
    return f"{item.speaker or 'unknown'} [{item.cue or item.kind}{nested}]: {item.content}"


def _say_csv(found: list[Statement]) -> None:
    names = [field.name for field in dataclasses.fields(Statement)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for item in found:
        row = as_dict(item)
        writer.writerow([_cell(row[name]) for name in names])
    say(text.getvalue().removesuffix("\n"))


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return neutral(f"'{value}" if value.startswith(_FORMULA) else value)
