"""The value that stands for one attribution in the grammar of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.attribution.grammar import cue_span, noun_span

if TYPE_CHECKING:
    from spacy.tokens import Token

Form = Literal["verb", "passive", "according", "noun"]
_RELATIVE = frozenset({"who", "which", "that"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "WP", "WDT", "DT", "CD", "JJ", "JJS", "EX"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One attribution as token positions of the parsed unit; every pair is first token, one past the last.

    ``source`` is the mention of the speaker, ``None`` when the clause names nobody. ``head`` is the token of the
    mention that carries its meaning. ``antecedent`` is the noun that a relative pronoun stands for.
    """

    cue: tuple[int, int]
    cue_token: int
    content: tuple[int, int]
    source: tuple[int, int] | None
    head: int | None
    antecedent: int | None
    form: Form
    negative: bool
    speech: bool


def _antecedent(verb: Token) -> int | None:
    """The noun that "who" stands for: "the minister who said", "It was the minister who said"."""
    if verb.dep_ == "relcl":
        return verb.head.i
    if verb.dep_ != "ccomp" or verb.head.i > verb.i or not any(c.lower_ == "it" for c in verb.head.lefts):
        return None
    return next((c.i for c in verb.head.rights if c.dep_ == "attr" and c.i < verb.i), None)


def is_misread(subject: Token) -> bool:
    """Whether a subject that the tagger takes for no noun is one: "Renaud, the analyst, said", "the accused said".

    An article, an owner or an apposition shows it. Without its speaker, a clause would fall to somebody before.
    """
    if subject.dep_ != "nsubj" or subject.tag_ in _NOUN_TAGS or not subject.text.isalpha():
        return False
    opened = subject.left_edge.dep_ in ("det", "poss")
    explained = any(c.dep_ == "appos" for c in subject.rights)
    return opened or explained or (subject.text.istitle() and subject.i > subject.sent.start)


def make_frame(
    token: Token,
    *,
    content: tuple[int, int],
    subject: Token | None,
    form: Form,
    negative: bool,
    speech: bool = False,
    cue: tuple[int, int] | None = None,
) -> Frame:
    """A frame around the cue ``token``; ``cue`` replaces the verb group that is read from the tree."""
    antecedent = None
    if subject is not None and subject.tag_ not in _NOUN_TAGS and not is_misread(subject):
        subject = None
    if subject is not None and subject.lower_ in _RELATIVE:
        antecedent = _antecedent(token)
    first, last = cue or cue_span(token)
    last = min(last, content[0]) if first < content[0] else last
    return Frame(
        cue=(first, max(last, token.i + 1)),
        cue_token=token.i,
        content=content,
        source=noun_span(subject) if subject is not None else None,
        head=subject.i if subject is not None else None,
        antecedent=antecedent,
        form=form,
        negative=negative,
        speech=speech,
    )
