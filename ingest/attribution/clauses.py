"""Finds who says what in the grammar of one unit: the cue, its subject and its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.attribution.contents import clause_behind, content_of
from ingest.attribution.edges import is_wanted, with_turns
from ingest.attribution.frame import Frame, make_frame
from ingest.attribution.grammar import (
    VERB_TAGS,
    cue_span,
    finite_auxiliary,
    is_open,
    quoted_person,
    subject_of,
)
from ingest.attribution.lexicon import Lexicon, Verb
from ingest.attribution.nominal import WORDS_OF, according, adjective, in_words_of, noun_frame

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# "officials who asked not to be named": tells how somebody spoke, not what they said.
_ANONYMOUS = (
    "not to be named",
    "not to be identified",
    "to be named",
    "to be identified",
    "not to be quoted",
)
# How the forms of verbs begin that refuse with a particle, with the particle.
_REFUSING = (("rul", "out"), ("turn", "down"))
# How the forms of verbs begin that take back the deed behind them.
_CEASING = ("stop", "ceas", "halt", "quit", "refrain", "avoid", "desist")


def frames(doc: Doc, *, lexicon: Lexicon) -> list[Frame]:
    """All attributions of one parsed unit, in the order of their cues."""
    found = (_frame_of(token, lexicon) for token in doc)
    return [frame for frame in found if frame is not None]


def _frame_of(token: Token, lexicon: Lexicon) -> Frame | None:
    word = token.lower_
    if word == "according":
        return according(token, lexicon=lexicon)
    if is_open(token):
        return None
    if token.tag_ in VERB_TAGS and token.dep_ not in ("amod", "aux", "auxpass") and word in lexicon.verbs:
        frame = _verb_frame(token, lexicon.verbs[word])
        if frame is not None:
            return frame
    if word in WORDS_OF:
        return in_words_of(token)
    if word in lexicon.adjectives and token.dep_ in ("acomp", "ROOT", "oprd"):
        return adjective(token, lexicon=lexicon)
    if token.tag_ in ("NN", "NNS") and word in lexicon.nouns:
        return noun_frame(token, lexicon=lexicon)
    return None


def _verb_frame(token: Token, verb: Verb) -> Frame | None:
    if any(child.dep_ == "auxpass" for child in token.children):
        return _passive(token, verb)
    if _is_participle(token):
        return _passive(token, verb)
    if is_hypothetical(token) or is_wanted(token):
        return None
    subject = subject_of(token)
    quoted = quoted_person(token)
    subject = quoted or subject
    content = content_of(token, verb, subject)
    if quoted is not None and content is not None and content[0] <= quoted.i < content[1]:
        return None  # "Y quoted X as saying ...": what is said hangs on "saying"
    if content is not None and " ".join(t.lower_ for t in token.doc[content[0] : content[1]]).startswith(_ANONYMOUS):
        return None
    if content is not None and verb.lemma == "turn" and not _turns(token, content):
        return None  # "as utilities turned to gas" says nothing
    if content is None or _is_lets(token, subject) or _compares(token, subject, content):
        return None
    ceasing = _ceasing(token)
    return make_frame(
        token,
        content=with_turns(token, content),
        subject=subject,
        form="verb",
        negative=verb.negative or ceasing is not None or _turns(token, content),
        speech=verb.kind == "speech",
        cue=(cue_span(ceasing)[0], cue_span(token)[1]) if ceasing is not None else None,
    )


def _is_participle(token: Token) -> bool:
    """Whether a verb without a subject tells what was done to somebody: "the plan backed by X", "Asked why, X said".

    The tagger may take a participle that opens a sentence for the past tense, which has a subject or a mark.
    """
    if token.dep_ not in ("acl", "advcl", "relcl") or _auxiliaries(token):
        return False
    opens = token.dep_ == "advcl" and token.i < token.head.i and token.left_edge == token
    return token.tag_ == "VBN" or (token.tag_ == "VBD" and opens)


def is_hypothetical(token: Token) -> bool:
    """Whether a verb stands in a form that does not report: "to deny that ...", "softer words calling for ..."."""
    if token.tag_ == "VB":
        return token.dep_ in ("xcomp", "ccomp", "acl", "conj", "relcl", "pcomp") and not finite_auxiliary(token)
    return token.tag_ == "VBG" and token.dep_ in ("acl", "ccomp", "csubj") and not finite_auxiliary(token)


def _ceasing(token: Token) -> Token | None:
    """The verb that takes back the one behind it: "stopped endorsing", "refrained from endorsing"."""
    if token.tag_ != "VBG" or token.dep_ not in ("xcomp", "pcomp"):
        return None
    outer = token.head.head if token.dep_ == "pcomp" else token.head
    outer = outer.head if outer.dep_ == "advmod" else outer  # "stopped short of endorsing"
    return outer if outer.lower_.startswith(_CEASING) and outer.tag_ in VERB_TAGS else None


def _turns(token: Token, content: tuple[int, int]) -> bool:
    """Whether a particle makes the cue a refusal: "warned against", "ruled out"."""
    particles = {c.lower_ for c in token.children if c.dep_ in ("prt", "prep") and token.i < c.i < content[0]}
    return "against" in particles or any(token.lower_.startswith(v) and p in particles for v, p in _REFUSING)


def _is_lets(token: Token, subject: Token | None) -> bool:
    return subject is not None and token.head.lower_ == "let" and subject.i > token.head.i


def _compares(token: Token, subject: Token | None, content: tuple[int, int]) -> bool:
    """Whether a verb ends a comparison: in "the dam is safer than the survey suggests" the survey reports nothing."""
    first = subject.left_edge.i if subject is not None else 0
    return content[0] < first <= token.i and token.doc[first - 1].lower_ == "than"


def _auxiliaries(token: Token) -> bool:
    return any(child.dep_ in ("aux", "auxpass") for child in token.children)


def _passive(token: Token, verb: Verb) -> Frame | None:
    """ "The offer was rejected by Moscow": the agent speaks, the subject is what it speaks of, or is spoken to."""
    agent = next((c for c in token.children if c.dep_ == "agent"), None)
    speaker = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    if verb.addressee and speaker is not None and (clause := clause_behind(token)) is not None:
        return make_frame(  # "He was told by X that ..."
            token,
            content=with_turns(token, clause),
            subject=speaker,
            form="passive",
            negative=verb.negative,
            speech=True,
        )
    subject = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
    if subject is None and token.dep_ == "acl":
        subject = token.head
    if (
        verb.lemma in ("quote", "cite")
        or speaker is None
        or subject is None
        or not (verb.takes_object or verb.evaluative)
        or (verb.addressee and not verb.evaluative and subject.tag_ in ("PRP", "NNP"))  # a story is told, not he
        or (verb.lemma == "turn" and not _turns(token, (token.right_edge.i, token.right_edge.i)))
    ):
        return None
    first, last = (
        subject.left_edge.i,
        (subject.right_edge.i + 1 if subject.i > token.i or token.dep_ != "acl" else token.i),
    )
    if first >= last:
        return None
    return make_frame(
        token,
        content=with_turns(token, (first, last)),
        subject=speaker,
        form="passive",
        negative=verb.negative or verb.lemma == "turn",
    )
