"""``parley ask`` and ``parley chat``."""

from __future__ import annotations

import argparse
import sys

from assistant.commands.terminal import complain, say, say_json
from assistant.desk import Assistant
from assistant.errors import ParleyError
from assistant.records import Answer, AnswerEvent, EvidenceEvent
from vectorstore import Filters

_OFFLINE = "offline: no model; the answer is quotations chosen by rules"
_ENDINGS = ("exit", "quit")


def ask(arguments: argparse.Namespace) -> int:
    """Print the answer to one question; an abstention is an answer too."""
    question = sys.stdin.read() if arguments.question == "-" else arguments.question
    filters = Filters(publishers=tuple(arguments.publisher), date_from=arguments.since, date_to=arguments.until)
    with Assistant.from_settings(samples=arguments.samples) as desk:
        answer = desk.ask(question, filters=filters)
    if arguments.json:
        say_json(answer)
    else:
        say(f"{answer}\n({_OFFLINE})")
    return 0


def chat(arguments: argparse.Namespace) -> int:
    """Read questions from the terminal until the end of input or ``exit``; each sees those before it."""
    history: list[Answer] = []
    with Assistant.from_settings(samples=arguments.samples) as desk:
        many = desk.receipt().documents
        say(f"{many} document{'' if many == 1 else 's'}. Ctrl-D or exit ends. ({_OFFLINE})")
        while (question := _read()) is not None:
            if not question:
                continue
            try:
                history.append(_told(desk, question, history))
            except ParleyError as error:
                complain(error)
    return 0


def _read() -> str | None:
    """Return the next line, or ``None`` when there is none or the user asks to end."""
    try:
        line = input("\n> ").strip()
    except EOFError:
        return None
    return None if line.casefold() in _ENDINGS else line


def _told(desk: Assistant, question: str, history: list[Answer]) -> Answer:
    for event in desk.stream(question, history=history):
        if isinstance(event, EvidenceEvent) and event.understanding.standalone != event.understanding.asked:
            say(f"(read as: {event.understanding.standalone})")
        if isinstance(event, AnswerEvent):
            say(event.answer)
            return event.answer
    raise AssertionError("a stream ends with the answer")
