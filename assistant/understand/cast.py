"""Who appears in the documents, and whom a text means by a name, a surname, a title or a metonym.

The cast is read from the statements and entities of the store: nothing in it is known beforehand but the
names of states, their people and their seats of government.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.understand.bodies import (
    PartyOf,
    groups,
    lands,
    named_parties,
    one_form,
    other_names,
    plain,
    same_party,
)
from assistant.understand.figures import Figure, is_another, read_figures, surname, with_party
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention, of_figure, of_party
from assistant.understand.words import Word, spelled_alike, words_of
from vectorstore import Entity, Statement

_WHERE = re.compile(r"\b(?:in|at|near|to|outside|against|about)\s+(?:the\s+)?$", re.IGNORECASE)
# What may stand behind a speaker's name in the words that name the speaker.
_WHOLE = re.compile(
    r"(?:['’]s?)?\W*(?:$|(?:and|or|of|from|for|in|at|on|to|with|who|whose|the|an?|as)\b)|\s*[,(–—]", re.IGNORECASE
)
# Before the name of a people: they, and not the state.
_SOME_OF = frozenset({"many", "most", "some", "few", "several", "ordinary", "young", "older", "more", "fewer"})
# A word in lower case behind one of these is a thing, whoever is called so ("which line", "the price").
_NOUN_AFTER = frozenset({"which", "what", "whose", "the", "a", "an", "this", "that", "these", "those", "any", "each"})
_POSSESSIVE = 2  # letters of an ending
# So many letters are the same in two spellings of a name, and in the names of a state and its people.
_ALIKE, _PEOPLE = 2, 4


@dataclass(frozen=True, slots=True)
class Cast:
    """The persons and parties of a set of documents."""

    figures: tuple[Figure, ...]
    parties: frozenset[str]
    party_of: PartyOf
    voices: frozenset[str] = frozenset()
    # Other names of the documents, by their words in lower case: companies, unions, whoever the recogniser misread.
    names: Mapping[str, str] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    # The speakers of the statements as the documents name them, by the key of each one that they speak for.
    spoken: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    # Names by their first letters: a spelling may differ behind the second, a people's name behind the fourth.
    _figures_by: Mapping[str, Sequence[Figure]] = field(init=False, repr=False, compare=False)
    _parts_by: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _parties_by: Mapping[str, Sequence[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        figures, parts, parties = defaultdict(list), defaultdict(set), defaultdict(list)
        for figure in self.figures:
            figures[figure.surname[:_ALIKE]].append(figure)
            for word in words_of(figure.name):
                parts[word.key[:_ALIKE]].add(word.key)
        for party in sorted(self.parties):
            parts[party.lower()[:_ALIKE]].add(party.lower())
            parties[party.lower()[:_PEOPLE]].append(party)
        object.__setattr__(self, "_figures_by", dict(figures))
        object.__setattr__(self, "_parts_by", {key: frozenset(words) for key, words in parts.items()})
        object.__setattr__(self, "_parties_by", dict(parties))

    @classmethod
    def of(cls, statements: Iterable[Statement], entities: Iterable[Entity], *, party_of: PartyOf) -> Cast:
        """Return the cast of the documents that hold ``statements`` and ``entities``."""
        entities, statements = list(entities), list(statements)
        figures = read_figures(statements, entities, party_of=party_of)
        surnames = {figure.surname for figure in figures}
        speakers = {plain(item.speaker).lower() for item in statements if item.speaker}
        named = named_parties(entities, known=lands(entities, statements), speakers=speakers, party_of=party_of)
        known = one_form({party_of(name) or name for name in named if surname(name) not in surnames})
        people = {word.key for figure in figures for word in words_of(figure.name)}
        forms = {party.lower() for party in known}
        names = {
            key: name
            for key, name in other_names(entities, statements).items()
            if (key.split()[-1] not in people or is_another(name, figures))
            and not any(same_party(party, key) and party != key for party in forms)
        }
        figures = tuple(with_party(figure, known | set(names.values())) for figure in figures)
        called = groups(statements)
        # A short form that is no land's name gives way to the long one.
        places = {entity.text for entity in entities if entity.label != "ORG"}
        known = {party for party in known if party in places or names.get(party.lower(), party) == party}
        silent = cls(figures, frozenset(known), party_of, names=names, groups=called)
        said_by = {(item.speaker, item.party) for item in statements if item.speaker}
        spoken: defaultdict[str, set[str]] = defaultdict(set)
        for speaker, party in said_by:
            for key in silent.keys_of(speaker, party):
                spoken[key].add(speaker)
        by_key = {key: frozenset(speakers) for key, speakers in spoken.items()}
        return cls(figures, frozenset(known), party_of, frozenset(by_key), names, called, by_key)

    def speakers(self, name: str) -> tuple[str, ...]:
        """Return the speakers that ``name`` means (a person, or all who speak for a party), as the documents name them.

        A name that nobody is known by is taken as it is.
        """
        keys = [mention.key for mention in self.mentions(name)] or [name.casefold()]
        return tuple(sorted(frozenset[str]().union(*(self.spoken.get(key, frozenset()) for key in keys)) | {name}))

    def figure(self, key: str) -> Figure | None:
        """Return the figure with this key, spelling variants of a surname included."""
        near = self._figures_by.get(key.split()[-1][:_ALIKE], ()) if key else ()
        exact = next((item for item in near if item.key == key), None)
        return exact or next((item for item in near if spelled_alike(item.key, key)), None)

    def resembles(self, key: str) -> bool:
        """Whether a lower-case word is, but for its spelling, part of a name in the documents."""
        return any(spelled_alike(part, key) for part in self._parts_by.get(key[:_ALIKE], ()))

    def keys_of(self, speaker: str, party: str | None) -> frozenset[str]:
        """Return the keys of those who speak when a document names ``speaker``, perhaps with their ``party``."""
        # "Diplomats in Arden" do not speak for Arden, nor "Holt's allies" and "Holt supporters" with Holt's voice.
        named = [
            item
            for item in self.mentions(speaker)
            if not _WHERE.search(speaker[: item.start])
            and (not item.person or item.described or _WHOLE.match(speaker[item.end :]))
        ]
        keys = {mention.key for mention in named}
        keys |= {mention.party.lower() for mention in named if mention.party}
        if party:
            keys.add((self._party(party.lower()) or party).lower())
        return frozenset(keys)

    def speaks(self, mention: Mention) -> bool:
        """Whether the documents hold any statement by the one mentioned, or by somebody of their party."""
        return bool({mention.key, mention.name.lower()} & self.voices)

    def present(self, party: str) -> bool:
        """Whether the documents mention the party under any of its names."""
        return party in self.parties

    def mentions(self, text: str, *, within: str = "") -> tuple[Mention, ...]:
        """Return the persons and parties that ``text`` names or describes, in order.

        Where two share a surname, the bare one means whose whole name stands in ``within``, the text around; without
        it the one who is named most.
        """
        words = words_of(text)
        found: list[Mention] = []
        position = 0
        while position < len(words):
            mention, used = self._at(words, position, text)
            if mention:
                found.append(self._meant(mention, within) if mention.person and within else mention)
            position += used
        return tuple(found)

    def _meant(self, mention: Mention, within: str) -> Mention:
        near = self._figures_by.get(mention.key.split()[-1][:_ALIKE], ())
        namesakes = [item for item in near if item.surname == mention.key]
        bare = len(namesakes) > 1 and mention.end - mention.start <= len(namesakes[0].surname) + _POSSESSIVE
        named = [item for item in namesakes if " " in item.name and item.name in within] if bare else []
        return (
            replace(mention, key=named[0].key, name=named[0].name, party=named[0].party) if len(named) == 1 else mention
        )

    def _at(self, words: Sequence[Word], position: int, text: str) -> tuple[Mention | None, int]:
        word = words[position]
        if people := self._people(words, position):
            return people, 2
        if word.is_stop and not text[word.start : word.end].isupper():
            # "May" the minister and "may" the verb differ by their capital only.
            figure = self.figure(word.key) if word.capital and word.start else None
            return (of_figure(figure, word, word), 1) if figure else (None, 1)
        described = self._description(words, position)
        if described:
            return described
        # A person's whole name before a short name of a state in it: "Sofia Brandt".
        for length in (5, 4, 3, 2, 1):
            stretch = words[position : position + length]
            if length == 1 and (person := self._whole_name(words, position)):
                return person
            party = self._party(" ".join(item.key for item in stretch)) if len(stretch) == length else None
            if party:
                return of_party(party, stretch[0], stretch[-1]), length
        before = words[position - 1].key if position else ""
        figure = None if before in _NOUN_AFTER and not word.capital else self.figure(word.key)
        if figure:
            return of_figure(figure, word, word), 1
        if word.key in self.groups and not word.capital and before == "the":
            group = f"the {word.key}"
            start, end = word.start, word.end
            return Mention(key=group, name=group, start=start, end=end, person=False, party=group, named=False), 1
        return self._other(words, position) if word.capital or text.islower() else (None, 1)

    def _whole_name(self, words: Sequence[Word], position: int) -> tuple[Mention, int] | None:
        for length in (4, 3, 2):
            stretch = words[position : position + length]
            near = self._figures_by.get(stretch[-1].key[:_ALIKE], ()) if len(stretch) == length else ()
            given = {item.key for item in stretch[:-1]}
            meant = [
                figure
                for figure in near
                if spelled_alike(figure.surname, stretch[-1].key) and _is_called(figure, given)
            ]
            whole = [figure for figure in meant if given <= {item.key for item in words_of(figure.name)}]
            if whole or len(meant) == 1:
                return of_figure((whole or meant)[0], stretch[0], stretch[-1]), length
        return None

    def _people(self, words: Sequence[Word], position: int) -> Mention | None:
        """Some of a people, for whom nobody speaks: "many Norvians"."""
        counted, people = words[position], words[position + 1 : position + 2]
        if counted.key not in _SOME_OF or not people or not people[0].key.endswith("s"):
            return None
        if self._party(people[0].key) is None:
            return None
        key = f"{counted.key} {people[0].key}"
        return Mention(key=key, name=key, start=counted.start, end=people[0].end, person=False, party=None)

    def _other(self, words: Sequence[Word], position: int) -> tuple[Mention | None, int]:
        for length in (4, 3, 2, 1):
            stretch = words[position : position + length]
            name = self.names.get(" ".join(item.key for item in stretch)) if len(stretch) == length else None
            if name:
                return of_party(name, stretch[0], stretch[-1]), length
        return None, 1

    def _party(self, phrase: str) -> str | None:
        known = self.party_of(phrase)
        if known:
            return known
        near = self._parties_by.get(phrase[:_PEOPLE], ())
        if " " in phrase:
            return next((party for party in near if party.lower() == phrase), None)
        return next((party for party in near if same_party(party.lower(), phrase)), None)

    def _description(self, words: Sequence[Word], position: int) -> tuple[Mention, int] | None:
        """A title with its party ("the Kremlin's mouthpiece"), or by itself when only one person holds it."""
        party = self._party(words[position].key)
        for distance in range(min(3, len(words) - position)):
            role, length = lexicon().role_at(words, position + distance)
            # "the mediator" needs no party where there is but one; "the president" next to a name is that name's.
            if role and (party or (distance == 0 and position and words[position - 1].key == "the")):
                figure = self._holder(role, party)
                after = position + distance + length
                follows = words[after : after + 1]
                if figure and not (follows and follows[0].capital):
                    return of_figure(figure, words[position], words[after - 1], described=True), distance + length
        return None

    def _holder(self, role: str, party: str | None) -> Figure | None:
        holders = [item for item in self.figures if role in item.roles and party in (None, item.party)]
        return holders[0] if len(holders) == 1 else None


def _is_called(figure: Figure, given: Iterable[str]) -> bool:
    """Whether a figure's name has each of the given names, or one for which a letter stands ("T. Carvalho")."""
    own = [item.key for item in words_of(figure.name)]
    return all(any(one == name or (len(name) == 1 and one.startswith(name)) for one in own) for name in given)
