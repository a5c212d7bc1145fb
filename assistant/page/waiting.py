"""How many questions may wait to be answered."""

from __future__ import annotations

import threading
import time
import uuid

PLACES = 64


class WaitingRoom:
    """Counts the questions that were asked and that nobody has begun to answer, so that a full desk can say so.

    Gradio's own limit covers the conversation with an error and runs nothing afterwards, so that the page looks as if
    it were still answering. A ticket that nobody takes (the browser was closed while waiting) expires. Safe to use
    from several threads.
    """

    def __init__(self, *, places: int = PLACES, expiry_seconds: float = 300.0) -> None:
        self._places = places
        self._expiry = expiry_seconds
        self._tickets: dict[str, float] = {}
        self._lock = threading.Lock()

    def enter(self) -> str | None:
        """Return a ticket, or ``None`` when every place is taken."""
        now = time.monotonic()
        with self._lock:
            self._tickets = {ticket: since for ticket, since in self._tickets.items() if now - since < self._expiry}
            if len(self._tickets) >= self._places:
                return None
            ticket = uuid.uuid4().hex
            self._tickets[ticket] = now
            return ticket

    def leave(self, ticket: str) -> None:
        """Give a place back. A ticket that has expired or was given back does nothing."""
        with self._lock:
            self._tickets.pop(ticket, None)
