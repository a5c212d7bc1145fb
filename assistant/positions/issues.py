"""What the talks are about: noun phrases that recur in what people say, merged by the word that heads them.

No parser runs here: a phrase is the run of content words behind an article, a possessive, a number or a preposition.
What stands there again and again is the name of a matter; what stands there once may be anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.positions.rules import rules
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.words import Word, words_of

_OPENERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "any", "no", "his", "her", "its", "their", "our", "my", "some"}
    | {"of", "on", "over", "about", "in", "for", "with", "from", "against", "at", "into", "under", "every", "each"}
)
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "his", "her", "its", "their", "our", "my"})
_PLACES = frozenset({"in", "at", "by", "with", "from", "near", "during", "under", "through", "to"})
_SCALES = frozenset({"million", "billion", "thousand", "hundred", "dozen"})
# Small words that are no part of a phrase and that the list of stop words leaves out, for they narrow a question.
_CLOSED = frozenset(
    {"along", "below", "above", "across", "beside", "besides", "beyond", "despite", "except", "inside", "outside"}
    | {"near", "next", "toward", "towards", "among", "around", "behind", "within", "without", "upon", "anyone"}
    | {"nobody", "everybody", "everyone", "anybody", "nothing", "everything", "something", "someone", "somebody"}
    | {"himself", "herself", "itself", "themselves", "whatever", "whether", "unless", "although", "though", "else"}
    | {"include", "includes", "including", "remain", "remains", "become", "becomes", "cannot", "however", "instead"}
    | {"never", "always", "provided", "providing", "ever", "once"}
)
_LONGEST = 4
# A phrase is an issue when so many statements hold its head.
_RECURRENT = 2
# So many phrases behind a verb may be what it is about.
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase in a text: its words as written, the stems of its words with the head's last, its place.

    ``rank`` is 0 for what a verb may have for its object, 1 for a measure, 2 for what tells where or with whom.
    """

    text: str
    stems: tuple[str, ...]
    start: int
    end: int
    rank: int = 0

    @property
    def head(self) -> str:
        """The stem of the word that heads the phrase."""
        return self.stems[-1]


@dataclass(frozen=True, slots=True)
class Issues:
    """The issues of a set of statements: by the stem of the head, the phrase that names it."""

    names: dict[str, str]
    cast: Cast

    @classmethod
    def of(cls, contents: Iterable[str], *, cast: Cast) -> Issues:
        """Return the issues of these contents of statements."""
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for content in contents:
            for phrase in {item.head: item for item in phrases(content, cast)}.values():
                forms[phrase.head][phrase.text] += 1
        return cls({head: _name(found) for head, found in forms.items() if found.total() >= _RECURRENT}, cast)

    def of_words(self, text: str, *, after: int = 0) -> str | None:
        """Return what ``text`` is about: among the first phrases behind ``after`` a recurrent one, else the first.

        Without a phrase there the phrases before are looked at; ``None`` without any.
        """
        found = phrases(text, self.cast, after=after)
        behind = [item for item in found if item.start >= after]
        for some in (behind[:_NEAR], found):
            names = [
                (item.rank, name is None, place, name or item.text)
                for place, item in enumerate(some)
                for name in (self._known(item),)
            ]
            if names:
                return min(names)[-1]
        return None

    def _known(self, phrase: Phrase) -> str | None:
        return next((self.names[part] for part in reversed(phrase.stems) if part in self.names), None)


def phrases(text: str, cast: Cast, *, after: int = 0) -> list[Phrase]:
    """Return the noun phrases of ``text``, in order; names of people and parties are none.

    A verb ends at ``after``: what follows it needs no article to be its object ("rejects foreign troops").
    """
    people = [(item.start, item.end) for item in cast.mentions(text)]
    found: list[Phrase] = []
    run: list[Word] = []
    opener: Word | None = None
    before: Word | None = None
    for word in (*words_of(text), None):
        part = word is not None and _part(word, people)
        goes_on = not run or (
            not text[run[-1].end : word.start].strip(" -") and run[-1].end != after if word else False
        )
        if word and part and goes_on:
            run.append(word)
            before = word
            continue
        bare = bool(run) and not text[after : run[0].start].strip(" “\"'")
        if run and (opener is not None or run[0].capital or bare):
            named = opener is not None and (opener.key in _ARTICLES or opener.key in _PLACES or opener.key == "any")
            found += _phrase(text, run, _rank(opener, found[-1:], text), named=named)
        inside = word is not None and any(start <= word.start < end for start, end in people)
        opens = word is not None and (word.key in _OPENERS or word.key[0].isdigit() or word.key in _SCALES or inside)
        # "in the room": the article opens the phrase, the preposition before it says what it is to the verb.
        opener = word if opens else None
        if opens and word and before and word.key in _ARTICLES and before.key in _PLACES:
            opener = before
        run = [word] if word and part else []
        before = word
    return found


def matches(issue: str, text: str) -> bool:
    """Return whether ``text`` speaks of an issue as a user names it: all its words, in any inflection."""
    wanted = {word.stem for word in words_of(issue) if not word.is_stop} or {word.stem for word in words_of(issue)}
    return bool(wanted) and wanted <= {word.stem for word in words_of(text)}


def _rank(opener: Word | None, last: Sequence[Phrase], text: str) -> int:
    if opener is None:
        return 0
    if opener.key[0].isdigit() or opener.key in _SCALES:
        return 1
    # "90 crowns in compensation": what is measured is the matter itself.
    measured = bool(last) and last[0].rank == 1 and not text[last[0].end : opener.start].strip()
    return 2 if opener.key in _PLACES and not measured else 0


def _phrase(text: str, run: Sequence[Word], rank: int, *, named: bool) -> list[Phrase]:
    known = lexicon()
    verbs = known.speech.union(*known.stance.values())
    kept = list(run[:_LONGEST])
    # What follows a noun and is a verb of saying or wanting is no part of its phrase: "the truce holds, he said".
    while len(kept) > 1 and (kept[-1].stem in verbs or kept[-1].key.endswith("ed")):
        kept.pop()
    head = kept[-1]
    # "The plan" is a matter, "they plan" a verb.
    if (
        head.stem in rules().no_issue
        or (head.stem in verbs and not (named and len(kept) == 1))
        or len(head.key) < 3
        or head.key[0].isdigit()
    ):
        return []
    while kept[0].key[0].isdigit() or (len(kept) > 1 and kept[0].stem in rules().no_issue):
        kept.pop(0)
    start, end = kept[0].start, head.end
    stems = tuple(word.stem for word in kept)
    return [Phrase(text=text[start:end], stems=stems, start=start, end=end, rank=rank)]


def _part(word: Word, people: Sequence[tuple[int, int]]) -> bool:
    if word.is_stop or word.key in _OPENERS or word.key in _CLOSED or word.key in _SCALES:
        return False
    return not word.key[0].isdigit() and not any(start <= word.start < end for start, end in people)


def _name(forms: Counter[str]) -> str:
    """The commonest form; of equally common ones the shortest, then the first by letters."""
    merged: Counter[str] = Counter()
    for form, count in forms.items():
        merged[form if form[:1].isupper() and not form.islower() else form.lower()] += count
    return min(merged, key=lambda form: (-merged[form], len(form), form))
