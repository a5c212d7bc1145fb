"""What is checked: an answer, what was found for it, and where its documents are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Protocol

from assistant.records import Answer, Citation
from assistant.regression.expectations import Place
from assistant.regression.results import Found
from assistant.regression.wording import finder
from vectorstore import SourceDocument, Statement

# A stretch of a document: its id, and from where to where.
Span = tuple[str, int, int]
Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
_NAMES_SHOWN = 6


class CannotCheck(Exception):
    """An expectation cannot be checked here. That is neither a pass nor a failure of the answer."""


class Desk(Protocol):
    """The part of an assistant that the checks use."""

    def documents(self) -> list[SourceDocument]:
        """Return the documents of the store."""
        ...

    def document(self, document_id: str) -> SourceDocument:
        """Return one document; ``KeyError`` where there is none."""
        ...

    def statements(self, *, copies: bool = False) -> list[Statement]:
        """Return who said what in the documents; ``copies`` also in those that repeat another one."""
        ...


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
class Library:
    """The documents of a desk, looked up by the names that people write."""

    desk: Desk

    @cached_property
    def _all(self) -> list[SourceDocument]:
        return self.desk.documents()

    @cached_property
    def _known(self) -> dict[str, SourceDocument]:
        return {}

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {item.document_id: item.source for item in self._all}

    @cached_property
    def _statements(self) -> dict[str, list[Statement]]:
        found: defaultdict[str, list[Statement]] = defaultdict(list)
        for item in self.desk.statements(copies=True):
            found[item.document_id].append(item)
        return dict(found)

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Everybody whose words the documents hold."""
        every = (item.speaker for items in self._statements.values() for item in items)
        return tuple(dict.fromkeys(name for name in every if name))

    def statements(self, document_id: str) -> Sequence[Statement]:
        """Return who said what in one document."""
        return self._statements.get(document_id, ())

    def source(self, document_id: str) -> str:
        """Return where a document was read from."""
        return self._sources.get(document_id, document_id)

    def named(self, name: str) -> SourceDocument:
        """Return the document whose id, title or path is ``name``, else the one whose path ends with it.

        Raises:
            CannotCheck: if there is none, as a misspelt name would let a document pass that must not be cited; or if
                there are several, as one would pass for the other.
        """
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> SourceDocument:
        wanted = name.replace("\\", "/")
        found = [item for item in self._all if wanted in (item.document_id, _path(item))]
        found = found or [item for item in self._all if item.title == name or _ends_with(item, wanted)]
        if not found:
            shown = ", ".join(file_name(item.source) for item in self._all[:_NAMES_SHOWN])
            more = f" and {len(self._all) - _NAMES_SHOWN} more" if len(self._all) > _NAMES_SHOWN else ""
            raise CannotCheck(f"no document is called {name!r}; there are {shown}{more}")
        if len(found) > 1:
            short = short_names(item.source for item in self._all)
            names = " or ".join(short[item.source] for item in found)
            raise CannotCheck(f"{len(found)} documents are called {name!r}: write {names}")
        return found[0]

    def spans(self, place: Place) -> list[Span]:
        """Return where the span of ``place`` is, with the document's id; the whole document where it has none.

        Raises:
            CannotCheck: if the document does not have the span, or is not known by its name.
        """
        document = self.named(place.document)
        if place.span is None:
            return [(document.document_id, 0, len(document.text))]
        if isinstance(place.span, tuple):
            start, end = place.span
            found = [(document.document_id, start, end)] if end <= len(document.text) else []
        else:
            found = [(document.document_id, *match.span()) for match in finder(place.span).finditer(document.text)]
        if not found:
            raise CannotCheck(f"{place.document} does not have the span {place.span!r}")
        return found


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


def file_name(source: str) -> str:
    """Return the last part of a path, for a message: the folders above it are of one machine."""
    return source.replace("\\", "/").rsplit("/", 1)[-1] or source


def short_names(sources: Iterable[str], *, fewest: int = 1) -> dict[str, str]:
    """Return for each path the shortest end of it that no other one has, of ``fewest`` parts at least."""
    paths = {source: PurePosixPath(source.replace("\\", "/")).parts for source in sources}
    ends = Counter(parts[-depth:] for parts in paths.values() for depth in range(1, len(parts)))
    found = {}
    for source, parts in paths.items():
        unlike = (depth for depth in range(fewest, len(parts)) if ends[parts[-depth:]] == 1)
        depth = next(unlike, None)
        found[source] = "/".join(parts[-depth:]) if depth else source
    return found


def _path(document: SourceDocument) -> str:
    return document.source.replace("\\", "/")


def _ends_with(document: SourceDocument, name: str) -> bool:
    return _path(document).endswith(f"/{name.removeprefix('./')}")
