"""The words by which a statement shows a stance, read from ``rules.yaml`` and the lexicon of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.positions.records import Stance
from assistant.understand.lexicon import lexicon
from assistant.understand.words import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The stems of ``rules.yaml`` beside those of the lexicon: a stem's stance, and what it needs behind it."""

    stance: dict[str, Stance]
    needs: dict[str, tuple[Stance, frozenset[str]]]
    promise: frozenset[str]
    willing: frozenset[str]
    willing_with: frozenset[str]
    deny: frozenset[str]
    refuse: frozenset[str]
    unacceptable: re.Pattern[str]
    guess: frozenset[str]
    office: frozenset[str]
    heads: frozenset[str]
    cease: frozenset[str]
    adjust: frozenset[str]
    held: dict[str, Stance]
    welcome: frozenset[str]
    proposed: frozenset[str]
    without: dict[str, frozenset[str]]
    governs: frozenset[str]
    bargain: frozenset[str]
    tells: frozenset[str]
    backing: frozenset[str]
    report: frozenset[str]
    want: frozenset[str]
    need: frozenset[str]
    no_deed: frozenset[str]
    nots: frozenset[str]
    nos: frozenset[str]
    supposing: str
    binding: str
    untrue: re.Pattern[str]
    disowned: str
    granting: frozenset[str]
    hearsay: frozenset[str]
    passing: frozenset[str]
    asserted: frozenset[str]
    unsaid: frozenset[str]
    no_issue: frozenset[str]
    light: frozenset[str]
    dull: frozenset[str]
    reversing: frozenset[str]
    persons: frozenset[str]
    of_figures: frozenset[str]
    same: dict[str, str]


@cache
def rules() -> Rules:
    """Return the rules that ship with the package."""
    raw = yaml.safe_load(files("assistant.positions").joinpath("rules.yaml").read_text(encoding="utf-8"))
    loose = _stems(raw["loose"])
    names: dict[str, Stance] = {"demand": "demands", "offer": "offers", "accept": "accepts", "reject": "rejects"}
    own = {"nots", "nos"}  # as they are written, and all other lists by their stems
    plain: dict[str, Any] = {
        name: frozenset(words.split()) if name in own else _stems(words) for name, words in _lists(raw)
    }
    return Rules(
        stance={
            word: names[group]
            for group, words in lexicon().stance.items()
            for word in words - loose - plain["refuse"] - plain["deny"]
        },
        needs={
            stem(verb): (names[group], frozenset(behind.split()))
            for group, verbs in raw["with"].items()
            for verb, behind in verbs.items()
        },
        unacceptable=re.compile(rf"\b(?:{_joined(raw['unacceptable'])})\b", re.IGNORECASE),
        held={word: stance for stance, words in raw["held"].items() for word in _stems(words)},
        without={stem(verb): frozenset(behind.split()) for verb, behind in raw["without"].items()},
        supposing=_joined(raw["supposing"]),
        binding=_joined(raw["binding"]),
        untrue=re.compile(rf"\b(?:{_joined(raw['untrue'])})\b", re.IGNORECASE),
        disowned=_joined(raw["disowned"]),
        **plain,
        same={word: stem(one) for one, words in raw["same"].items() for word in _stems(words)},
    )


def _lists(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The lists of words that are no more than that, by the field that holds each."""
    return ((field.name, raw[field.name]) for field in fields(Rules) if field.type == "frozenset[str]")


def _joined(pattern: str) -> str:
    """An expression that the file has on several lines, each of which begins with its bar."""
    return pattern.replace(" |", "|").strip()


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())
