"""A conversation: its turns, how a turn fills while the desk answers, and what is shown of all of them.

Nothing is kept here: each browser session holds its own turns and gets new ones back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.desk import Assistant
from assistant.page.cards import answer_cards, found_line, passage_cards
from assistant.page.escaping import inert
from assistant.page.messages import answer_message, draft_message, notice, understanding_line
from assistant.page.reports import failure_line
from assistant.page.waiting import WaitingRoom
from assistant.records import Answer

_QUESTION_CHARACTERS_SHOWN = 600
_TURNS_IN_PANEL = 20
# Each update sends the whole answer so far: at every word, a long answer would be sent hundreds of times.
_SECONDS_BETWEEN_UPDATES = 0.05


class Interruption:
    """What the user did about a question before its answer was complete.

    The one thing here that changes: it is shared by all versions of a turn, so that the thread that fills the turn
    learns of it.
    """

    __slots__ = ("by",)

    def __init__(self) -> None:
        self.by: Literal["stop", "clear"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what the page shows for it.

    ``reply`` and ``evidence`` are finished HTML. ``ticket`` is the question's place in the ``WaitingRoom``.
    """

    number: int
    question: str
    reply: str = ""
    evidence: str = ""
    answer: Answer | None = None
    state: Literal["waiting", "reading", "writing", "done", "stopped", "failed"] = "waiting"
    ticket: str = ""
    interruption: Interruption = field(default_factory=Interruption)


def is_open(turns: Sequence[Turn]) -> bool:
    """Whether the last question waits for an answer or is being answered."""
    return bool(turns) and turns[-1].state in ("waiting", "reading", "writing")


def with_question(turns: Sequence[Turn], question: str, *, room: WaitingRoom) -> list[Turn]:
    """Return the turns and a new one for ``question``: waiting, or told that the desk is busy."""
    turn = Turn(number=len(turns) + 1, question=question.strip())
    ticket = room.enter()
    if ticket is None:
        busy = notice("busy", "Parley is busy: too many questions are waiting. Ask again in a moment.")
        return [*turns, replace(turn, reply=busy, state="failed")]
    return [*turns, replace(turn, reply=notice("waiting", "Waiting for a free place"), ticket=ticket)]


def interrupted(turns: list[Turn], *, by: Literal["stop", "clear"]) -> list[Turn]:
    """Return the turns after the user pressed Stop or Clear; whoever fills the last one finds out."""
    if turns:
        turns[-1].interruption.by = by
    return [] if by == "clear" else settled(turns)


def settled(turns: list[Turn]) -> list[Turn]:
    """Return the turns as an interruption leaves them; without one, as they are.

    What was written before Stop stays, with a line that it was not checked. An update that was on its way when the
    user interrupted can arrive afterwards and bring the open turn back: then it is settled once more.
    """
    if not is_open(turns) or turns[-1].interruption.by is None:
        return turns
    turn = turns[-1]
    if turn.interruption.by == "clear":
        return []
    if turn.state == "writing":
        reply = turn.reply + notice("stopped", "Stopped: the answer above is not complete.")
    else:
        reply = notice("stopped", "Stopped.")
    return [*turns[:-1], replace(turn, reply=reply, evidence="", state="stopped")]


def answer_turn(desk: Assistant, turns: Sequence[Turn]) -> Iterator[Turn]:
    """Yield the last of ``turns`` as it fills; the turns before it are the history.

    Never raises: an exception that leaves a chat function leaves the page's question box locked.
    """
    history = [turn.answer for turn in turns[:-1] if turn.answer is not None]
    turn = replace(turns[-1], reply=notice("waiting", "Reading the documents"), state="reading")
    yield turn
    try:
        for filled in _filling(desk, turn, history):
            turn = filled
            yield turn
    except Exception as error:  # the border of the page: whatever failed becomes a message
        # What an answer that broke off had shown was checked line by line: it stays, above what happened.
        written = turn.reply if turn.state == "writing" else ""
        yield replace(turn, reply=written + notice("error", failure_line(error)), state="failed")


def _filling(desk: Assistant, turn: Turn, history: Sequence[Answer]) -> Iterator[Turn]:
    said, understanding, shown_at = "", "", 0.0
    interruption = turn.interruption
    for event in desk.stream(turn.question, history=history, stopped=lambda: interruption.by is not None):
        if event.type == "evidence":
            understanding = understanding_line(event.understanding)
            reply = understanding + notice("waiting", found_line(event))
            turn = replace(turn, reply=reply, evidence=passage_cards(event))
            yield turn
        elif event.type == "token":
            said += event.text
            if time.monotonic() - shown_at >= _SECONDS_BETWEEN_UPDATES:
                shown_at = time.monotonic()
                yield replace(turn, reply=draft_message(said, understanding=understanding), state="writing")
        else:
            yield replace(
                turn,
                reply=answer_message(event.answer, turn=turn.number),
                evidence=answer_cards(desk, event.answer, turn=turn.number),
                answer=event.answer,
                state="done",
            )
            return
    yield replace(turn, reply=notice("error", "The answer was cut short. Ask again."), state="failed")


def chat_messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """Return the turns as messages of the chat component: ``role`` and ``content``."""
    messages = []
    for turn in turns:
        asked = turn.question
        if len(asked) > _QUESTION_CHARACTERS_SHOWN:
            asked = asked[:_QUESTION_CHARACTERS_SHOWN].rstrip() + " …"
        messages.append({"role": "user", "content": inert(asked)})
        if turn.reply:
            messages.append({"role": "assistant", "content": turn.reply})
    return messages


def turn_of(turns: Sequence[Turn], message: int) -> Turn | None:
    """Return the turn whose reply is the ``message``-th of :func:`chat_messages`, counted from 0."""
    number = -1
    for turn in turns:
        number += 2 if turn.reply else 1
        if number == message and turn.reply:
            return turn
    return None


def evidence_panel(turns: Sequence[Turn]) -> str:
    """Return the evidence of the newest turns. Only the last is shown; a marker of an older one brings its own."""
    newest = turns[-1] if turns else None
    with_evidence = [turn for turn in turns if turn.evidence][-_TURNS_IN_PANEL:]
    sections = "".join(
        f'<section class="pa-turn" aria-label="Evidence for question {turn.number}"'
        f"{'' if turn is newest else ' hidden'}>{turn.evidence}</section>"
        for turn in with_evidence
    )
    if newest and newest.evidence:
        return sections
    return (
        '<section class="pa-turn pa-empty"><p>The passages behind an answer appear here, each with its '
        f"source and the quotation marked.</p></section>{sections}"
    )
