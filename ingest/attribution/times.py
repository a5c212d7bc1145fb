"""Reads the day on which something was said from the words beside the cue."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = frozenset(day.title() for day in _DAYS)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month{n}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH.format(n=1)}\s+(?P<day1>\d{{1,2}})|(?P<day2>\d{{1,2}})\s+{_MONTH.format(n=2)})\b(?:,?\s+(?P<year>\d{{4}}))?"
)
_WEEKDAY = re.compile(
    r"\b(?P<next>next|coming|this coming|last|until|by|before)?\s*(?P<day>"
    + "|".join(d.title() for d in _DAYS)
    + r")\b"
)
_RELATIVE = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this evening": 0,
    "this afternoon": 0,
    "yesterday": 1,
    "last night": 1,
}
_NEAR = re.compile(r"\b(" + "|".join(_RELATIVE) + r")\b", re.IGNORECASE)


def said_on(words: str, *, published_on: date | None) -> date | None:
    """The day that ``words`` (the sentence without what was said) name, counted back from ``published_on``.

    ``None`` when the document has no date, when no day is named, when two different ones are, and when the day
    would lie after the publication.
    """
    if published_on is None:
        return None
    days = {day for day in (*_dates(words, published_on), *_weekdays(words, published_on)) if day <= published_on}
    days |= {published_on - timedelta(days=_RELATIVE[m.group(1).lower()]) for m in _NEAR.finditer(words)}
    return days.pop() if len(days) == 1 else None


def _weekdays(words: str, published_on: date) -> list[date]:
    found = []
    for match in _WEEKDAY.finditer(words):
        if match["next"] in ("next", "coming", "this coming", "until", "by", "before"):
            continue
        back = (published_on.weekday() - _DAYS.index(match["day"].lower())) % 7
        if match["next"] == "last" and back == 0:
            back = 7
        found.append(published_on - timedelta(days=back))
    return found


def _dates(words: str, published_on: date) -> list[date]:
    found = []
    for match in _DATE.finditer(words):
        month = _MONTHS.index((match["month1"] or match["month2"])[:3].lower()) + 1
        number = int(match["day1"] or match["day2"])
        year = int(match["year"] or published_on.year)
        try:
            day = date(year, month, number)
            if match["year"] is None and day > published_on:
                day = date(year - 1, month, number)  # "December 30" in a report of January
        except ValueError:
            continue  # 31 June
        found.append(day)
    return found
