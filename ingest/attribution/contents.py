"""Finds what a verb reports: a clause, a quotation, an infinitive, an object, or the sentence around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.attribution.edges import is_wanted, says_what_stands_before, without_remarks
from ingest.attribution.grammar import CLAUSES, SUBJECTS, outer_verb
from ingest.attribution.lexicon import Verb
from ingest.attribution.times import WEEKDAYS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "called to express", "stopped to talk": the infinitive behind these is a purpose and not what was said.
_NO_INFINITIVE = frozenset({"need", "see", "hear", "call", "talk", "speak", "write", "post", "tweet"})
_CALLING = frozenset({"call", "calls", "called", "calling"})
_EMPTY = frozenset({"it", "that", "this", "him", "her", "them", "me", "us", "so"})
_POINTING = frozenset({"this", "that"})
_CLAUSE_STARTS = frozenset({"IN", "DT", "PRP", "PRP$", "NNP", "NNS", "EX", "WP", "WRB"})
_APART = frozenset({";", ":"})
_OPENERS = frozenset({"that"})
_NAMING = frozenset({"NN", "NNP", "JJ"})  # what an office in front of a name is made of
_LONGEST_TITLE = 4  # tokens
_SHORTEST_SENTENCE = 3  # tokens


def without_opener(doc: Doc, first: int, last: int) -> int:
    """The first token of a content without the "that" before it."""
    while first < last and doc[first].lower_ in _OPENERS:
        first += 1
    return first


def content_of(token: Token, verb: Verb, subject: Token | None) -> tuple[int, int] | None:
    """The words that ``verb`` reports, as tokens; ``None`` when it reports nothing."""
    if verb.lemma == "quote" and token.tag_ == "VBN":
        return None
    content = _content(token, verb, subject)
    return without_remarks(token, content) if content is not None else None


def clause_behind(token: Token) -> tuple[int, int] | None:
    """The clause of "was told by X that ..." and "was urged by X to ..."."""
    clause = next((c for c in token.rights if c.dep_ in CLAUSES and c.i > token.i), None)
    return _right(token, clause.left_edge.i) if clause is not None else None


def _content(token: Token, verb: Verb, subject: Token | None) -> tuple[int, int] | None:
    clause = _clause(token, verb, subject) if verb.lemma != "put" else None
    if clause is not None:
        return clause
    parenthetical = _parenthetical(token, verb, subject)
    if parenthetical is not None:
        return parenthetical
    return _object(token, verb, subject) or _figure(token, verb) or _sentence_before(token, verb, subject)


def _clause(token: Token, verb: Verb, subject: Token | None) -> tuple[int, int] | None:
    for child in token.children:
        if child.dep_ == "ccomp" or (child.dep_ == "xcomp" and child.i > token.i):
            is_purpose = child.dep_ == "xcomp" and (verb.particle_only or verb.lemma in _NO_INFINITIVE)
            if is_purpose and _addressed(token, child) is None:
                continue
            if _halved(token, child):
                return None
            if child.i < token.i:
                before = token.doc[subject.left_edge.i - 1] if subject is not None and subject.left_edge.i else None
                if before is not None and before.text in _APART and before.i > child.i:
                    continue  # "Iran wants peace; Israel disagrees", "X was cooler: he said ...": two clauses
                return _left(token, child)
            first = child.left_edge.i
            if subject is not None and first <= subject.i < child.i and subject.head == token:
                first = subject.right_edge.i + 1
            return _right(token, first)
    return None


def _halved(token: Token, child: Token) -> bool:
    """ "The council will not, he said, lift them": "will" is half of the sentence that the verb stands in."""
    return token.dep_ == "parataxis" and child.tag_ == "MD" and child.i < token.i < token.head.i


def _addressed(token: Token, infinitive: Token) -> Token | None:
    """Whom "called on X to leave" asks; "called on Tuesday to say" asks nobody."""
    if token.lower_ not in _CALLING:
        return None
    behind = (
        c for c in token.rights if c.i < infinitive.i and c.dep_ in ("prep", "prt") and c.lower_ in ("on", "upon")
    )
    asked = (g for c in behind for g in c.children if g.dep_ == "pobj" and g.text not in WEEKDAYS and g.tag_ != "CD")
    return next(asked, None)


def _left(token: Token, child: Token) -> tuple[int, int]:
    first, last = child.left_edge.i, child.right_edge.i + 1
    # An introduction before the content belongs to it ("In Kyiv, the talks failed, he said").
    for other in token.lefts:
        if other.i < first and other.dep_ not in (*SUBJECTS, "cc", "punct", "mark"):
            first = min(first, other.left_edge.i)
    # "Were they to leave, we would sign, he said": the parser may take the condition for a content of its own.
    for other in token.lefts:
        if other.dep_ == "ccomp" and other.i > child.i:
            last = max(last, other.right_edge.i + 1)
    return first, min(last, token.i) if child.i < token.i else last


def _right(token: Token, first: int) -> tuple[int, int]:
    """From ``first`` to the end of what hangs on the verb, without further verbs of the same reporter."""
    first = after_day(token, first)
    last = first + 1
    for child in token.children:
        if child.right_edge.i < first or child.dep_ in ("punct",):
            continue
        wanted = any(is_wanted(c) for c in token.children) and child.dep_ in ("conj", "cc")
        if (child.i > first and child.dep_ in ("conj", "cc", "parataxis") and not wanted) or _adjunct_of_report(child):
            break
        last = max(last, child.right_edge.i + 1)
        apart = next((c for c in child.children if c.dep_ == "conj" and outer_verb(c) is not None), None)
        if apart is not None and apart.left_edge.i > first:
            last = apart.left_edge.i
            while last > first + 1 and token.doc[last - 1].tag_ in ("CC", ","):
                last -= 1
            break
    return without_opener(token.doc, first, last), last


def after_day(token: Token, first: int) -> int:
    """``first`` behind a day that belongs to the cue: in "said on Tuesday it was over" the parser may err."""
    doc = token.doc
    at = first
    if at + 2 < len(doc) and doc[at].lower_ == "on":
        at += 1
    day = first > token.i and at + 1 < len(doc) and doc[at].text in WEEKDAYS
    return at + 1 if day and doc[at + 1].tag_ in _CLAUSE_STARTS else first


def _adjunct_of_report(child: Token) -> bool:
    """Whether this is a second cue that hangs on the first one (", adding that ...")."""
    return child.dep_ == "advcl" and child.tag_ == "VBG" and child.nbor(-1).lower_ == ","


def _parenthetical(token: Token, verb: Verb, subject: Token | None) -> tuple[int, int] | None:
    """ "The plan, he said, failed": the verb stands inside the sentence that it reports."""
    if subject is None or token.dep_ not in ("parataxis", "advcl") or subject.head != token:
        return None
    if token.dep_ == "advcl" and not any(c.lower_ == "as" and c.dep_ in ("mark", "advmod") for c in token.children):
        return None
    if verb.lemma == "put" and token.dep_ != "advcl":
        return None
    half = next((c for c in token.children if _halved(token, c)), None)
    if any(child.dep_ in ("dobj", *CLAUSES) and child.lower_ != "it" and child != half for child in token.children):
        return None
    host = token.head
    first, last = host.left_edge.i, host.right_edge.i + 1
    if half is not None:
        first = half.left_edge.i
    elif token.left_edge.i <= first:
        first = token.right_edge.i + 1
    if token.right_edge.i + 1 >= last:
        last = token.left_edge.i
    return (first, last) if last - first >= 2 else None


def _object(token: Token, verb: Verb, subject: Token | None) -> tuple[int, int] | None:
    particle: int | None = None
    target: Token | None = None
    for child in token.rights:
        if child.dep_ in ("prep", "prt") and child.lower_ in verb.particles:
            particle = child.i
            inside = [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
            if inside and inside[0].text not in WEEKDAYS and inside[0].tag_ != "CD":
                target = inside[0]
                break
        elif child.dep_ == "dobj" and (verb.takes_object or particle is not None):
            if verb.addressee and not verb.evaluative:
                continue
            target = child
            break
    if subject is not None and (target is None or target.lower_ in _EMPTY) and verb.takes_object:
        target = _judgement(token, target) or _pointed_at(target, verb)
    if target is None or subject is None or (target.lower_ in _EMPTY and _pointed_at(target, verb) is None):
        return None
    first = target.left_edge.i
    _, last = _right(token, first)
    return first, max(last, target.right_edge.i + 1)


def _pointed_at(target: Token | None, verb: Verb) -> Token | None:
    """The "that" in "Kyiv denies that": whoever contradicts says so, though not what."""
    contradicts = verb.negative and target is not None and target.dep_ == "dobj" and target.lower_ in _POINTING
    return target if contradicts else None


def _figure(token: Token, verb: Verb) -> tuple[int, int] | None:
    """ "put the number of strikers at 1,350": what somebody says that something comes to."""
    thing = next((c for c in token.rights if c.dep_ == "dobj"), None)
    at = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ == "at"), None)
    if verb.lemma != "put" or thing is None or at is None or thing.i > at.i:
        return None
    number = any(t.tag_ == "CD" for t in at.subtree)
    return (thing.left_edge.i, at.right_edge.i + 1) if number else None


def _sentence_before(token: Token, verb: Verb, subject: Token | None) -> tuple[int, int] | None:
    """ "X dropped A and offered B, Y said on Monday": the parser may part the report from its two verbs."""
    if verb.kind != "speech" or subject is None or subject.i > token.i:
        return None
    if says_what_stands_before(token):
        return token.sent.start, token.left_edge.i - 1
    first = token.sent.start
    if token.dep_ != "ROOT" or subject.left_edge.i != first:  # "Then the minister said": another sentence
        return None
    at = first
    while at and token.doc[at - 1].tag_ in _NAMING and first - at < _LONGEST_TITLE:
        at -= 1
    if at < _SHORTEST_SENTENCE or token.doc[at - 1].text != ",":
        return None
    before = token.doc[at - 1].sent
    return (before.start, at - 1) if before.end <= first and at - 1 - before.start >= _SHORTEST_SENTENCE else None


def _judgement(token: Token, judged: Token | None) -> Token | None:
    """What a verb makes of something that is only pointed at: "called it a mistake", "dismissed that as a stunt"."""
    relative = any(c.dep_ == "dobj" and c.tag_ == "WDT" for c in token.lefts)  # "which X described as a mistake"
    behind: list[Token] = [*(judged.rights if judged is not None else ()), *token.rights]
    for child in behind:
        if child.dep_ == "oprd" and child.i > token.i:
            return child
        if child.dep_ == "prep" and child.lower_ == "as" and (judged is not None or relative):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None
