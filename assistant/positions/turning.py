"""What turns a stance round: a negation, "no longer", a demand that is dropped; and the stances of single words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.positions.records import Stance
from assistant.positions.rules import rules
from assistant.understand.words import Word, stem

# So many words behind a verb tell what it is said of: "withdrew its 9 percent offer".
_REACH = 4
# How a stance reads when it is denied.
TURNED: dict[Stance, Stance] = {"accepts": "rejects", "offers": "rejects", "rejects": "open", "demands": "open"}
# What somebody will or may do is not done.
GUESSED = frozenset({"will", "would", "may", "might", "could", "can", "should", "must", "shall"})
_MORE = (["no", "longer"], ["any", "longer"], ["any", "more"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A stance and the place in the words behind which its object stands; 0 where the cue shows it.

    ``verb`` is the stem of the verb that takes it, where one does, and ``before`` the stance that the words say was
    held until then ("no longer asks").
    """

    stance: Stance
    end: int
    verb: str = ""
    before: Stance | None = None


def turned(found: Taken) -> Taken:
    """Return a stance as it reads when it is denied."""
    return Taken(stance=TURNED.get(found.stance, found.stance), end=found.end, verb=found.verb)


def lapsed(keys: Iterable[str]) -> bool:
    """Return whether words say that something held once and does no more ("no longer", "not ... any more")."""
    found = list(keys)
    return "anymore" in found or any(found[at : at + 2] in _MORE for at in range(len(found)))


def denied(verb: str, stance: Stance, *, over: bool = False) -> Stance | None:
    """Return a stance that is denied, or that is ``over`` and held before.

    Who does not want a thing rejects it, who does not need it says nothing of it; who no longer wants it, or no longer
    offers it, leaves it open.
    """
    if over:
        return "rejects" if stance == "accepts" else "open"
    if stance == "demands" and verb in rules().want:
        return "rejects"
    return None if stance == "demands" and verb in rules().need else TURNED.get(stance, stance)


def dropped(verb: Word, behind: Sequence[Word]) -> Stance | None:
    """Return the stance that is given up in "dropped its demand", "withdrew the objection", "withdraw its 9% offer"."""
    known = rules()
    if verb.stem not in known.cease or adjusted(verb, behind):
        return None
    return next((known.held[item.stem] for item in behind[:_REACH] if item.stem in known.held), None)


def adjusted(verb: Word, behind: Sequence[Word]) -> Stance | None:
    """Return the stance that is held on to, with another figure: "lowered their demand", "raised its offer to 9%"."""
    known = rules()
    keys = [item.key for item in behind[: _REACH + 1]]
    if verb.stem not in known.adjust or not ({"from", "to", "by"} & set(keys) or verb.stem not in known.cease):
        return None
    stances = (known.held[item.stem] for item in behind[:_REACH] if item.stem in known.held)
    return next((stance for stance in stances if stance != "rejects"), None)


def kept(verb: Word, behind: Sequence[Word], before: Sequence[Word], *, is_denied: bool) -> Stance | None:
    """Return what becomes of a stance that a verb gives up, or adjusts: open, or upheld; ``None`` for other verbs.

    Who only may or will give it up, or threatens to (``before`` the verb), has not.
    """
    ceased = dropped(verb, behind)
    if ceased is None:
        return adjusted(verb, behind)
    if is_denied:
        return ceased
    governs = any(word.stem in rules().governs for word in before)
    to_come = any(word.key in GUESSED or (word.key == "to" and not governs) for word in before)
    return None if to_come else "open"


def given_up(verb: Word, behind: Sequence[Word], around: Iterable[str]) -> Stance | None:
    """Return the stance that words say was held until then: dropped, or held "no longer" (``around`` the verb)."""
    if (stance := dropped(verb, behind)) is not None:
        return stance
    return listed(verb.stem, [item.key for item in behind]) if lapsed(around) else None


def listed(word: str, behind: Sequence[str]) -> Stance | None:
    """Return the stance of a stem, with the word that it needs behind it where it needs one."""
    known = rules()
    if behind and behind[0] in known.without.get(word, ()):
        return None  # "sign away"
    if word in known.welcome:  # no yes yet; and of news or a guest it is nothing at all
        return "open" if known.proposed.intersection(map(stem, behind[:_REACH])) else None
    if word in known.needs:
        stance, wanted = known.needs[word]
        return stance if "*" in wanted or (behind and behind[0] in wanted) else None
    return known.stance.get(word)
