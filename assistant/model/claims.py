"""Reading claims from what a model writes, as it writes: lines of text, or JSON by a schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from langchain_core.utils.json import parse_partial_json

import prompts

# "[3]", "[3, 7]", "[3-5]", "[S3]": how models write the numbers of sentences, wherever they put them.
_BRACKETS = re.compile(r"\s*\[([^\[\]\n]{1,80})\]")
_BESIDE_NUMBERS = re.compile(r"[\d\s,;&–#-]|and|sentences?|sources?|refs?|s", re.IGNORECASE)
# "【3†source】", "[[3]]", "[^3]", "<sup>3</sup>", "[3](address)", and "(3)" at the end: other models' habits.
_OTHER_FORMS = re.compile(
    r"【(\d{1,80})(?!\d)[^【】\n]{0,40}】|\[\[(\d{1,80})\]\]|\[\^(\d{1,80})\]|<sup>\[?(\d{1,80})\]?</sup>"
    r"|\[(\d{1,80})\]\([^()\s]{0,200}\)|\((\d{1,80})\)(?=[\s.]*$)"
)
_MARKERS_ALONE = re.compile(r"\s*(?:\[[^\[\]\n]{1,80}\]|[\s.,])+")
# However long: a part of a number is another number.
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)")
_NUMBER = re.compile(r"\d{1,80}")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
# What ends a claim: a line feed, or the brace of a JSON object.
_COMPLETING = re.compile(r"[\n}]")
# A range longer than this is no pointer.
_LONGEST_RANGE = 8
# Fences around JSON, where its claims begin, and what stands between them.
_FENCE = re.compile(r"```\w*")
_LIST = re.compile(r'"claims"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(strict=False)
# The thinking that some local models write first. The chat templates of some servers open it themselves.
_OPENING, _ENDING = "<think>", "</think>"
_THOUGHT = re.compile(r"</?think>")

SCHEMA: dict[str, Any] = {
    "name": "claims",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "claims": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string"},
                        "sentences": {"type": "array", "items": {"type": "integer"}},
                    },
                    "required": ["text", "sentences"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["claims"],
        "additionalProperties": False,
    },
}
"""JSON schema of a structured answer, within what OpenAI's strict mode allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim in the model's words, and the numbers of the sentences that it says it rests on."""

    text: str
    numbers: tuple[int, ...]


def claims(pieces: Iterable[str]) -> Iterator[Claim]:
    """Yield each claim as soon as it is complete; those without a number, which nothing can support, at the end.

    A reply is lines until one of them begins with a brace: what follows is JSON.
    """
    reader = _Reader()
    for said in _spoken(pieces):
        if said is None:  # all so far was thinking; what was yielded stays yielded
            reader = _Reader()
        else:
            yield from reader.read(said)
    yield from reader.end()


def is_refusal(claim: Claim) -> bool:
    """Whether a claim is the sign that the documents do not answer."""
    return prompts.load("answer/rules/refusal").text.casefold() in claim.text.casefold()


def without_thinking(written: str) -> str:
    """Return what a model wrote without what it thought, which may not have ended."""
    kept: list[str] = []
    for said in _spoken([written]):
        kept = [] if said is None else [*kept, said]
    return "".join(kept).strip()


def _spoken(pieces: Iterable[str]) -> Iterator[str | None]:
    """Yield what a model says and leave out what it thinks; ``None`` where all before turns out to be thinking."""
    rest, thinks = "", False
    for piece in pieces:
        rest += piece
        while (found := _THOUGHT.search(rest)) is not None:
            if not thinks:
                yield rest[: found.start()] if found[0] == _OPENING else None
            thinks, rest = found[0] == _OPENING, rest[found.end() :]
        tag = rest.rfind("<", -len(_ENDING))
        held = tag if tag >= 0 and any(each.startswith(rest[tag:]) for each in (_OPENING, _ENDING)) else len(rest)
        if not thinks:
            yield rest[:held]
        rest = rest[held:]
    if not thinks:
        yield rest


class _Reader:
    """Reads claims from a text that grows. Each character is read about once, however long the text gets."""

    def __init__(self) -> None:
        self._unread = ""
        # Lines that name no sentence: the next may hold the numbers, or tell that all of it was thinking.
        self._bare: list[str] = []
        self._is_below_bare = False
        self._is_json = False
        self._in_list = False

    def read(self, said: str) -> Iterator[Claim]:
        self._unread += said
        if not _COMPLETING.search(said):  # no claim ends in it
            return
        if not self._is_json:
            yield from self._lines()
        if self._is_json:
            yield from self._items()

    def end(self) -> Iterator[Claim]:
        """Yield what the end of the text completes."""
        if not self._is_json and not _begins_json(self._unread):
            yield from self._line(self._unread)
        elif self._in_list and (rest := _BETWEEN.sub("", self._unread, count=1)).startswith("{"):
            with suppress(ValueError, RecursionError):  # a brace that a model forgot is no reason to lose its claim
                yield _from_item(parse_partial_json(rest))
        yield from map(_claim, self._bare)

    def _lines(self) -> Iterator[Claim]:
        *lines, self._unread = self._unread.split("\n")
        for place, line in enumerate(lines):
            if _begins_json(line):
                self._unread = "\n".join((*lines[place:], self._unread))
                self._is_json = True
                return
            yield from self._line(line)
        self._is_json = _begins_json(self._unread)

    def _line(self, line: str) -> Iterator[Claim]:
        line = _OTHER_FORMS.sub(_as_marker, _FENCE.sub("", line))
        is_below_bare = self._is_below_bare and _MARKERS_ALONE.fullmatch(line) is not None
        claim = _claim(self._bare[-1] + line if is_below_bare else line)
        if claim.numbers and (is_below_bare or claim.text):
            if is_below_bare:
                self._bare.pop()
            self._is_below_bare = False
            yield claim
        elif any(character.isalnum() for character in claim.text):
            self._bare.append(line)
            self._is_below_bare = True

    def _items(self) -> Iterator[Claim]:
        text, place = self._unread, 0
        if not self._in_list:
            found = _LIST.search(text)
            if found is None:
                return
            self._in_list, place = True, found.end()
        while True:
            between = _BETWEEN.match(text, place)
            place = between.end() if between else place
            try:
                item, place = _DECODER.raw_decode(text, place)
            except (ValueError, RecursionError):  # the last one may still be growing
                break
            if isinstance(item, dict):
                yield _from_item(item)
        self._unread = text[place:]


def _begins_json(line: str) -> bool:
    return _FENCE.sub("", line[:20]).lstrip().startswith("{")


def _as_marker(found: re.Match[str]) -> str:
    return f"[{next(number for number in found.groups() if number)}]"


def _claim(line: str) -> Claim:
    numbers: list[int] = []

    def take(found: re.Match[str]) -> str:
        if not _RANGE.search(found[1]) or _BESIDE_NUMBERS.sub("", found[1]):
            return found.group()
        for first, last, one in _RANGE.findall(found[1]):
            start, end = (int(first), int(last)) if first else (int(one), int(one))
            numbers.extend(range(start, end + 1) if 0 <= end - start < _LONGEST_RANGE else ())
        return ""

    text = _BULLET.sub("", _BRACKETS.sub(take, line)).replace("**", "").strip()
    return Claim(text=text, numbers=tuple(dict.fromkeys(numbers)))


def _from_item(item: dict[str, Any]) -> Claim:
    given = item.get("sentences")
    # Some write "3" for 3.
    numbers = [int(each) for each in given if _NUMBER.fullmatch(str(each))] if isinstance(given, list) else []
    # A model that writes the numbers into the text as well means the same.
    spoken = _claim(" ".join(str(item.get("text", "")).split()))
    return Claim(text=spoken.text, numbers=tuple(dict.fromkeys([*numbers, *spoken.numbers])))
