"""The records of one store: its documents read once, positions and obstacles made when they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date

from assistant.positions.kinds import kinds_in
from assistant.positions.matrix import dated, read_positions, within
from assistant.positions.matters import matches
from assistant.positions.obstacles import read_obstacles
from assistant.positions.records import Obstacle, Position
from assistant.understand.bodies import plain
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
        keys = None if party is None else self._keys(party, found)
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

    def _keys(self, party: str, found: Iterable[Position] = ()) -> frozenset[str]:
        """The keys of whom a user names; by what documents call it ("hospital") a body, whatever its name is."""
        mentions = [item for item in self._cast.mentions(party) if item.named]
        named = frozenset(item.key for item in mentions)
        if any(item.person or self._is_state(item.key) for item in mentions):
            return named
        called = plain(party.casefold())
        names = {
            item.party for item in found if called in (plain(item.party.casefold()), plain(item.speaker.casefold()))
        }
        for item in found:
            whole = item.party.casefold().startswith(f"{called} ") or called in kinds_in(item.party)
            if whole and not self._is_state(item.party):
                names.add(item.party)
        return named | frozenset({party.casefold(), f"the {called}", *(name.casefold() for name in names)})

    def _is_state(self, party: str) -> bool:
        return self._cast.party_of(party.casefold()) is not None


def _originals(store: VectorStore) -> dict[str, DocumentParts]:
    copies = store.duplicate_of
    return {
        item.document_id: store.parts(item.document_id) for item in store.documents() if item.document_id not in copies
    }
