"""Sources that disagree: RAMDocs, questions over documents of which some are wrong and some speak of a namesake.

Measure, by row: a *right* answer counts as shown when a gold answer is among the words that are cited; a wrong one is
*unmarked* when it is cited and no ``Conflict`` of the answer has its marker. An abstention shows neither.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.chain import State
from tests.evaluation.metrics import percent, squad_normal
from tests.evaluation.passages import PassageReader
from tests.evaluation.reading import Rows


def ramdocs(folder: Path, reader: PassageReader) -> Rows:
    """Rows with a right answer shown, and with a wrong one shown and not marked as disputed."""
    right, every, unmarked, marked, answered = [], [], [], [], []
    for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        state = _asked(row, reader)
        disputed = {marker for conflict in state.conflicts for marker in conflict.markers}
        quotes = [(item.marker, squad_normal(item.quote)) for item in state.citations if state.reason is None]
        wrong = {marker for marker, quote in quotes if _holds(quote, row["wrong_answers"])}
        right.append(any(_holds(quote, row["gold_answers"]) for _, quote in quotes))
        every.append(all(any(_holds(quote, [gold]) for _, quote in quotes) for gold in row["gold_answers"]))
        unmarked.append(bool(wrong - disputed))
        marked.append(bool(disputed))
        answered.append(state.reason is None)
    return [
        ("RAMDocs, a right answer shown, %", percent(right), "90"),
        ("RAMDocs, all right answers shown, %", percent(every), "-"),
        ("RAMDocs, a wrong answer shown unmarked, %", percent(unmarked), "10"),
        ("RAMDocs, answered / with a dispute named, %", f"{percent(answered)} / {percent(marked)}", "-"),
    ]


def _asked(row: dict[str, Any], reader: PassageReader) -> State:
    chain = reader.open_all([document["text"] for document in row["documents"]])
    return chain.answer().invoke(chain.search().invoke(State(asked=row["question"])))


def _holds(quote: str, answers: list[str]) -> bool:
    return any(f" {squad_normal(answer)} " in f" {quote} " for answer in answers)
