"""Reading claims from what a model writes, as it writes: lines of text, or JSON by a schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
# What ends a claim: a line feed, or the brace of a JSON object.
_COMPLETING = re.compile(r"[\n}]")
# A range longer than this is no pointer.
_LONGEST_RANGE = 8
# Fences around JSON, and the thinking that some local models write first.
_FENCE = re.compile(r"```\w*")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_THINKING = "<think>"

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
    """Yield each claim as soon as it is complete. Whether the reply is JSON shows in its first character."""
    written, read = "", 0
    for piece in pieces:
        written += piece
        if not _COMPLETING.search(piece):  # no claim ends in it: reading all again would be work for nothing
            continue
        visible = without_thinking(written)
        found = _claims_in(visible, ended=False)
        # A text that is still being written may be read differently later; what was yielded stays yielded.
        yield from found[read:]
        read = max(read, len(found))
    yield from _claims_in(without_thinking(written), ended=True)[read:]


def is_refusal(claim: Claim) -> bool:
    """Whether a claim is the sign that the documents do not answer."""
    return prompts.load("answer/rules/refusal").text.casefold() in claim.text.casefold()


def without_thinking(written: str) -> str:
    """Return what a model wrote without the thinking that it began with, which may not have ended yet."""
    if _THINKING not in written[: len(_THINKING) + 20]:
        return written.lstrip()
    return _THOUGHT.sub("", written).lstrip()


def _claims_in(text: str, *, ended: bool) -> list[Claim]:
    plain = _FENCE.sub("", text).lstrip() if text.startswith("```") else text
    return _from_json(plain, ended=ended) if plain.startswith("{") else _from_lines(plain, ended=ended)


def _from_lines(text: str, *, ended: bool) -> list[Claim]:
    lines = text.split("\n")
    whole: list[str] = []
    for line in (_OTHER_FORMS.sub(_as_marker, line) for line in (lines if ended else lines[:-1])):
        if whole and _MARKERS_ALONE.fullmatch(line) and _BRACKETS.search(line):  # written below their claim
            whole[-1] += "" if _BRACKETS.search(whole[-1]) else line
        elif any(character.isalnum() for character in line):
            whole.append(line)
    # Below a line without numbers they may still come.
    pending = whole and not ended and not _BRACKETS.search(whole[-1])
    return [_claim(line) for line in (whole[:-1] if pending else whole)]


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


def _from_json(text: str, *, ended: bool) -> list[Claim]:
    try:
        content = parse_partial_json(text.removesuffix("```").rstrip())
    except ValueError:
        return []
    items = content.get("claims") if isinstance(content, dict) else None
    if not isinstance(items, list):
        return []
    # The last one may still be growing.
    whole = items if ended else items[:-1]
    return [_from_item(item) for item in whole if isinstance(item, dict)]


def _from_item(item: dict[str, Any]) -> Claim:
    numbers = item.get("sentences")
    numbers = [number for number in numbers if isinstance(number, int)] if isinstance(numbers, list) else []
    # A model that writes the numbers into the text as well means the same.
    spoken = _claim(" ".join(str(item.get("text", "")).split()))
    return Claim(text=spoken.text, numbers=tuple(dict.fromkeys([*numbers, *spoken.numbers])))
