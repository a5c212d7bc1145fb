"""What the figures of a sentence count, and of which deed and whom they are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.verify.grammar import key_of, names_in, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_INSIDE_FIGURE = frozenset({"nummod", "quantmod", "compound", "amod", "npadvmod", "advmod", "nmod"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERIODS = frozenset({"this", "last", "next", "previous", "current", "present"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One figure: its place in the text, and stems: what it counts, the verb that it belongs to, who does that.

    ``period`` is what dates it ("this year").
    """

    start: int
    nouns: frozenset[str]
    verb: str | None
    subjects: frozenset[str]
    period: frozenset[str]


def counted(doc: Doc) -> Iterator[Counted]:
    """Yield the figures of a parsed text, in order."""
    for token in doc:
        if token.tag_ == "CD" or token.text[:1].isdigit():
            head = _head(token)
            verb = next((item for item in head.ancestors if item.pos_ in ("VERB", "AUX")), None)
            if head is not token and _YEAR.fullmatch(token.text):
                verb = None  # "the 1974 treaty gives": the year belongs to the treaty, whatever that does
            subject = subject_of(verb) if verb is not None else None
            yield Counted(
                start=token.idx,
                nouns=frozenset(_things(head)),
                verb=key_of(verb) if verb is not None else None,
                subjects=names_in(subject) if subject is not None else frozenset(),
                period=_period(token, doc),
            )


def _head(token: Token) -> Token:
    """The noun that a figure counts, the figure itself without one."""
    while token.dep_ in _INSIDE_FIGURE and token.head.pos_ in ("NOUN", "PROPN", "NUM", "SYM"):
        token = token.head
    return token


def _things(head: Token) -> Iterator[str]:
    """The stems of the nouns in what is counted: "tonnes", "steel" in "900,000 tonnes of steel"."""
    todo = [head]
    while todo:
        token = todo.pop()
        if token.pos_ in ("NOUN", "PROPN"):
            yield key_of(token)
        todo += [child for child in token.children if child.dep_ in ("compound", "pobj")]
        todo += [child for child in token.children if child.dep_ == "prep" and child.lower_ == "of"]


def _period(token: Token, doc: Doc) -> frozenset[str]:
    """The nearest "this year", "last week" of its sentence, where no other figure stands between them."""
    found = [item for item in token.sent if item.lower_ in _PERIODS and item.i + 1 < len(doc)]
    near = min(found, key=lambda item: abs(item.i - token.i), default=None)
    if near is None:
        return frozenset()
    between = doc[min(near.i, token.i) + 1 : max(near.i, token.i)]
    if any(item.like_num for item in between):
        return frozenset()
    return frozenset({near.lower_, doc[near.i + 1].lower_})
