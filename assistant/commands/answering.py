"""``parley ask`` and ``parley chat``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from assistant.answering import OFFLINE
from assistant.commands.terminal import complain, say, say_json
from assistant.desk import Assistant
from assistant.errors import ModelError, ParleyError
from assistant.records import Answer, AnswerEvent, EvidenceEvent, TokenEvent
from vectorstore import Filters

_RULES = "offline: no model; the answer is quotations chosen by rules"
_ENDINGS = ("exit", "quit")


def ask(arguments: argparse.Namespace) -> int:
    """Print the answer to one question; an abstention is an answer too."""
    question = sys.stdin.read() if arguments.question == "-" else arguments.question
    filters = Filters(publishers=tuple(arguments.publisher), date_from=arguments.since, date_to=arguments.until)
    with Assistant.from_settings(samples=arguments.samples) as desk:
        answer = _asked(desk, question, filters)
    if arguments.json:
        say_json(answer)
    else:
        say(f"{answer}\n({_who(answer)})")
    return 0


def _asked(desk: Assistant, question: str, filters: Filters, history: Sequence[Answer] = ()) -> Answer:
    """The answer; of one that is cut off, what came before is printed: it was checked."""
    shown = ""
    try:
        for event in desk.stream(question, filters=filters, history=history):
            if history and isinstance(event, EvidenceEvent) and event.understanding.standalone != question:
                say(f"(read as: {event.understanding.standalone})")
            shown += event.text if isinstance(event, TokenEvent) else ""
            if isinstance(event, AnswerEvent):
                return event.answer
    except ModelError:
        if shown:
            say(shown)
        raise
    raise AssertionError("a stream ends with the answer")


def chat(arguments: argparse.Namespace) -> int:
    """Read questions from the terminal until the end of input or ``exit``; each sees those before it."""
    history: list[Answer] = []
    with Assistant.from_settings(samples=arguments.samples) as desk:
        many = desk.receipt().documents
        say(f"{many} document{'' if many == 1 else 's'}. Ctrl-D or exit ends. ({_who_answers(desk)})")
        while (question := _read()) is not None:
            if not question:
                continue
            try:
                history.append(_told(desk, question, history))
            except ParleyError as error:
                complain(error)
    return 0


def _who(answer: Answer) -> str:
    """Who answered, in one line; with what it took where a model did."""
    if answer.model == OFFLINE:
        return _RULES
    tokens = f"{answer.usage.get('input_tokens', 0):,} tokens in, {answer.usage.get('output_tokens', 0):,} out"
    cost = "" if answer.cost is None else f", cost {answer.cost:.4f}"
    return f"{answer.model}: {tokens}{cost}; each claim is checked against its sentence"


def _who_answers(desk: Assistant) -> str:
    status = desk.status()
    return _RULES if status.mode == OFFLINE else status.model


def _read() -> str | None:
    """Return the next line, or ``None`` when there is none or the user asks to end."""
    try:
        line = input("\n> ").strip()
    except EOFError:
        return None
    return None if line.casefold() in _ENDINGS else line


def _told(desk: Assistant, question: str, history: list[Answer]) -> Answer:
    answer = _asked(desk, question, Filters(), history)
    say(answer)
    return answer
