"""The receipt of an answer: what was searched, and who of those asked about says nothing in it."""

from __future__ import annotations

from assistant.records import Coverage
from assistant.understand.cast import Cast
from assistant.understand.question import Question
from vectorstore import Receipt


def coverage(receipt: Receipt, *, question: Question | None, cast: Cast) -> Coverage:
    """Return the receipt of an answer to ``question`` from what ``receipt`` says was searched."""
    heard = question.sides if question else ()
    if question and question.subject and question.voiced:
        heard = heard or (question.subject,)
    silent = dict.fromkeys(item.name for item in heard if not item.person and not cast.speaks(item))
    return Coverage(
        documents_searched=receipt.documents,
        date_from=receipt.date_from,
        date_to=receipt.date_to,
        publishers=receipt.publishers,
        silent_parties=tuple(silent),
    )
