"""The steps of a conversation, each with what it changes on the page; ``ui.py`` gives them to its components."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.desk import Assistant
from assistant.page.conversation import (
    Turn,
    answer_turn,
    evidence_panel,
    interrupted,
    is_open,
    settled,
    turn_of,
    with_question,
)
from assistant.page.feedback import Feedback
from assistant.page.waiting import WaitingRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a step changes on the page; what is ``None`` stays as it is.

    ``panel`` is the HTML of the evidence, ``answering`` whether Stop stands in the place of Ask, ``hint`` the line
    below the question box. ``welcome`` empties that box; it is true where the example questions come back.
    """

    turns: list[Turn] | None = None
    panel: str | None = None
    answering: bool | None = None
    hint: str | None = None
    welcome: bool | None = None


class Talk:
    """What the buttons of a conversation do.

    Nothing of a conversation is kept here: each step gets the browser session's own turns and returns new ones.
    """

    def __init__(self, desk: Assistant, *, room: WaitingRoom) -> None:
        self._desk = desk
        self._feedback = Feedback(desk.store_settings)
        self._room = room

    def begin(self, question: str, turns: list[Turn]) -> Change:
        """Show the question at once; it is answered by :meth:`respond`."""
        turns = settled(turns)
        if not (question or "").strip():
            return Change(hint="Write a question first.")
        if is_open(turns):
            return Change(hint="The last question is still being answered. Stop it to ask another.")
        now = with_question(turns, question, room=self._room)
        return Change(turns=now, answering=is_open(now), hint="", welcome=False)

    def respond(self, turns: list[Turn]) -> Iterator[Change]:
        """Fill the answer in, step by step."""
        # A second Enter while one question is open comes here too: only a waiting turn is answered. It yields all
        # the same, since a generator that yields nothing empties the page.
        if not turns or turns[-1].state != "waiting":
            yield Change()
            return
        self._room.leave(turns[-1].ticket)
        evidence = turns[-1].evidence
        for turn in answer_turn(self._desk, turns):
            if turn.interruption.by:
                yield Change()
                return
            now = [*turns[:-1], turn]
            # A panel that is sent again scrolls back to its top, under the reader's eyes.
            yield Change(turns=now, panel=None if turn.evidence == evidence else evidence_panel(now))
            evidence = turn.evidence

    def end(self, turns: list[Turn]) -> Change:
        """Bring the question box back, unless the next question is open already."""
        now = settled(turns)
        return Change() if is_open(now) else _at_rest(now)

    def stop(self, turns: list[Turn]) -> Change:
        """Keep what was written and say that it was stopped."""
        self._leave(turns)
        return _at_rest(interrupted(turns, by="stop"))

    def clear(self, turns: list[Turn]) -> Change:
        """Forget the conversation."""
        self._leave(turns)
        return _at_rest(interrupted(turns, by="clear"), welcome=True)

    def rate(self, turns: list[Turn], *, message: int, good: bool) -> Change:
        """Keep what the reader thinks of the answer that is the ``message``-th of the conversation, from 0."""
        turn = turn_of(turns, message)
        if turn is None or turn.answer is None:
            return Change(hint="There is no answer to rate.")
        sources = [item.source for item in self._desk.documents()]
        return Change(hint=self._feedback.keep(turn.answer, good=good, sources=sources))

    def _leave(self, turns: list[Turn]) -> None:
        if turns:
            self._room.leave(turns[-1].ticket)


def _at_rest(turns: list[Turn], *, welcome: bool | None = None) -> Change:
    return Change(turns=turns, panel=evidence_panel(turns), answering=False, hint="", welcome=welcome)
