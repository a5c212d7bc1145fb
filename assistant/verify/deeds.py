"""Whether a claim tells of the same deeds as its sentence: done by the same, in the same sense, as certainly."""

from __future__ import annotations

import re
from typing import Literal

from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of
from assistant.verify.acts import WILL, Act, Parsed

Difference = Literal["polarity", "certainty", "role", "condition", "time"]

_ONLY = re.compile(r"\bonly (?:if|when|after|once)\b|\bcondition\w*|\brequir\w+|\bdepend\w*", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:if|unless|until|once|provided|providing|as long as|only|without|except|in (?:return|exchange))\b"
    r"|\bcondition\w*|\bdepend\w*|\brequir\w+",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r"\b(?:not|rather than|instead of|unlike)\b|n[’']t\b", re.IGNORECASE)
_LIMIT = re.compile(r"\b(?:before|until|unless|without|except|as long as|if|more than)\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|cannot|without|hardly|unable|unwilling|impossible|unacceptable"
    r"|untrue|false|reject\w*|refus\w*|den(?:y|ies|ied|ying|ial)|oppos\w+|rul(?:e|es|ed|ing) out|fail\w*)\b|n[’']t\b",
    re.IGNORECASE,
)


def deeds_differ(
    claim: str, grammar: Parsed, said: str, source: Parsed, *, cast: Cast, meant: set[str]
) -> Difference | None:
    """Return how the verbs of a claim differ from the same verbs of its sentence, ``None`` if they do not.

    ``meant`` are the stems of those whom a pronoun of the sentence can mean.
    """
    aliases = _aliases(claim, cast), _aliases(said, cast)
    if any((later, earlier) in source.orders for earlier, later in grammar.orders if earlier != later):
        return "time"
    if not _CONTRAST.search(claim) and source.contrasted & {word.key for word in words_of(claim) if word.capital}:
        return "role"
    compared = False
    for act in grammar.acts:
        exact = [other for other in source.acts if other.key == act.key]
        twins = exact or [other for other in source.acts if _same(act.key, other.key)]
        if not twins and _turned_stance(act, said):
            return "polarity"
        if not twins:
            # A noun of the sentence ("a vote on ...") tells of no deed that was done.
            if act.certainty > WILL and not _is_speech(act.key) and act.key != "be" and act.key in source.nouns:
                return "certainty"
            continue
        found = [_difference(act, other, aliases=aliases, claim=claim, meant=meant) for other in twins]
        if all(found):
            return found[0]
        if _limit_lost(act, claim, said):
            return "condition"
        compared = True
    if not compared and bool(_NEGATIVE.search(claim)) != bool(_NEGATIVE.search(said)) and not _ONLY.search(claim):
        return "polarity"
    return None


def _limit_lost(act: Act, claim: str, said: str) -> bool:
    """Whether a limit is gone that makes the act less: "not ... before", or an "unless" that became an "if"."""
    if act.negated and not _LIMIT.search(claim) and _LIMIT.search(said):
        return True
    return "unless" in said.lower() and re.search(r"\bif\b", claim) is not None and not _ONLY.search(claim)


def _difference(
    act: Act, other: Act, *, aliases: tuple[dict[str, set[str]], dict[str, set[str]]], claim: str, meant: set[str]
) -> Difference | None:
    return (
        _other_sense(act, other, claim)
        or _more_certain(act, other, claim)
        or _less_bound(act, other, claim)
        or _another_doer(act, other, aliases=aliases, meant=meant)
        or ("time" if act.days and other.days and not act.days & other.days else None)
    )


def _other_sense(act: Act, other: Act, claim: str) -> Difference | None:
    if act.condition and other.condition:
        # "Not unless they pay" is "only if they pay".
        return "condition" if act.condition * _sign(act) != other.condition * _sign(other) else None
    if act.conditional and other.conditional:
        return None  # what sets a condition is compared with what it is set to
    speaks = act.key != other.key and _is_speech(act.key)  # "said that ... not" for "denied that ..."
    excused = speaks or (other.negated and other.bound and _ONLY.search(claim))
    return "polarity" if _refuses(act) != _refuses(other) and not excused else None


def _more_certain(act: Act, other: Act, claim: str) -> Difference | None:
    if act.certainty > other.certainty and not _both_tell(act, other):
        return "certainty"
    return "certainty" if other.hedges - {word.key for word in words_of(claim)} else None


def _less_bound(act: Act, other: Act, claim: str) -> Difference | None:
    unbound = other.bound and not (act.bound or _BOUND.search(claim)) and not _both_tell(act, other)
    return "condition" if unbound or (other.conditional and not act.conditional) else None


def _another_doer(
    act: Act, other: Act, *, aliases: tuple[dict[str, set[str]], dict[str, set[str]]], meant: set[str]
) -> Difference | None:
    mine, theirs = _widened(act.subjects, aliases[0]), _widened(other.subjects, aliases[1])
    if other.pronoun:
        theirs |= meant
    partly = other.partial and act.subjects and not act.partial
    return "role" if partly or (mine and theirs and not mine & theirs) else None


def _both_tell(act: Act, other: Act) -> bool:
    """Whether both only say that somebody said it: "..., Holt said" is no part of the condition in her words."""
    return {act.key, other.key} <= lexicon().neutral


def _same(one: str, other: str) -> bool:
    """Whether two verbs can tell of one deed: both of saying, or of one stance or its opposite."""
    if _is_speech(one) and _is_speech(other):
        return True
    stances = lexicon().stance
    both = stances["accept"] | stances["reject"]
    return (one in both and other in both) or any(one in stems and other in stems for stems in stances.values())


def _is_speech(key: str) -> bool:
    return key in lexicon().speech and key not in lexicon().stances


def _turned_stance(act: Act, said: str) -> bool:
    """Whether a claim's yes is a no in a sentence that has no verb for it ("voted against"), or the reverse."""
    stances = lexicon().stance
    if act.key not in stances["accept"] | stances["reject"]:
        return False
    signs = {
        word.stem in stances["reject"] for word in words_of(said) if word.stem in stances["accept"] | stances["reject"]
    }
    return bool(signs) and _refuses(act) not in signs and not _NEGATIVE.search(said)


def _sign(act: Act) -> int:
    return -1 if _refuses(act) else 1


def _refuses(act: Act) -> bool:
    """Whether the deed is denied; to reject is not to accept, and not to reject is no refusal."""
    return act.negated != (act.key in lexicon().stance["reject"])


def _aliases(text: str, cast: Cast) -> dict[str, set[str]]:
    """By the stem of each word of a mention, the names of the one who is meant and of their party."""
    found: dict[str, set[str]] = {}
    for mention in cast.mentions(text):
        names = {mention.key.casefold(), (mention.party or mention.key).casefold()}
        for word in words_of(text[mention.start : mention.end]):
            found.setdefault(word.stem, set()).update(names)
    return found


def _widened(subjects: frozenset[str], aliases: dict[str, set[str]]) -> set[str]:
    return set(subjects).union(*(aliases.get(word, set()) for word in subjects))
