"""What stands around an act in its sentence: its days, its condition, what comes before or after it, what it is not."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.understand.words import words_of
from assistant.verify.grammar import key_of
from assistant.verify.lexicon import gate_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAMED_DAYS = frozenset(name for name in (*calendar.day_name, *calendar.month_name) if name)
_NEAR_DAYS = frozenset({"yesterday", "today", "tomorrow", "tonight"})
# Conditions that hold as long as what they name has not come about.
_UNTIL_THEN = frozenset({"unless", "without", "until"})
_NONE = frozenset({"no", "neither", "nobody", "nothing", "never"})
# "Norvia, not Tessaly, asked": the one named behind it did not.
_NOT_THIS = re.compile(
    r"\b(?:not|rather than|instead of|unlike)\s+(?:the |its |his |her |their )?(?P<name>(?:[A-Z][\w’'-]*(?: |\b))+)"
)


def days(verb: Token) -> frozenset[str]:
    """Return the days and months that are said of a verb itself, in lower case."""
    beside = (child for child in verb.children if child.dep_ in ("prep", "npadvmod", "advmod", "nmod"))
    return frozenset(
        token.lower_
        for child in beside
        for token in child.subtree
        if token.text in _NAMED_DAYS or token.lower_ in _NEAR_DAYS
    )


def condition(verb: Token) -> int:
    """Return 1 where a verb holds if something comes about, -1 where it holds if it does not, 0 without a condition."""
    for child in verb.children:
        if child.dep_ == "advcl" and (opener := opens_condition(child)):
            turned = sum(token.dep_ == "neg" or token.lower_ in _NONE for token in child.subtree)
            return (-1 if opener in _UNTIL_THEN else 1) * (-1 if turned % 2 else 1)
        if child.dep_ == "prep" and child.lower_ == "without":
            return -1
        if child.dep_ == "prep" and any(part.lower_ == "only" for part in (*child.children, *_before(child))):
            return 1
    return 0


def opens_condition(clause: Token) -> str | None:
    """Return the word that makes a clause a condition."""
    marks = (child for child in clause.children if child.dep_ in ("mark", "advmod"))
    return next((mark.lower_ for mark in marks if mark.lower_ in gate_lexicon().condition), None)


def orders(doc: Doc) -> Iterator[tuple[str, str]]:
    """Yield what comes before what, as the stems of two verbs: by "after", "before" and "then"."""
    for token in doc:
        if token.dep_ in ("advcl", "pcomp") and token.pos_ == "VERB":
            link = next((c for c in token.children if c.dep_ == "mark"), token.head if token.dep_ == "pcomp" else None)
            main = token.head.head if token.dep_ == "pcomp" else token.head
            pair = (key_of(token), key_of(main))
            if link is not None and link.lower_ in ("after", "once"):
                yield pair
            elif link is not None and link.lower_ == "before":
                yield pair[::-1]
        elif token.dep_ in ("conj", "dep") and any(c.lower_ == "then" for c in token.children):
            yield key_of(token.head), key_of(token)


def contrasted(text: str) -> Iterator[str]:
    """Yield the names, in lower case, of whom a text says that it was not they."""
    for match in _NOT_THIS.finditer(text):
        yield from (word.key for word in words_of(match["name"]))


def denies_name(negation: Token) -> bool:
    """Whether a "not" denies the name behind it only: "Norvia, not Tessaly, asked"."""
    return (
        negation.i > 0
        and negation.nbor(-1).text == ","
        and any(token.pos_ == "PROPN" for token in negation.doc[negation.i + 1 : negation.i + 3])
    )


def _before(token: Token) -> Iterator[Token]:
    if token.i:
        yield token.doc[token.i - 1]
