"""What a reader says of an answer on the page becomes a case of a suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.page.conversation import Turn, chat_messages
from assistant.page.talk import Talk
from assistant.page.waiting import WaitingRoom
from assistant.regression import load_suite, run
from tests.checking.conftest import TOLL


@pytest.fixture
def desk(canal: Assistant, tmp_path: Path) -> Assistant:
    """The assistant over the two papers, with a folder of its own for what is kept."""
    other = Assistant.__new__(Assistant)
    settings = canal.store_settings.model_copy(update={"path": tmp_path / "store"})
    other.__dict__.update(canal.__dict__ | {"store_settings": settings})
    return other


def test_a_rated_answer_is_a_case(desk: Assistant, tmp_path: Path) -> None:
    talk = Talk(desk, room=WaitingRoom())
    turns: list[Turn] = []
    for question in (TOLL, "Which toll is fair?", "Who is Macron?"):
        turns = talk.begin(question, turns).turns or turns
        for change in talk.respond(turns):
            turns = change.turns or turns
    replies = [number for number, message in enumerate(chat_messages(turns)) if message["role"] == "assistant"]
    hints = [
        talk.rate(turns, message=number, good=good).hint
        for number, good in zip(replies, (True, False, True), strict=True)
    ]
    assert all(hints)
    assert talk.rate(turns, message=0, good=True).hint != hints[0]  # a question is no answer
    path = tmp_path / "store-checks" / "feedback.yaml"
    liked, disliked, refused = load_suite(path).suite.cases
    assert (liked.question, disliked.question, refused.question) == tuple(turn.question for turn in turns)
    assert liked.expect.quotes is not None
    assert disliked.known_gap
    assert refused.expect.reason == "party_not_mentioned"
    done = run(path, desk)
    assert [item.verdict for item in done.results] == ["passed", "known_gap", "passed"]


def test_the_file_does_not_grow_without_end(desk: Assistant, tmp_path: Path) -> None:
    talk = Talk(desk, room=WaitingRoom())
    turns = talk.begin(TOLL, []).turns or []
    for change in talk.respond(turns):
        turns = change.turns or turns
    path = tmp_path / "store-checks" / "feedback.yaml"
    path.parent.mkdir()
    path.write_bytes(b"# " + b"x" * 1_100_000 + b"\n")
    before = path.stat().st_size
    refused = talk.rate(turns, message=1, good=True).hint
    assert path.stat().st_size == before
    path.unlink()
    assert talk.rate(turns, message=1, good=True).hint != refused
