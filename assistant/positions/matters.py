"""What a stance is about, by the grammar of its sentence: what its verb acts upon.

"Canada wants Brazil to drop a planned levy on streaming" is about the levy, and so is "ruled out any delay of the
levy". The matter goes by the noun that heads it, so that two sides who speak of one matter meet in one row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.positions.rules import rules
from assistant.understand.cast import Cast
from assistant.understand.words import stem, stop_words, words_of
from vectorstore import Span
from vectorstore.language import english

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BATCH = 32  # sentences; with the longest ones some tens of MB
LONGEST_SENTENCE = 1500
"""Characters that are parsed of a sentence: none of prose is longer, and a parser's memory grows with the length."""
_DEEPEST = 8  # steps down a tree; longer chains are errors of the parser
_MOST_WORDS = 4
_OBJECTS = ("dobj", "obj")
_CLAUSES = ("xcomp", "ccomp", "pcomp")
_STATES = ("acomp", "attr", "oprd")
# What hangs on these tells where or when rather than what: "in June", "at the border".
_ABOUT = frozenset({"of", "on", "to", "for", "over", "about", "against", "from", "with", "into"})
_MODIFIERS = ("compound", "amod", "nmod")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The noun phrase that names a matter, as written, and the stem of the noun that heads it."""

    text: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence and in it the span of the words that take a stance.

    ``at`` is where the verb that takes it ends, in the sentence; ``None`` where words outside the span do ("rejected",
    of "a truce").
    """

    sentence: str
    span: Span
    at: int | None


def matters(said: Iterable[Said], *, cast: Cast) -> Iterator[Matter | None]:
    """Yield what each stance is about, ``None`` where its sentence does not name it.

    Args:
        said: the stances; their trees are read one by one and not kept.
        cast: tells which names are nobody's matter.

    Raises:
        LanguageUnavailable: if the language model cannot be loaded.
    """
    pairs = ((item.sentence[:LONGEST_SENTENCE], item) for item in said)
    for doc, item in english().pipe(pairs, as_tuples=True, batch_size=_BATCH, disable=["ner"]):
        people = cast.mentions(doc.text)
        names = frozenset(token.i for token in doc if any(one.start <= token.idx < one.end for one in people))
        yield _Tree(names).matter(doc, item)


@dataclass(frozen=True, slots=True)
class _Tree:
    """One parsed sentence, with the places of the tokens that name somebody."""

    names: frozenset[int]

    def matter(self, doc: Doc, item: Said) -> Matter | None:
        inside = [token for token in doc if item.span[0] <= token.idx < item.span[1]]
        verb = _root(inside) if item.at is None else next((t for t in inside if item.at <= t.idx + len(t)), None)
        head = None
        while verb is not None and head is None:
            head = self._acted_upon(verb, 0)
            verb = verb.head if verb.dep_ == "xcomp" else None  # "the levy has to go"
        return None if head is None else Matter(text=self._phrase(head), head=stem(head.lower_))

    def _acted_upon(self, token: Token, depth: int) -> Token | None:
        """The noun that a verb, or an adjective with a preposition, acts upon; of one without an object its subject."""
        if depth > _DEEPEST:
            return None
        return self._noun(token, depth) if _is_nominal(token) else self._first(_arguments(token), depth)

    def _noun(self, token: Token, depth: int) -> Token | None:
        """A noun, or what one that says little by itself ("delay", "offer", "6 percent") is of."""
        if token.tag_ in ("WDT", "WP"):  # "a pledge which he has refused to give"
            clause = next((one for one in token.ancestors if one.dep_ == "relcl"), None)
            return self._noun(clause.head, depth + 1) if clause is not None and depth < _DEEPEST else None
        if token.i in self.names:
            return None
        known, key = rules(), stem(token.lower_)
        empty = token.pos_ in ("NUM", "PRON", "DET") or key in known.no_issue or len(token.lower_) < 3
        counted = any(child.dep_ == "nummod" for child in token.children)  # "90,000 tonnes of beef"
        light = key in known.light
        inner = self._first(_within(token, empty=empty, light=light), depth) if empty or counted or light else None
        return inner if inner is not None or empty else token

    def _first(self, parts: Iterable[Token], depth: int) -> Token | None:
        return next(filter(None, (self._acted_upon(part, depth + 1) for part in parts)), None)

    def _phrase(self, head: Token) -> str:
        first = head.i
        while first and head.i - first < _MOST_WORDS - 1 and self._modifies(head.doc[first - 1], head):
            first -= 1
        return str(head.doc[first : head.i + 1].text)

    def _modifies(self, token: Token, head: Token) -> bool:
        own = token.head.i == head.i or (token.head.dep_ == "compound" and token.head.head.i == head.i)
        if not own or token.dep_ not in _MODIFIERS or token.pos_ == "NUM" or token.i in self.names:
            return False
        key, known = stem(token.lower_), rules()
        return not (token.lower_ in stop_words() or key in known.no_issue or key in known.dull)


def _arguments(verb: Token) -> Iterator[Token]:
    """What a verb may act upon, the likeliest first: objects, clauses, states, what a preposition adds, its subject."""
    children = list(verb.children)
    for kinds in (_OBJECTS, _CLAUSES, _STATES, ("nsubjpass",)):
        yield from (child for child in children if child.dep_ in kinds)
    for child in children:
        at = child.lower_ == "at" and child.i == verb.i + 1  # "look at the figure", no "meet at the border"
        if child.dep_ == "prep" and (child.lower_ in _ABOUT or at):
            yield from _objects_of(child)
    yield from (child for child in children if child.dep_ == "nsubj")


def _within(noun: Token, *, empty: bool, light: bool) -> Iterator[Token]:
    """What a noun is of: behind its preposition, beside it ("6 percent and a fund"), in its clause."""
    # The parser hangs many a preposition on the verb: "offered 12 billion for adaptation".
    following = [one for one in noun.doc[noun.i + 1 : noun.i + 2] if one.dep_ == "prep"]
    for child in (*following, *noun.children):
        if child.dep_ == "conj" or (child.dep_ == "acl" and light):
            yield child
        elif child.dep_ == "prep" and (child.lower_ in _ABOUT or (empty and child.lower_ == "in")):
            yield from _objects_of(child)  # also "90 crowns in compensation"


def _objects_of(preposition: Token) -> Iterator[Token]:
    return (part for part in preposition.children if part.dep_ in ("pobj", "pcomp"))


def _is_nominal(token: Token) -> bool:
    """Whether a word stands for a thing; the tagger takes some nouns for verbs ("a 12 percent raise")."""
    return token.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "DET") or token.dep_ in ("dobj", "pobj")


def _root(tokens: Sequence[Token]) -> Token | None:
    """The word that governs a stretch of a sentence."""
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head == token]
    return next((token for token in heads if _is_nominal(token) or token.pos_ in ("VERB", "AUX", "ADJ")), None)


def merged(found: Iterable[Matter]) -> dict[str, str]:
    """Return the name of each matter by its head: the commonest form, of equally common ones the shortest."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for matter in found:
        proper = matter.text[:1].isupper() and not matter.text.islower()
        forms[matter.head][matter.text if proper else matter.text.lower()] += 1
    return {head: min(some, key=lambda form: (-some[form], len(form), form)) for head, some in forms.items()}


def matches(issue: str, text: str) -> bool:
    """Return whether ``text`` speaks of an issue as a user names it: all its words, in any inflection."""
    wanted = {word.stem for word in words_of(issue) if not word.is_stop} or {word.stem for word in words_of(issue)}
    return bool(wanted) and wanted <= {word.stem for word in words_of(text)}
