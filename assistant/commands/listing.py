"""``parley statements`` and ``parley status``."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import sys

from assistant.desk import Assistant
from assistant.rendering import as_dict
from vectorstore import SettingsError, Statement

# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statements(arguments: argparse.Namespace) -> int:
    """Print who said what, as lines, JSON or CSV."""
    try:
        with Assistant.from_settings(samples=arguments.samples) as desk:
            found = desk.statements(speaker=arguments.speaker, about=arguments.about, since=arguments.since)
    except ValueError as error:
        raise SettingsError(f"--since has to be a date like 2025-12-29: {error}.") from None
    if arguments.json:
        sys.stdout.write(json.dumps(as_dict(found), ensure_ascii=False, indent=2) + "\n")
    elif arguments.csv:
        _write_csv(found)
    else:
        sys.stdout.writelines(f"{_line(item)}\n" for item in found)
    return 0


def status(arguments: argparse.Namespace) -> int:
    """Print what answers and over what."""
    with Assistant.from_settings(samples=arguments.samples) as desk:
        found = desk.status()
    if arguments.json:
        sys.stdout.write(json.dumps(as_dict(found), ensure_ascii=False, indent=2, default=str) + "\n")
        return 0
    lines = ["Answers: offline reader, no model"]
    if found.store is None:
        lines.append("Store: none yet; `parley ingest PATH` makes one")
    else:
        lines += [
            f"Store: {found.store.path}",
            f"Documents: {found.store.documents} in {found.store.chunks} chunks",
            f"Embeddings: {found.store.embedding_model}",
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _line(item: Statement) -> str:
    """One statement as a line; the cue is shown because "denied" turns what follows round."""
    nested = f", as {item.nested_in} reports it" if item.nested_in else ""
    return f"{item.speaker or 'unknown'} [{item.cue or item.kind}{nested}]: {item.content}"


def _write_csv(found: list[Statement]) -> None:
    names = [field.name for field in dataclasses.fields(Statement)]
    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    for item in found:
        row = as_dict(item)
        writer.writerow([_cell(row[name]) for name in names])


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
