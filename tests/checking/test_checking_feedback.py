"""What a reader says of an answer on the page becomes a case of a suite."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest

from assistant import Assistant
from assistant.page.conversation import Turn, chat_messages
from assistant.page.feedback import Feedback
from assistant.page.talk import Talk
from assistant.page.waiting import WaitingRoom
from assistant.regression import load_suite, run
from tests.checking.conftest import TOLL
from tests.checking.desks import HOLT, answer


@pytest.fixture
def desk(papers: Path, tmp_path: Path) -> Iterator[Assistant]:
    """An assistant over the two papers, with a folder of its own for what is kept."""
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store", assistant_chat_model="") as desk:
        assert desk.ingest([papers]).ok
        yield desk


@pytest.fixture
def feedback(canal: Assistant, tmp_path: Path) -> Feedback:
    (tmp_path / "store-checks").mkdir()
    return Feedback(canal.store_settings.model_copy(update={"path": tmp_path / "store"}))


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


SAID = answer(HOLT)
ONE = "- name: what-did-holt-say-about-the-toll-{}\n  question: Q\n  expect: {{status: answered}}\n"
TWO = ONE.format(1) + ONE.format(3)


def _indented(text: str) -> str:
    return indent(text, "  ")


# What a person may leave behind, and how many cases there are then.
REVIEWED = {
    "nothing": ("", 0),
    "comment": ("# all reviewed on 3 March\n", 0),
    "empty list": ("# reviewed\ncases: []\n", 0),
    "no value": ("cases:\n# reviewed\n", 0),
    "as it was": ("cases:\n" + _indented(TWO), 2),
    "not indented": ("cases:\n# reviewed\n" + TWO, 2),
    "indented by four": ("cases:\n" + indent(TWO, "    "), 2),
    "no final newline": ("cases:\n" + _indented(TWO).rstrip() + "  # reviewed", 2),
    "other lines behind": ("cases:\n" + _indented(TWO) + "variables: {who: Holt}\n", 2),
    "another style": ("{cases: [{name: one, question: Q, expect: {status: answered}}]}\n", 1),
    "windows": ("cases:\r\n" + _indented(TWO).replace("\n", "\r\n"), 2),
    "a mark at the top": ("\ufeffcases:\n" + _indented(TWO), 2),
    "documents": ("documents: [docs]\ncases:\n" + _indented(TWO), 2),
    "limits": ("defaults: {max_seconds: 5}\ncases:\n" + _indented(TWO), 2),
}


@pytest.mark.parametrize("name", REVIEWED)
def test_the_file_survives_a_review(name: str, feedback: Feedback, tmp_path: Path) -> None:
    text, known = REVIEWED[name]
    path = tmp_path / "store-checks" / "feedback.yaml"
    path.write_bytes(text.encode())
    before = load_suite(path).suite if known else None
    for number in (1, 2):
        feedback.keep(SAID, good=True)
        after = load_suite(path).suite
        assert len(after.cases) == known + number
        assert before is None or after.cases[:known] == before.cases
        assert before is None or after.documents == before.documents
    assert os.listdir(path.parent) == [path.name]
    if "reviewed" in text:
        assert "reviewed" in path.read_text("utf-8")


@pytest.mark.parametrize("content", [b"cases: [\n", b"\xff\xfe", b"cases:\n  - name: one\n", b"other: 1\n"])
def test_beside_a_file_that_is_no_suite_another_one_is_kept(content: bytes, feedback: Feedback, tmp_path: Path) -> None:
    path = tmp_path / "store-checks" / "feedback.yaml"
    said = feedback.keep(SAID, good=True)
    path.write_bytes(content)
    told = {feedback.keep(SAID, good=True) for _ in range(2)}
    assert path.read_bytes() == content
    assert len(load_suite(path.with_name("feedback-2.yaml")).suite.cases) == 2
    assert len(told) == 1
    assert said not in told
    assert "feedback-2.yaml" in told.pop()


def test_what_no_suite_can_hold_is_not_kept(feedback: Feedback, tmp_path: Path) -> None:
    """A question may hold what a suite takes for a variable: the cases that are there already are worth more."""
    kept = feedback.keep(SAID, good=True)
    path = tmp_path / "store-checks" / "feedback.yaml"
    before = path.read_bytes()
    assert feedback.keep(answer(HOLT, question="What is {{this}}?"), good=True) != kept
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_readers_at_the_same_time_lose_nothing(feedback: Feedback, tmp_path: Path) -> None:
    threads = [threading.Thread(target=lambda: feedback.keep(SAID, good=True)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load_suite(tmp_path / "store-checks" / "feedback.yaml").suite.cases) == 8
