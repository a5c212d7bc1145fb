"""Title, publisher, date and language: from a sidecar, from front matter, or from the words at the head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from ingest.blocks import DocumentFields
from ingest.datelines import MONTH, find_dateline, is_byline, is_newspaper
from ingest.errors import UnreadableDocument
from ingest.normalise import clean

_NAMED_LINE = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]+([^\s\[\]{}|>&*!%@`\"'].*?)[ \t]*")
SIDECAR_SUFFIX = ".meta.yaml"
_YAML_BYTES = 16_000
_FIELD_CHARACTERS = 300
# Longer lines are sentences of the text, and a date in a sentence need not be the date of the document.
_HEAD_WORDS = 16

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{MONTH})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
# Only forms that leave no doubt which number is the month.
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>[12]\d{3})[-/](?P<month>\d{2})[-/](?P<day>\d{2})(?!\d)",
        rf"\b{_MONTH}\s{{1,3}}{_DAY},?\s{{1,3}}{_YEAR}",
        rf"(?<!\d){_DAY}\s{{1,3}}(?:of\s)?{_MONTH},?\s{{1,3}}{_YEAR}",
    )
)
_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s{1,3}", re.IGNORECASE
)
# What may follow a date: a time of day, a zone.
_TIME = re.compile(
    r"[T,\s]{0,3}(?:at\s)?(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d{1,9})?)?)?\s?(?:[ap]\.?m\.?)?\s?(?:Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2})?\.?",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def parse_date(text: str) -> date | None:
    """Return the date that ``text`` is, or ``None``: ISO, or with the month as an English word.

    A time of day and a weekday are allowed around it. "03/04/2026" is nobody's guess and gives ``None``.
    """
    text = text.strip()[:100]
    weekday = _WEEKDAY.match(text)
    if weekday:
        text = text[weekday.end() :]
    for pattern in _DATES:
        match = pattern.match(text)
        if match and _TIME.fullmatch(text, match.end()):
            return _date(match)
    return None


def find_dates(text: str) -> list[date]:
    """Return the full dates (with a year) that stand in ``text``, each once."""
    found: list[date] = []
    for pattern in _DATES:
        found += [day for match in pattern.finditer(text) if (day := _date(match)) is not None]
    return list(dict.fromkeys(found))


def _date(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:  # 31 February
        return None


def sidecar_path(path: Path) -> Path:
    """Return where the sidecar of ``path`` would be: ``talks.pdf.meta.yaml`` beside ``talks.pdf``."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def sidecar_fields(path: Path) -> DocumentFields:
    """Return the fields from the sidecar of ``path``, none if there is no sidecar.

    Raises:
        UnreadableDocument: the sidecar is there but is no YAML mapping, or has a field that cannot be used.
    """
    sidecar = sidecar_path(path)
    try:
        with sidecar.open("rb") as file:
            data = file.read(_YAML_BYTES + 1)
        fields, problems = yaml_fields(data.decode("utf-8-sig"))
    except FileNotFoundError:
        return DocumentFields()
    except (OSError, UnicodeDecodeError) as error:
        fields, problems = DocumentFields(), (str(error),)
    if problems:
        reason = " ".join(problems[0].split())[:200]
        raise UnreadableDocument(f"{sidecar.name} beside it cannot be used ({reason}); correct it or delete it")
    return fields


def yaml_fields(text: str) -> tuple[DocumentFields, tuple[str, ...]]:
    """Return the fields of a YAML mapping, and what could not be used of it.

    ``date``, ``published``, ``source``, ``outlet`` and ``lang`` are other names of the four fields.
    """
    if len(text) > _YAML_BYTES:
        return DocumentFields(), (f"longer than {_YAML_BYTES} characters",)
    try:
        # BaseLoader makes only text, lists and mappings: no objects, and the language "no" stays a word.
        content = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        content = _by_line(text)
        if content is None:
            return DocumentFields(), (f"no valid YAML: {error}",)
    if content is None:
        return DocumentFields(), ()
    if not isinstance(content, dict):
        return DocumentFields(), ("lines such as 'title: ...' are expected",)
    return _fields({str(key).strip().lower(): value for key, value in content.items()})


def _by_line(text: str) -> dict[str, str] | None:
    """Read lines of "name: value" as people write them ("title: Strike: what we know"), which YAML does not allow.

    ``None`` when any line is something else.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = [_NAMED_LINE.fullmatch(line) for line in lines]
    return {match[1]: match[2] for match in found if match} if all(found) else None


def _fields(values: Mapping[str, object]) -> tuple[DocumentFields, tuple[str, ...]]:
    def text_of(*names: str) -> str | None:
        for name in names:
            value = values.get(name)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())[:_FIELD_CHARACTERS]
        return None

    problems: list[str] = []
    written = text_of("published_on", "published", "date")
    published_on = parse_date(written) if written else None
    if written and published_on is None:
        problems.append(f"the date {written[:40]!r} is not in a form such as 2026-03-14")
    spoken = text_of("language", "lang")
    if spoken and language_tag(spoken) is None:
        problems.append(f"the language {spoken[:40]!r} is not a tag such as en")
    fields = DocumentFields(
        title=text_of("title"),
        publisher=text_of("publisher", "source", "outlet"),
        published_on=published_on,
        language=language_tag(spoken),
    )
    return cleaned(fields), tuple(problems)


def cleaned(fields: DocumentFields) -> DocumentFields:
    """Return the fields without invisible and control characters, which could act on a terminal or a page."""
    return replace(
        fields,
        title=clean(fields.title or "")[:_FIELD_CHARACTERS] or None,
        publisher=clean(fields.publisher or "")[:_FIELD_CHARACTERS] or None,
    )


def language_tag(text: str | None) -> str | None:
    """Return the primary language of a tag in lower case ("en" of "en-GB"), ``None`` if it is no tag."""
    text = (text or "").strip()
    return re.split("[-_]", text)[0].lower() if _LANGUAGE.fullmatch(text) else None


def head_fields(lines: Sequence[str]) -> tuple[DocumentFields, tuple[str, ...]]:
    """Return the fields of the "Name: value" lines at the head of a plain text, and the lines that are left.

    A line whose value cannot be used, such as a date without a year, stays in the text.
    """
    fields, taken = DocumentFields(), set[int]()
    for position, line in enumerate(lines[:12]):
        match = re.match(
            r"(title|publisher|source|date|published|language):\s+(\S.{0,300})$", line.strip(), re.IGNORECASE
        )
        if not match:
            if line.strip() and (taken or len(line.split()) > _HEAD_WORDS):
                break
            continue
        own, problems = _fields({match[1].lower(): match[2]})
        if not problems:
            fields = fields.or_else(own)
            taken.add(position)
    return fields, tuple(line for position, line in enumerate(lines) if position not in taken)


def stated_fields(text_lines: Sequence[str]) -> DocumentFields:
    """Return what the first lines or paragraphs of a text say: a dateline, a short line with a full date, an outlet.

    The outlet stands between a byline and such a line. The lines are looked at down to the first one that is a sentence
    of the text.
    """
    fields = DocumentFields()
    for line in text_lines[:8]:
        line = " ".join(line[:400].split())
        fields = fields.or_else(_dateline_fields(line))
        if len(line.split()) > _HEAD_WORDS:
            break
        if not line.endswith((".", "!", "?", "”", '"')) and len(days := find_dates(line)) == 1:
            fields = fields.or_else(DocumentFields(published_on=days[0]))
    return fields.or_else(DocumentFields(publisher=_outlet(text_lines[:8])))


def _outlet(lines: Sequence[str]) -> str | None:
    """The newspaper between a byline and a date, each on a line of its own."""
    for byline, name, day in zip(lines, lines[1:], lines[2:], strict=False):
        if is_byline(byline) and parse_date(day) is not None and is_newspaper(name.strip()):
            return name.strip()
    return None


def is_dateline(line: str) -> bool:
    """Return whether the line opens like a news agency's report: place, date, agency, dash."""
    return find_dateline(line) is not None


def _dateline_fields(line: str) -> DocumentFields:
    found = find_dateline(line)
    if found is None:
        return DocumentFields()
    return DocumentFields(publisher=found.agency, published_on=parse_date(found.when) if found.when else None)
