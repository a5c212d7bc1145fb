"""What a stance is about, by the grammar of its sentence: what its verb acts upon.

"Canada wants Brazil to drop a planned levy on streaming" is about the levy, and so is "ruled out any delay of the
levy". The matter goes by the noun that heads it, so that two sides who speak of one matter meet in one row.
"""

from __future__ import annotations

import re
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
_NEAR = 40  # characters before a noun in which a ratio that it ends may begin
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_RATIO = re.compile(rf"\b{_COUNT} \w+ (?:to|for|per) (?:every |each )?{_COUNT} \w+", re.IGNORECASE)
_NOTHING = frozenset({"that", "this", "more", "less", "it", "one", "ones", "much", "many"})
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

    @property
    def row(self) -> str:
        """What matters are merged by: the stem, or that of the word that stands for all of its sense."""
        return rules().same.get(self.head, self.head)


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
        return None if head is None else self._named(doc, head, item)

    def _named(self, doc: Doc, head: Token, item: Said) -> Matter:
        """A matter by its noun, with the words that the noun alone would lose."""
        text, key, known = self._phrase(head), stem(head.lower_), rules()
        if (counted := _RATIO.search(doc.text, head.idx - _NEAR if head.idx > _NEAR else 0)) and _covers(counted, head):
            return Matter(text=counted.group(), head="ratio")
        over = next(head.ancestors, None) if head.dep_ in ("pobj", "pcomp") else None
        if over is not None and (noun := stem(over.head.lower_)) in known.reversing:
            return Matter(text=f"{over.head.lower_} {over.lower_} {text}", head=f"{noun} {key}")
        if (purpose := _purpose(head)) is not None:
            return Matter(text=f"{text} to {purpose.lower_}", head=stem(purpose.lower_))
        verb = head.head
        if key in known.persons and head.dep_ in _OBJECTS and verb.dep_ in _CLAUSES and verb.idx + len(verb) != item.at:
            return Matter(text=f"{verb.lemma_} {text}", head=f"{verb.lemma_} {key}")
        return Matter(text=text, head=key)

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
        empty = empty or token.lower_ in _NOTHING
        counted = any(child.dep_ == "nummod" for child in token.children)  # "90,000 tonnes of beef"
        light = key in known.light
        inner = self._first(_within(token, empty=empty, light=light), depth) if empty or counted or light else None
        if inner is None and key in known.of_figures:  # "their pay demand"
            inner = next((one for one in token.children if one.dep_ == "compound" and one.lower_.isalpha()), None)
        return inner if inner is not None or (empty and _purpose(token) is None) else token

    def _first(self, parts: Iterable[Token], depth: int) -> Token | None:
        return next(filter(None, (self._acted_upon(part, depth + 1) for part in parts)), None)

    def _phrase(self, head: Token) -> str:
        first = head.i
        while first and head.i - first < _MOST_WORDS - 1 and self._modifies(head.doc[first - 1], head):
            first -= 1
        return str(head.doc[first : head.i + 1].text)

    def _modifies(self, token: Token, head: Token) -> bool:
        own = token.head.i == head.i or (token.head.dep_ == "compound" and token.head.head.i == head.i)
        figure = token.pos_ == "NUM" or token.lower_ == "%"
        if not own or token.dep_ not in _MODIFIERS or figure or token.i in self.names:
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
    bodies = rules().office | rules().persons
    yield from (child for child in children if child.dep_ == "nsubj" and stem(child.lower_) not in bodies)


def _purpose(noun: Token) -> Token | None:
    """What a noun that says little is for, where nothing else is named: "calls to intervene"."""
    if stem(noun.lower_) not in rules().light:
        return None
    clauses = (child for child in noun.children if child.dep_ in ("acl", "relcl") and child.i > noun.i)
    return next((one for one in clauses if one.i and one.nbor(-1).lower_ == "to" and one.pos_ == "VERB"), None)


def _covers(found: re.Match[str], token: Token) -> bool:
    return found.start() <= token.idx < found.end()


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
        forms[matter.row][matter.text if proper else matter.text.lower()] += 1
    return {head: min(some, key=lambda form: (-some[form], len(form), form)) for head, some in forms.items()}


def matches(issue: str, text: str) -> bool:
    """Return whether ``text`` speaks of an issue as a user names it: all its words, in any inflection."""
    wanted = {word.stem for word in words_of(issue) if not word.is_stop} or {word.stem for word in words_of(issue)}
    return bool(wanted) and wanted <= {word.stem for word in words_of(text)}
