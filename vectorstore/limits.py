"""What a search is limited to, as SQL."""

from __future__ import annotations

import json
from typing import Any

from vectorstore.records import Filters


def conditions(filters: Filters) -> tuple[list[str], list[Any]]:
    """Return the conditions on a document ``d`` and the values of their parameters.

    A document without a date fits no span of dates.
    """
    limits: list[str] = []
    values: list[Any] = []
    for column, wanted in (("document_id", filters.document_ids), ("publisher", filters.publishers)):
        if wanted:
            limits.append(f"d.{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(wanted)))
    for comparison, day in ((">=", filters.date_from), ("<=", filters.date_to)):
        if day is not None:
            limits.append(f"d.published_on {comparison} ?")
            values.append(day.isoformat())
    return limits, values
