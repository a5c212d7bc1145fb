"""The commands with a chat model: who answers is said, and one line of ``.env`` changes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evaluation.protocol import SECRET, Served, evidence_of, serving

QUESTION = "What does Maldora want?"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    def first(request: dict[str, object]) -> str:
        return "".join(f"{text} [{number}]\n" for number, text in list(evidence_of(request).items())[:1])

    with serving(first=first) as found:
        yield found


@pytest.fixture
def env_file(clean: Path, store: Path, server: Served) -> Path:
    path = clean / ".env"
    path.write_text(
        f"VECTORSTORE_PATH={store}\nOPENAI_API_KEY={SECRET}\nOPENAI_BASE_URL={server.base_url}\n", encoding="utf-8"
    )
    return path


def choose(env_file: Path, line: str) -> None:
    with env_file.open("a", encoding="utf-8") as lines:
        lines.write(f"{line}\n")


def test_the_model_answers_and_is_named(parley, env_file):
    choose(env_file, "ASSISTANT_CHAT_MODEL=openai:first")
    done = parley("ask", "--json", QUESTION)
    answer = json.loads(done.out)
    assert done.code == 0
    assert (answer["model"], answer["status"], answer["usage"]["input_tokens"]) == ("openai:first", "answered", 11)
    told = parley("ask", QUESTION)
    assert "openai:first" in told.out
    assert answer["citations"][0]["quote"] in told.out
    assert SECRET not in told.out + told.err + done.out + done.err


def test_the_status_tells_who_answers_and_whether_it_is_there(parley, env_file, server):
    assert "openai:" not in parley("status").out
    choose(env_file, "ASSISTANT_CHAT_MODEL=openai:first")
    there = parley("status")
    assert server.base_url.removeprefix("http://") in there.out
    assert "NOT available" not in there.out
    assert json.loads(parley("status", "--json").out)["reachable"] is True
    choose(env_file, "OPENAI_BASE_URL=http://127.0.0.1:9/v1")
    gone = parley("status")
    assert "NOT available" in gone.out
    assert SECRET not in there.out + gone.out


def test_a_fault_is_one_line_and_no_answer(parley, env_file):
    choose(env_file, "ASSISTANT_CHAT_MODEL=openai:401")
    done = parley("ask", QUESTION)
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert "OPENAI_API_KEY" in done.err
    assert SECRET not in done.err


def test_a_model_without_a_provider_is_wrong_use(parley, env_file):
    choose(env_file, "ASSISTANT_CHAT_MODEL=gpt-5")
    assert parley("ask", QUESTION).code == 2


def test_one_line_has_the_model_read_documents(parley, env_file, server, clean):
    def listed(_: dict[str, object]) -> str:
        return json.dumps({"speaker": "Lind", "cue": "said", "content": "the locks are closed"})

    server.replies["listing"] = listed
    paper = clean / "paper.txt"
    paper.write_text("Lind said that the locks are closed. Amsel said that they are open.", encoding="utf-8")
    choose(env_file, "ASSISTANT_CHAT_MODEL=openai:listing")
    assert "listing" not in parley("ingest", str(paper)).out
    assert "Amsel" in parley("statements").out
    choose(env_file, "ASSISTANT_STATEMENTS=model")
    done = parley("ingest", str(paper))
    assert done.code == 0
    assert "openai:listing" in done.out
    told = parley("statements").out
    assert "Lind" in told
    assert "Amsel" not in told
    status = json.loads(parley("status", "--json").out)
    assert status["statements"].startswith("openai:listing at ")
    assert status["store"]["extracted"] == {"rules": 1, "openai:listing": 1}
    assert parley("status").out.count("openai:listing") == 3  # who answers, who reads, who has read
    again = json.loads(parley("ingest", "--json", str(paper)).out)
    assert (again["extraction"]["proposed"], again["changed"]) == (0, [])
    assert SECRET not in done.out + done.err
