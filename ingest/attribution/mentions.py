"""A mention of a speaker: where it stands and what the grammar tells of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ingest.attribution.edges import is_wanted
from ingest.attribution.frame import is_misread
from ingest.attribution.grammar import ASKED, named_list, noun_span
from ingest.attribution.meaning import PRONOUNS, Mention, plural_tag
from ingest.attribution.units import Unit
from vectorstore.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def mention_of(unit: Unit, head: Token, *, antecedent: Token | None = None) -> Mention:
    """The mention around a noun; a relative pronoun counts as the noun that it stands for."""
    token = antecedent if antecedent is not None else head
    first, last = noun_span(token)
    doc = token.doc
    start, end = unit.span(doc[first].idx, doc[last - 1].idx + len(doc[last - 1]))
    reach = end
    if antecedent is not None and 0 <= head.i - last <= 1:
        reach = unit.ends[head.idx + len(head) - 1]  # "an aide who": the pronoun belongs to the mention
    named = _apposition(token)
    if named is not None and named.left_edge.i == last and not plural_tag(token.tag_):
        reach = unit.ends[named.idx + len(named) - 1]  # "carrier Lusair": no comma parts the name from the noun
    apposition = unit.starts[named.idx] if named is not None else None
    return Mention(
        start=start,
        end=end,
        reach=reach,
        head_start=unit.starts[token.idx],
        head=token.text,
        words=doc[first:last].text,
        pronoun=apposition is None and (token.lower_ in PRONOUNS or token.tag_ in ("PRP", "PRP$", "WP", "WDT")),
        plural=plural_tag(token.tag_) or any(c.dep_ == "conj" for c in token.children) or named_list(token) is not None,
        proper=(token.tag_ in ("NNP", "NNPS") or is_misread(token)) and any(map(str.isupper, token.text)),
        apposition=apposition,
    )


def _apposition(token: Token) -> Token | None:
    """The name in "the minister, Ivan Petrov," and "one of them, Ivan Petrov,"."""
    if token.tag_ not in ("NN", "NNS") and token.lower_ != "one":
        return None
    # The tagger takes a surname that ends in "s" for a plural.
    return next((c for c in token.rights if c.dep_ == "appos" and c.tag_ in ("NNP", "NNPS")), None)


def label_mention(text: str, span: Span) -> Mention:
    """The mention that a label is ("PESKOV:")."""
    words = text[span[0] : span[1]]
    head = words.split()[-1]
    return Mention(
        start=span[0],
        end=span[1],
        reach=span[1],
        head_start=span[1] - len(head),
        head=head,
        words=words,
        pronoun=False,
        plural=False,
        proper=head[:1].isupper(),
    )


def _is_asked_about(token: Token) -> bool:
    """Whether a word stands in a clause such as "Asked whether X had agreed," before the one who answers."""
    above = itertools.takewhile(lambda t: t.dep_ != "ROOT", token.ancestors)
    return any(t.lower_ in ASKED and t.dep_ == "advcl" and t.i < t.head.i and t.left_edge == t for t in above)


def subject_mentions(unit: Unit, doc: Doc) -> list[Mention]:
    """The named subjects of the main clauses: those whom a pronoun in the next sentence means."""
    found = []
    for token in doc:
        # "Not so Ann Berg.": a name without any verb.
        alone = token.dep_ == "ROOT" and token.tag_ == "NNP" and doc[-1].text == "."
        if _is_asked_about(token) or is_wanted(token.head):
            continue
        if alone or (token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("ROOT", "conj", "ccomp")):
            mention = mention_of(unit, token)
            if not mention.pronoun:
                found.append(mention)
    return found
