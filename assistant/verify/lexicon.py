"""The words by which the gate compares a claim with its sentence, read from ``lexicon.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.understand.words import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLexicon:
    """Words in lower case as written; ``carrying`` holds stems too."""

    possible: frozenset[str]
    future: frozenset[str]
    wishing: frozenset[str]
    denying: frozenset[str]
    condition: frozenset[str]
    hedges: frozenset[str]
    partial: frozenset[str]
    pronouns: frozenset[str]
    carrying: frozenset[str]
    ordinals: frozenset[str]
    bounds: frozenset[str]
    between: frozenset[str]
    connecting: frozenset[str]
    whole: frozenset[str]
    opposed: tuple[frozenset[str], ...]


@cache
def gate_lexicon() -> GateLexicon:
    """Return the words that ship with the package."""
    raw = yaml.safe_load(files("assistant.verify").joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    sets = {name: frozenset(str(words).split()) for name, words in raw.items() if name != "opposed"}
    sets["carrying"] |= {stem(word) for word in sets["carrying"]}
    return GateLexicon(**sets, opposed=tuple(frozenset(words.split()) for words in raw["opposed"]))
