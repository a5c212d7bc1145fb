"""The span of days that a question names: "since Monday", "before 3 May", "between March and May", "in the last week".

A small grammar of our own: general date parsers find dates in any number or name, and only a whole phrase with a
preposition of time may limit what is searched. "Since the summit" and "after Monday's strike" limit nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS = {"a": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "several": 5, "six": 6}
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_POINT = (
    rf"(?:last |this )?(?:{'|'.join(_DAYS)})|yesterday|\d{{4}}-\d\d-\d\d"
    rf"|(?:the )?\d{{1,2}}{_ORDINAL} (?:of )?{_MONTH}(?:,? \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}{_ORDINAL}\b(?!\d)(?:,? \d{{4}})?|{_MONTH}(?: \d{{4}})?|(?:last|this) (?:week|month|year)"
    rf"|(?:\d{{1,3}}|{'|'.join(_COUNTS)}) (?:{'|'.join(_UNITS)})s? ago"
)
_LAST = (
    r"(?:in|over|during|within|for) (?:the )?(?:last|past|previous)"
    rf"(?: (?:a )?(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})(?: of)?)? (?P<unit>{'|'.join(_UNITS)})s?"
)
# Behind the phrase the question ends or goes on with another part, not with the rest of a name ("Monday's strike").
_ENDS = r"(?=\s*(?:$|[?.!,;:]|(?:about|on|over|regarding|concerning|in|and|that|what|who|how|where|why|which)\b))"
_PERIOD = re.compile(
    r"\b(?:(?:ever )?(?P<open>since|after|starting)|from(?=.{3,30} (?:on|onwards?)\b)) "
    rf"(?P<since>{_POINT})(?: on(?:wards?)?\b)?{_ENDS}"
    rf"|\b(?P<bound>before|until|till|up to|prior to) (?P<until>{_POINT}){_ENDS}"
    rf"|\b(?:between|from) (?P<day1>\d{{1,2}}){_ORDINAL} (?:and|to|until|till) (?P<day2>\d{{1,2}}){_ORDINAL} "
    rf"(?P<month>(?:of )?{_MONTH}(?: \d{{4}})?){_ENDS}"
    rf"|\b(?:on|in) (?P<at>{_POINT}|\d{{4}}){_ENDS}"
    rf"|\b(?:between|from) (?P<first>{_POINT}) (?:and|to|until|till) (?P<last>{_POINT}){_ENDS}"
    rf"|\b{_LAST}{_ENDS}|\b(?P<whole>(?:last|this) (?:week|month)){_ENDS}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """``phrase`` is the wording in the question, ``rest`` the question without it; both days are included."""

    phrase: str
    rest: str
    first: date | None = None
    last: date | None = None

    def cuts(self, first: date, last: date) -> bool:
        """Whether it leaves out a part of the days from ``first`` to ``last``."""
        return (self.first is not None and self.first > first) or (self.last is not None and self.last < last)


def names_days(question: str) -> bool:
    """Whether ``question`` has a phrase that may name a span of days."""
    return _PERIOD.search(question) is not None


def period(question: str, *, today: date) -> Period | None:
    """Return the span of days that ``question`` names, counted back from ``today``; ``None`` if it names none.

    >>> period("What did Arlo say since Monday?", today=date(2026, 3, 5)).first
    datetime.date(2026, 3, 2)
    """
    match = _PERIOD.search(question)
    about = match and (match["until"] or match["at"])
    if match is None or (about and not _is_when_said(question[: match.start()])):
        return None
    first, last = _bounds(match, today)
    if first is None and last is None:
        return None
    rest = f"{question[: match.start()].rstrip()} {question[match.end() :].lstrip(' ,')}".strip()
    rest = re.sub(r"\s+([?.!,;:])", r"\1", rest)
    return Period(phrase=match[0], rest=rest[:1].upper() + rest[1:], first=first, last=last)


def _is_when_said(before: str) -> bool:
    """Whether "until 3 May" tells when somebody spoke, not what of: "... say before 3 May", "a truce until 3 May"."""
    words = words_of(before)
    known = lexicon()
    return not words or words[-1].stem in known.speech | known.view | known.stances


def _bounds(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    if match["unit"]:
        count = match["count"] or "one"
        days = (int(count) if count.isdigit() else _COUNTS[count.lower()]) * _UNITS[match["unit"].lower()]
        return today - timedelta(days=days), today
    if match["whole"]:
        return _span(match["whole"], today) or (None, None)
    if match["at"]:
        # What was said on a day may stand in the next day's paper.
        at = _span(match["at"], today)
        return (at[0], at[1] + timedelta(days=1)) if at else (None, None)
    if match["month"]:
        month = match["month"].lower().removeprefix("of ")
        first, last = (_span(f"{match[day]} {month}", today) for day in ("day1", "day2"))
        return first and first[0], last and last[1]
    first = _span(match["since"] or match["first"] or "", today)
    last = _span(match["until"] or match["last"] or "", today)
    if first and last and first[0] > last[1]:  # "between December and March", in January
        first = (first[0].replace(year=first[0].year - 1, day=1), first[1])
    begin = first and (first[1] + timedelta(days=1) if (match["open"] or "").lower() == "after" else first[0])
    # "Before May" ends in April, "between March and May" takes all of May.
    before = (match["bound"] or "").lower() in ("before", "prior to")
    return begin, last and (last[0] - timedelta(days=1) if before else last[1])


def _span(words: str, today: date) -> tuple[date, date] | None:
    """The first and last day of "Monday", "3 May", "May 2026", "last week", "two weeks ago"."""
    text = words.lower().removeprefix("the ")
    if not text:
        return None
    try:
        return _relative(text, today) or _calendar(text, today)
    except (ValueError, OverflowError):  # 31 June, year 0
        return None


def _relative(text: str, today: date) -> tuple[date, date] | None:
    if text == "yesterday":
        return (today - timedelta(days=1),) * 2
    ago = re.fullmatch(r"(\w+) (\w+?)s? ago", text)
    if ago is not None:
        count = int(ago[1]) if ago[1].isdigit() else _COUNTS[ago[1]]
        return (today - timedelta(days=count * _UNITS[ago[2]]),) * 2
    lead, _, unit = text.rpartition(" ")
    if unit in _DAYS:
        back = (today.weekday() - _DAYS.index(unit)) % 7
        return (today - timedelta(days=back or (7 if lead == "last" else 0)),) * 2
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + (7 if lead == "last" else 0))
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _month((today.replace(day=1) - timedelta(days=1)) if lead == "last" else today)
    if unit == "year":
        year = today.year - (lead == "last")
        return date(year, 1, 1), date(year, 12, 31)
    return None


def _calendar(text: str, today: date) -> tuple[date, date] | None:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return (date.fromisoformat(text),) * 2
    name = re.search(_MONTH, text)
    if name is None:
        return None
    month = _MONTHS.index(name[0][:3]) + 1
    year = re.search(r"\d{4}", text)
    day = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
    given = int(year[0]) if year else today.year
    first = date(given, month, int(day[0]) if day else 1)
    if year is None and first > today:  # "since December" in January
        first = first.replace(year=given - 1)
    return (first, first) if day else _month(first)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
