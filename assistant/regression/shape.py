"""Whether a file is meant as a suite, told without reading it as one: pytest asks this of every YAML file it meets."""

from __future__ import annotations

import csv
import re
from pathlib import Path

MOST_BYTES = 5_000_000
# The expectations that fit into a cell; a test compares them with the models.
_EXPECTED = frozenset(
    {
        *("status", "reason", "mentions", "not_mentions", "quotes", "attributed_to", "not_attributed_to", "cites"),
        *("not_cites", "position", "as_of", "conflict", "retrieves", "max_seconds", "max_cost", "similar", "judged"),
    }
)


def is_table(path: Path) -> bool:
    """Whether a file is a table by its name."""
    return path.suffix.lower() == ".csv"


def looks_like_suite(path: Path) -> bool:
    """Whether a file is meant as a suite: YAML with ``cases`` at its top and a ``question``, or such a CSV.

    Only the beginnings of lines are looked at: a file that somebody else's tool reads, or a broken one, costs nothing.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return False
    if is_table(path):
        header = next(csv.reader(text.splitlines()[:1]), [])
        return "question" in header and not _EXPECTED.isdisjoint(header)
    has_cases = re.search(r"^[\"']?cases[\"']?\s*:", text, re.MULTILINE)
    return bool(has_cases and re.search(r"[\"']?\bquestion\b[\"']?\s*:", text))
