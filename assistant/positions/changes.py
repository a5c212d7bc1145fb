"""What a position changes: the stance, or the figure, that the same side held on the same issue before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.positions.figures import same_figure
from assistant.positions.records import Position


def with_changes(ordered: Sequence[Position]) -> Iterator[Position]:
    """Yield the entries with what each changes: against the party's last stance on the issue of an earlier day.

    Entries without a day cannot be put before or behind others, and those of one day not in an order.

    Args:
        ordered: the entries, those of one party and issue by their days.
    """
    # Of each party and issue the entries of the last day before this one, and those of this day so far.
    last: dict[tuple[str, str], list[Position]] = {}
    current: dict[tuple[str, str], list[Position]] = {}
    for item in ordered:
        key = (item.party, item.issue.casefold())
        if item.as_of is None or not item.issue:
            yield item
            continue
        today = current.setdefault(key, [])
        if today and today[0].as_of != item.as_of:
            last[key], current[key] = today, []
        current[key].append(item)
        yield _changed(item, last.get(key, []))


def _changed(item: Position, last: Sequence[Position]) -> Position:
    """An entry with what it changes of the party's last ones; what its own sentence tells comes first."""
    if item.changed:
        told = next((one for one in reversed(last) if one.stance == item.changed), None)
        if told is None:
            return item
        return replace(item, changed_since=told.as_of, changed_figure=item.changed_figure or told.figure)
    other = last[-1] if last and not any(_is_same(one, item) for one in last) else None
    if other is None:
        return item
    return replace(item, changed=other.stance, changed_since=other.as_of, changed_figure=other.figure)


def _is_same(one: Position, other: Position) -> bool:
    """Whether two entries hold the same; figures of two units, or none, are no other figure."""
    return one.stance == other.stance and same_figure(one.figure, other.figure)
