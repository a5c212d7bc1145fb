"""Kinds of bodies, and the words that their names have for them: "the hospital" may be a Medical Center."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _raw() -> dict[str, Any]:
    text = files("assistant.positions").joinpath("kinds.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    """The words of each kind, with the noun that a text calls it by."""
    return {noun: _words(noun, words) for noun, words in _raw()["kinds"].items()}


def _words(noun: str, words: str) -> re.Pattern[str]:
    """An expression for words that the file may have on several lines, each of which begins with its bar."""
    return re.compile(rf"\b(?:{noun}|{words.replace(' |', '|')})\b", re.IGNORECASE)


@cache
def _outsider() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_raw()['outsiders']})\b", re.IGNORECASE)


@cache
def _body() -> re.Pattern[str]:
    name = rf"(?:[Tt]he )?(?:[A-Z][\w’'-]* )+(?i:{_raw()['bodies']})\b(?: of (?:the )?[A-Z][\w-]+)?"
    return re.compile(name)


def kind_of(noun: str) -> str | None:
    """Return the kind that a noun stands for ("union"), ``None`` for a word that may be any body."""
    return noun if noun in _kinds() else None


def kinds_in(name: str) -> frozenset[str]:
    """Return the kinds of body that a name may be of: a union of "United Nurses"."""
    return frozenset(noun for noun, words in _kinds().items() if words.search(name))


def nouns_in(name: str) -> frozenset[str]:
    """Return the words, in lower case, that tell the kind of a body in its name, with the nouns for that kind."""
    found = {match.group().lower() for words in _kinds().values() for match in words.finditer(name)}
    return frozenset(found) | kinds_in(name)


def words_for(noun: str) -> str:
    """Return a pattern of the words by which names are of the kind that a noun stands for."""
    found = _kinds().get(noun.lower())
    return found.pattern.removeprefix(r"\b").removesuffix(r"\b") if found else re.escape(noun)


def is_outsider(role: str) -> bool:
    """Return whether a role looks on: an expert's guess is nobody's position."""
    return _outsider().search(role) is not None


def body_at(text: str, start: int) -> str | None:
    """Return the name of an association and its like that begins at a place of a text."""
    found = _body().match(text, start)
    return found.group() if found else None


def is_body(name: str) -> bool:
    """Return whether a name is that of an association and its like, whatever people it is named after."""
    return _body().fullmatch(name) is not None
