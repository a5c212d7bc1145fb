"""What holds for every answer: its sources are what it says they are, and each of its quotations has one."""

from __future__ import annotations

import re

from assistant.records import Citation
from assistant.regression.checks.library import file_name
from assistant.regression.checks.of_words import shown
from assistant.regression.checks.subject import Subject
from assistant.verify.gate import said_by

_MARKER = re.compile(r"\[(\d+)\]")
_QUOTING = re.compile(r"[“”«»„\"]")
_CHECKED = ("verbatim", "normalised")
# What a reader is told about a source, and the document knows.
_TOLD = {"title": "title", "source": "source", "publisher": "publisher", "published_on": "day"}


def integrity(_: None, subject: Subject) -> str | None:
    """Quotations are where they are said to be, in documents described as they are, by those who speak there.

    Each citation is marked in the text, no marker is without a source and no quotation without a marker.
    """
    answer = subject.answer
    for citation in (*answer.citations, *answer.nearest):
        if fault := _unsound(citation, subject):
            return fault
    if answer.status == "abstained":
        return "cites sources although it does not answer" if answer.citations else None
    if not answer.citations:
        return "cites nothing"
    return _unmarked(subject)


def _unsound(citation: Citation, subject: Subject) -> str | None:
    document = subject.document(citation.document_id)
    if document is None:
        return f"“{shown(citation.quote)}” is cited from {citation.document_id}, which is no document of the store"
    original = subject.original(citation)
    if original != citation.quote:
        where = file_name(document.source)
        return f"“{shown(citation.quote)}” is not at its place in {where}: there is “{shown(original)}”"
    if citation.verdict not in _CHECKED:
        return f"citation {citation.marker} is shown though it is {citation.verdict}"
    for name in _TOLD:
        told, known = getattr(citation, name), getattr(document, name)
        if told != known:
            return f"citation {citation.marker} has the {_TOLD[name]} {told or 'none'}, the document {known or 'none'}"
    place, statements = (citation.start, citation.end), subject.library.statements(citation.document_id)
    if citation.speaker is not None and not said_by(citation.speaker, place, statements):
        return f"citation {citation.marker} gives {citation.speaker} words that the document does not give them"
    return None


def _unmarked(subject: Subject) -> str | None:
    """A citation without its marker, a marker without its citation, or a line that quotes without a marker."""
    answer = subject.answer
    text = answer.text
    for citation in sorted(answer.citations, key=lambda item: -len(item.quote)):  # a document may number its own notes
        text = text.replace(citation.quote, "“…”" if _QUOTING.match(citation.quote) else "…")
    told, known = set(map(int, _MARKER.findall(text))), {item.marker for item in answer.citations}
    if invented := sorted(told - known):
        return f"the marker [{invented[0]}] has no source"
    if unused := sorted(known - told):
        return f"the source [{unused[0]}] is nowhere in the text"
    for line in text.splitlines():
        if _QUOTING.search(line) and not _MARKER.search(line):
            return f"a line quotes without a marker: {shown(line)}"
    return None


__all__ = ["integrity"]
