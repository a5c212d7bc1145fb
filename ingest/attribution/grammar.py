"""Reads a dependency tree: subjects, mentions, cues and their circumstances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.attribution.polarity import is_negated

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = ("nsubj", "csubj")
CLAUSES = ("ccomp", "xcomp")
VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_SHARES_SUBJECT = ("conj", "xcomp", "advcl", "dep", "pcomp", "prep", "aux")
_FARTHEST = 7  # steps upwards; longer chains are errors of the parser
_QUOTING = frozenset({"quote", "quotes", "quoted", "quoting", "cite", "cites", "cited", "citing"})
_ASKING = frozenset({"ask", "asks", "asked", "asking", "wonder", "wonders", "wondered", "wondering"})
ASKED = frozenset({"asked", "pressed", "questioned", "challenged"})
_CONDITIONS = frozenset({"if", "unless", "provided", "providing", "assuming"})
_SAME_SIDE = frozenset({"conj", "xcomp", "ccomp", "acomp", "oprd", "pcomp"})
_BEFORE_NOUN = frozenset({"IN", "CC", ",", "``", "''", ":"})
# Nouns for what people say things in.
_TEXTS = frozenset(
    ("tweet", "tweets", "post", "posts", "letter", "letters", "statement", "statements", "email", "emails")
)


def outer_verb(token: Token) -> Token | None:
    """The verb that a coordinated verb really goes with.

    In "said he would order a review and warned of ..." the parser hangs "warned" on "order"; a finite verb cannot
    go on after a modal one, so it goes with "said".
    """
    head = token.head
    if token.dep_ != "conj" or token.tag_ not in ("VBD", "VBZ") or head.dep_ != "ccomp":
        return None
    modal = any(c.dep_ == "aux" and c.tag_ == "MD" for c in head.children)
    own = any(c.dep_ in SUBJECTS for c in token.children)
    return head.head if modal and not own and head.head.i < head.i else None


def finite_auxiliary(token: Token) -> bool:
    """Whether a verb has an auxiliary with a tense ("will say", "has said")."""
    return any(c.dep_ == "aux" and c.tag_ in ("MD", "VBD", "VBZ", "VBP") for c in token.children)


def _governor(noun: Token) -> Token:
    while noun.dep_ in ("pobj", "prep", "dobj", "conj", "appos", "oprd", "attr") and noun.tag_ not in VERB_TAGS:
        noun = noun.head
    return noun


def subject_of(token: Token) -> Token | None:
    """The grammatical subject of a verb, also where it is shared with the verb that governs it."""
    for step in range(_FARTHEST):
        own = next((c for c in token.children if c.dep_ in SUBJECTS), None)
        if own is not None:
            return own
        if any(c.dep_ in ("nsubjpass", "expl") for c in token.children):
            # A passive has no speaker of its own, but what hangs on it has: "he was asked to say".
            return next((c for c in token.children if c.dep_ == "nsubjpass"), None) if step else None
        known, outer = _upwards(token, first=step == 0)
        if known is not None or outer is None:
            return known
        token = outer
    return None


def _upwards(token: Token, *, first: bool) -> tuple[Token | None, Token | None]:
    """Where a verb without a subject of its own gets it: the subject itself, or the verb to look at next."""
    outer = outer_verb(token)
    if outer is not None:
        return None, outer
    if token.dep_ in ("acl", "relcl"):
        if token.dep_ == "acl" and token.tag_ == "VBG" and token.head.lower_ not in _TEXTS:
            return token.head, None
        return _actor(token)
    if token.dep_ not in _SHARES_SUBJECT:
        return None, None
    if token.dep_ == "prep" and token.lower_ == "as" and (quoted := quoted_person(token.head)) is not None:
        return quoted, None
    if token.dep_ == "advcl" and token.tag_ != "VBG" and any(c.dep_ == "mark" for c in token.children):
        return None, None
    return (_addressee(token) if first else None), token.head


def _actor(token: Token) -> tuple[Token | None, Token | None]:
    """ "used the interview to attack", "sent tweets saying": the owner of the noun, or the verb whose
    subject acts.
    """
    if token.tag_ != "VB" and token.head.lower_ not in _TEXTS:
        return None, None
    owner = next((c for c in token.head.children if c.dep_ == "poss"), None)
    return owner, _governor(token.head)


def _addressee(token: Token) -> Token | None:
    """ "asked him to say": the object of the governing verb is the subject of the infinitive."""
    if token.dep_ != "xcomp":
        return None
    return next((c for c in token.head.children if c.dep_ in ("dobj", "dative") and c.i < token.i), None)


def noun_span(head: Token) -> tuple[int, int]:
    """The mention around ``head``: its modifiers and "of" phrases, without clauses and appositions behind it."""
    first = head.left_edge.i
    last = named_list(head) or head.i + 1
    for child in head.rights:
        if child.i == last and child.dep_ in ("prep", "case", "cc", "conj", "nummod"):
            last = child.right_edge.i + 1
        elif child.dep_ == "conj" and last >= child.left_edge.i:
            last = child.i + 1
        else:
            break
    while first < head.i and _is_before_noun(head.doc[first]):
        first += 1
    return first, last


def _is_before_noun(token: Token) -> bool:
    """Whether a token stands at the edge of a mention without being a part; "neither" turns the whole."""
    return token.lower_ != "neither" and (token.tag_ in _BEFORE_NOUN or not token.text[0].isalnum())


def named_list(head: Token) -> int | None:
    """Where "X, Y and Z" ends when ``head`` is X: the parser takes Y for an apposition, which a comma would end."""
    if head.tag_ != "NNP":
        return None
    for child in head.rights:
        if child.dep_ == "appos" and child.tag_ == "NNP" and any(c.dep_ == "conj" for c in child.rights):
            end = child.right_edge.i + 1
            return end if end < len(head.doc) and head.doc[end].text != "," else None
    return None


def cue_span(token: Token) -> tuple[int, int]:
    """The verb with its auxiliaries, particle and what turns it ("did not call for", "no longer supports")."""
    first, last = token.i, token.i + 1
    for child in token.children:
        if (child.dep_ in ("aux", "auxpass", "neg") or turns(child)) and child.i < token.i:
            first = min(first, _turning_from(child))
        if (child.dep_ == "prt" or (child.dep_ == "prep" and child.lower_ == "against")) and child.i == last:
            last = child.i + 1
    return first, last


def turns(adverb: Token) -> bool:
    """Whether an adverb takes back the verb that it goes with: "no longer", "hardly"."""
    return adverb.dep_ == "advmod" and is_negated(adverb.doc[_turning_from(adverb) : adverb.i + 1].text)


def _turning_from(adverb: Token) -> int:
    """Where "no longer" begins."""
    return max(adverb.left_edge.i, adverb.i - 1)


def circumstances(token: Token, *, outside: tuple[int, int]) -> str:
    """The adverbials of a cue ("on Tuesday", "in Minsk"), without the content and without any clause."""
    words: list[str] = []
    for child in token.children:
        if child.dep_ in ("npadvmod", "prep", "advmod", "dep", "dobj", "dative", "tmod"):
            words += [t.text for t in _phrase(child) if not outside[0] <= t.i < outside[1]]
            words.append("|")
    return " ".join(words)


def _phrase(token: Token) -> list[Token]:
    inside = [token]
    for child in token.children:
        if child.dep_ not in ("relcl", "acl", "advcl", "ccomp", "xcomp"):
            inside += _phrase(child)
    return sorted(inside, key=lambda t: t.i)


def in_condition(cue: Token) -> bool:
    """Whether a clause only says what would or has to be: "if he says that ...", "provided that it accepts checks"."""
    for _ in range(_FARTHEST):
        marked = any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in cue.lefts)
        if cue.dep_ == "advcl" and (marked or cue.head.lower_ == "long"):  # "as long as it accepts checks"
            return True
        if cue.dep_ in ("pcomp", "ccomp") and cue.head.lower_ in _CONDITIONS:
            return True
        if cue.dep_ not in _SAME_SIDE:
            return False
        cue = cue.head
    return False


def is_open(cue: Token) -> bool:
    """Whether it is only asked if something is so: "unclear whether Kyiv supports it", "Does Kyiv support it?"."""
    verb = cue.head if cue.dep_ in ("acomp", "oprd") else cue
    while verb.dep_ in ("conj", "xcomp") and verb.head.i < verb.i and not any(c.dep_ in SUBJECTS for c in verb.lefts):
        verb = verb.head
    marks = {c.lower_ for c in verb.lefts if c.dep_ == "mark"}
    asked = verb.dep_ == "ccomp" or verb.head.lower_ in _ASKING
    if "whether" in marks or ("if" in marks and asked):
        return True
    subject = next((c for c in verb.lefts if c.dep_ in SUBJECTS), None)
    opener = verb.left_edge
    inverted = subject is not None and opener.dep_ in ("aux", "ROOT") and opener.i < subject.i
    return inverted and verb.dep_ == "ROOT" and verb.sent.text.rstrip().endswith("?")


def quoted_person(token: Token) -> Token | None:
    """ "Y quoted X as saying": the one who is quoted, for the verb of quoting."""
    if token.lower_ not in _QUOTING:
        return None
    says = any(c.lower_ == "as" and any(g.dep_ == "pcomp" for g in c.children) for c in token.rights)
    return next((c for c in token.rights if c.dep_ == "dobj"), None) if says else None


def quoted_by(head: Token) -> Token | None:
    """ "X, quoted by Y, said", "Y quoted X as saying": who passes on what the speaker says."""
    if head.dep_ == "dobj" and quoted_person(head.head) == head:
        return subject_of(head.head)
    for child in head.rights:
        if child.tag_ == "VBN" and child.lower_ in ("quoted", "cited"):
            agent = next((c for c in child.children if c.lower_ == "by"), None)
            return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    return None
