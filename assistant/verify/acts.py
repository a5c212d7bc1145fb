"""What a sentence says of whom: its verbs with their subjects, their sense and how certain they are made.

A claim may shorten and reorder its sentence, make the passive active or report what was said directly. It may not give
a verb another subject, turn it round, or make a fact of a plan. The comparison is one of grammar, so that it holds for
verbs and names that nobody listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.verify.circumstances import condition, contrasted, days, denies_name, opens_condition, orders
from assistant.verify.counted import Counted, counted
from assistant.verify.grammar import SUBJECTS, governors, key_of, names_in, own_subject, subject_of
from assistant.verify.hedging import falls_short, hedges, is_partial, is_untrue
from assistant.verify.lexicon import gate_lexicon
from vectorstore.language import english

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FACT, WILL, MAY = 3, 2, 1
"""How certain a sentence makes an act: it is or was so; it is to be so; it may be so."""

_NEGATIVE_SUBJECT = frozenset({"no", "neither", "none", "nobody", "nothing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One verb, or what is said of something with "to be".

    ``key`` is the stem of the verb's base form, ``subjects`` the stems of the words that name who does it (empty when
    nobody is named), ``pronoun`` tells that only a pronoun does. ``bound`` tells that a condition is set to it, and
    ``condition`` which way (see :func:`assistant.verify.circumstances.condition`); ``conditional`` tells that it is
    itself a part of one; ``hedges`` are adverbs that take something from it ("almost"), ``partial`` tells that only a
    part of its subjects does it, ``days`` are those said of it. ``start`` is its place in the text.
    """

    key: str
    subjects: frozenset[str]
    pronoun: bool
    negated: bool
    certainty: int
    bound: bool
    condition: int
    conditional: bool
    hedges: frozenset[str]
    partial: bool
    days: frozenset[str]
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The acts of a text and, by place, the stems of its words' base forms and which words are names.

    ``nouns`` are the stems of its nouns, ``plain`` the places of those that are neither counted nor said of anybody.
    ``clauses`` are spans of the text; ``orders`` are pairs of verbs of which the first comes before the second, and
    ``contrasted`` names of whom the text says that it was not they, in lower case. ``figures`` tell what is counted.
    """

    acts: tuple[Act, ...]
    stems: dict[int, str]
    names: frozenset[int]
    nouns: frozenset[str]
    plain: frozenset[int]
    clauses: tuple[tuple[int, int], ...]
    orders: frozenset[tuple[str, str]]
    contrasted: frozenset[str]
    figures: tuple[Counted, ...]


@lru_cache(maxsize=512)
def parsed(text: str) -> Parsed:
    """Return what the grammar of one or a few sentences shows."""
    doc = english()(text, disable=["ner"])
    return Parsed(
        acts=tuple(_act(token) for token in doc if _is_act(token)),
        stems={token.idx: key_of(token) for token in doc},
        names=frozenset(token.idx for token in doc if token.pos_ == "PROPN"),
        nouns=frozenset(key_of(token) for token in doc if token.pos_ == "NOUN"),
        plain=frozenset(token.idx for token in doc if token.pos_ == "NOUN" and not _counted(token)),
        clauses=tuple(_clauses(doc)),
        orders=frozenset(orders(doc)),
        contrasted=frozenset(contrasted(text)),
        figures=tuple(counted(doc)),
    )


def _clauses(doc: Doc) -> Iterator[tuple[int, int]]:
    """The stretches of a text that each say something of their own: its sentences, cut where a new subject begins."""
    for sentence in doc.sents:
        cuts = [sentence.start]
        for token in sentence:
            coordinate = token.dep_ in ("conj", "parataxis") and token.pos_ in ("VERB", "AUX")
            opposed = token.dep_ == "advcl" and any(
                child.lower_ in ("while", "whereas", "although", "though") for child in token.children
            )
            if (coordinate or opposed) and own_subject(token) is not None and token.left_edge.i > cuts[-1]:
                cuts.append(token.left_edge.i)
        for first, last in zip(cuts, [*cuts[1:], sentence.end], strict=True):
            yield doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def _counted(noun: Token) -> bool:
    return noun.dep_ == "attr" or any(child.pos_ == "NUM" for child in (*noun.children, *noun.lefts))


def _is_act(token: Token) -> bool:
    if token.pos_ == "VERB":
        return token.dep_ not in ("amod", "compound")
    return token.lemma_ == "be" and token.dep_ not in ("aux", "auxpass")


def _act(token: Token) -> Act:
    subject = subject_of(token)
    named = names_in(subject) if subject is not None else frozenset[str]()
    return Act(
        key=_complement(token) if token.lemma_ == "be" else key_of(token),
        subjects=named,
        pronoun=subject is not None and subject.lower_ in gate_lexicon().pronouns and not named,
        negated=_is_negated(token),
        certainty=_certainty(token),
        bound=_is_bound(token),
        condition=_condition_on(token),
        conditional=_is_conditional(token),
        hedges=hedges(token),
        partial=subject is not None and is_partial(subject),
        days=days(token),
        start=token.idx,
    )


def _complement(token: Token) -> str:
    found = next((child for child in token.children if child.dep_ in ("acomp", "attr")), None)
    return key_of(found) if found is not None else "be"


def _is_negated(token: Token) -> bool:
    """Whether the sentence denies the act: an odd number of "not", "nobody", "denied"."""
    turns = _denials(token) + falls_short(token)
    if token.lemma_ == "be":
        turns += sum(_denials(child) for child in token.children if child.dep_ in ("acomp", "attr"))
    link = token
    for governor in governors(token):
        if link.dep_ in ("xcomp", "ccomp", "pcomp"):
            # "did not say that ..." leaves open what is so; "refused to" and "denied that" turn it round.
            turns += governor.lemma_ in gate_lexicon().denying
            turns += is_untrue(governor, _denials(governor)) if link.dep_ == "ccomp" else 0
            turns += link.dep_ == "xcomp" and governor.lemma_ not in gate_lexicon().denying and _denials(governor)
        elif link.dep_ == "conj" and own_subject(link) is None:
            turns += (
                _denials(governor)
                if not _denials(link) and not any(c.lower_ == "but" for c in governor.children)
                else 0
            )
        link = governor
    return turns % 2 == 1


def _denials(token: Token) -> int:
    found = sum(
        (child.dep_ == "neg" and not denies_name(child)) or child.lower_ in ("never", "hardly")
        for child in token.children
    )
    for child in token.children:
        if child.dep_ in (*SUBJECTS, "nsubjpass", "dobj", "attr"):
            found += child.lower_ in _NEGATIVE_SUBJECT or any(part.lower_ in _NEGATIVE_SUBJECT for part in child.lefts)
    return found


def _certainty(token: Token) -> int:
    """How certain the act is made, by its auxiliaries and by what governs it."""
    own = _own_certainty(token)
    link = token
    for governor in governors(token):
        if link.dep_ in ("xcomp", "ccomp", "pcomp", "acl") and (
            governor.lemma_.lower() in gate_lexicon().wishing
            or _is_to(link)
            or (link.dep_ == "acl" and governor.pos_ == "NOUN")
        ):
            own = min(own, WILL)
        if link.dep_ in ("xcomp", "conj"):
            own = min(own, _own_certainty(governor))
        if link.dep_ == "advcl":
            break
        link = governor
    return min(own, WILL) if _is_conditional(token) else own


def _own_certainty(token: Token) -> int:
    helpers = {child.lower_ for child in token.children if child.dep_ in ("aux", "advmod")}
    if helpers & gate_lexicon().possible:
        return MAY
    return WILL if helpers & gate_lexicon().future or _is_to(token) else FACT


def _is_to(token: Token) -> bool:
    return token.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children)


def _condition_on(token: Token) -> int:
    for link in (token, *governors(token)):
        if (found := condition(link)) or link.dep_ == "advcl":
            return found
    return 0


def _is_bound(token: Token) -> bool:
    """Whether a condition hangs on the act, or on what governs it: "would not return unless ..."."""
    for link in (token, *governors(token)):
        for child in link.children:
            adverbial = child.dep_ == "advcl" and child is not token and opens_condition(child)
            if adverbial or (child.lower_ == "without" and child.dep_ == "prep" and _is_negated(token)):
                return True
    return False


def _is_conditional(token: Token) -> bool:
    """Whether the act stands in a condition, or under one."""
    return any(opens_condition(link) for link in (token, *governors(token)))
