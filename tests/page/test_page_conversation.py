"""How a conversation fills, is stopped and fails; no server and no browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from assistant import Answer, Assistant, EvidenceEvent, TokenEvent, Understanding
from assistant.errors import AnswerCut
from assistant.page.conversation import Turn, answer_turn, interrupted, is_open, settled, with_question
from assistant.page.examples import ExampleQuestions
from assistant.page.waiting import WaitingRoom


def test_waiting_room_is_bounded_and_forgets_tickets_that_nobody_takes() -> None:
    room = WaitingRoom(places=1)
    ticket = room.enter()
    assert ticket is not None
    assert room.enter() is None
    assert with_question([], "Who?", room=room)[-1].state == "failed"
    room.leave(ticket)
    assert with_question([], "Who?", room=room)[-1].state == "waiting"
    forgetful = WaitingRoom(places=1, expiry_seconds=0.0)
    assert forgetful.enter()
    assert forgetful.enter()


class BrokenDesk:
    """A desk whose reading fails after the stream was opened."""

    def stream(self, question: str, *, history: list[Answer], stopped: Callable[[], bool]) -> Any:
        yield from ()
        raise ValueError(f"the secret inside {question} and {history}")

    def status(self) -> Any:
        raise ValueError("the secret inside the store")


class WritingDesk:
    """A desk that writes and never comes to an end."""

    def stream(self, question: str, *, history: list[Answer], stopped: Callable[[], bool]) -> Any:
        assert history == []
        yield EvidenceEvent(understanding=Understanding(asked=question, standalone=question, kind="fact"), hits=())
        yield TokenEvent(text="Ilse")


def test_an_unexpected_failure_is_a_message_with_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    *_, last = answer_turn(BrokenDesk(), [Turn(number=1, question="Who?")])  # type: ignore[arg-type]
    assert last.state == "failed"
    assert "secret" not in last.reply
    reference = re.search(r"[0-9a-f]{8}", last.reply)
    assert reference
    assert reference[0] in caplog.text
    assert "the secret inside" in caplog.text


def test_a_page_without_documents_sends_nobody_to_a_shell(tmp_path: Path) -> None:
    with Assistant.from_settings(env_file=None, vectorstore_path=str(tmp_path / "none")) as desk:
        *_, last = answer_turn(desk, [Turn(number=1, question="Who?")])
    assert last.state == "failed"
    assert "Documents" in last.reply
    assert "none" not in last.reply
    assert "parley" not in last.reply


def test_a_page_without_examples_is_still_a_page(caplog: pytest.LogCaptureFixture) -> None:
    assert ExampleQuestions(BrokenDesk(), limit=4).current() == []  # type: ignore[arg-type]
    assert "the secret inside the store" in caplog.text


def test_an_answer_that_breaks_off_does_not_stay_open() -> None:
    states = [turn.state for turn in answer_turn(WritingDesk(), [Turn(number=1, question="Who?")])]  # type: ignore[arg-type]
    assert states == ["reading", "reading", "writing", "failed"]


def test_what_was_written_stays_after_stop() -> None:
    for turn in answer_turn(WritingDesk(), [Turn(number=1, question="Who?")]):  # type: ignore[arg-type]
        if turn.state != "failed":
            (after,) = interrupted([turn], by="stop")
            assert (after.state, after.evidence) == ("stopped", "")
            assert ("Ilse" in after.reply) == (turn.state == "writing")


def test_a_turn_that_has_ended_is_left_alone_by_stop() -> None:
    turns = [Turn(number=1, question="Who?", reply="Nobody.", state="done")]
    assert interrupted(turns, by="stop") == turns


@pytest.mark.parametrize(("by", "left"), [("stop", ["stopped"]), ("clear", [])])
def test_an_update_that_arrives_after_the_interruption_does_not_bring_the_question_back(
    by: Literal["stop", "clear"], left: list[str]
) -> None:
    before = Turn(number=1, question="Who?", state="reading")
    on_its_way = replace(before, reply="Ilse", state="writing")
    assert [turn.state for turn in interrupted([before], by=by)] == left
    assert [turn.state for turn in settled([on_its_way])] == left


def test_without_an_interruption_a_turn_stays_open() -> None:
    turns = [Turn(number=1, question="Who?", state="writing")]
    assert settled(turns) == turns
    assert is_open(turns)


class CutDesk:
    """A desk whose model breaks off after a line."""

    def stream(self, question: str, *, history: list[Answer], stopped: Callable[[], bool]) -> Any:
        assert history == []
        yield EvidenceEvent(understanding=Understanding(asked=question, standalone=question, kind="fact"), hits=())
        yield TokenEvent(text="- Ilse accepts. [1]")
        raise AnswerCut("The answer was cut off: ask again." if not stopped() else "stopped")


def test_a_checked_line_stays_when_the_answer_breaks_off() -> None:
    *_, last = answer_turn(CutDesk(), [Turn(number=1, question="Who?")])  # type: ignore[arg-type]
    assert last.state == "failed"
    assert "Ilse accepts" in last.reply
    assert "cut off" in last.reply
