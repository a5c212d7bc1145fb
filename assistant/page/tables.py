"""The records as tables: who holds what on which issue, and what is said to be in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.desk import Assistant
from assistant.page.escaping import escaped
from assistant.page.reports import failure_line, report
from assistant.positions.records import Obstacle, Position
from assistant.rendering import long_date

_ROWS_SHOWN = 300


def record_tables(desk: Assistant) -> str:
    """Return positions and obstacles as tables whose quotations open the document, or why there are none."""
    try:
        if not desk.status().store:
            return '<p class="pa-empty">There are no documents yet.</p>'
        positions, obstacles = desk.positions(), desk.obstacles()
    except Exception as error:  # the border of the page: whatever failed becomes a line in it
        return report(failure_line(error), good=False)
    held = _table("Positions", ("Who", "On what", "Words"), (_position(item) for item in positions[:_ROWS_SHOWN]))
    hinders = _table("In the way", ("What", "Between", "Words"), (_obstacle(item) for item in obstacles[:_ROWS_SHOWN]))
    more = max(len(positions) - _ROWS_SHOWN, 0) + max(len(obstacles) - _ROWS_SHOWN, 0)
    rest = f'<p class="pa-receipt">and {more} more: see <code>parley positions</code></p>' if more else ""
    return held + hinders + rest


def _position(item: Position) -> Sequence[str]:
    since = f", {long_date(item.changed_since)}" if item.changed_since else ""
    before = f" (before: {item.before}{since})" if item.before else ""
    reported = f", as {item.reported_by} reports it" if item.reported_by else ""
    return (
        f"{escaped(item.party)} <strong>{item.stance}</strong>",
        escaped(item.matter + before),
        _words(item, who=item.speaker + reported),
    )


def _obstacle(item: Obstacle) -> Sequence[str]:
    contest = f"<br>Contested by {escaped(item.contested_by or 'the reporter')}" if item.contested else ""
    words = _words(item, who=item.raised_by or "the reporter") + contest
    return escaped(item.issue), escaped(", ".join(item.between)), words


def _words(item: Position | Obstacle, *, who: str) -> str:
    day = long_date(item.as_of) if item.as_of else "no date given"
    place = ", ".join(filter(None, (who, item.publisher, day)))
    return (
        f'<button type="button" class="pa-open" data-document="{escaped(item.document_id)}" '
        f'data-start="{item.start}" data-end="{item.end}">“{escaped(item.quote)}”</button><br>'
        f"<small>{escaped(place)}</small>"
    )


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return f'<p class="pa-label">{title}</p><p class="pa-empty">The documents tell of none.</p>'
    names = "".join(f'<th scope="col">{name}</th>' for name in head)
    return f'<p class="pa-label">{title}</p><table class="pa-records"><tr>{names}</tr>{body}</table>'
