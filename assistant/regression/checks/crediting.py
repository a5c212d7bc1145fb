"""To whom an answer's own words give what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.records import Answer
from assistant.understand.lexicon import lexicon
from assistant.understand.words import Word, words_of

# "- Irena Holt: “..." of the offline reader: who speaks stands before the quotation.
_CREDIT = re.compile(r"^\s*[-•]?\s*([^:“”\[\]]{2,60}):\s*“")
# What stands between marks is the document's word on who speaks; the rest is the answer's.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MARKED = re.compile(r"(.*?)((?:\s*\[\d+\])+)")
_NUMBER = re.compile(r"\d+")
# How far from a name its verb may stand: "Brandel has since said".
_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Somebody to whom a sentence gives what it cites; ``names`` are all who may be meant by the name in it."""

    names: tuple[str, ...]
    markers: frozenset[int]
    text: str


def credits_of(answer: Answer, known: Iterable[str]) -> Iterator[Credit]:
    """Yield to whom each stretch that ends in markers gives its words: the name before it, or one that "says".

    ``known`` are the names that are looked for. Where several speak in one stretch, the first of them tells.
    """
    by_last: dict[str, list[str]] = {}
    for name in dict.fromkeys(known):
        if words := words_of(name):
            by_last.setdefault(words[-1].key, []).append(name)
    for line in answer.text.splitlines():
        heading = _CREDIT.match(line)
        for found in _MARKED.finditer(line):
            names = (heading[1].strip(),) if heading else _first_speaking(_QUOTED.sub("", found[1]), by_last)
            if names:
                yield Credit(names=names, markers=frozenset(map(int, _NUMBER.findall(found[2]))), text=line)


def _first_speaking(text: str, by_last: dict[str, list[str]]) -> tuple[str, ...]:
    words = words_of(text)
    for place, word in enumerate(words):
        names = tuple(name for name in by_last.get(word.key, ()) if _means(words, place, name))
        if names and _speaks(words, place):
            return names
    return ()


def _means(words: Sequence[Word], place: int, name: str) -> bool:
    """Whether the words that end at a place mean this name: all of it, or a surname behind nothing but its own parts.

    "Anna Holt" is not meant by "Irena Holt"; "President Holt" may be either.
    """
    parts = [word.key for word in words_of(name)]
    if [word.key for word in words[max(place - len(parts) + 1, 0) : place + 1]] == parts:
        return True
    before = place - 1
    while before >= 0 and words[before].capital and words[before].key in parts:
        before -= 1
    rest = words[before] if before >= 0 else None
    is_other = rest is not None and rest.capital and words[before + 1].start == rest.end + 1
    return words[place].capital and (not is_other or rest is None or lexicon().role_of(rest.key) is not None)


def _speaks(words: Sequence[Word], place: int) -> bool:
    """Whether a verb of saying stands behind the name at a place, or before it: "said Holt", "according to Holt"."""
    for word in words[place + 1 : place + 1 + _REACH]:
        if _is_saying(word):
            return True
    for word in reversed(words[max(place - _REACH, 0) : place]):
        if _is_saying(word) or word.key in ("to", "reporting"):
            return True
        if not word.capital:
            return False
    return False


def _is_saying(word: Word) -> bool:
    return word.stem in lexicon().speech - lexicon().nouns


__all__ = ["Credit", "credits_of"]
