"""Whether a claim's words come from its sentence: its names, its relations, its matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.reader.candidates import Candidate
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.words import Word, spelled_alike, words_of
from assistant.verify.acts import Parsed
from assistant.verify.figures import SPELLED
from assistant.verify.lexicon import gate_lexicon

_PERCENT = re.compile(r"(?<=\d)\s?(?:%|per ?cent\b)", re.IGNORECASE)
# Characters that show nothing, and those that turn the direction of writing.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_FEWEST_LETTERS = 3
# The share of a claim's content words that one sentence has to hold, and how many may be the claim's own in any case.
_COVERED, _OWN_WORDS = 0.75, 1
_ORDER = frozenset({"before", "after"})
_EACH = frozenset({"each", "every"})


def plain(text: str) -> str:
    """Return a text in which a share is always written as "7 percent", without characters that nobody sees."""
    return _PERCENT.sub(" percent", _UNSEEN.sub("", text))


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for marks, blanks and capitals."""
    return [word.key for word in words_of(one)] == [word.key for word in words_of(other)]


def same_relations(claim: str, said: str) -> bool:
    """Whether no preposition before a shared word is the opposite of the sentence's ("before Easter", "after Easter").

    A claim's "all", "every" and the like have to be in the sentence too, and what ties deeds together ("because").
    """
    own, source, known = words_of(claim), words_of(said), gate_lexicon()
    if _turned_comparison(own, source):
        return False
    tied, there = ({word.key for word in words} & known.connecting for words in (own, source))
    # "B before A" is "A after B": what comes first, the verbs tell.
    if tied - there - (_ORDER if there & _ORDER else frozenset()):
        return False
    for place, word in enumerate(own):
        groups = [group for group in known.opposed if word.key in group]
        behind = _object(own, place)
        if not groups or behind is None:
            continue
        used = {other.key for at, other in enumerate(source) if _object(source, at) == behind}
        if word.key not in used and any(used & group for group in groups):
            return False
    wholes, said_wholes = ({word.key for word in words} & known.whole for words in (own, source))
    return wholes <= said_wholes | {"both"} | (_EACH if said_wholes & _EACH else frozenset())


def _turned_comparison(own: Sequence[Word], source: Sequence[Word]) -> bool:
    """Whether who is before a "than" in one text is behind it in the other ("Norvia needs it more than Tessaly")."""
    sides = []
    for words in (own, source):
        place = next((at for at, word in enumerate(words) if word.key == "than"), None)
        if place is None:
            return False
        sides.append({word.key: at < place for at, word in enumerate(words) if word.capital})
    mine, theirs = sides
    shared = [mine[key] == theirs[key] for key in mine.keys() & theirs.keys()]
    return shared.count(False) > 1


def _object(words: Sequence[Word], place: int) -> str | None:
    """The first content word right behind a preposition."""
    return next((word.stem for word in words[place + 1 : place + 4] if word.capital or not word.is_stop), None)


def strange_name(
    claim: str, item: Candidate, mentions: Sequence[Mention], around: str, grammar: Parsed, cast: Cast
) -> bool:
    """Whether the claim names somebody or something that neither the sentence nor what it leans on names."""
    present = {word.key for word in words_of(around)}
    parties = {found.party.casefold() for found in item.statements if found.party}
    for word in words_of(claim):
        if not word.capital or word.is_stop or len(word.key) < _FEWEST_LETTERS:
            continue
        if any(same_name(word.key, other) for other in present):
            continue
        owner = next((found for found in mentions if found.start <= word.start < found.end), None)
        if owner is not None and (owner.key in item.names or owner.key in parties):
            if not owner.person or word.key in _known_as(owner, cast):
                continue
            return True
        # At the beginning any word has a capital.
        if claim[: word.start].strip(" \"“'‘(-") or owner is not None or word.start in grammar.names:
            return True
    return False


def _known_as(person: Mention, cast: Cast) -> set[str]:
    """All words by which the documents call somebody: names, titles, the party."""
    called = [person.name, person.party or ""]
    for figure in cast.figures:
        if figure.key == person.key:
            called += [figure.name, *figure.titles, figure.party or ""]
    return {word.key for words in called for word in words_of(words)}


def same_name(key: str, other: str) -> bool:
    """Whether two words are one name: the same, spelled alike, or a name and its adjective ("Kestrian")."""
    root = key[:-1] if len(key) > _FEWEST_LETTERS + 1 else key
    return spelled_alike(key, other) or (len(root) > _FEWEST_LETTERS and other.startswith(root))


def own_words(
    claim: str, grammar: Parsed, around: str, said: str, source: Parsed, named: Sequence[Mention]
) -> list[Word]:
    """Return the content words of a claim that its sentence does not hold, in any form or as the same stance.

    ``around`` is the sentence, ``said``, with what it leans on: names and things may come from there, deeds not.
    ``named`` are mentions in the claim of those whom the sentence names too, in these or other words.
    """
    there = words_of(around)
    own = {word.stem for word in words_of(said)} | set(source.stems.values())
    known = own | {word.stem for word in there}
    deeds = {act.start for act in grammar.acts}
    keys = {SPELLED.get(word.key, word.key) for word in there}
    return [
        word
        for word in _content(claim, grammar)
        if {word.stem, grammar.stems.get(word.start, word.stem)}.isdisjoint(own if word.start in deeds else known)
        and SPELLED.get(word.key, word.key) not in keys
        and not _same_stance(word.stem, known)
        and not any(item.start <= word.start < item.end for item in named)
        and not (word.capital and any(same_name(word.key, other) for other in keys))
    ]


def covers(claim: str, grammar: Parsed, strange: Sequence[Word]) -> bool:
    """Whether the sentence still says all that a claim with so many ``strange`` words of its own does.

    Only a plain noun may be its own ("raise" for "rise"): another verb, adjective or thing counted says another thing.
    """
    content = list(_content(claim, grammar))
    if not content or len(strange) > _OWN_WORDS or any(word.start not in grammar.plain for word in strange):
        return False
    return 1 - len(strange) / len(content) >= _COVERED


def _content(claim: str, grammar: Parsed) -> Iterator[Word]:
    light = gate_lexicon().carrying | lexicon().neutral
    for word in words_of(claim):
        base = grammar.stems.get(word.start, word.stem)
        if not (word.is_stop or word.key in light or word.stem in lexicon().neutral or base in light):
            yield word


def _same_stance(word: str, known: set[str]) -> bool:
    stances = lexicon().stance
    # Whether consent is given or refused is a matter of polarity, which the grammar tells.
    groups = [stances["accept"] | stances["reject"], *stances.values()]
    return any(word in stems and known & stems for stems in groups)
