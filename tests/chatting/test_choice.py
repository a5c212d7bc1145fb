"""Who answers, by the settings: one line switches between offline, OpenAI and a server of one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant import Assistant
from assistant.model.choice import DEFAULT_MODEL, chosen_model, fallback_model, open_model
from assistant.settings import AssistantSettings
from tests.chatting.conftest import QUESTION, Opened
from tests.evaluation.protocol import SECRET, Served, echo, evidence_of
from vectorstore import SettingsError, load_settings

KEY = f"OPENAI_API_KEY={SECRET}\n"
SERVER = "OPENAI_BASE_URL=http://127.0.0.1:11434/v1\n"


def settings(folder: Path, text: str) -> AssistantSettings:
    env_file = folder / ".env"
    env_file.write_text(text, encoding="utf-8")
    return load_settings(AssistantSettings, env_file=env_file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        (KEY, DEFAULT_MODEL),
        (KEY + "ASSISTANT_CHAT_MODEL=\n", None),
        (KEY + "ASSISTANT_CHAT_MODEL=openai:some\n", "openai:some"),
        (KEY + SERVER, None),
        (SERVER + "ASSISTANT_CHAT_MODEL=OpenAI: Some\n", "openai:Some"),
        (SERVER + "ASSISTANT_CHAT_MODEL=openai:llama3.2:3b\n", "openai:llama3.2:3b"),
        ("ASSISTANT_CHAT_MODEL=anthropic:some\n", "anthropic:some"),
    ],
)
def test_one_line_chooses_who_answers(tmp_path: Path, text: str, expected: str | None) -> None:
    chosen = chosen_model(settings(tmp_path, text))
    assert (str(chosen) if chosen else None) == expected


def test_an_empty_value_is_the_default(tmp_path: Path) -> None:
    assert settings(tmp_path, "ASSISTANT_DEADLINE_SECONDS=\nASSISTANT_PRICES=\n").deadline_seconds == 60


def test_prices_are_json(tmp_path: Path) -> None:
    assert settings(tmp_path, 'ASSISTANT_PRICES={"openai:some": [0.5, 2]}\n').prices == {"openai:some": (0.5, 2.0)}
    with pytest.raises(SettingsError, match="ASSISTANT_PRICES"):
        settings(tmp_path, "ASSISTANT_PRICES=cheap\n")


@pytest.mark.parametrize(
    "text",
    [
        "ASSISTANT_CHAT_MODEL=gpt-5-mini\n",
        "ASSISTANT_CHAT_MODEL=openai:\n",
        "ASSISTANT_CHAT_MODEL=openai:some\n",  # neither a key nor a server
        "ASSISTANT_CHAT_MODEL=nobody:some\n",
        "ASSISTANT_CHAT_MODEL=anthropic:some\n",  # its package is not installed
    ],
)
def test_what_cannot_be_used_is_one_line_with_its_cure(tmp_path: Path, text: str) -> None:
    given = settings(tmp_path, text)

    def choose() -> None:
        chosen = chosen_model(given)
        assert chosen is not None
        open_model(chosen, settings=given)

    with pytest.raises(SettingsError) as caught:
        choose()
    assert "\n" not in str(caught.value)


def test_the_key_is_in_no_text_of_the_settings(tmp_path: Path) -> None:
    given = settings(tmp_path, KEY + "ASSISTANT_CHAT_MODEL=openai:some\n")
    assert SECRET not in f"{given!r} {given.model_dump_json()} {chosen_model(given)!r}"


class Limited:
    """A model of another provider, which is asked for no more than it is told to take."""

    def __init__(self, *, taken: list[dict[str, object]]) -> None:
        self.taken = taken

    async def astream(self, _: object, **options: object) -> AsyncIterator[AIMessageChunk]:
        self.taken.append(options)
        yield AIMessageChunk(content="NOT_IN_DOCUMENTS", response_metadata={"done_reason": "stop"})


class Unended(Limited):
    """One whose answers end without a word why."""

    async def astream(self, messages: list[BaseMessage], **_: object) -> AsyncIterator[AIMessageChunk]:
        request = {"messages": [{"content": str(messages[-1].content)}]}
        yield AIMessageChunk(content=echo(request) if evidence_of(request) else "What does the")


@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("ollama:some", {"options": {"num_predict": 4000}}),
        ("google_genai:some", {"max_output_tokens": 4000}),
        ("mistralai:some", {"max_tokens": 4000}),
    ],
)
def test_each_provider_is_told_the_limit_by_the_name_it_knows(
    store: Path, opened: Opened, model: str, options: dict[str, object]
) -> None:
    opened().close()
    taken: list[dict[str, object]] = []
    with Assistant.from_settings(
        env_file=None, vectorstore_path=store, assistant_chat_model=model, models=lambda *_, **__: Limited(taken=taken)
    ) as desk:
        assert desk.ask(QUESTION).usage["output_tokens"] > 0
    assert taken == [options]


def test_an_answer_that_may_have_been_cut_says_so(store: Path, opened: Opened) -> None:
    opened().close()
    with Assistant.from_settings(
        env_file=None,
        vectorstore_path=store,
        assistant_chat_model="mistralai:some",
        models=lambda *_, **__: Unended(taken=[]),
    ) as desk:
        answer = desk.ask(QUESTION)
        assert answer.status == "answered"
        assert len(answer.notes) == 1
        # Half a question is none.
        assert desk.ask("And the repairs?", history=[answer]).understanding.standalone != "What does the"


def test_the_address_of_openai_itself_is_no_server_of_ones_own(tmp_path: Path) -> None:
    chosen = chosen_model(
        settings(tmp_path, KEY + "ASSISTANT_CHAT_MODEL=openai:some\nOPENAI_BASE_URL=https://api.openai.com/v1/\n")
    )
    assert chosen is not None
    assert chosen.base_url is None


def test_a_provider_in_capitals_is_asked_at_the_same_server(opened: Opened, server: Served) -> None:
    server.seen.requests.clear()
    answer = opened(assistant_chat_model="OpenAI:echo").ask(QUESTION)
    assert (answer.model, server.seen.requests["echo"]) == ("openai:echo", 1)


@pytest.mark.parametrize(
    "settings",
    [
        {"assistant_chat_fallback": "anthropic:some"},  # its package is not installed
        {
            "assistant_chat_fallback": "openai:other",
            "assistant_prices": {"openai:echo": (1.0, 1.0)},
            "assistant_budget_per_day": 1e9,
        },
    ],
)
def test_a_fallback_that_could_not_answer_shows_before_anything_is_sent(
    opened: Opened, server: Served, settings: dict[str, object]
) -> None:
    server.seen.requests.clear()
    with pytest.raises(SettingsError, match=r"ASSISTANT_CHAT_FALLBACK|ASSISTANT_PRICES"):
        opened(**settings).ask(QUESTION)
    assert not server.seen.requests


def test_a_fallback_that_cannot_be_used_names_its_own_setting(tmp_path: Path) -> None:
    given = settings(tmp_path, KEY + "ASSISTANT_CHAT_FALLBACK=other\n")
    with pytest.raises(SettingsError, match="ASSISTANT_CHAT_FALLBACK"):
        fallback_model(given)
