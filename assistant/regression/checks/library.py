"""The documents of a desk, looked up by the names and words that people write."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Protocol

from assistant.regression.expectations import Place
from assistant.regression.wording import finder
from vectorstore import SourceDocument, Statement

# A stretch of a document: its id, and from where to where.
Span = tuple[str, int, int]
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
