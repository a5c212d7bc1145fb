"""Who asks is never kept waiting: deadline, stop and cancelling hold whatever the server does."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from assistant import Assistant
from assistant.errors import AnswerCut
from assistant.model import bridge
from assistant.model.calling import Deadline
from tests.chatting.conftest import Opened, question
from tests.chatting.test_faults import wait_until
from tests.evaluation.protocol import SILENT, Event, Served, chunk, evidence_of


def many(request: dict[str, Any]) -> list[Event]:
    """More claims in one piece than the gate reads in the time that the tests give it."""
    one = next(number for number, text in evidence_of(request).items() if text.startswith("Maldora rejects"))
    said = "".join(f"Maldora furiously refuses {number} tolls on all vessels. [{one}]\n" for number in range(20_000))
    return [chunk(said), chunk(None, "stop")]


@pytest.fixture(scope="module", autouse=True)
def _replies(server: Served) -> None:
    server.replies["many"] = many


def test_of_a_model_that_goes_on_and_on_only_the_beginning_is_read(opened: Opened) -> None:
    answer = opened(assistant_deadline_seconds=120).ask(question("many"))
    assert answer.status == "answered"
    assert 12 <= answer.withheld <= 1000


def test_a_model_that_keeps_no_limit_is_left(opened: Opened, server: Served) -> None:
    """It is silent at the end, and the deadline far: who reads it to its end waits for it."""
    server.seen.gone.clear()
    server.replies["boundless"] = lambda _: [chunk("word " * 1000)] * 40 + [SILENT]
    desk = opened(assistant_answer_tokens=100, assistant_deadline_seconds=25)
    with pytest.raises(AnswerCut, match="ASSISTANT_ANSWER_TOKENS"):
        desk.ask(question("boundless"))
    wait_until(lambda: "boundless" in server.seen.gone)


@pytest.mark.parametrize("deadline", [Deadline.after(-1), Deadline.after(600, stopped=lambda: True)])
def test_who_is_out_of_time_or_stopped_is_told_so(deadline: Deadline) -> None:
    with pytest.raises(AnswerCut):
        deadline.check("openai:some")


def test_a_reader_who_is_away_holds_the_stream_up() -> None:
    sent: list[int] = []

    async def endless():  # type: ignore[no-untyped-def]
        while True:
            sent.append(len(sent))
            yield sent[-1]
            await asyncio.sleep(0)

    pieces = bridge.read(endless, until=time.monotonic() + 60)
    assert next(pieces) == 0
    time.sleep(0.5)
    assert len(sent) < 2_000  # without a limit, tens of thousands
    assert [next(pieces) for _ in range(3_000)] == list(range(1, 3_001))
    pieces.close()


def test_stopping_holds_inside_a_piece_of_many_claims(opened: Opened) -> None:
    looked: list[None] = []

    def stopped() -> bool:
        """The user stops once the gate has begun to read."""
        looked.append(None)
        return len(looked) > 40

    with pytest.raises(AnswerCut):
        list(opened(assistant_deadline_seconds=600).stream(question("many"), stopped=stopped))


def test_a_stream_ends_at_the_deadline_while_nobody_reads_it() -> None:
    closed: list[None] = []

    async def endless():  # type: ignore[no-untyped-def]
        try:
            while True:
                yield "word"
                await asyncio.sleep(0.01)
        finally:
            closed.append(None)

    pieces = bridge.read(endless, until=time.monotonic() + 1)
    assert next(pieces) == "word"
    wait_until(lambda: bool(closed))
    with pytest.raises(TimeoutError):
        list(pieces)


def test_cancelling_closes_the_connection_of_a_silent_model(opened: Opened, server: Served) -> None:
    server.seen.requests.clear()
    server.seen.gone.clear()
    desk = opened(assistant_deadline_seconds=600)

    async def cancelled() -> None:
        task = asyncio.create_task(desk.aask(question("hang")))
        while not server.seen.requests["hang"]:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    wait_until(lambda: "hang" in server.seen.gone)


def probed(opened: Opened, server: Served, place: str) -> bool | None:
    """Whether the server at ``place`` is told to be there."""
    desk: Assistant = opened(openai_base_url=server.base_url.replace("/v1", f"/{place}/v1"))
    status = desk.status(probe=True)
    assert status.store is not None
    assert (status.trouble is None) == status.reachable
    return status.reachable


@pytest.mark.parametrize("place", ["portal", "moved", "dripping"])
def test_the_status_survives_what_is_no_server_of_models(opened: Opened, server: Served, place: str) -> None:
    server.seen.gone.clear()
    assert probed(opened, server, place) is False
    if place == "dripping":  # it was left long before it had ended
        wait_until(lambda: "dripping" in server.seen.gone)
    assert probed(opened, server, "any") is True
