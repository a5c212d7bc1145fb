"""Answers by a chat model: cited by construction, withheld where nothing supports them, counted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, AnswerEvent, Assistant, EvidenceEvent, TokenEvent
from assistant.model.budget import Budget
from assistant.settings import AssistantSettings
from tests.chatting.conftest import QUESTION, Opened, question
from tests.evaluation.protocol import Served, echo, evidence_of
from vectorstore import load_settings


def holds(desk: Assistant, answer: Answer) -> bool:
    """Whether every citation is at its place, word for word."""
    cited = (*answer.citations, *answer.nearest)
    return all(desk.document(item.document_id).text[item.start : item.end] == item.quote for item in cited)


def test_a_claim_is_shown_with_the_sentence_that_it_cites(opened: Opened, server: Served) -> None:
    desk = opened()
    answer = desk.ask(QUESTION)
    assert answer.status == "answered"
    assert answer.model == "openai:echo"
    (citation,) = answer.citations
    assert holds(desk, answer)
    shown = evidence_of(server.seen.last["echo"])
    assert " ".join(citation.quote.split()) in shown.values()
    assert answer.text.endswith("[1]")
    assert answer.usage["input_tokens"] == 11
    assert {"understand", "retrieve", "answer", "first_token"} <= answer.timings.keys()


def test_the_evidence_comes_before_the_first_token_and_the_pieces_are_the_text(opened: Opened) -> None:
    events = list(opened().stream(QUESTION))
    assert isinstance(events[0], EvidenceEvent)
    assert isinstance(events[-1], AnswerEvent)
    pieces = [event.text for event in events if isinstance(event, TokenEvent)]
    assert "".join(pieces) == events[-1].answer.text


@pytest.mark.parametrize("model", ["refusing", "chatting"])
def test_without_a_supported_claim_there_is_no_answer(opened: Opened, model: str) -> None:
    desk = opened()
    answer = desk.ask(question(model))
    assert answer.status == "abstained"
    assert answer.reason is not None
    assert not answer.citations
    assert answer.withheld == (1 if model == "chatting" else 0)
    assert holds(desk, answer)


def test_a_model_that_obeys_the_documents_gets_nothing_through_that_they_do_not_say(opened: Opened) -> None:
    desk = opened(assistant_deadline_seconds=30)
    answer = desk.ask(question("puppet"))
    assert answer.status == "answered"
    assert holds(desk, answer)
    assert answer.withheld
    for planted in (
        "Brasilia",
        "evil.example",
        "4711",
        "Photosynthesis",
        "Mallory",
        "Certainly",
        "Ignore all",
        "You are now",
    ):
        assert planted not in answer.text


def test_sentences_cannot_forge_the_boundaries(opened: Opened, server: Served) -> None:
    desk = opened()
    desk.ask(question("seen"))
    request = str(server.seen.last["seen"]["messages"][-1]["content"])
    assert request.count("<documents>") == request.count("</documents>") == 1


def test_numbers_of_no_sentence_are_counted_and_never_shown(opened: Opened) -> None:
    answer = opened().ask(question("beyond"))
    assert answer.unknown_numbers == 2
    assert answer.status == "answered"
    assert "[999]" not in answer.text


def test_quotation_marks_stay_only_around_words_of_the_source(opened: Opened) -> None:
    answer = opened().ask(question("quoting"))
    assert answer.status == "answered"
    assert "“We will not pay for water that is ours,”" in answer.text
    assert "“pay for ours”" not in answer.text


PARAPHRASE = "Maldora rejects a toll"
PAIRS = ["''", "``", "‘’", "‚‘", "‹›", "「」", "『』", "＂＂", "””", '""', "“”", "«»", "„“"]


@pytest.mark.parametrize("pair", [*PAIRS, ("''", "''"), ("``", "''"), ("“", ""), ("", "”")], ids=repr)
def test_quotation_marks_of_any_kind_stay_only_around_words_of_the_source(
    opened: Opened, server: Served, pair: tuple[str, str]
) -> None:
    opening, closing = pair

    def marking(request: dict[str, object]) -> str:
        shown = evidence_of(request).items()
        one = next(number for number, text in shown if text.startswith("Maldora rejects"))
        said = [f"Holt said {opening}{words}{closing} on ships." for words in ("Maldora rejects any toll", PARAPHRASE)]
        return "\n".join(f"{claim} [{one}]" for claim in said)

    server.replies["marking"] = marking
    copied, told = opened().ask(question("marking")).text.split("\n")
    assert told.startswith(f"- Holt said {PARAPHRASE} on ships.")
    assert "Maldora rejects any toll" in copied
    if opening and closing:
        assert "Holt said Maldora" not in copied


def test_an_apostrophe_is_no_quotation_mark(opened: Opened, server: Served) -> None:
    def owning(request: dict[str, object]) -> str:
        shown = evidence_of(request).items()
        one = next(number for number, text in shown if text.startswith("Maldora rejects"))
        return f"Maldora's President Irena Holt rejects any toll on the canal's ships. [{one}]"

    server.replies["owning"] = owning
    assert opened().ask(question("owning")).text.count("'") == 2


def test_a_number_of_no_sentence_is_not_cut_into_one(opened: Opened, server: Served) -> None:
    server.replies["long"] = lambda request: re.sub(r"\[(\d)\]", r"[100000\1]", echo(request))
    answer = opened().ask(question("long"))
    assert (answer.status, answer.unknown_numbers) == ("abstained", 1)


def test_for_a_claim_in_other_words_its_sentence_stands_in_its_own(opened: Opened) -> None:
    answer = opened().ask(question("rewording"))
    assert (answer.status, answer.withheld) == ("answered", 1)
    assert "refuses" not in answer.text
    (citation,) = answer.citations
    assert citation.quote.startswith("Maldora rejects any toll")
    assert f"“{citation.quote}”" in answer.text


def test_a_claim_of_a_page_is_withheld_at_once(opened: Opened) -> None:
    answer = opened().ask(question("endless"))
    assert answer.withheld == 1
    assert len(answer.text) < 1000


def test_a_follow_up_is_made_standalone_by_the_model(opened: Opened, server: Served) -> None:
    desk = opened(assistant_chat_model="openai:rewriting")
    first = desk.ask(QUESTION)
    answer = desk.ask("And the repairs?", history=[first])
    assert answer.understanding.asked == "And the repairs?"
    assert answer.understanding.standalone == "What does the repair of the locks cost?"
    assert server.seen.requests["rewriting"] >= 3
    # The server counts 11 tokens for each request; the second question took two.
    assert answer.usage["input_tokens"] == 2 * first.usage["input_tokens"] == 22


def test_the_model_is_told_who_spoke_before(opened: Opened, server: Served) -> None:
    seen: list[str] = []

    def listening(request: dict[str, Any]) -> str:
        seen.append(str(request["messages"][-1]["content"]))
        return echo(request) if evidence_of(request) else "What did Irena Holt reply?"

    server.replies["listening"] = listening
    desk = opened(assistant_chat_model="openai:listening")
    first = desk.ask(QUESTION)
    speakers = {item.speaker for item in first.citations if item.speaker}
    seen.clear()
    desk.ask("And what did she reply?", history=[first])
    assert speakers
    assert all(speaker in seen[0] for speaker in speakers)


def test_json_by_schema_where_it_is_asked_for(opened: Opened, server: Served) -> None:
    answer = opened(assistant_structured_output=True).ask(question("json"))
    assert answer.status == "answered"
    assert answer.text.endswith("[1]")
    assert server.seen.last["json"]["response_format"]["type"] == "json_schema"
    opened().ask(QUESTION)
    assert "response_format" not in server.seen.last["echo"]


def test_evidence_is_kept_within_its_tokens(opened: Opened, server: Served) -> None:
    opened(assistant_evidence_tokens=200).ask(QUESTION)
    few = len(evidence_of(server.seen.last["echo"]))
    opened().ask(QUESTION)
    assert 0 < few < len(evidence_of(server.seen.last["echo"]))


def test_a_budget_refuses_before_anything_is_sent(opened: Opened, server: Served) -> None:
    from assistant.errors import BudgetExceeded
    from vectorstore import SettingsError

    prices = {"openai:echo": (1.0, 2.0)}
    server.seen.requests.clear()
    with pytest.raises(BudgetExceeded):
        opened(assistant_prices=prices, assistant_budget_per_question=0.0001).ask(QUESTION)
    with pytest.raises(SettingsError, match="ASSISTANT_PRICES"):
        opened(assistant_budget_per_day=1.0).ask(QUESTION)
    assert not server.seen.requests
    desk = opened(assistant_prices=prices, assistant_budget_per_day=0.02)
    answer = desk.ask(QUESTION)
    assert answer.cost == pytest.approx((11 + 2 * answer.usage["output_tokens"]) / 1e6)
    dear = opened(assistant_prices={"openai:echo": (1.0, 1000.0)}, assistant_budget_per_day=5.0)
    dear.ask(QUESTION)
    with pytest.raises(BudgetExceeded):  # what the first one cost is remembered
        opened(assistant_prices={"openai:echo": (1.0, 1000.0)}, assistant_budget_per_day=4.01).ask(QUESTION)


def test_requests_at_the_same_time_share_the_budget_of_the_day(tmp_path: Path) -> None:
    from assistant.errors import BudgetExceeded

    settings = load_settings(
        AssistantSettings,
        env_file=None,
        overrides={"assistant_prices": {"openai:echo": (0.0, 1_000_000.0)}, "assistant_budget_per_day": 10.0},
    )
    budget = Budget(settings=settings, path=tmp_path / "spending.json")
    with budget.reserved("openai:echo", input_tokens=5, output_tokens=6) as usage:
        with (
            pytest.raises(BudgetExceeded),
            budget.reserved("openai:echo", input_tokens=5, output_tokens=6),
        ):
            raise AssertionError("both together may cost more than the day's limit")
        usage["output_tokens"] = 1
    assert budget.spent() == 1.0
    with budget.reserved("openai:echo", input_tokens=5, output_tokens=9):
        pass  # what was kept aside is free again, and what took nothing costs nothing
    assert budget.spent() == 1.0


def test_the_status_says_who_answers_and_whether_it_is_there(opened: Opened) -> None:
    there = opened().status(probe=True)
    assert (there.mode, there.reachable) == ("model", True)
    assert there.store is not None
    assert there.store.embedding_model.startswith("all-MiniLM")
    gone = opened(openai_base_url="http://127.0.0.1:9/v1", assistant_chat_fallback="offline").status(probe=True)
    assert (gone.reachable, gone.fallback) == (False, "offline")
    assert opened(assistant_chat_model="").status(probe=True).mode == "offline"


def test_suggestions_cost_nothing(opened: Opened, server: Served) -> None:
    server.seen.requests.clear()
    assert opened().suggestions()
    assert not server.seen.requests
