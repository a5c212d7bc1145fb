"""``parley ask`` and ``parley chat``."""

from __future__ import annotations

import argparse
import json
import sys

from assistant.desk import Assistant
from assistant.errors import ParleyError
from assistant.records import Answer, AnswerEvent, EvidenceEvent
from assistant.rendering import as_dict
from vectorstore import Filters

_OFFLINE = "offline: no model; the answer is quotations chosen by rules"


def ask(arguments: argparse.Namespace) -> int:
    """Print the answer to one question; an abstention is an answer too."""
    question = sys.stdin.read() if arguments.question == "-" else arguments.question
    filters = Filters(publishers=tuple(arguments.publisher), date_from=arguments.since, date_to=arguments.until)
    with Assistant.from_settings(samples=arguments.samples) as desk:
        answer = desk.ask(question, filters=filters)
    if arguments.json:
        sys.stdout.write(json.dumps(as_dict(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(f"{answer}\n({_OFFLINE})\n")
    return 0


def chat(arguments: argparse.Namespace) -> int:
    """Read questions from the terminal until an empty line or the end of input; each sees those before it."""
    history: list[Answer] = []
    with Assistant.from_settings(samples=arguments.samples) as desk:
        sys.stdout.write(f"{len(desk.documents())} documents. An empty line ends. ({_OFFLINE})\n")
        while question := _read():
            try:
                history.append(_told(desk, question, history))
            except ParleyError as error:
                sys.stdout.write(f"{error}\n")
    return 0


def _read() -> str:
    try:
        return input("\n> ").strip()
    except EOFError:
        return ""


def _told(desk: Assistant, question: str, history: list[Answer]) -> Answer:
    for event in desk.stream(question, history=history):
        if isinstance(event, EvidenceEvent) and event.understanding.standalone != event.understanding.asked:
            sys.stdout.write(f"(read as: {event.understanding.standalone})\n")
        if isinstance(event, AnswerEvent):
            sys.stdout.write(f"{event.answer}\n")
            return event.answer
    raise AssertionError("a stream ends with the answer")
