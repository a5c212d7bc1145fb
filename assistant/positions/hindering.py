"""What hinders, by the grammar of a sentence that says that something does.

"The status of the locks is the main obstacle", "a fee that blocks the merger", "they are split over the price": what
stands in the way is a subject, a complement or what a preposition adds, by what kind of word says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.positions.matters import LONGEST_SENTENCE
from assistant.understand.words import stop_words
from vectorstore import Span
from vectorstore.language import english

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LONGEST, _MOST_WORDS = 90, 14
_BEING = frozenset({"be", "remain", "become", "stay", "seem", "appear", "lie", "prove", "concern"})
_POSING = frozenset(
    {"pose", "create", "represent", "constitute", "form", "present", "raise", "cause", "remain", "become"}
)
# "Shifts have replaced wages as the obstacle" is said of the shifts, "he named wages as one" of the wages.
_BEING_AS = frozenset({"replace", "emerge", "serve", "act", "remain", "stand", "return", "overtake"})
# Whoever does these is a side and hinders nothing; what they do it about does.
_APART = frozenset(
    {"agree", "disagree", "differ", "divide", "split", "clash", "quarrel", "argue", "stall", "break"}
) | {"divided", "apart", "deadlocked", "stuck"}
_ABOUT = frozenset({"over", "about", "on", "concerning", "regarding"})
_BEHIND = _ABOUT | {"in", "with", "to"}
_COMPLEMENTS = ("attr", "acomp", "ccomp", "xcomp", "oprd", "dobj", "advcl")
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
_RELATIVE = frozenset({"that", "which", "who"})
_EMPTY = frozenset(
    {"it", "there", "this", "that", "these", "those", "he", "she", "they", "we", "i", "what", "which", "one"}
)
_RAISED = ("xcomp", "conj", "pcomp")  # "threatens to sink": the subject is that of "threatens"
_DEEPEST = 6
# "Not money but trust", "less policy than distrust", "distrust rather than policy".
_CONTRASTS = (
    re.compile(r"not (?:(?:just|only|merely|so much) )?.+?,? but (?:rather |also )?(?P<one>.+)", re.DOTALL),
    re.compile(r"less (?:about )?.+? than (?P<one>.+)", re.DOTALL),
    re.compile(r"(?P<one>.+?),? (?:rather than|and not|not|instead of) .+", re.DOTALL),
)
_ASIDE = re.compile(r",? (?:but|because|since|although|though|while|whereas|as)\b.*$", re.DOTALL)
_EDGE = " \t\n.,;:“”\"'‘’—–-"


def hindering(sentence: str, cue: Span) -> str | None:
    """Return what hinders, as the sentence words it; ``None`` where it does not name it.

    Args:
        sentence: one sentence of a document.
        cue: the span of its words that say that something is in the way.

    Raises:
        LanguageUnavailable: if the language model cannot be loaded.
    """
    doc = english()(sentence[:LONGEST_SENTENCE], disable=["ner"])
    inside = [token for token in doc if cue[0] <= token.idx < cue[1] and not token.is_punct]
    places = {token.i for token in inside}
    word = next((token for token in inside if token.head.i not in places or token.head == token), None)
    if word is None:
        return None
    if word.lemma_.lower() in _BEING:  # "remain divided": what they are says it
        states = [one for one in inside if one.head == word and one.dep_ in ("acomp", "attr", "oprd", "advmod")]
        word = next((one for one in states if one.dep_ != "advmod" or one.lower_ in _APART), word)
    while word.dep_ == "pobj" and word.head.lower_ == "of" and word.head.head.pos_ == "NUM":
        word = word.head.head  # "one of the two obstacles"
    for found in _named(word):
        if found.lower_ not in _EMPTY and found.i not in places:
            return _worded(found, word)
    return None


def _named(word: Token) -> Iterator[Token]:
    """What may be said to hinder, the likeliest first."""
    if {word.lemma_.lower(), word.lower_} & _APART or (
        word.pos_ in ("VERB", "AUX") and word.dep_ not in ("attr", "acomp")
    ):
        yield from _of_verb(word)
    yield from _prepositional(word, _ABOUT)
    if word.dep_ in ("attr", "acomp", "oprd"):
        yield from _subject(word.head)
    elif word.dep_ in _SUBJECTS:
        yield from _complement(word.head)
    elif word.dep_ == "pobj" and word.head.lower_ == "as":
        verb = word.head.head
        if verb.lemma_.lower() in _BEING_AS:
            yield from _subject(verb)
        yield from (child for child in verb.children if child.dep_ in ("dobj", "nsubjpass"))
    elif word.dep_ == "dobj" and word.head.lemma_.lower() in _POSING:
        yield from _subject(word.head)
    elif word.dep_ == "appos":
        yield word.head
    yield from _prepositional(word, frozenset({"of"}))


def _of_verb(verb: Token) -> Iterator[Token]:
    if {verb.lemma_.lower(), verb.lower_} & _APART:
        yield from _prepositional(verb, _ABOUT)
        yield from _prepositional(verb.head, _ABOUT)  # of "remain divided over" the parser hangs it on "remain"
        yield from (child for child in verb.children if child.dep_ in _COMPLEMENTS and child.i > verb.i)
        return
    yield from (part for child in verb.children if child.dep_ == "agent" for part in child.children)
    if not any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        yield from _subject(verb)
    yield from _prepositional(verb, _ABOUT)


def _subject(verb: Token) -> Iterator[Token]:
    """The subject of a verb; of "what is in the way is X" the X, of "a fee that blocks it" the fee."""
    for _ in range(_DEEPEST):
        found = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if found is not None:
            if verb.dep_ == "relcl" and found.lower_ in _RELATIVE:
                yield verb.head
            elif verb.dep_ in ("csubj", "csubjpass", "nsubj"):
                yield from _complement(verb.head)
            else:
                yield found
            return
        if verb.dep_ == "acl":
            yield verb.head
        if verb.dep_ not in _RAISED:
            return
        verb = verb.head


def _complement(verb: Token) -> Iterator[Token]:
    if verb.lemma_.lower() not in _BEING:
        return
    yield from _prepositional(verb, _ABOUT)
    yield from (child for child in verb.children if child.dep_ in _COMPLEMENTS and child.i > verb.i)
    yield from _prepositional(verb, _BEHIND)


def _prepositional(word: Token, wanted: frozenset[str]) -> Iterator[Token]:
    for child in word.children:
        if child.dep_ == "prep" and child.lower_ in wanted:
            yield from (part for part in child.children if part.dep_ in ("pobj", "pcomp"))


def _worded(head: Token, word: Token) -> str:
    """The words of what hinders; of a long description its head, with what stands before it."""
    doc = head.doc
    first, last = head.left_edge.i, head.right_edge.i + 1
    if first <= word.i < last:  # "the price, which blocks it": up to the words that say so
        clause = next(one for one in (word, *word.ancestors) if one.head == head)
        first, last = (first, clause.left_edge.i) if word.i > head.i else (word.i + 1, last)
    turned = head.head.lemma_ == "be" and any(child.dep_ == "neg" for child in head.head.children)
    text = _contrasted(f"{'not ' if turned else ''}{_plain(doc, first, last)}")
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        ends = [
            child.left_edge.i for child in head.children if child.i > head.i and child.dep_ in ("relcl", "acl", "prep")
        ]
        text = _plain(doc, first, min([*ends, last])) if ends else ""
        text = text if len(text) <= _LONGEST else ""
    return text or _plain(doc, next(iter(_modifiers(head)), head.i), head.i + 1)


def _modifiers(head: Token) -> list[int]:
    return [child.i for child in head.lefts if child.dep_ in ("compound", "amod", "poss", "nmod")]


def _plain(doc: Doc, first: int, last: int) -> str:
    if first < last and doc[first].lower_ == "that" and doc[first].dep_ == "mark":
        first += 1
    text = str(doc[first:last].text).strip(_EDGE)
    # The article of a sentence's beginning: one obstacle is not two by its capital.
    return text[:1].lower() + text[1:] if first < last and doc[first].pos_ in ("DET", "PRON") else text


def _contrasted(text: str) -> str:
    """What is said to hinder, where a phrase says as well what is not: of "not money but trust" the trust."""
    for pattern in _CONTRASTS:
        match = pattern.fullmatch(text)
        if match and match["one"].split()[-1].lower() not in stop_words():
            return match["one"]
    return _ASIDE.sub("", text)
