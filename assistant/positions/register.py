"""The records of one store: its documents read once, positions and obstacles made when they are asked for."""

from __future__ import annotations

import threading
from datetime import date

from assistant.positions.matrix import dated, read_positions, within
from assistant.positions.matters import matches
from assistant.positions.obstacles import read_obstacles
from assistant.positions.records import Obstacle, Position
from assistant.understand.cast import Cast
from vectorstore import DocumentParts, VectorStore


class Register:
    """Positions and obstacles in one state of a store. Copies of one story count once. Safe for several threads."""

    def __init__(self, store: VectorStore, *, cast: Cast) -> None:
        self._cast = cast
        self._parts = _originals(store)
        self._lock = threading.Lock()
        self._positions: list[Position] | None = None
        self._obstacles: list[Obstacle] | None = None

    def positions(
        self,
        *,
        party: str | None = None,
        issue: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> list[Position]:
        """Return the positions, limited to a party or speaker, an issue, and days."""
        if issue is not None:
            found = read_positions(self._parts, cast=self._cast, issue=" ".join(issue.split()))
        else:
            with self._lock:
                if self._positions is None:
                    self._positions = read_positions(self._parts, cast=self._cast)
                found = self._positions
        keys = None if party is None else self._keys(party)
        return within(found, keys=keys, cast=self._cast, since=since, until=until)

    def obstacles(
        self,
        *,
        party: str | None = None,
        issue: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> list[Obstacle]:
        """Return the obstacles, limited to a party that is concerned or says so, an issue, and days."""
        with self._lock:
            if self._obstacles is None:
                self._obstacles = read_obstacles(self._parts, cast=self._cast)
            found = self._obstacles
        keys = None if party is None else self._keys(party)
        return [
            item
            for item in found
            if (keys is None or not keys.isdisjoint(self._concerned(item)))
            and (issue is None or matches(issue, f"{item.issue} {item.quote}"))
            and dated(item.as_of, since=since, until=until)
        ]

    def _concerned(self, item: Obstacle) -> frozenset[str]:
        said = self._cast.keys_of(item.raised_by, None) if item.raised_by else frozenset[str]()
        return said | {party.casefold() for party in item.between}

    def _keys(self, party: str) -> frozenset[str]:
        named = frozenset(item.key for item in self._cast.mentions(party))
        return named or frozenset({party.casefold()})


def _originals(store: VectorStore) -> dict[str, DocumentParts]:
    copies = store.duplicate_of
    return {
        item.document_id: store.parts(item.document_id) for item in store.documents() if item.document_id not in copies
    }
