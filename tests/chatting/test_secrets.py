"""Keys and passwords stay where they belong: no error, no text of an object and no line of a log holds them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.model.choice import ModelChoice, chosen_model, open_model
from assistant.settings import AssistantSettings
from tests.chatting.conftest import QUESTION, Opened, question
from tests.evaluation.protocol import SECRET, Served
from vectorstore import SettingsError, VectorstoreSettings, load_settings

PASSWORD = "PASSW0RD-of-the-server"


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it, hidden or not."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("model", ["401", "error-event", "not-json", "stall", "cut"])
def test_no_error_leads_to_one_of_the_client(opened: Opened, model: str) -> None:
    with pytest.raises(ModelError) as caught:
        opened().ask(question(model))
    assert list(chain_of(caught.value)) == [caught.value]


def test_a_setting_that_cannot_be_used_leads_to_no_text_with_a_key(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(f"OPENAI_API_KEY={SECRET}\nASSISTANT_PASSAGES=many\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(AssistantSettings, env_file=env_file)
    assert list(chain_of(caught.value)) == [caught.value]
    with pytest.raises(SettingsError) as caught:
        open_model(ModelChoice(provider="nobody", name="some"), settings=AssistantSettings())
    assert list(chain_of(caught.value)) == [caught.value]


def test_a_login_in_the_address_of_the_server_is_used_and_not_shown(
    opened: Opened, server: Served, caplog: pytest.LogCaptureFixture
) -> None:
    address = server.base_url.replace("http://", f"http://somebody:{PASSWORD}@")
    with caplog.at_level(logging.DEBUG):
        desk = opened(openai_base_url=address)
        assert desk.ask(QUESTION).status == "answered"
        status = desk.status(probe=True)
    assert status.reachable
    assert server.seen.headers["echo"]["Authorization"].startswith("Basic ")
    choice = chosen_model(desk.settings)
    assert choice is not None
    store_settings = VectorstoreSettings(openai_base_url=address)
    shown = f"{desk.settings!r} {desk.settings} {store_settings!r} {choice!r} {choice.place} {status!r} {caplog.text}"
    assert PASSWORD not in shown
    assert SECRET not in shown


def test_a_query_in_the_address_of_the_server_is_refused_and_not_shown(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text(
        f"ASSISTANT_CHAT_MODEL=openai:some\nOPENAI_BASE_URL=http://127.0.0.1:9/v1?api_key={SECRET}\n", encoding="utf-8"
    )
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL") as caught:
        chosen_model(load_settings(AssistantSettings, env_file=env_file))
    assert SECRET not in str(caught.value)
