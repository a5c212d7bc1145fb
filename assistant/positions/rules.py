"""The words by which a statement shows a stance, read from ``rules.yaml`` and the lexicon of questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
    refuse = _stems(raw["refuse"])
    return Rules(
        stance={
            word: names[group]
            for group, words in lexicon().stance.items()
            for word in words - loose - refuse - _stems(raw["deny"])
        },
        needs={
            stem(verb): (names[group], frozenset(behind.split()))
            for group, verbs in raw["with"].items()
            for verb, behind in verbs.items()
        },
        promise=_stems(raw["promise"]),
        willing=_stems(raw["willing"]),
        willing_with=_stems(raw["willing_with"]),
        deny=_stems(raw["deny"]),
        refuse=refuse,
        unacceptable=re.compile(rf"\b(?:{_joined(raw['unacceptable'])})\b", re.IGNORECASE),
        guess=_stems(raw["guess"]),
        office=_stems(raw["office"]),
        heads=_stems(raw["heads"]),
        cease=_stems(raw["cease"]),
        adjust=_stems(raw["adjust"]),
        held={word: stance for stance, words in raw["held"].items() for word in _stems(words)},
        welcome=_stems(raw["welcome"]),
        proposed=_stems(raw["proposed"]),
        without={stem(verb): frozenset(behind.split()) for verb, behind in raw["without"].items()},
        governs=_stems(raw["governs"]),
        bargain=_stems(raw["bargain"]),
        tells=_stems(raw["tells"]),
        backing=_stems(raw["backing"]),
        report=_stems(raw["report"]),
        want=_stems(raw["want"]),
        need=_stems(raw["need"]),
        no_deed=_stems(raw["no_deed"]),
        nots=frozenset(raw["nots"].split()),
        nos=frozenset(raw["nos"].split()),
        supposing=_joined(raw["supposing"]),
        binding=_joined(raw["binding"]),
        untrue=re.compile(rf"\b(?:{_joined(raw['untrue'])})\b", re.IGNORECASE),
        disowned=_joined(raw["disowned"]),
        granting=_stems(raw["granting"]),
        hearsay=_stems(raw["hearsay"]),
        passing=_stems(raw["passing"]),
        asserted=_stems(raw["asserted"]),
        unsaid=_stems(raw["unsaid"]),
        no_issue=_stems(raw["no_issue"]),
        light=_stems(raw["light"]),
        dull=_stems(raw["dull"]),
        reversing=_stems(raw["reversing"]),
        persons=_stems(raw["persons"]),
        of_figures=_stems(raw["of_figures"]),
        same={word: stem(one) for one, words in raw["same"].items() for word in _stems(words)},
    )


def _joined(pattern: str) -> str:
    """An expression that the file has on several lines, each of which begins with its bar."""
    return pattern.replace(" |", "|").strip()


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())
