"""Who does what in a parsed sentence: verbs, their subjects, and what governs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.understand.words import stem
from assistant.verify.lexicon import gate_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "csubj"})
_GOVERNED = frozenset({"xcomp", "ccomp", "pcomp", "acl", "advcl", "conj"})
_INSIDE_NAME = frozenset({"det", "compound", "amod", "poss", "nmod", "nummod", "prep", "pobj", "case", "conj", "appos"})


def key_of(token: Token) -> str:
    """Return the stem of a word's base form."""
    return stem((token.lemma_ or token.text).lower().replace("’", "'"))


def own_subject(verb: Token) -> Token | None:
    """Return the subject that a verb has itself; of a passive the agent."""
    agent = next((child for child in verb.children if child.dep_ == "agent"), None)
    if agent is not None:
        return next((child for child in agent.children if child.dep_ == "pobj"), None)
    return next((child for child in verb.children if child.dep_ in SUBJECTS), None)


def subject_of(verb: Token) -> Token | None:
    """Return who does it: the subject, the agent of a passive, or the subject of what governs the verb."""
    for _ in range(5):  # "wants to begin to try to ..." is deep enough
        found = own_subject(verb)
        if found is not None:
            relative = verb.dep_ == "relcl" and found.lower_ in ("who", "which", "that")
            return verb.head if relative else found
        if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
            return None
        if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN"):
            return verb.head if verb.tag_ == "VBG" else None
        governor = _above(verb)
        asked = next((child for child in governor.children if child.dep_ in ("dobj", "dative")), None)
        if asked is not None and verb.dep_ in ("xcomp", "ccomp", "pcomp"):  # "urged both sides to return"
            return asked
        suffering = next((child for child in governor.children if child.dep_ == "nsubjpass"), None)
        if suffering is not None and verb.dep_ in ("xcomp", "pcomp"):  # "the crews were urged to return"
            return suffering
        if verb.dep_ not in _GOVERNED or governor == verb:
            return None
        verb = governor
    return None


def _above(verb: Token) -> Token:
    """What a verb hangs on; for "accused of threatening" that is the verb before the preposition."""
    above = verb.head
    while verb.dep_ == "pcomp" and above.pos_ not in ("VERB", "AUX", "NOUN") and above.head != above:
        above = above.head
    return above


def names_in(head: Token) -> frozenset[str]:
    """Return the stems of all words that name a subject, pronouns and articles left out."""
    todo, found = [head], set()
    while todo:
        token = todo.pop()
        if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "VERB") or (
            token is head and token.lower_ not in gate_lexicon().pronouns
        ):
            found.add(key_of(token))
        todo += [child for child in token.children if child.dep_ in _INSIDE_NAME]
    return frozenset(found)


def governors(token: Token) -> Iterator[Token]:
    """Yield what a verb depends on as a part of it: "wants" for "return" in "wants to return"."""
    for _ in range(5):
        if token.dep_ not in _GOVERNED or token.head == token:
            return
        token = _above(token)
        yield token
