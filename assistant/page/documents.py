"""The documents of the store: their list, and the reader that shows one of them with passages marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.desk import Assistant
from assistant.page.escaping import escaped
from assistant.page.reports import failure_line, report
from assistant.records import Citation
from assistant.rendering import long_date
from vectorstore import Chunk, SourceDocument, Span

_DOCUMENTS_LISTED = 500
_MARKS_SHOWN = 50
# What a browser lays out without a pause; longer documents are shown in part.
_CHARACTERS_SHOWN = 400_000


def document_list(desk: Assistant) -> str:
    """Return the documents of the store, newest first, each with a button that opens it."""
    try:
        documents = desk.documents() if desk.status().store else []
    except Exception as error:  # the border of the page: whatever failed becomes a line in it
        return report(failure_line(error), good=False)
    if not documents:
        return '<p class="pa-empty">There are no documents yet. Add some above.</p>'
    ordered = sorted(documents, key=lambda item: (item.published_on or date.min, item.title), reverse=True)
    rows = "".join(_row(item) for item in ordered[:_DOCUMENTS_LISTED])
    more = len(ordered) - _DOCUMENTS_LISTED
    rest = f'<p class="pa-receipt">and {more} more</p>' if more > 0 else ""
    total = f"{len(ordered)} document{'' if len(ordered) == 1 else 's'}"
    return f'<p class="pa-label">{total}</p><ul class="pa-documents">{rows}</ul>{rest}'


def open_document(desk: Assistant, request: object) -> str:
    """Return the reader's page for ``[document_id, [[start, end], ...]]``, a request that comes from a browser."""
    try:
        document_id, spans = _checked(request)
        return reader_page(desk.document(document_id), spans=spans)
    except (KeyError, TypeError, ValueError):
        return '<h2 id="pa-reader-title">This document is no longer in the store.</h2>'
    except Exception as error:  # the border of the page, as above
        return f'<h2 id="pa-reader-title">{escaped(failure_line(error))}</h2>'


def reader_page(document: SourceDocument, *, spans: Sequence[Span]) -> str:
    """Return a document with ``spans`` of its text marked; the first of them has the id ``pa-here``.

    A very long text is shown around the first span only, and the page says so.
    """
    text = document.text
    first, last = _part_shown(len(text), around=spans[0][0] if spans else 0)
    pieces, position = [], first
    for start, end in _without_overlaps(spans, first=first, last=last):
        place = 'id="pa-here"' if (start, end) == spans[0] else 'class="pa-other"'
        pieces += [escaped(text[position:start]), f"<mark {place}>{escaped(text[start:end])}</mark>"]
        position = end
    pieces.append(escaped(text[position:last]))
    whole = (first, last) == (0, len(text))
    cut = "" if whole else '<p class="pa-receipt">A long document: this is the part around the mark.</p>'
    return (
        f'<h2 id="pa-reader-title">{escaped(document.title)}</h2>'
        f'<p class="pa-receipt">{origin_line(document)} · {_file_name(document.source)}</p>{cut}'
        f'<div class="pa-fulltext">{"".join(pieces)}</div>'
    )


def origin_line(item: SourceDocument | Chunk | Citation) -> str:
    """Return publisher and date as HTML; a missing date is said, a missing publisher is left out."""
    day = long_date(item.published_on) if item.published_on else "no date given"
    return escaped(f"{item.publisher} · {day}" if item.publisher else day)


def _row(document: SourceDocument) -> str:
    return (
        f'<li><button type="button" class="pa-open pa-row" data-document="{escaped(document.document_id)}">'
        f"<strong>{escaped(document.title)}</strong><span>{origin_line(document)}</span>"
        f"<span>{_file_name(document.source)}</span></button></li>"
    )


def _file_name(source: str) -> str:
    # Where the file lies on the server is nobody's business in the browser; an address is shown whole.
    return escaped(source if "://" in source else re.split(r"[\\/]", source)[-1])


def _checked(request: object) -> tuple[str, list[Span]]:
    if not (isinstance(request, list) and len(request) == 2 and isinstance(request[1], list)):
        raise TypeError("not a request of the reader")
    return str(request[0]), [(int(start), int(end)) for start, end in request[1][:_MARKS_SHOWN]]


def _part_shown(length: int, *, around: int) -> Span:
    if length <= _CHARACTERS_SHOWN:
        return 0, length
    first = max(0, min(around, length) - _CHARACTERS_SHOWN // 2)
    return first, min(length, first + _CHARACTERS_SHOWN)


def _without_overlaps(spans: Sequence[Span], *, first: int, last: int) -> list[Span]:
    """Return the spans inside ``first:last`` in order of the text; of two that overlap, the one given earlier."""
    kept: list[Span] = []
    for start, end in spans:
        inside = first <= start < end <= last
        if inside and all(end <= other_start or other_end <= start for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept)
