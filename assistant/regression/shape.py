"""Whether a file is meant as a suite, told without reading it as one: both runners ask this of every file in a folder.

Nothing but the standard library is imported before a file has the two words that every suite has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

SUFFIXES = frozenset({".yaml", ".yml", ".csv"})
MOST_BYTES = 5_000_000
# Of a table, and of a file that is too large to be a suite, the beginning has to tell.
_BEGINNING = 65_536
# The expectations that fit into a cell; a test compares them with the models.
_EXPECTED = frozenset(
    {
        *("status", "reason", "mentions", "not_mentions", "quotes", "attributed_to", "not_attributed_to", "cites"),
        *("not_cites", "position", "as_of", "conflict", "retrieves", "max_seconds", "max_cost", "similar", "judged"),
    }
)
_OTHER_COLUMNS = frozenset({"question", "name", "history", "tags", "known_gap", "repeat"})
# Words that other people's tables have as well: they tell a suite only where there is no column but a suite's.
_COMMON = frozenset({"status", "reason", "position", "conflict"})
_SEPARATORS = re.compile("[,;\t]")
_CASES = r"[\"']?\bcases\b[\"']?\s*:"
_CASES_AT_TOP = re.compile(f"^{_CASES}", re.IGNORECASE | re.MULTILINE)
# What has neither is no suite, whatever it is: it need not be parsed.
_HAS_QUESTION = re.compile(r"\bquestion\b[\"']?\s*:", re.IGNORECASE)
_HAS_MORE = re.compile(rf"{_CASES}|\bexpect\b[\"']?\s*:", re.IGNORECASE)


def is_table(path: Path) -> bool:
    """Whether a file is a table by its name."""
    return path.suffix.lower() == ".csv"


def looks_like_suite(path: Path) -> bool:
    """Whether a file is meant as a suite, well written or not.

    In YAML that is what has ``cases`` with a ``question`` at its top, whatever its style; ``Cases``, or a list without
    ``cases``, where there is ``expect`` too. A table has a column ``question`` and one for an expectation.
    """
    try:
        is_whole = not is_table(path) and path.stat().st_size <= MOST_BYTES
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            text = file.read(-1 if is_whole else _BEGINNING)
    except OSError:
        return False
    if is_table(path):
        return _has_columns(text)
    if not (_HAS_QUESTION.search(text) and _HAS_MORE.search(text)):
        return False
    return _has_questions(text) if is_whole else _CASES_AT_TOP.search(text) is not None


def _has_columns(text: str) -> bool:
    """Whether the first row names a suite's columns, in capitals or with another separator too."""
    first = next(iter(text.splitlines()), "")
    columns = {cell.strip("\"' ").casefold() for cell in _SEPARATORS.split(first)}
    expected = columns & _EXPECTED
    is_all_ours = columns <= _EXPECTED | _OTHER_COLUMNS
    return "question" in columns and bool(expected - _COMMON or (expected and is_all_ours))


def _has_questions(text: str) -> bool:
    import yaml

    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):  # broken: its lines have to tell
        return text.lstrip().startswith("{") or _CASES_AT_TOP.search(text) is not None
    if isinstance(top, yaml.SequenceNode):
        return any({"question", "expect"} <= _keys(item) for item in top.value)
    for key, value in top.value if isinstance(top, yaml.MappingNode) else ():
        name = str(key.value)
        needed = {"question"} if name == "cases" else {"question", "expect"}
        if name.casefold() == "cases" and any(needed <= _keys(item) for item in _items(value)):
            return True
    return False


def _items(node: yaml.Node) -> Iterable[yaml.Node]:
    """What may be a case: the items of a list; one case, or several by their names, where the list was forgotten."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        return [node, *(value for _, value in node.value)]
    return node.value if isinstance(node, yaml.SequenceNode) else ()


def _keys(node: yaml.Node) -> set[str]:
    import yaml

    return {str(key.value).casefold() for key, _ in node.value} if isinstance(node, yaml.MappingNode) else set()
