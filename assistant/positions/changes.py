"""What a position changes: the stance, or the figure, that the same side held on the same issue before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.positions.records import Position


def with_changes(ordered: Sequence[Position]) -> Iterator[Position]:
    """Yield the entries with what each changes: against the party's last stance on the issue of an earlier day.

    Entries without a day cannot be put before or behind others, and those of one day not in an order.
    """
    before: dict[tuple[str, str], tuple[Position, ...]] = {}
    for item in ordered:
        key = (item.party, item.issue.casefold())
        if item.as_of is None or not item.issue:
            yield item
            continue
        known = before.get(key, ())
        earlier = [one for one in known if one.as_of and one.as_of < item.as_of]
        last = [one for one in earlier if one.as_of == earlier[-1].as_of]
        other = next((one for one in reversed(last) if one.stance != item.stance), None)
        same = any(one.stance == item.stance for one in last)
        before[key] = (*known, item)
        yield replace(item, changed=other.stance, changed_since=other.as_of) if other and not same else item
