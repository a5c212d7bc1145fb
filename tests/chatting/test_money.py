"""What a question costs: all that a model sent is counted, and all requests of a question share its limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant import Assistant
from assistant.errors import AnswerCut, BudgetExceeded, Unreachable
from assistant.regression.judging import ModelJudge
from tests.chatting.conftest import QUESTION, Opened, question
from tests.evaluation.protocol import CUT, SECRET, SILENT, Event, Served, chunk, echo, evidence_of
from vectorstore import SettingsError, count_tokens

# Nothing of it is supported, so nothing of it is shown.
BABBLE = [f"Maldora furiously refuses {number} tolls on all vessels. [1]\n" for number in range(30)]
BABBLED = count_tokens("".join(BABBLE))
STANDALONE = "What does the repair of the locks cost?"
# One unit of money for each token.
EACH = 1_000_000.0


def scripted(*events: Event) -> Callable[[dict[str, Any]], list[Event]]:
    return lambda _: list(events)


def running(request: dict[str, Any]) -> list[Event]:
    """Tell the usage so far with every piece."""
    pieces = [f"{word} " for word in echo(request).split()]
    told = [{"prompt_tokens": 100, "completion_tokens": number, "total_tokens": 0} for number in range(1, 99)]
    return [
        *(chunk(piece, usage=usage) for piece, usage in zip(pieces, told, strict=False)),
        chunk(None, "stop", usage=told[len(pieces) - 1]),
    ]


def condensing(request: dict[str, Any]) -> str | list[Event]:
    """Put questions into context, and fail to answer them."""
    return [chunk("Half an"), CUT] if evidence_of(request) else STANDALONE


@pytest.fixture(scope="module", autouse=True)
def _replies(server: Served) -> None:
    server.replies.update(
        {
            "no-usage": scripted(*map(chunk, BABBLE), chunk(None, "stop")),
            "broken": scripted(*map(chunk, BABBLE), CUT),
            "stalled": scripted(*map(chunk, BABBLE), SILENT),
            "running": running,
            "condensing": condensing,
            "judging": lambda _: "PASS: fine",
        }
    )


def prices(model: str, inward: float, outward: float) -> dict[str, tuple[float, float]]:
    return {f"openai:{model}": (inward, outward)}


def test_all_that_a_model_sent_is_counted_where_the_server_does_not(opened: Opened) -> None:
    answer = opened().ask(question("no-usage"))
    assert answer.withheld == len(BABBLE)
    assert answer.usage["output_tokens"] == BABBLED
    assert answer.usage["input_tokens"] > 0


@pytest.mark.parametrize(
    ("model", "error", "inward", "outward", "least"),
    [
        ("broken", AnswerCut, 0.0, EACH, BABBLED),
        ("stalled", AnswerCut, 0.0, EACH, BABBLED),
        ("hang", Unreachable, EACH, 0.0, 100),
        ("401", None, EACH, EACH, 0),
    ],
)
def test_what_a_server_took_before_it_failed_is_booked(
    opened: Opened,
    model: str,
    error: type[Exception] | None,
    inward: float,
    outward: float,
    least: int,
) -> None:
    desk = opened(
        assistant_chat_model=f"openai:{model}",
        assistant_prices=prices(model, inward, outward),
        assistant_budget_per_day=1e9,
        assistant_deadline_seconds=2,
    )
    before = desk.budget.spent()
    with pytest.raises(error or Exception):
        desk.ask(QUESTION)
    booked = desk.budget.spent() - before
    assert booked == pytest.approx(least) if least in (0, BABBLED) else booked >= least


def test_running_totals_are_not_added_up(opened: Opened) -> None:
    answer = opened().ask(question("running"))
    assert answer.usage["input_tokens"] == 100
    assert 0 < answer.usage["output_tokens"] < 99


def test_all_requests_of_a_question_share_its_limit(opened: Opened, server: Served) -> None:
    """Making the question standalone takes money that its answer cannot take as well."""
    settings = {"assistant_chat_model": "openai:rewriting"}
    first = opened(**settings).ask(QUESTION)
    limited = opened(
        **settings,
        assistant_answer_tokens=2000,
        assistant_prices=prices("rewriting", 0.0, EACH),
        assistant_budget_per_question=2000.0,
    )
    assert limited.ask(STANDALONE).status == "answered"
    server.seen.requests.clear()
    with pytest.raises(BudgetExceeded):
        limited.ask("And the repairs?", history=[first])
    assert server.seen.requests["rewriting"] == 1


@pytest.mark.parametrize("price", ["NaN", "-1", "Infinity"])
def test_a_price_that_would_pass_every_limit_is_refused(price: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_PRICES"):
        Assistant.from_settings(env_file=None, assistant_prices=f'{{"openai:some": [{price}, {price}]}}')


def test_the_judge_sends_the_limit_that_it_pays_for(opened: Opened, server: Served) -> None:
    desk = opened(assistant_chat_model="openai:judging", assistant_answer_tokens=50)
    judge = ModelJudge.of(desk)
    assert judge is not None
    answer = opened().ask(QUESTION)
    assert judge("It is polite.", answer)[0]
    assert server.seen.last["judging"]["max_tokens"] == 50


@pytest.mark.parametrize("fallback", ["offline", "openai:echo"])
def test_what_a_model_took_that_did_not_answer_is_in_the_answer(opened: Opened, fallback: str) -> None:
    first = opened().ask(QUESTION)
    desk = opened(
        assistant_chat_model="openai:condensing",
        assistant_chat_fallback=fallback,
        assistant_prices=prices("condensing", 1.0, 1.0) | prices("echo", 1.0, 1.0),
        assistant_budget_per_day=1e9,
    )
    before = desk.budget.spent()
    answer = desk.ask("And what did Holt say about the repairs?", history=[first])
    assert answer.model == fallback
    assert answer.understanding.standalone == STANDALONE
    assert answer.cost == pytest.approx(desk.budget.spent() - before)
    assert answer.usage["input_tokens"] > 11  # what the server counted for the first request alone
    assert SECRET not in str(answer.notes)
