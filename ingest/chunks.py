"""Cutting a document into chunks: at headings, then paragraphs, then sentences, to a budget of tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.datelines import goes_before_report
from ingest.normalise import Section
from ingest.sentences import sentence_spans
from ingest.settings import IngestSettings
from vectorstore import Chunk, SourceDocument, Span, count_tokens

_LONGEST_HEADING = 250


@dataclass(slots=True)
class _Open:
    """The chunk being filled: its sentences and how many tokens they have.

    ``start`` is where the text of the chunk begins: the first sentence, or the dateline before it.
    """

    heading: str | None = None
    start: int = 0
    spans: list[Span] = field(default_factory=list)
    tokens: int = 0


def chunk_document(
    document: SourceDocument, *, sections: Sequence[Section], settings: IngestSettings
) -> tuple[Chunk, ...]:
    """Return the chunks of ``document`` in order. ``document.text[chunk.start:chunk.end] == chunk.text`` for each.

    ``sections`` are the headings and paragraphs of its text in order (``NormalisedText.sections``). A sentence
    is never cut unless it alone exceeds the budget; a new heading begins a new chunk.
    """
    chunks: list[Chunk] = []
    current = _Open()
    opening = True
    for section in _with_text(sections):
        start, end = section.span
        if section.kind == "heading":
            chunks += _closed(document, current)
            current, opening = _Open(heading=document.text[start:end]), True
            continue
        found = list(_sentences(document.text, section, settings.chunk_tokens, opening=opening))
        for position, (span, tokens) in enumerate(found):
            joint = count_tokens(document.text[current.spans[-1][1] : span[0]]) if current.spans else 0
            if current.spans and current.tokens + joint + tokens > settings.chunk_tokens:
                chunks += _closed(document, current)
                current, joint = _Open(heading=current.heading), 0
            if not current.spans:
                lead = (start if position == 0 else span[0], span[0])
                current.start, joint = _lead(document.text, lead, settings.chunk_tokens - tokens)
            current.spans.append(span)
            current.tokens += joint + tokens
        opening = opening and (not found or goes_before_report(document.text[start:end]))
    return (*chunks, *_closed(document, current))


def _lead(text: str, span: Span, budget: int) -> tuple[int, int]:
    """Where the text of a chunk begins for the words before its first sentence, and what that adds in tokens.

    A dateline is no part of a sentence, and nobody is quoted with it, but a search may ask for its place.
    """
    start, end = span
    cost = count_tokens(text[start:end]) if any(character.isalnum() for character in text[start:end]) else 0
    return (start, cost) if 0 < cost <= budget else (end, 0)


def _with_text(sections: Sequence[Section]) -> Sequence[Section]:
    """Take headings for paragraphs where nothing stands below them, and where they are as long as one.

    Some files have all their text in a heading's style; it could be neither found nor cited otherwise.
    """
    body = [number for number, section in enumerate(sections) if not _is_heading(section)]
    last = body[-1] if body else -1
    return [
        replace(section, kind="paragraph")
        if section.kind == "heading" and (number > last or not _is_heading(section))
        else section
        for number, section in enumerate(sections)
    ]


def _is_heading(section: Section) -> bool:
    start, end = section.span
    return section.kind == "heading" and end - start <= _LONGEST_HEADING


def _sentences(text: str, section: Section, budget: int, *, opening: bool) -> Iterator[tuple[Span, int]]:
    start, end = section.span
    for first, last in sentence_spans(text[start:end], offset=start, opening=opening):
        tokens = count_tokens(text[first:last])
        if tokens <= budget:
            yield (first, last), tokens
        else:
            yield from _by_words(text, (first, last), budget)


def _by_words(text: str, span: Span, budget: int) -> Iterator[tuple[Span, int]]:
    """A sentence over the budget in pieces: as many words as fit, characters where there are no spaces."""
    first, last = span
    while first < last:
        size = last - first
        while (tokens := count_tokens(text[first : first + size])) > budget:
            size = max(1, min(size - 1, size * budget // tokens))
        if first + size < last and (space := text.rfind(" ", first + 1, first + size)) > first:
            size = space - first
        yield (first, first + size), count_tokens(text[first : first + size])
        first += size
        while first < last and text[first].isspace():
            first += 1


def _closed(document: SourceDocument, current: _Open) -> Sequence[Chunk]:
    if not current.spans:
        return ()
    start, end = current.start, current.spans[-1][1]
    text = document.text[start:end]
    digest = hashlib.sha256(f"{document.document_id}\0{start}\0{text}".encode()).hexdigest()
    return (
        Chunk(
            chunk_id=digest[:24],
            document_id=document.document_id,
            text=text,
            start=start,
            end=end,
            sentences=tuple(current.spans),
            heading=current.heading,
            title=document.title,
            publisher=document.publisher,
            published_on=document.published_on,
        ),
    )
