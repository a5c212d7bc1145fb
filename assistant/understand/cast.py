"""Who appears in the documents, and whom a text means by a name, a surname, a title or a metonym.

The cast is read from the statements and entities of the store: nothing in it is known beforehand but the
names of states, their people and their seats of government.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.understand.lexicon import lexicon
from assistant.understand.words import Word, spelled_alike, words_of
from vectorstore import Entity, Statement

PartyOf = Callable[[str], str | None]
_PARTY_LABELS = frozenset({"GPE", "NORP", "LOC"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A person of the documents.

    ``roles`` are the classes of the lexicon ("leader", "spokesperson", ...), ``titles`` the words of the documents.
    """

    name: str
    surname: str
    roles: frozenset[str] = frozenset()
    party: str | None = None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of a text that means a person or a party.

    ``key`` is the same for all mentions of the same one: a figure's surname, a party's name. ``described`` is set
    when a title or a description was used instead of the name.
    """

    key: str
    name: str
    start: int
    end: int
    person: bool
    party: str | None
    described: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """The persons and parties of a set of documents."""

    figures: tuple[Figure, ...]
    parties: frozenset[str]
    party_of: PartyOf
    voices: frozenset[str] = frozenset()
    _by_surname: dict[str, Figure] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable[Statement], entities: Iterable[Entity], *, party_of: PartyOf) -> Cast:
        """Return the cast of the documents that hold ``statements`` and ``entities``."""
        entities, statements = list(entities), list(statements)
        figures = _figures(statements, entities, party_of)
        surnames = {figure.surname for figure in figures}
        speakers = {_plain(item.speaker).lower() for item in statements if item.speaker}
        # An organisation is a party when it speaks; the recogniser takes too much for one ("Hotline").
        named = {
            _plain(entity.text)
            for entity in entities
            if entity.label in _PARTY_LABELS
            or (entity.label == "ORG" and (_plain(entity.text).lower() in speakers or party_of(_plain(entity.text))))
        }
        known = _one_form({party_of(name) or name for name in named if _surname(name) not in surnames})
        figures = tuple(_with_party(figure, known) for figure in figures)
        voices = {_surname(item.speaker) for item in statements if item.speaker}
        voices |= {item.party.lower() for item in statements if item.party}
        by_surname = {figure.surname: figure for figure in figures}
        return cls(figures, frozenset(known), party_of, frozenset(voices), by_surname)

    def figure(self, key: str) -> Figure | None:
        """Return the figure with this surname, spelling variants included."""
        found = self._by_surname.get(key)
        return found or next((item for item in self.figures if spelled_alike(item.surname, key)), None)

    def resembles(self, key: str) -> bool:
        """Whether a lower-case word is, but for its spelling, part of a name in the documents."""
        return any(spelled_alike(part.key, key) for figure in self.figures for part in words_of(figure.name)) or any(
            spelled_alike(party.lower(), key) for party in self.parties
        )

    def speaks(self, mention: Mention) -> bool:
        """Whether the documents hold any statement by the one mentioned, or by somebody of their party."""
        return bool({mention.key, mention.name.lower()} & self.voices)

    def present(self, party: str) -> bool:
        """Whether the documents mention the party under any of its names."""
        return party in self.parties

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return the persons and parties that ``text`` names or describes, in order."""
        words = words_of(text)
        found: list[Mention] = []
        position = 0
        while position < len(words):
            mention, used = self._at(words, position, text)
            if mention:
                found.append(mention)
            position += used
        return tuple(found)

    def _at(self, words: Sequence[Word], position: int, text: str) -> tuple[Mention | None, int]:
        word = words[position]
        if word.is_stop and not text[word.start : word.end].isupper():
            # "May" the minister and "may" the verb differ by their capital only.
            figure = self.figure(word.key) if word.capital and word.start else None
            return (_person(figure, word, word), 1) if figure else (None, 1)
        described = self._description(words, position)
        if described:
            return described
        for length in (5, 4, 3, 2, 1):
            stretch = words[position : position + length]
            party = self._party(" ".join(item.key for item in stretch)) if len(stretch) == length else None
            if party:
                mention = Mention(
                    key=party.lower(),
                    name=party,
                    start=stretch[0].start,
                    end=stretch[-1].end,
                    person=False,
                    party=party,
                )
                return mention, length
        for length in (4, 3, 2):
            stretch = words[position : position + length]
            figure = self.figure(stretch[-1].key) if len(stretch) == length else None
            if figure and {item.key for item in stretch[:-1]} <= {item.key for item in words_of(figure.name)}:
                return _person(figure, stretch[0], stretch[-1]), length
        figure = self.figure(word.key)
        return (_person(figure, word, word) if figure else None), 1

    def _party(self, phrase: str) -> str | None:
        known = self.party_of(phrase)
        if known:
            return known
        if " " in phrase:
            return next((party for party in self.parties if party.lower() == phrase), None)
        return next((party for party in self.parties if _same_party(party.lower(), phrase)), None)

    def _description(self, words: Sequence[Word], position: int) -> tuple[Mention, int] | None:
        """A title with its party ("the Kremlin's mouthpiece"), or by itself when only one person holds it."""
        party = self._party(words[position].key)
        for distance in range(min(3, len(words) - position)):
            role, length = _role_at(words, position + distance)
            # "the mediator" needs no party where there is but one; "the president" next to a name is that name's.
            if role and (party or (distance == 0 and position and words[position - 1].key == "the")):
                figure = self._holder(role, party)
                after = position + distance + length
                follows = words[after : after + 1]
                if figure and not (follows and follows[0].capital):
                    return _person(figure, words[position], words[after - 1], described=True), distance + length
        return None

    def _holder(self, role: str, party: str | None) -> Figure | None:
        holders = [item for item in self.figures if role in item.roles and party in (None, item.party)]
        return holders[0] if len(holders) == 1 else None


def _one_form(names: Iterable[str]) -> set[str]:
    """Of a party's name, adjective and people ("Maravia", "Maravian") keep the name."""
    kept: set[str] = set()
    for name in sorted(names, key=lambda item: (len(item), item)):
        if not any(_same_party(known.lower(), name.lower()) for known in kept):
            kept.add(name)
    return kept


def _with_party(figure: Figure, parties: Iterable[str]) -> Figure:
    """Give a person without one the party that their title names ("Maravian chief negotiator"), if it names but one."""
    if figure.party:
        return figure
    words = {word.key for title in figure.titles for word in words_of(title)}
    named = {party for party in parties if any(_same_party(party.lower(), word) for word in words)}
    return replace(figure, party=named.pop()) if len(named) == 1 else figure


def _figures(statements: Iterable[Statement], entities: Sequence[Entity], party_of: PartyOf) -> tuple[Figure, ...]:
    names: dict[str, str] = {}
    roles: dict[str, set[str]] = {}
    parties: dict[str, str] = {}
    titles: dict[str, dict[str, None]] = {}
    labels = Counter((_surname(entity.text), entity.label == "PERSON") for entity in entities)
    for entity in entities:
        key = _surname(entity.text)
        # The recogniser errs on unusual names: what it mostly takes for a place or an outlet is no person.
        if entity.label == "PERSON" and labels[key, True] > labels[key, False]:
            _remember(names, entity.text)
    for statement in statements:
        key = _surname(statement.speaker or "")
        if not statement.speaker or not key or party_of(statement.speaker.lower()):
            continue
        if not statement.speaker[0].isupper():
            continue
        if key in names or statement.role:
            _remember(names, statement.speaker)
            if statement.role:
                titles.setdefault(key, {})[statement.role] = None
                classes = (lexicon().role_of(word.stem) for word in words_of(statement.role))
                roles.setdefault(key, set()).update(name for name in classes if name)
            if statement.party:
                parties.setdefault(key, statement.party)
    return tuple(
        Figure(
            name=name,
            surname=key,
            roles=frozenset(roles.get(key, ())),
            party=parties.get(key),
            titles=tuple(titles.get(key, ())),
        )
        for key, name in names.items()
        if not party_of(key)
    )


def _remember(names: dict[str, str], name: str) -> None:
    key = _surname(name)
    if key and len(name) > len(names.get(key, "")):
        names[key] = name


def _surname(name: str) -> str:
    words = words_of(name)
    return words[-1].key if words else ""


def _plain(name: str) -> str:
    return name.removeprefix("the ").removeprefix("The ").strip()


def _same_party(party: str, word: str) -> bool:
    """Whether ``word`` is the party's name, its people or its adjective ("Maravia", "Maravians", "Maravian")."""
    if party == word:
        return True
    shorter, longer = sorted((party, word), key=len)
    return (
        len(shorter) >= 4
        and longer.startswith(shorter)
        and longer[len(shorter) :] in {"n", "ns", "an", "ans", "ian", "ians", "i", "s", "ese"}
    )


def _role_at(words: Sequence[Word], position: int) -> tuple[str | None, int]:
    """The class of the title at a place and its length in words ("go-between" has two)."""
    title, after = words[position], words[position + 1 : position + 2]
    role = lexicon().role_of(title.stem)
    compound = lexicon().role_of(f"{title.key}-{after[0].key}") if after else None
    return (compound, 2) if compound else (role, 1)


def _person(figure: Figure, first: Word, last: Word, *, described: bool = False) -> Mention:
    return Mention(
        key=figure.surname,
        name=figure.name,
        start=first.start,
        end=last.end,
        person=True,
        party=figure.party,
        described=described,
    )
