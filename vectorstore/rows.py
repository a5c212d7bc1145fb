"""The values as rows of a table: one column for each field, and the SQL for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

R = TypeVar("R")

_DATES = frozenset({"published_on", "said_on"})
_FLAGS = frozenset({"negated", "conditional"})


@cache
def columns(record: Hashable) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass, in order."""
    return tuple(field.name for field in fields(cast(Any, record)))


@cache
def column_list(record: Hashable, prefix: str = "") -> str:
    """Return the columns for SQL; quoted, for ``end`` is a word of SQL."""
    return ", ".join(f'{prefix}"{name}"' for name in columns(record))


def to_row(value: Any) -> list[Any]:
    """Return the fields of a record as SQLite keeps them: dates as ISO text, spans as JSON."""
    return [_stored(name, getattr(value, name)) for name in columns(cast(Hashable, type(value)))]


def from_row(record: type[R], row: Sequence[Any]) -> R:
    """Return the record that :func:`to_row` made ``row`` of; further columns are left unread."""
    names = columns(cast(Hashable, record))
    readers = _readers(cast(Hashable, record))
    return record(
        **{
            name: value if reader is None or value is None else reader(value)
            for name, value, reader in zip(names, row, readers, strict=False)
        }
    )


def _stored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return value.isoformat()
    if name in _FLAGS:
        return int(value)
    if name == "sentences":
        return json.dumps(value)
    return value


@cache
def _readers(record: Hashable) -> tuple[Callable[[Any], Any] | None, ...]:
    return tuple(_reader(name) for name in columns(record))


def _reader(name: str) -> Callable[[Any], Any] | None:
    if name in _DATES:
        return date.fromisoformat
    if name in _FLAGS:
        return bool
    if name == "sentences":
        return lambda text: tuple((start, end) for start, end in json.loads(text))
    return None
