"""Words of a text, with their stems and places: the units in which questions and sentences are compared."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

# Letters of any script, digits inside; "U.S.", "95%" and "Rock's" stay one word, the parts of a compound are words.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[.'’%,](?=[^\W_])|%)*(?:(?<=\b[A-Z]\.[A-Z])\.)?")
_EDGE = re.compile(r"(?:['’]s?|[.,-])+$")


@cache
def stop_words() -> frozenset[str]:
    """Return the words of ``stop_words.txt``: those that carry no topic."""
    lines = files("assistant.understand").joinpath("stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``text[start:end]`` as written, ``key`` in lower case without an ending 's or dot, ``stem``."""

    key: str
    stem: str
    start: int
    end: int
    capital: bool

    @property
    def is_stop(self) -> bool:
        """Whether the word is a function word or filler."""
        return self.key in stop_words() or self.key.replace("'", "") in stop_words()


_stemmer_lock = threading.Lock()
_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball's English stem of a lower-case word."""
    with _stemmer_lock:  # the stemmer keeps its state in the object: the page's threads share it
        return str(_stemmer.stemWord(word))


def words_of(text: str) -> tuple[Word, ...]:
    """All words of ``text`` in order, stop words included."""
    found = []
    for match in _WORD.finditer(text):
        key = _EDGE.sub("", match.group().lower().replace("’", "'"))
        if key:
            root = stem(key) if key.isalpha() else key  # "U.S." and "95%" have no stem
            found.append(Word(key, root, match.start(), match.end(), match.group()[0].isupper()))
    return tuple(found)


def content_words(text: str) -> tuple[Word, ...]:
    """The words of ``text`` that carry meaning; all of them when only function words are there."""
    everything = words_of(text)
    return tuple(word for word in everything if not word.is_stop) or everything


@lru_cache(maxsize=65536)
def spelled_alike(one: str, other: str) -> bool:
    """Whether two lower-case names differ by spelling only ("zelensky" and "zelenskyy", a slip of the finger).

    Five letters at least, the same first two, and a matching ratio of .84 or more (.8 from seven letters on): strict
    enough to keep "iran" from "iraq" and "slovakia" from "slovenia".
    """
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or one[:2] != other[:2] or abs(len(one) - len(other)) > 3:
        return False
    floor = 0.84 if min(len(one), len(other)) < 7 else 0.8
    return SequenceMatcher(None, one, other).ratio() >= floor
