"""Attributions without a verb of saying: "according to", "X's demand that", "in X's words", "X is ready to"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.attribution.contents import without_opener
from ingest.attribution.edges import with_turns
from ingest.attribution.frame import Frame, make_frame
from ingest.attribution.grammar import CLAUSES, SUBJECTS, VERB_TAGS, cue_span, noun_span, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from ingest.attribution.lexicon import Lexicon

WORDS_OF = frozenset({"words", "view", "opinion", "telling", "account", "eyes", "estimation"})
_DROPPED_TO_BE_HEARD = frozenset({"hint", "hints"})
_FEWEST_TOKENS = 2
_JOINING = frozenset({"CC", ",", ":"})


def according(token: Token, *, lexicon: Lexicon) -> Frame | None:
    """ "The plant is safe, according to X"."""
    to = next((c for c in token.children if c.lower_ == "to"), None)
    if to is None and token.i + 1 < len(token.doc) and token.nbor().lower_ == "to":
        to = token.nbor()
    speaker = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
    if to is None or speaker is None:
        return None
    sentence = token.sent
    first, last = sentence.start, sentence.end
    phrase = (min(token.left_edge.i, token.i), max(speaker.right_edge.i + 1, to.i + 1))
    heard = _heard_in(token, phrase[1], lexicon) if speaker.lower_ in lexicon.papers else None
    if heard is not None:
        return heard
    several = [t for t in sentence if t.lower_ == "according"]
    if len(several) > 1:
        first, last = _own_part(token, several, phrase)
    elif phrase[0] - first >= last - phrase[1]:
        last = phrase[0]
    else:
        first = phrase[1]
    if last - first < (2 if len(several) == 1 else 1):
        return None
    return make_frame(
        token,
        content=(first, last),
        subject=speaker,
        form="according",
        negative=False,
        cue=(token.i, to.i + 1),
    )


def _own_part(token: Token, several: Sequence[Token], phrase: tuple[int, int]) -> tuple[int, int]:
    """What goes with one of several in a sentence: "450 according to X, 900 according to Y", "According to X, ..."."""
    sentence, at = token.sent, several.index(token)
    if not any(t.text[0].isalnum() and t.tag_ != "CC" for t in token.doc[sentence.start : several[0].i]):
        last = several[at + 1].i if at + 1 < len(several) else sentence.end
        while last > phrase[1] and token.doc[last - 1].tag_ in _JOINING:
            last -= 1
        return phrase[1], last
    if at == 0:
        return sentence.start, phrase[0]
    # The words between two of them; the speaker of the first is no longer than its noun.
    before = next((c for t in several[at - 1].subtree for c in t.children if c.dep_ == "pobj"), several[at - 1])
    first = noun_span(before)[1]
    while first < phrase[0] and token.doc[first].tag_ in _JOINING:
        first += 1
    return first, phrase[0]


def _heard_in(token: Token, end: int, lexicon: Lexicon) -> Frame | None:
    """What somebody "told others, according to minutes, that ...": the papers stand between the verb and its clause.

    The parser may hang the clause anywhere, so that the marks count: commas and "that".
    """
    doc, sentence = token.doc, token.sent
    opened = [t.lower_ for t in doc[end : end + 2]] == [",", "that"] and doc[token.i - 1].text == ","
    if not opened or end + 2 >= sentence.end:
        return None
    for verb in reversed(doc[sentence.start : token.i]):
        known = lexicon.verbs.get(verb.lower_)
        if known is not None and known.kind == "speech" and verb.tag_ in VERB_TAGS:
            subject = subject_of(verb)
            return make_frame(
                verb,
                content=(end + 2, sentence.end),
                subject=subject,
                form="verb",
                negative=known.negative,
                speech=True,
            )
    return None


def in_words_of(token: Token) -> Frame | None:
    """ "In X's words, ..." and "..., in the view of X"."""
    of = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ == "of"), None)
    owner = next((c for c in token.lefts if c.dep_ == "poss"), None) or (
        next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
    )
    if owner is None or token.dep_ != "pobj" or token.head.lower_ not in ("in", "to", "by"):
        return None
    sentence = token.sent
    first, last = sentence.start, token.head.left_edge.i
    if last - first < sentence.end - token.right_edge.i - 1:
        first, last = token.right_edge.i + 1, sentence.end
    return _noun_frame(token, (first, last), subject=owner, negative=False)


def adjective(token: Token, *, lexicon: Lexicon) -> Frame | None:
    """ "Kyiv is ready to talk", "he was sure that ..."."""
    verb = token.head if token.dep_ in ("acomp", "oprd") else token
    if token.dep_ == "oprd" and verb.lower_ in lexicon.verbs:
        return None  # "was called ready to sign", "called that open to doubt": somebody else's judgement
    subject = next((c for c in verb.children if c.dep_ in (*SUBJECTS, "nsubjpass")), None)
    target: Token | None = None
    for child in (*token.rights, *(c for c in verb.rights if c.i > token.i)):
        if child.dep_ in CLAUSES:
            target = child
            break
        if child.dep_ == "prep" and child.lower_ in ("to", "about", "of", "for", "with", "in"):
            target = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            break
    if subject is None or target is None or subject.lower_ in ("it", "there", "that", "this"):
        return None
    first, last = target.left_edge.i, target.right_edge.i + 1
    first = without_opener(token.doc, first, last)
    if last - first < 2:
        return None
    first, last = with_turns(verb, (first, last))
    begin = min((c.i for c in verb.children if c.dep_ in ("aux", "neg") and c.i < token.i), default=verb.i)
    return make_frame(
        token,
        content=(first, last),
        subject=subject,
        form="noun",
        negative=token.lower_ in lexicon.negative_adjectives,
        cue=(min(begin, verb.i), token.i + 1),
    )


def noun_frame(token: Token, *, lexicon: Lexicon) -> Frame | None:
    """ "Moscow's demand that ...", "a proposal by Kyiv to ...".

    Verbs that add nothing to their noun leave its speaker to their subject ("expressed hope that"); in "denied
    reports that" the reports are somebody else's. What is taken back is one's own ("withdrew its demand that").
    """
    speaker = next((c for c in token.lefts if c.dep_ == "poss"), None)
    by = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ in ("by", "from")), None)
    if speaker is None and by is not None:
        speaker = next((c for c in by.children if c.dep_ == "pobj"), None)
    if speaker is None and token.dep_ == "dobj" and token.head.lower_ in lexicon.light:
        speaker = subject_of(token.head)  # "the minister expressed hope that ..."
    taken_back = _taken_back(token, lexicon)
    if taken_back is not None and (speaker is None or speaker.tag_ == "PRP$"):
        speaker = subject_of(taken_back)
    target: Token | None = None
    for child in token.rights:
        if child.dep_ in ("acl", "ccomp", "relcl") and child.i > token.i and _complement(child):
            target = child
            break
        if child.dep_ == "prep" and child.lower_ == "for" and token.lower_ in lexicon.nouns_with_for:
            target = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            break
    if target is None or speaker is None:
        return None
    first, last = target.left_edge.i, target.right_edge.i + 1
    first = without_opener(token.doc, first, last)
    negative = token.lower_ in lexicon.negative_nouns or taken_back is not None
    return _noun_frame(token, (first, last), subject=speaker, negative=negative, verb=taken_back)


def _taken_back(noun: Token, lexicon: Lexicon) -> Token | None:
    """The verb that takes a noun back: "dropped its demand", "gave up its demand", "backed away from its demand"."""
    particle = noun.head if noun.dep_ == "pobj" else None
    verb = particle.head if particle is not None else noun.head
    if verb.dep_ == "advmod" and particle is not None:
        verb = verb.head  # "backed away from": the parser may hang "from" on "away"
    needed = lexicon.taking_back.get(verb.lower_, frozenset())
    if verb.tag_ not in VERB_TAGS or verb.i > noun.i or noun.lower_ in _DROPPED_TO_BE_HEARD:
        return None
    if particle is not None:
        return verb if particle.lower_ in needed else None
    given = {c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod")} | {""}
    return verb if noun.dep_ == "dobj" and needed & given else None


def _noun_frame(
    noun: Token, content: tuple[int, int], *, subject: Token, negative: bool, verb: Token | None = None
) -> Frame | None:
    """The frame of a noun of saying, unless nothing but a word or none is left to be said."""
    if content[1] - content[0] < _FEWEST_TOKENS:
        return None
    return make_frame(
        noun,
        content=content,
        subject=subject,
        form="noun",
        negative=negative,
        cue=(cue_span(verb)[0] if verb is not None else noun.i, noun.i + 1),
    )


def _complement(clause: Token) -> bool:
    """ "claim that he won", "plan to leave", and not the relative clause "claim that he made"."""
    if clause.tag_ == "VB" and any(c.lower_ == "to" for c in clause.children):
        return True
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)
