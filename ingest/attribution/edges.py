"""Where what is reported begins and ends: with what turns or binds it, without what is somebody else's remark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.attribution.grammar import CLAUSES, SUBJECTS, VERB_TAGS
from ingest.attribution.lexicon import lexicon
from ingest.attribution.polarity import opens_with_condition

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BUT = frozenset({"but", "yet", "though", "although"})
_ENDS = frozenset({".", ",", ":", "''", "``", "-RRB-"})
_LONGEST_SEQUEL = 6  # tokens
# "she said, provided that ...": a condition behind the cue binds what stands before it.
_BINDING = re.compile(
    r"(?:(?:but )?only )?(?:if|unless|provided|providing|as long as|so long as|assuming)\b",
    re.IGNORECASE,
)

# "is ready to pay, but only if ...": what binds the words in front of it.
_ONLY_IF = re.compile(
    r"\w+ (?:only (?:if|when|once|after)|not (?:if|unless|until|before|without)|only in (?:exchange|return) for|"
    r"provided|(?:only )?(?:as|so) long as|(?:only )?on (?:the )?condition)\b",
    re.IGNORECASE,
)


def with_turns(cue: Token, content: tuple[int, int]) -> tuple[int, int]:
    """A content with the words outside it that turn or bind it.

    They stand before the speaker ("Unless they leave, Kyiv will reject the plan") or in a short sequel ("was willing
    to sign, but no longer"). Inside another report the condition is part of that one.
    """
    first, last = content
    condition = condition_before(cue)
    if condition is not None and cue.dep_ not in CLAUSES:
        first = min(first, condition.left_edge.i)
    return first, _sequel(cue.doc, last) if cue.i < last else _condition_behind(cue, last)


def condition_before(cue: Token) -> Token | None:
    """The verb of the condition that a cue depends on, where it stands before the cue."""
    if cue.tag_ == "VBN" and not any(c.tag_ == "MD" for c in cue.children):
        return None  # "has accepted": what was done hangs on nothing
    doc = cue.doc
    clauses = (c for c in cue.lefts if c.dep_ == "advcl")
    return next((c for c in clauses if opens_with_condition(doc[c.left_edge.i : cue.i + 1].text)), None)


def _sequel(doc: Doc, last: int) -> int:
    """The end of a content with the "but no longer" or "but only if ..." behind it; else it is a clause of its own."""
    begin = last + 1 if last < len(doc) and doc[last].text == "," else last
    if begin >= len(doc) or doc[begin].lower_ not in _BUT:
        return last
    bound = _ONLY_IF.match(doc[begin : begin + _LONGEST_SEQUEL].text)
    if bound is not None:
        at = next(t for t in doc[begin:] if t.idx + len(t) >= doc[begin].idx + bound.end())
        whole = at.head.subtree if at.dep_ in ("mark", "advmod") else at.subtree
        end = max(t.i for t in whole) + 1
        return end if end > at.i + 1 else last
    end = next((t.i for t in doc[begin:] if t.tag_ in _ENDS), len(doc))
    turned = begin + 1 < end <= begin + _LONGEST_SEQUEL and doc[begin + 1].dep_ == "neg"
    return end if turned else last


def _condition_behind(cue: Token, last: int) -> int:
    """The end of a content in front of its cue, with a condition that a comma parts from the cue."""
    for child in cue.rights:
        first = child.left_edge.i
        if child.dep_ in ("advcl", "prep") and first > cue.i and cue.doc[first - 1].text == ",":
            words = cue.doc[first : child.right_edge.i + 1]
            if _BINDING.match(words.text) and any(t.dep_ in SUBJECTS or t.dep_ == "nsubjpass" for t in words):
                return child.right_edge.i + 1
    return last


def without_remarks(cue: Token, content: tuple[int, int]) -> tuple[int, int]:
    """A content without the remark behind its last comma that has a speaker of its own.

    Those are ", X said", ", which X called a mistake", ", in what X called a mistake" and ", according to X".
    """
    first, last = content
    doc = cue.doc
    if cue.i < first and doc[last - 1].lower_ == "than" and cue.head.i >= last:
        last = cue.head.i + 1  # "X holds that it is safer than Y suggests": the parser may part the comparison
    for token in doc[first + 1 : last]:
        if token.text != "," or token.i + 2 >= last:
            continue
        if _is_remark(doc[token.i + 1], inside=content) and cue.i not in range(token.i, last):
            return first, _without_cue(cue, first, token.i)
    return first, last


def _without_cue(cue: Token, first: int, last: int) -> int:
    """The end of a content without the cue that ends it: "the toll is low, Y says"."""
    ends = first < cue.left_edge.i <= cue.i < last <= cue.right_edge.i + 2
    return cue.left_edge.i if ends else last


def is_wanted(token: Token) -> bool:
    """Whether a verb with a subject is what somebody wants done: "wants A guaranteed and B kept in Lund".

    It is no clause of its own: without auxiliary and object, and past where the wish is present.
    """
    head = token.head
    if head.dep_ == "conj" and is_wanted(head):  # "A repaired, B closed and C moved"
        head = head.head
    wish = lexicon().verbs.get(head.lower_)
    if token.dep_ != "conj" or wish is None or wish.lemma not in lexicon().wishing:
        return False
    if token.tag_ != "VBN" and (token.tag_ != "VBD" or token.lower_ in lexicon().verbs):  # "and the firm refused"
        return False
    own = any(c.dep_ in SUBJECTS for c in token.lefts)
    active = any(c.dep_ in ("aux", "auxpass", "dobj", "neg", *CLAUSES) for c in token.children)
    joined = any(c.dep_ == "cc" and c.lower_ == "and" for c in (*head.rights, *token.head.rights, *token.rights))
    return own and not active and joined and head.tag_ in ("VBZ", "VBP", "VB")


def says_what_stands_before(verb: Token) -> bool:
    """Whether "..., Y said" was read as a clause on the noun in front of it: such a clause has no comma and no end."""
    known = lexicon().verbs.get(verb.lower_)
    if verb.dep_ != "relcl" or known is None or known.kind != "speech" or verb.tag_ != "VBD":
        return False
    first = verb.left_edge
    own = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    content = any(c.dep_ in ("dobj", "oprd", *CLAUSES) for c in verb.rights)
    if own is None or content or own.left_edge != first or own.tag_ in ("WDT", "WP"):
        return False
    return first.i > verb.sent.start and first.nbor(-1).text == ","


def _is_remark(opener: Token, *, inside: tuple[int, int]) -> bool:
    """Whether a clause is somebody else's word on what stands before it; it goes on to the end."""
    if any(says_what_stands_before(verb) and verb.left_edge == opener for verb in opener.ancestors):
        return True
    if opener.lower_ == "according":
        return opener.right_edge.i + 1 >= _end(opener.doc, inside[1])
    verb = opener.head if opener.lower_ == "which" else _free_relative(opener)
    if verb is None or verb.tag_ not in VERB_TAGS or verb.lower_ not in lexicon().verbs:
        return False
    own = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    judged = any(c.dep_ == "oprd" or c.lower_ == "as" for c in verb.rights)
    return judged and own is not None and own.tag_ != "WDT" and verb.right_edge.i + 1 >= _end(opener.doc, inside[1])


def _free_relative(opener: Token) -> Token | None:
    """The verb of "in what X called ..."."""
    if opener.dep_ != "prep" or opener.i + 1 >= len(opener.doc) or opener.nbor().lower_ != "what":
        return None
    return next((c for c in opener.children if c.dep_ == "pcomp"), None)


def _end(doc: Doc, last: int) -> int:
    """The end of words without the marks behind the last of them."""
    while last and not doc[last - 1].text[0].isalnum():
        last -= 1
    return last
