"""The receipt of an answer: what was searched, and who of those asked about says nothing in it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.records import Coverage
from assistant.understand.cast import Cast
from assistant.understand.question import Question
from vectorstore import Filters, SourceDocument


def coverage(
    documents: Sequence[SourceDocument], filters: Filters, *, question: Question | None, cast: Cast
) -> Coverage:
    """Return the receipt for a search of ``documents`` within ``filters``."""
    searched = [item for item in documents if within(item, filters)]
    dates = sorted(item.published_on for item in searched if item.published_on)
    heard = question.sides if question else ()
    if question and question.subject and question.voiced:
        heard = heard or (question.subject,)
    silent = dict.fromkeys(item.name for item in heard if not item.person and not cast.speaks(item))
    return Coverage(
        documents_searched=len(searched),
        date_from=dates[0] if dates else None,
        date_to=dates[-1] if dates else None,
        publishers=tuple(sorted({item.publisher for item in searched if item.publisher})),
        silent_parties=tuple(silent),
    )


def within(document: SourceDocument, filters: Filters) -> bool:
    """Whether a document fits the filters; one without a date fits no span of dates."""
    if filters.document_ids and document.document_id not in filters.document_ids:
        return False
    if filters.publishers and document.publisher not in filters.publishers:
        return False
    if filters.date_from is None and filters.date_to is None:
        return True
    day = document.published_on
    return day is not None and (filters.date_from or day) <= day <= (filters.date_to or day)
