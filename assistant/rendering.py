"""How an answer is shown: as text in a terminal, as HTML in a notebook, as JSON for a program."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.records import Answer, Citation, Coverage, Understanding


def answer_as_text(answer: Answer) -> str:
    """Return the answer with its numbered sources and the receipt, as printed by ``parley ask``."""
    lines = [answer.text]
    if answer.citations:
        lines += ["", "Sources"]
        lines += [f"[{item.marker}] {_with_words(item, answer.text)}" for item in answer.citations]
    if answer.nearest:
        lines += ["", "Nearest passages (not an answer)"]
        lines += [f"  “{item.quote}” — {source_line(item)}" for item in answer.nearest]
    lines += ["", *conflict_lines(answer), coverage_line(answer.coverage), *remarks(answer)]
    return "\n".join(lines)


def answer_as_html(answer: Answer) -> str:
    """Return the answer as an HTML fragment. Everything that comes from a document is escaped."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in answer.text.splitlines() if line.strip())
    sources = "".join(
        f"<li value='{item.marker}'><q>{escape(item.quote)}</q><br><small>{escape(source_line(item))}</small></li>"
        for item in answer.citations
    )
    nearest = "".join(
        f"<li><q>{escape(item.quote)}</q><br><small>{escape(source_line(item))}</small></li>" for item in answer.nearest
    )
    parts = [f"<div class='parley-{answer.status}'>", paragraphs]
    if sources:
        parts.append(f"<ol>{sources}</ol>")
    if nearest:
        parts.append(f"<p>Nearest passages (not an answer):</p><ul>{nearest}</ul>")
    receipt = [*conflict_lines(answer), coverage_line(answer.coverage), *remarks(answer)]
    parts.append(f"<p><small>{'<br>'.join(map(escape, receipt))}</small></p></div>")
    return "".join(parts)


def conflict_lines(answer: Answer) -> list[str]:
    """Return over what the sources cited disagree, a line each, with their markers."""
    return [
        f"Sources disagree: {item.about} {' '.join(f'[{marker}]' for marker in item.markers)}"
        for item in answer.conflicts
    ]


def remarks(answer: Answer) -> list[str]:
    """Return what the reader has to know of how the answer came about, a line each: a fallback, claims withheld."""
    read = answer.understanding
    lines = [f"Only in “{read.article}”."] if read.article else []
    lines += [limit_line(read)] if read.period else []
    lines += answer.notes
    if answer.withheld:
        many = "1 claim" if answer.withheld == 1 else f"{answer.withheld} claims"
        lines.append(f"Withheld: {many} of the model that no cited sentence supports.")
    return lines


def limit_line(understanding: Understanding) -> str:
    """Return to which days a question limited its search, and by which words."""
    first, last = understanding.filters.date_from, understanding.filters.date_to
    days = [f"from {long_date(first)}"] if first else []
    days += [f"up to {long_date(last)}"] if last else []
    return f"Only documents dated {' '.join(days)} (“{understanding.period}”)."


def _with_words(citation: Citation, text: str) -> str:
    """A source with the words that are cited, unless the answer shows them itself."""
    line = source_line(citation)
    return line if citation.quote in text else f"“{citation.quote}” — {line}"


def as_dict(value: Any) -> Any:
    """Return a record as plain dicts, lists, strings and numbers with the same field names; dates in ISO form."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_dict(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: as_dict(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_dict(item) for item in value]
    return value


def source_line(citation: Citation) -> str:
    """Return title, outlet and date of a citation's document on one line."""
    parts = [citation.title or citation.source]
    if citation.publisher:
        parts.append(citation.publisher)
    if citation.published_on:
        parts.append(long_date(citation.published_on))
    return ", ".join(parts)


def coverage_line(coverage: Coverage) -> str:
    """Return the receipt of an answer on one line."""
    many = "document" if coverage.documents_searched == 1 else "documents"
    parts = [f"Searched {coverage.documents_searched} {many}"]
    if coverage.date_from and coverage.date_to:
        span = long_date(coverage.date_from)
        if coverage.date_to != coverage.date_from:
            span += f" to {long_date(coverage.date_to)}"
        parts.append(span)
    if coverage.publishers:
        parts.append(", ".join(coverage.publishers))
    if coverage.silent_parties:
        parts.append("no statement by " + ", ".join(coverage.silent_parties))
    return "; ".join(parts) + "."


def long_date(day: date) -> str:
    """Return a date as "29 December 2025", without a leading zero on any platform."""
    return f"{day.day} {day:%B %Y}"
