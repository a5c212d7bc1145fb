"""Which verb a negation governs: "did not agree to sign" denies the signing, "did not hesitate to sign" asserts it.

A negation is followed from the verb backwards, through helpers and through the verbs and nouns that pass it on. Where
one stands near that cannot be followed there is no stance, rather than the opposite of the one that is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.positions.rules import rules
from assistant.positions.words import HELPERS, NO, NOT
from assistant.understand.words import Word

Bearing = Literal["plain", "negated", "untold"]
_FARTHEST = 12  # words before a verb that are looked at; a chain of verbs is no longer
_NEAR, _BEHIND = 4, 2  # words before a verb, and behind it, in which a negation may be meant for it
# These deny from the place of the subject, or of what it is of: "no party", "none of the states".
_NOBODY = NO | frozenset({"nobody", "neither", "nor"})
_BREAKS = frozenset({"but", "that", "because", "while", "which", "who", "if", "although", "though", "since", "unless"})
_PRONOUNS = frozenset({"we", "i", "he", "she", "they", "it", "you"})
_MODALS = frozenset({"should", "could", "would", "might", "may", "must", "ought"})
_ADVERB = re.compile(r"[a-z]+ly")
_LINKS = frozenset({"in", "of", "from", "about", "with"})


def is_not(word: Word) -> bool:
    """Return whether a word negates what it stands with."""
    return word.key in NOT or word.key.endswith("n't")


def negated(words: Sequence[Word], place: int) -> bool:
    """Return whether a verb is denied."""
    return bearing(words, place) == "negated"


def unreal(words: Sequence[Word], place: int) -> bool:
    """Return whether a verb tells what was not done, or is only guessed: "should have accepted"."""
    before = [word.key for word in words[max(0, place - _NEAR) : place] if not _ADVERB.fullmatch(word.key)]
    before = [key for key in before if key not in NOT]
    return before[-1:] == ["have"] and bool(_MODALS.intersection(before[-3:-1]))


def bearing(words: Sequence[Word], place: int) -> Bearing:
    """Return how the negations around a verb bear on it: ``untold`` where one is near that is not followed."""
    found = _before(words, place)
    if found != "plain":
        return found
    behind = words[place + 1 : place + 1 + _BEHIND]
    for before, word in zip((words[place], *behind), behind, strict=False):
        if word.start - before.end > 1:
            break  # "accepts, no matter what": a mark parts them
        if word.key in NO:
            return "negated"
    return "plain"


def _before(words: Sequence[Word], place: int) -> Bearing:
    at, denied = place - 1, False
    while at >= max(0, place - _FARTHEST):
        word = words[at]
        if is_not(word) or word.key == "no":
            denied = True
        elif word.key in ("to", *_LINKS) and (word.key == "to" or words[place].key.endswith("ing")):
            at = _governing(words, at)
            if at >= 0 and _turns(words[at]):
                return _through(words, at, denied=denied)
            if at >= 0 and not _passes(words, at):
                return _unfollowed(words, place, at, denied=denied)
        elif word.key == "or":  # "will not sign or ratify"
            at -= 1
        elif _turns(word) and words[place].key.endswith("ing"):  # "will not stop asking"
            return _through(words, at, denied=denied)
        elif word.key not in HELPERS and not _ADVERB.fullmatch(word.key):
            return _unfollowed(words, place, at, denied=denied)
        at -= 1
    return "negated" if denied else "plain"


def _governing(words: Sequence[Word], at: int) -> int:
    """The place of the word that an infinitive, or "in accepting", hangs on; adverbs and negations passed over."""
    at -= 1
    while at >= 0 and (_ADVERB.fullmatch(words[at].key) or words[at].key in ("not", "never")):
        if _turns(words[at]):
            return at  # "unlikely"
        at -= 1
    return at


def _turns(word: Word) -> bool:
    return word.stem in rules().asserted | rules().unsaid


def _passes(words: Sequence[Word], at: int) -> bool:
    """Whether a word passes its negation on to the infinitive behind it: "not ready to", "no reason to"."""
    word = words[at]
    none_of_it = at > 0 and words[at - 1].key == "no"
    return none_of_it or word.key in HELPERS or word.stem in rules().governs | rules().passing


def _through(words: Sequence[Word], at: int, *, denied: bool) -> Bearing:
    """What becomes of a verb behind one like "hesitate", which asserts it only where it is denied itself."""
    if words[at].stem in rules().unsaid or bearing(words, at) != "negated":
        return "untold"
    return "negated" if denied else "plain"


def _unfollowed(words: Sequence[Word], place: int, at: int, *, denied: bool) -> Bearing:
    """How a verb is meant whose subject, or another clause, stands at a place before it."""
    if denied:
        return "negated"
    near = range(at, max(-1, place - _NEAR - 1), -1)
    for one in near:
        word = words[one]
        if words[one + 1].start - word.end > 1:
            return "untold" if _hangs(words, one) else "plain"
        if word.key in _BREAKS or word.key in _PRONOUNS:
            return "plain"  # what stands before is another clause
        if word.key == "few" or (word.key == "not" and words[one + 1].key in ("all", "every", "everybody", "everyone")):
            return "untold"
        if word.key in _NOBODY or (word.key == "not" and words[one + 1].key in ("a", "one", "any")):
            return "negated"
        if is_not(word):
            return "untold"
    return "plain"


def _hangs(words: Sequence[Word], at: int) -> bool:
    """Whether a mark behind a negation parts it from its verb: "has not, in any way, accepted"."""
    near = range(max(0, at - _FARTHEST), at + 1)
    return any(is_not(words[one]) and words[one + 1].start - words[one].end > 1 for one in near)
