"""What takes from an act without a "not": "almost signed", "stopped short of", "it is untrue that", "half of them"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.verify.lexicon import gate_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

_HOLDS, _FAILS = frozenset({"true", "case", "so", "correct", "right"}), frozenset({"false", "untrue", "wrong"})
# Doing is left out behind these: "without signing", "far from accepting", "short of rejecting".
_WITHOUT = frozenset({"without", "instead", "far", "short"})


def hedges(verb: Token) -> frozenset[str]:
    """Return the adverbs beside a verb that make it less than done or less than sure."""
    return frozenset(child.lower_ for child in verb.children if child.lower_ in gate_lexicon().hedges)


def falls_short(verb: Token) -> bool:
    """Whether a preposition says that something was not done, unless its verb says so too ("stopped short of")."""
    if verb.dep_ != "pcomp":
        return False
    before = {verb.head.lower_, verb.head.head.lower_}
    return bool(before & _WITHOUT) and verb.head.head.head.lemma_ not in gate_lexicon().denying


def is_untrue(governor: Token, denials: int) -> bool:
    """Whether what hangs on "it is ... that" is said not to be so."""
    said = {child.lower_ for child in governor.children if child.dep_ in ("acomp", "attr")}
    return (bool(said & _HOLDS) and denials % 2 == 1) or (bool(said & _FAILS) and denials % 2 == 0)


def is_partial(subject: Token) -> bool:
    """Whether a subject is a part of what it names: "half of the pilots", "some pilots"."""
    some = gate_lexicon().partial
    counts = subject.pos_ == "NUM" or subject.lower_ in some
    parts = counts and any(child.lower_ == "of" for child in subject.children)
    return parts or any(child.lower_ in some for child in subject.children if child.dep_ in ("det", "amod"))
