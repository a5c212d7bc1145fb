"""Whether a claim's figures are those of its sentence, and measure the same there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understand.words import Word, words_of
from assistant.verify.acts import Parsed
from assistant.verify.counted import Counted
from assistant.verify.lexicon import gate_lexicon

_NUMBER = re.compile(r"\d[\d.,]*")
# Number words are compared as digits; "one" is mostly a pronoun.
_UP_TO_TWENTY = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty"
)
_PARTS = frozenset({"quarter", "quarters", "half"})
_TENS = "thirty forty fifty sixty seventy eighty ninety"
SPELLED = {word: str(value) for value, word in enumerate(_UP_TO_TWENTY.split(), start=2)} | {
    word: str(value * 10) for value, word in enumerate(_TENS.split(), start=3)
}
"""Number words and their digits."""
_RATE = re.compile(r"\b(?:an?|per|each|every) (hour|day|week|month|year|person|head|ship|ton|tonne|barrel)\b")
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
# How far from a figure stands what it counts.
_BEFORE, _BEHIND = 3, 6

Figures = list[tuple[str, int]]


def same_figures(claim: str, grammar: Parsed, said: str, source: Parsed, titles: str) -> bool:
    """Whether every figure of a claim is in its sentence, of the same thing and deed, with the same bounds.

    ``grammar`` and ``source`` are of the claim and the sentence. Years and days may come from the ``titles`` of the
    document.
    """
    words, there = words_of(claim), words_of(said)
    own, other = _figures(words), _figures(there)
    elsewhere = {figure for figure, _ in _figures(words_of(titles))}
    for figure, place in own:
        places = [at for name, at in other if name == figure]
        if places:
            mine = _counted(grammar, words[place])
            if not any(
                _same_measure(words, place, there, at, mine.nouns if mine else frozenset())
                and _same_counted(mine, _counted(source, there[at]), source)
                for at in places
            ):
                return False
        elif figure not in elsewhere:
            return False
    rates = set(_RATE.findall(claim.lower())) - set(_RATE.findall(said.lower()))
    return not rates and _same_order(words, own, there, other)


def _figures(words: Sequence[Word]) -> Figures:
    """The figures as digits, ordinals as words, with their places among the words."""
    found = []
    for place, word in enumerate(words):
        digits = _NUMBER.match(word.key)
        if digits is not None:
            found.append((digits[0].rstrip(".,").replace(",", ""), place))
        elif word.key == "one" and [other.key for other in words[place + 1 : place + 2]] == ["of"]:
            found.append(("1", place))
        elif word.key in SPELLED or word.key in gate_lexicon().ordinals | _PARTS:
            found.append((SPELLED.get(word.key, word.key), place))
    return found


def _same_measure(words: Sequence[Word], place: int, source: Sequence[Word], at: int, units: frozenset[str]) -> bool:
    """Whether the words around a figure say the same of it: its unit or month, "fewer than", "by", "not"."""
    if _bound(words, place) != _bound(source, at) or not _months(words, place) <= _months(source, at):
        return False
    before = [word.stem for word in source[max(0, at - _BEFORE) : at] if not _NUMBER.match(word.key)]
    around = {*before, *(word.stem for word in source[at + 1 : at + 1 + _BEHIND])}
    # A word that the sentence does not have at all is judged with the claim's other words.
    return not (units & {word.stem for word in source}) - around


def _counted(grammar: Parsed, figure: Word) -> Counted | None:
    return next((item for item in grammar.figures if figure.start <= item.start < figure.end), None)


def _same_counted(mine: Counted | None, theirs: Counted | None, source: Parsed) -> bool:
    """Whether a figure counts the same in both: no thing, deed, doer or period that is another figure's there."""
    if mine is None or theirs is None:
        return True
    others = [item for item in source.figures if item.start != theirs.start]
    for item in others:
        # "7,000 workers at the port and 2,500 at the rail works": the second counts workers too.
        if theirs.nouns and mine.nouns & item.nouns - theirs.nouns:
            return False
        if mine.period and mine.period == item.period != theirs.period:
            return False
        if mine.verb and mine.verb != theirs.verb and mine.verb == item.verb:
            return False
        if mine.verb == item.verb and mine.subjects & item.subjects and not mine.subjects & theirs.subjects:
            return False
    return True


def _bound(words: Sequence[Word], place: int) -> str | None:
    """The word that bounds a figure: "more" in "more than about 40", "by" in "by March 20"."""
    known = gate_lexicon()
    for word in reversed(words[max(0, place - 4) : place]):
        if word.key in known.bounds:
            return word.key
        if word.key not in known.between and word.key not in _MONTHS:
            return None
    return None


def _months(words: Sequence[Word], place: int) -> set[str]:
    """The month that a figure is a day or year of."""
    near = (*words[max(0, place - 1) : place], *words[place + 1 : place + 2])
    return {word.key for word in near if word.capital} & _MONTHS


def _same_order(words: Sequence[Word], own: Figures, source: Sequence[Word], other: Figures) -> bool:
    """Whether the names behind each of several figures are behind it in the sentence ("160 in May and 80 in June")."""
    if len(own) < 2 or len(other) < 2:
        return True
    stems = [word.stem for word in source]
    for place, word in enumerate(words):
        if not word.capital or stems.count(word.stem) != 1:
            continue
        at = stems.index(word.stem)
        mine = next((name for name, found in reversed(own) if found < place), None)
        theirs = next((name for name, found in reversed(other) if found < at), None)
        behind = next((name for name, found in other if found > at), None)
        if mine and theirs and mine not in (theirs, behind) and any(name == mine for name, _ in other):
            return False
    return True
