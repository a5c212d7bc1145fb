"""What can go wrong between us and a chat model: each its own error, in time, without the key, and only once."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import ClassVar

import pytest

from assistant import AnswerEvent, EvidenceEvent, TokenEvent
from assistant.errors import (
    AnswerCut,
    ContentFiltered,
    ContextTooLong,
    ModelError,
    NotAuthorised,
    RateLimited,
    Unreachable,
    UnusableAnswer,
)
from assistant.model.faults import model_error
from tests.chatting.conftest import QUESTION, Opened, question
from tests.evaluation.protocol import CUT, SECRET, Event, Served, chunk, echo, evidence_of

FAULTS: list[tuple[str, type[ModelError], int]] = [
    ("401", NotAuthorised, 1),
    ("403", NotAuthorised, 1),
    ("404", Unreachable, 1),
    ("429", RateLimited, 3),
    ("429-quota", RateLimited, 1),
    ("429-300", RateLimited, 1),
    ("500", Unreachable, 3),
    ("503", Unreachable, 3),
    ("hang", Unreachable, 1),
    ("first-slow", Unreachable, 1),
    ("redirect", Unreachable, 1),
    ("429-again", RateLimited, 3),
    ("400", UnusableAnswer, 1),
    ("402", RateLimited, 1),
    ("400-llama", ContextTooLong, 1),
    ("400-vllm", ContextTooLong, 1),
    ("400-long", ContextTooLong, 1),
    ("400-filter", ContentFiltered, 1),
    ("filtered", ContentFiltered, 1),
    ("not-json", UnusableAnswer, 1),
    ("html", UnusableAnswer, 1),
    ("empty", UnusableAnswer, 1),
    ("no-choices", UnusableAnswer, 1),
    ("null-choices", UnusableAnswer, 1),
    ("null-content", UnusableAnswer, 1),
    ("200-error", UnusableAnswer, 1),
    ("cut", AnswerCut, 1),
    ("no-end", AnswerCut, 1),
    ("bad-json", AnswerCut, 1),
    ("error-event", AnswerCut, 1),
    ("stall", AnswerCut, 1),
    ("length", AnswerCut, 1),
    ("out-of-tokens", AnswerCut, 1),
    ("reasoning-cut", AnswerCut, 1),
    ("reasoning-ended", AnswerCut, 1),
    ("event-rate", RateLimited, 3),
    ("event-long", ContextTooLong, 1),
    ("event-500", Unreachable, 3),
]
# A piece without text: the role, and what a model reasons before it answers.
ROLE = chunk("", role="assistant", reasoning_content="hm")
SCRIPTS: dict[str, list[Event]] = {
    "out-of-tokens": [ROLE, chunk(None, "length"), chunk(usage={"prompt_tokens": 11, "completion_tokens": 4000})],
    "reasoning-cut": [ROLE, CUT],
    "reasoning-ended": [ROLE],
    "event-rate": [{"error": {"message": f"Rate limit for {SECRET}", "code": "rate_limit_exceeded"}}],
    "event-long": [{"error": {"message": "too long", "code": "context_length_exceeded"}}],
    "event-500": [{"error": {"message": "boom", "code": 500}}],
    "refusal": [chunk(None, refusal="I can't help with that."), chunk(None, "stop")],
}


@pytest.fixture(scope="module", autouse=True)
def _replies(server: Served) -> None:
    for model, events in SCRIPTS.items():
        server.replies[model] = lambda _, events=events: events  # type: ignore[misc]


@pytest.mark.parametrize(("model", "error", "requests"), FAULTS, ids=[model for model, *_ in FAULTS])
def test_a_fault_is_its_own_error_with_its_cure_and_without_the_key(
    opened: Opened, server: Served, model: str, error: type[ModelError], requests: int
) -> None:
    asked = opened()
    server.seen.requests.clear()
    begun = time.monotonic()
    with pytest.raises(ModelError) as caught:
        asked.ask(question(model))
    assert time.monotonic() - begun < 10  # not the client's ten minutes
    assert type(caught.value) is error
    assert server.seen.requests[model] == requests
    told = f"{caught.value} {caught.value!r} {caught.value.__cause__!r} {asked.settings!r} {asked.status()!r}"
    assert SECRET not in told
    assert "\n" not in str(caught.value)
    # The next question works.
    assert asked.ask(QUESTION).status == "answered"


def test_a_model_that_refuses_in_a_field_of_its_own_is_no_fault_of_the_set_up(opened: Opened) -> None:
    with pytest.raises(ContentFiltered):
        opened(assistant_structured_output=True).ask(question("refusal"))


def test_what_a_model_reasoned_is_paid_for_though_no_word_came(opened: Opened) -> None:
    desk = opened(
        assistant_chat_model="openai:out-of-tokens",
        assistant_prices={"openai:out-of-tokens": (0.0, 1_000_000.0)},
        assistant_budget_per_day=1e9,
    )
    before = desk.budget.spent()
    with pytest.raises(AnswerCut):
        desk.ask(QUESTION)
    assert desk.budget.spent() - before == pytest.approx(4000)


class HTTPStatusError(Exception):
    """As httpx has it, which some providers raise as it is."""

    def __init__(self, status: int) -> None:
        super().__init__("no")
        self.response = SimpleNamespace(status_code=status, headers={"retry-after": "7"})


class ClientError(Exception):
    """As Google's package has it."""

    code, status = 429, "RESOURCE_EXHAUSTED"


class BadRequestError(Exception):
    """As Anthropic's package has it."""

    status_code = 400
    body: ClassVar = {"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long: 9"}}


@pytest.mark.parametrize(
    ("raised", "error", "wait"),
    [
        (HTTPStatusError(401), NotAuthorised, None),
        (HTTPStatusError(404), Unreachable, None),
        (HTTPStatusError(429), RateLimited, 7.0),
        (HTTPStatusError(500), Unreachable, 7.0),
        (ClientError(), RateLimited, 0.5),
        (BadRequestError(), ContextTooLong, None),
    ],
)
def test_faults_of_other_providers_are_told_apart(
    raised: Exception, error: type[ModelError], wait: float | None
) -> None:
    found = model_error(raised, place="other:some", begun=False)
    assert (type(found), found.retry_after) == (error, wait)


@pytest.mark.parametrize("failing", [[chunk("", role="assistant"), chunk(None, "length")], [chunk("What"), CUT]])
def test_a_follow_up_that_the_model_cannot_put_into_context_is_answered(
    opened: Opened, server: Served, failing: list[Event]
) -> None:
    server.replies["uncondensed"] = lambda request: echo(request) if evidence_of(request) else failing
    desk = opened(assistant_chat_model="openai:uncondensed")
    first = desk.ask(QUESTION)
    answer = desk.ask("And what did Brandel say about it?", history=[first])
    assert answer.status == "answered"
    assert "toll" in answer.understanding.standalone
    assert "openai:uncondensed" in answer.notes[0]


def test_what_a_model_thinks_is_no_part_of_the_question(opened: Opened, server: Served) -> None:
    asked = "What does the repair of the locks cost?"
    thought = f"<think>The user means the repairs.</think>\n{asked}"
    server.replies["thinking"] = lambda request: echo(request) if evidence_of(request) else thought
    desk = opened(assistant_chat_model="openai:thinking")
    answer = desk.ask("And the repairs?", history=[desk.ask(QUESTION)])
    assert answer.understanding.standalone == asked
    thought = thought.removeprefix("<think>")  # the chat templates of some servers write the opening themselves
    assert desk.ask("And the repairs?", history=[answer]).understanding.standalone == asked


def test_nobody_listening_is_unreachable(opened: Opened) -> None:
    with pytest.raises(Unreachable):
        opened(openai_base_url="http://127.0.0.1:9/v1").ask(QUESTION)


@pytest.mark.parametrize("model", ["comment", "empty-choices", "429-once"])
def test_what_servers_do_besides_is_no_fault(opened: Opened, server: Served, model: str) -> None:
    server.seen.requests.clear()
    assert opened().ask(question(model)).status == "answered"
    assert server.seen.requests[model] == (2 if model == "429-once" else 1)


@pytest.mark.parametrize("fallback", ["offline", "openai:echo"])
def test_a_fallback_answers_and_says_so(opened: Opened, fallback: str) -> None:
    answer = opened(assistant_chat_model="openai:500", assistant_chat_fallback=fallback).ask(QUESTION)
    assert answer.status == "answered"
    assert answer.model == fallback
    (note,) = answer.notes
    assert "openai:500" in note
    assert note in str(answer)
    assert note in answer._repr_html_()


@pytest.mark.parametrize("fallback", ["offline", "openai:echo"])
def test_the_evidence_of_an_answer_comes_once_whoever_answers(opened: Opened, fallback: str) -> None:
    desk = opened(assistant_chat_model="openai:500", assistant_chat_fallback=fallback)
    events = list(desk.stream(QUESTION))
    (evidence,) = (event for event in events if isinstance(event, EvidenceEvent))
    assert events[0] is evidence
    shown = {hit.chunk.document_id for hit in evidence.hits}
    assert isinstance(events[-1], AnswerEvent)
    assert {item.document_id for item in events[-1].answer.citations} <= shown


def test_where_the_fallback_fails_as_well_the_first_failure_is_told(opened: Opened) -> None:
    desk = opened(assistant_chat_model="openai:401", assistant_chat_fallback="openai:503")
    with pytest.raises(NotAuthorised) as caught:
        desk.ask(QUESTION)
    told = str(caught.value)
    assert told.index("openai:401") < told.index("openai:503")
    assert "OPENAI_API_KEY" in told


def test_a_silent_model_leaves_time_for_its_fallback(opened: Opened) -> None:
    answer = opened(assistant_chat_model="openai:hang", assistant_chat_fallback="openai:echo").ask(QUESTION)
    assert (answer.status, answer.model) == ("answered", "openai:echo")


def test_who_stops_wants_no_fallback(opened: Opened, server: Served) -> None:
    server.seen.requests.clear()
    desk = opened(assistant_chat_model="openai:hang", assistant_chat_fallback="openai:echo")
    with pytest.raises(AnswerCut):
        list(desk.stream(QUESTION, stopped=lambda: server.seen.requests["hang"] > 0))
    assert server.seen.requests["echo"] == 0


def test_a_part_that_was_shown_is_not_answered_again_by_another(opened: Opened, server: Served) -> None:
    server.seen.requests.clear()
    events = opened(assistant_chat_model="openai:cut-late", assistant_chat_fallback="openai:echo").stream(QUESTION)
    with pytest.raises(AnswerCut):
        list(events)
    assert server.seen.requests["echo"] == 0


def test_leaving_a_stream_closes_the_connection(opened: Opened, server: Served) -> None:
    server.seen.gone.clear()
    events = opened().stream(question("stalling-late"))
    assert any(isinstance(event, TokenEvent) for event in events)  # reads up to the first token
    left = time.monotonic()
    events.close()  # type: ignore[attr-defined]
    wait_until(lambda: "stalling-late" in server.seen.gone)
    assert server.seen.gone["stalling-late"] - left < 2


def test_stopping_closes_the_connection_of_a_silent_model(opened: Opened, server: Served) -> None:
    server.seen.requests.clear()
    server.seen.gone.clear()
    asked_at: list[float] = []

    def stopped() -> bool:
        """The user stops as soon as the model has the question."""
        if server.seen.requests["hang"] and not asked_at:
            asked_at.append(time.monotonic())
        return bool(asked_at)

    with pytest.raises(AnswerCut):
        list(opened(assistant_deadline_seconds=60).stream(question("hang"), stopped=stopped))
    wait_until(lambda: "hang" in server.seen.gone)
    assert server.seen.gone["hang"] - asked_at[0] < 2


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    assert condition()


def test_no_test_can_reach_another_machine() -> None:
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 443))
    assert not [name for name in os.environ if name.startswith("OPENAI_")]
