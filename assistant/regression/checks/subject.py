"""What is checked: an answer, what was found for it, and what else is at hand to check it with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from assistant.records import Answer, Citation
from assistant.regression.checks.library import Desk, Library, Span, file_name
from assistant.regression.results import Found
from vectorstore import SourceDocument, Statement

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]


class PositionLike(Protocol):
    """What is read of a position: whose, on what, and the words that show it."""

    @property
    def party(self) -> str:
        """Who holds it."""
        ...

    @property
    def issue(self) -> str:
        """On what."""
        ...

    @property
    def stance(self) -> str:
        """What they do about it: demand, offer, accept, reject, set a condition, or leave it open."""
        ...

    @property
    def quote(self) -> str:
        """The words of the document."""
        ...

    @property
    def document_id(self) -> str:
        """The document."""
        ...

    @property
    def published_on(self) -> date | None:
        """When it was published."""
        ...


class KnowsPositions(Protocol):
    """An assistant that keeps positions as records."""

    def positions(self, *, party: str | None = None, issue: str | None = None) -> Sequence[PositionLike]:
        """Return the positions of a party on an issue."""
        ...


class Judge(Protocol):
    """A chat model that says whether an answer meets a demand."""

    def __call__(self, demand: str, answer: Answer) -> tuple[bool, str]:
        """Return the verdict and why.

        Raises:
            CannotCheck: if no verdict comes.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One answer to be checked. ``embed`` and ``judge`` are ``None`` where there is no such model."""

    answer: Answer
    hits: tuple[Found, ...]
    seconds: float
    desk: Desk
    library: Library
    embed: Callable[[], Embed] | None = None
    judge: Judge | None = None

    @cached_property
    def sources(self) -> str:
        """The names of what is cited, for a message."""
        names = dict.fromkeys(file_name(item.source) for item in self.answer.citations)
        return ", ".join(names) or "nothing"

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everybody whose words the documents hold or the answer cites."""
        return (*self.library.speakers, *(item.speaker for item in self.answer.citations if item.speaker))

    def document(self, document_id: str) -> SourceDocument | None:
        """Return a document, ``None`` if the store has no such one."""
        try:
            return self.desk.document(document_id)
        except KeyError:
            return None

    def original(self, citation: Citation) -> str:
        """Return the words of the document at the place that is cited, whatever the citation says they are."""
        document = self.document(citation.document_id)
        is_place = document is not None and 0 <= citation.start < citation.end <= len(document.text)
        return document.text[citation.start : citation.end] if document and is_place else ""

    def statements_at(self, citation: Citation) -> list[Statement]:
        """Return who said what at the place that is cited."""
        known = self.library.statements(citation.document_id)
        return [item for item in known if item.start < citation.end and item.end > citation.start]


def overlaps(place: Span, document_id: str, start: int, end: int) -> bool:
    """Whether two stretches of a document have at least half of the shorter one in common."""
    common = min(place[2], end) - max(place[1], start)
    shorter = min(place[2] - place[1], end - start)
    return place[0] == document_id and common > 0 and common * 2 >= shorter
