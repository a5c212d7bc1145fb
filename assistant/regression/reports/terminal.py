"""A run as a table, without colours: what is piped to a file is the same text."""

from __future__ import annotations

import io
import shutil
from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.control_characters import neutral
from assistant.regression.results import CaseResult, Run, Verdict

_WORDS: dict[Verdict, str] = {"passed": "passed", "failed": "FAILED", "not_run": "NOT RUN", "known_gap": "known gap"}


def as_table(run: Run, *, width: int | None = None) -> str:
    """Return a row for each case that did not pass, and what the run was made of."""
    told = [item for item in run.results if item.verdict in ("failed", "not_run")]
    out = io.StringIO()
    console = Console(file=out, width=width or max(shutil.get_terminal_size((100, 24)).columns, 60))
    if told:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
        for name in ("case", "", "broke at", "why"):
            table.add_column(name, overflow="fold", ratio=1 if name == "why" else None)
        for item in told:
            table.add_row(*(Text(neutral(cell)) for cell in _cells(item)))
        console.print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([*lines, summary(run)])


def summary(run: Run) -> str:
    """Return the counts of a run, and who answered over what, in two lines."""
    counts = Counter(item.verdict for item in run.results)
    told = [f"{counts[name]} {_WORDS[name]}" for name in _WORDS if counts[name]]
    cached = sum(1 for item in run.results if item.asked and item.asked.cached)
    if cached:
        told.append(f"{cached} answers from the cache")
    costs = [item.asked.answer.cost for item in run.results if item.asked and item.asked.answer.cost is not None]
    cost = f", cost {sum(costs):.4f}" if costs else ""
    corpora = ", ".join(dict.fromkeys(fingerprint[:12] for fingerprint in run.corpora.values()))
    return (
        f"{len(run.results)} cases in {run.seconds:.1f} s: {', '.join(told) or 'none'}{cost}\n"
        f"answered by {neutral(run.model)}, prompts {run.prompt_digest}, documents {corpora}"
    )


def _cells(item: CaseResult) -> tuple[str, str, str, str]:
    times = f" ({item.passes} of {item.times})" if item.times > 1 else ""
    where = f"\n{item.path}:{item.line}" if item.path and item.line else ""
    return (
        f"{item.key}{where}",
        _WORDS[item.verdict] + times,
        item.broke_at or "",
        f"{item.question}\n{item.summary}",
    )
