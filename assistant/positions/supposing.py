"""Where words only suppose, ask or set a condition: nobody holds what stands there."""

from __future__ import annotations

import re

from assistant.positions.rules import rules
from assistant.positions.words import NOT
from assistant.understand.words import words_of

_OPENING = rf"(?:{rules().supposing})"
SUPPOSED = re.compile(rf"\b(?:{_OPENING}|should|until)\b[^,;:.“\"]{{0,40}}$", re.IGNORECASE)
"""What opens a supposition, close before the words that it governs."""
_LONGEST_CLAUSE = 400  # characters; the search is a quadratic one, and made for every word
_CLAUSE = re.compile(rf"(?<!as )\b{_OPENING}\b[^,;:.]*$", re.IGNORECASE)
_PRONOUNS = frozenset({"we", "i", "he", "she", "they", "it", "you"})
# Somebody's act that another one denies, or does not tell: "denied that they had accepted it".
_DISOWNED = re.compile(rf"(?:\b(?:{rules().disowned})\b|{rules().untrue.pattern})[^,;:.“\"]{{0,40}}$", re.IGNORECASE)


# "She could live with it, she said, provided that they paid": the condition stands behind who says it.
_WHO_SAYS = (
    r"(?!\s|(?:and|but|while)\b)[^,.;:]{1,60}\b(?:said|says|added|told [^,.;:]{1,40})\b"
    r"(?: (?:on|in|at|late|early|this|last|yesterday|today|\w+day)\b[^,.;:]{0,25})?"
)
_ADDED = re.compile(rf"[\s,.”\"]*+(?:{_WHO_SAYS})?,?\s*{_OPENING}\b", re.IGNORECASE)


def adds_condition(behind: str) -> bool:
    """Return whether what follows somebody's words in their sentence sets them a condition."""
    found = _ADDED.match(behind)
    return found is not None and not found.group().lower().endswith("whether")


def behind_supposition(before: str) -> bool:
    """Return whether the clause that ``before`` ends in supposes, asks, sets a condition, or is one that is denied."""
    before = before[-_LONGEST_CLAUSE:]
    return _CLAUSE.search(before) is not None or _DISOWNED.search(before) is not None


def is_supposed(before: str) -> bool:
    """Return whether the words before somebody's act suppose it, ask for it or deny it."""
    return any(pattern.search(before) for pattern in (SUPPOSED, _DISOWNED))


def tells_directly(before: str, *, teller: str) -> bool:
    """Return whether what stands behind ``before`` is what somebody says to be so, and not what they only hear or hope.

    Args:
        before: the words of a sentence up to whom something is told of ("Norway said that").
        teller: who tells it, by their name.
    """
    _, named, rest = before.rpartition(teller)
    if not named:  # "The levy was accepted by Chile, Norway said"
        return rules().hearsay.isdisjoint(word.stem for word in words_of(before))
    words, known = words_of(rest), rules()
    told = next((at for at, word in enumerate(words) if word.stem in known.tells | known.granting), None)
    if told is None:
        return False
    if words[told].stem in known.hearsay and not all(word.is_stop for word in words[:told]):
        return False  # "dismissed reports that"
    between = words[told + 1 :]
    return not any(word.stem in known.hearsay or word.key in NOT or word.key in _PRONOUNS for word in between)


def is_hearsay(before: str) -> bool:
    """Return whether the words before an act are of a report, or a hope, that it is done."""
    return not rules().hearsay.isdisjoint(word.stem for word in words_of(before))


def is_untrue(sentence: str) -> bool:
    """Return whether a sentence says of something that it is not so."""
    return rules().untrue.search(sentence) is not None


def is_called_untrue(before: str, behind: str) -> bool:
    """Return whether what stands between these words is said not to be so: "the claim that ... is false"."""
    return is_hearsay(before) and is_untrue(behind)
