"""Expectations of what an answer quotes and cites, and of what was found for it."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.regression.checks.library import Span, file_name
from assistant.regression.checks.of_words import shown
from assistant.regression.checks.several import missing, present
from assistant.regression.checks.subject import Subject, overlaps
from assistant.regression.expectations import GoldPassage, Place, Several
from assistant.regression.wording import plain, unmarked

# What a citation may leave out at the edge of what it is to hold.
_EDGE = " \n\t.,;:!?…“”„«»\"'‘’()[]"


def quotes(wanted: Several[str], subject: Subject) -> str | None:
    """The words stand letter by letter in the answer and in a document, at a place that is cited."""
    faults = {item: _misquoted(item, subject) for item in (*wanted.all, *wanted.any)}
    return "; ".join(faults[item] or "" for item in missing(wanted, lambda item: not faults[item])) or None


def cites(wanted: Several[Place], subject: Subject) -> str | None:
    """The documents are cited, and the citations hold the whole of the span that is named."""
    if lacking := missing(wanted, lambda item: _is_cited(item, subject)):
        told = ", ".join(map(str, lacking))
        return f"{told} not cited{_though_found(lacking, subject)}; cited: {subject.sources}"
    return None


def not_cites(unwanted: Several[Place], subject: Subject) -> str | None:
    """The documents are not cited, nor a part of the span that is named."""
    if cited := present(unwanted, lambda item: _is_touched(item, subject)):
        return f"{', '.join(map(str, cited))} is cited"
    return None


def retrieves(wanted: Several[GoldPassage], subject: Subject) -> str | None:
    """The passage is among the first that were found."""
    lacking = missing(wanted, lambda item: _is_found(item, subject))
    if not lacking:
        return None
    places = ", ".join(f"{item} (first {item.top})" for item in lacking)
    found = ", ".join(dict.fromkeys(file_name(item.source) for item in subject.hits)) or "nothing"
    return f"{places} not found; found, best first: {found}"


def _misquoted(words: str, subject: Subject) -> str | None:
    if words not in subject.answer.text:
        near = _nearly(words, [subject.answer.text])
        return f"“{words}” is not in the answer{near}: {shown(subject.answer.text)}"
    cited = [subject.original(item) for item in subject.answer.citations]
    if any(words in text for text in cited):
        return None
    return f"“{words}” is at no place that the answer cites{_nearly(words, cited)}; cited: {subject.sources}"


def _nearly(words: str, texts: list[str]) -> str:
    """What alone differs, where that is little: a person who compares the two by eye would not see it."""
    if any(unmarked(words) in unmarked(text) for text in texts):
        return " (only a mark differs: quotation marks, dashes, spaces or the form of a letter)"
    return " (only capitals differ)" if any(plain(words) in plain(text) for text in texts) else ""


def _is_cited(place: Place, subject: Subject) -> bool:
    spans = subject.library.spans(place)
    if place.span is None:
        documents = {span[0] for span in spans}
        return any(item.document_id in documents for item in subject.answer.citations)
    return any(_is_held(span, subject) for span in spans)


def _is_held(span: Span, subject: Subject) -> bool:
    """Whether the citations of its document have all of a span; half a sentence may say the opposite of the whole."""
    document_id, start, end = span
    text = subject.desk.document(document_id).text
    parts = sorted((item.start, item.end) for item in subject.answer.citations if item.document_id == document_id)
    left_out, reached = "", start
    for first, last in parts:
        left_out += text[reached : max(min(first, end), reached)]
        reached = max(reached, last)
    left_out += text[reached:end]
    return not left_out.strip(_EDGE) and any(first < end and last > start for first, last in parts)


def _is_touched(place: Place, subject: Subject) -> bool:
    return any(
        overlaps(span, item.document_id, item.start, item.end)
        for span in subject.library.spans(place)
        for item in subject.answer.citations
    )


def _is_found(place: GoldPassage, subject: Subject) -> bool:
    return any(
        overlaps(span, hit.document_id, hit.start, hit.end)
        for span in subject.library.spans(place)
        for hit in subject.hits[: place.top]
    )


def _though_found(places: Iterable[Place], subject: Subject) -> str:
    """Whether the search had it, so that a person sees which step to look at."""
    ranks = [
        hit.rank
        for place in places
        for span in subject.library.spans(place)
        for hit in subject.hits
        if overlaps(span, hit.document_id, hit.start, hit.end)
    ]
    return f", though found (rank {min(ranks)})" if ranks else " and not found by the search"


__all__ = ["cites", "not_cites", "quotes", "retrieves"]
