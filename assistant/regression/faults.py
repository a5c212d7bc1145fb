"""What is wrong with a suite, in the words of whoever writes suites: where it stands, and what to write instead."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import ValidationError

from assistant.records import Reason
from assistant.regression.cases import Case, Defaults, Suite
from assistant.regression.expectations import Expectations, Stance
from assistant.regression.forms import Content, Place

_MOST_TOLD, _LONGEST = 4, 60
_EACH = "or {all: [...]}, {any: [...]}"
_WORDS = f"words, a list of them, {_EACH}; each is words, {{word: ...}} or {{regex: ...}}"
_SPEAKERS = f"a name, a list of names, {_EACH}; each is a name or {{speaker: ..., quote: ...}}"
_PLACES = f"a file's name, a list of them, {_EACH}; each is a name or {{document: ..., span: ...}}"
_STANCES = ", ".join(get_args(Stance))
# What to write for each key.
HINTS: dict[str, str] = {
    "status": "answered, abstained or any",
    "reason": f"one of {', '.join(get_args(Reason))}",
    "mentions": _WORDS,
    "not_mentions": _WORDS,
    "quotes": f"words of a document, a list of them, {_EACH}",
    "attributed_to": _SPEAKERS,
    "not_attributed_to": _SPEAKERS,
    "cites": _PLACES,
    "not_cites": _PLACES,
    "position": f"{{party: ..., issue: ..., stance: ...}} with a stance of {_STANCES}",
    "as_of": "a day (2026-01-31) or {since: ..., until: ...}",
    "conflict": "true, false or {about: ..., documents: [...]}",
    "retrieves": f"a file's name, a list of them, {_EACH}; each is a name or {{document: ..., span: ..., top: ...}}",
    "max_seconds": "a number of seconds",
    "max_cost": "a price as a number",
    "similar": "{text: ..., threshold: 0.6}",
    "judged": "a sentence that a chat model can confirm",
    "name": "a name in one line",
    "question": "a question",
    "expect": "expectations, e.g. {mentions: [...]}",
    "history": "a list of questions",
    "filters": "{documents: [...], publishers: [...], date_from: ..., date_to: ...}",
    "tags": "a list of words",
    "variables": "{name: value}",
    "repeat": "a number, or {times: ..., pass: ...}",
    "known_gap": "why the case fails today",
    "cases": "a list of cases, each with a name, a question and expect",
    "defaults": "expectations, filters, tags, repeat",
    "documents": "a list of files and folders",
}
# Faults for which pydantic's own words name its types instead of what to write.
_OF_A_TYPE = ("_type", "_parsing", "_error", "_from_datetime_inexact")


def told(error: ValidationError, content: Content) -> str:
    """Return the first of the faults in one line, each with its line in the file."""
    root: Place = ("defaults",) if error.title == "Defaults" else ()
    found = [
        (_written(content.value, (*root, *fault["loc"]), is_there=fault["type"] != "missing"), fault)
        for fault in error.errors(include_url=False, include_context=False)
    ]
    places = {place for place, _ in found}
    # Of several forms that a value may have, the one that is meant has its fault further in.
    inner = [(place, fault) for place, fault in found if not any(_is_inside(other, place) for other in places)]
    every = list(dict.fromkeys(f"{_where(place, content)} {_what(fault, place)}" for place, fault in inner))
    more = [f"and {len(every) - _MOST_TOLD} more"] if len(every) > _MOST_TOLD else []
    return "; ".join([*every[:_MOST_TOLD], *more])


def _written(value: Any, place: Place, *, is_there: bool) -> Place:
    """The parts of a place that stand in the file: short forms are filled up, and pydantic names its own types."""
    kept: list[str | int] = []
    for number, part in enumerate(place, start=1):
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif is_there or number < len(place):
            continue
        kept.append(part)
    return tuple(kept)


def _is_inside(place: Place, other: Place) -> bool:
    return len(place) > len(other) and place[: len(other)] == other


def _where(place: Place, content: Content) -> str:
    line = content.line(place)
    for depth in range(len(place), 0, -1):
        if (text := content.cells.get(place[:depth])) is not None:
            return f"line {line}, column {place[depth - 1]}: {_short(text)}"
    parts = place[2:] if place[:1] == ("cases",) and len(place) > 2 else place
    return f"line {line}: {'.'.join(map(str, parts)) or 'suite'}"


def _what(fault: Any, place: Place) -> str:
    kind, hint = str(fault["type"]), _hint(place)
    if kind == "extra_forbidden":
        known = _known(place)
        return f"is unknown; known are {', '.join(known)}" if known else f"is unknown{_hint(place[:-1])}"
    if kind == "missing":
        return f"is missing{hint}"
    if kind == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    if kind.endswith(_OF_A_TYPE):
        given = fault["input"]
        return f"cannot be {_short(given)}{hint}" if isinstance(given, str) else f"cannot be read{hint}"
    return str(fault["msg"]).replace("Input should", "has to").replace("should", "has to")


def _hint(place: Place) -> str:
    """What to write at a place: for the innermost key that is known."""
    found = next((HINTS[part] for part in reversed(place) if isinstance(part, str) and part in HINTS), None)
    return f": write {found}" if found else ""


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _known(place: Place) -> list[str]:
    match place[:-1]:
        case ():
            fields = Suite.model_fields
        case ("defaults",):
            fields = Defaults.model_fields
        case ("cases", int()):
            fields = Case.model_fields
        case ("cases", int(), "expect"):
            fields = Expectations.model_fields
        case _:
            return []
    return [field.alias or name for name, field in fields.items()]
