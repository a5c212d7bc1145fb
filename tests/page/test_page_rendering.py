"""What the page makes of values and of its command line; no server and no browser."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import Any

import pytest

import ui
from assistant import Answer, Citation, Conflict, Coverage, Understanding

TEXT = "A line before.\n\nVarn will not sign, unless the quota stays. A line after."
QUOTE = "Varn will not sign, unless the quota stays."
HOSTILE = """<img src=x onerror="alert(1)"> ![a](http://elsewhere.example/a.png) <script>alert(1)</script>
[b](javascript:alert(1)) | `c` **d** $e$ http://elsewhere.example/f"""


def citation(**changes: Any) -> Citation:
    start = TEXT.index(QUOTE)
    fields: dict[str, Any] = {
        "marker": 1,
        "quote": QUOTE,
        "document_id": "d1",
        "title": "Talks",
        "source": "talks.md",
        "publisher": "Courier",
        "published_on": date(2031, 3, 4),
        "start": start,
        "end": start + len(QUOTE),
        "speaker": None,
        "verdict": "verbatim",
    }
    return Citation(**{**fields, **changes})


def answer(**changes: Any) -> Answer:
    fields: dict[str, Any] = {
        "question": "And Varn?",
        "text": f"“{QUOTE}” [1]",
        "status": "answered",
        "reason": None,
        "citations": (citation(),),
        "coverage": Coverage(
            documents_searched=2,
            date_from=date(2031, 3, 4),
            date_to=date(2031, 3, 9),
            publishers=("Courier",),
        ),
        "understanding": Understanding(asked="And Varn?", standalone="What does Varn want?", kind="position"),
        "model": "offline",
        "prompt_digest": "",
        "corpus_fingerprint": "",
    }
    return Answer(**{**fields, **changes})


@pytest.mark.parametrize("render", [ui.inert, lambda text: ui.answer_text(text, turn=1, markers=frozenset())])
def test_no_text_becomes_markup(render: Any) -> None:
    shown = render(HOSTILE)
    assert re.findall(r"<(?!/?(?:p|br|ul|li)>)", shown) == []
    assert not re.search(r"[`*_$!|:\[\](]", shown), "a character that Markdown reads is left as it is"


def test_only_known_markers_become_links() -> None:
    shown = ui.answer_text("One [1], two [2], three [33].", turn=4, markers=frozenset({1, 33}))
    assert re.findall(r'href="#(pa-e[\d-]+)"', shown) == ["pa-e4-1", "pa-e4-33"]


def test_an_answer_shows_how_the_question_was_read_and_what_disagrees() -> None:
    shown = ui.answer_message(answer(conflicts=(Conflict(about="the quota", markers=(1,)),)), turn=2)
    assert "What does Varn want&#63;" in shown or "What does Varn want?" in shown
    assert "pa-conflict" in shown
    same = Understanding(asked="What does Varn want?", standalone="What does Varn want?", kind="position")
    assert "pa-understood" not in ui.answer_message(answer(understanding=same), turn=2)


def test_an_abstention_never_looks_like_an_answer() -> None:
    shown = ui.answer_message(
        answer(
            status="abstained",
            reason="not_in_documents",
            citations=(),
            nearest=(citation(),),
            text="Nothing.",
        ),
        turn=1,
    )
    assert "pa-abstained" in shown
    assert "pa-answer" not in shown


def test_a_quotation_is_marked_in_its_context() -> None:
    start = TEXT.index(QUOTE)
    shown = ui.in_context(TEXT, start=start, end=start + len(QUOTE), around=8)
    assert re.findall(r"<mark>(.*?)</mark>", shown) == [QUOTE]
    assert "A line before" not in shown


def test_waiting_room_is_bounded_and_forgets_tickets_that_nobody_takes() -> None:
    room = ui.WaitingRoom(places=1)
    ticket = room.enter()
    assert ticket is not None
    assert room.enter() is None
    assert ui.asked("Who?", [], room=room)[-1].state == "failed"
    room.leave(ticket)
    assert ui.asked("Who?", [], room=room)[-1].state == "waiting"
    forgetful = ui.WaitingRoom(places=1, expiry_seconds=0.0)
    assert forgetful.enter()
    assert forgetful.enter()


class BrokenDesk:
    """A desk whose reading fails after the stream was opened."""

    def stream(self, question: str, *, history: list[Answer]) -> Any:
        yield from ()
        raise ValueError(f"the secret inside {question} and {history}")


def test_an_unexpected_failure_is_a_message_with_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    turns = [ui.Turn(number=1, question="Who?")]
    *_, (last, _) = ui.answer_turn(BrokenDesk(), turns)  # type: ignore[arg-type]
    assert last.state == "failed"
    assert "secret" not in last.reply
    reference = re.search(r"[0-9a-f]{8}", last.reply)
    assert reference
    assert reference[0] in caplog.text
    assert "the secret inside" in caplog.text


@pytest.mark.parametrize(
    "argv", [["--host", "0.0.0.0"], ["--auth", "somebody"], ["--port", "0"], ["--host", "192.0.2.1"]]
)
def test_wrong_use_is_refused_before_anything_starts(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ui.main(argv)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("host", "origin", "method", "status"),
    [
        (b"127.0.0.1:7860", None, "GET", 200),
        (b"127.0.0.1:7860", b"http://127.0.0.1:7860", "POST", 200),
        (b"127.0.0.1:7860", b"http://elsewhere.example", "POST", 403),
        (b"elsewhere.example:7860", None, "GET", 403),
    ],
)
def test_guard_refuses_other_sites_and_sets_the_policy(
    host: bytes, origin: bytes | None, method: str, status: int
) -> None:
    sent: list[dict[str, Any]] = []

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", host), *([(b"origin", origin)] if origin else [])]
    guard = ui.Guard(inner, hosts=frozenset({"127.0.0.1"}))
    asyncio.run(guard({"type": "http", "method": method, "headers": headers}, None, keep))
    assert sent[0]["status"] == status
    assert dict(sent[0]["headers"])[b"content-security-policy"].startswith(b"default-src 'self'")
