"""The people of one document, and what the document itself says of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.attribution.lexicon import lexicon
from ingest.attribution.sides import side_of
from vectorstore.parties import parties, without_possessive
from vectorstore.records import Entity

Gender = Literal["he", "she"]
_TITLES = re.compile(r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Madame)\.?\s+)+")
_HE = re.compile(
    r"\b(?:Mr|Sir|Lord|king|prince|chairman|spokesman|businessman|congressman|father|husband|son|brother|he|man)\b\.?"
)
_SHE = re.compile(
    r"\b(?:Mrs|Ms|Miss|Lady|Madame|queen|princess|chairwoman|spokeswoman|businesswoman|congresswoman|mother|wife|daughter|sister|she|woman)\b\.?"
)
_GENDERED_TITLE = re.compile(r"(?<!\w)(?P<title>Mr|Mrs|Ms|Miss)\.?\s")
_ABBREVIATED = re.compile(r"\b[A-Z][a-z]{2,3}\b(?!['’])")
_LONGEST_TITLE = 5  # characters: "Mrs. "
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|his|her|their|its|our|my|then)\s+", re.IGNORECASE)
# Who is one of these does not hold the office: "the minister" is not the deputy minister.
_QUALIFIERS = frozenset(
    {
        *("former", "ex", "late", "outgoing", "incoming", "designate", "elect"),
        *("deputy", "vice", "acting", "assistant", "shadow", "under"),
    }
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_WORDS = re.compile(r"\w+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]\.?")
# Heads that name an office: "the Ukrainian leader" may be the person who was introduced as the president.
_OFFICES = {"leader": {"head", "president", "prime minister", "premier", "chancellor", "king", "leader", "ruler"}}
_ENDS_OFFICE = r"(?!['’]|\s+(?!(?:and|or|for|of|in|to|at|on|under|with)\b)\w)"


@dataclass(slots=True)
class Person:
    """One person of the document; ``roles`` are the document's own words, first mention first."""

    name: str
    surname: str
    first_at: int
    roles: list[tuple[int, str]] = field(default_factory=list)
    genders: set[Gender] = field(default_factory=set)

    def role(self) -> str | None:
        """The role that the document gives first."""
        return self.roles[0][1] if self.roles else None

    def party(self) -> str | None:
        """The one party that all roles of this person agree on."""
        found = {party for _, role in self.roles if (party := side_of(role)) is not None}
        return found.pop() if len(found) == 1 else None


class Cast:
    """The people of one document, by full name and by surname."""

    def __init__(self, text: str, found: Sequence[Entity]) -> None:
        self._text = text
        self._people: dict[str, Person] = {}
        self._by_surname: dict[str, list[Person]] = {}
        self._by_words: dict[tuple[str, str], list[Person]] = {}  # by surname and any one word of the name
        self._by_office: dict[str, dict[str, Person]] = {}  # by a word of an office, then by name
        # What was worked out for a description, by its words and party.
        self._first_holders: dict[tuple[str, str | None], list[tuple[int, Person]]] = {}
        self._entities = sorted(found, key=lambda e: e.start)
        self._starts = [entity.start for entity in self._entities]
        people = [entity for entity in found if entity.label == "PERSON"]
        # Names in full come first: they tell whom an initial or a surname alone means.
        for entity in sorted(people, key=_fullness):
            self._add(entity)

    def _add(self, entity: Entity) -> None:
        name = bare_name(entity.text)
        if not name:
            return
        words = name.casefold().split()
        surname = _surname(words)
        titled = title_gender(self._text, entity.start, entity.end)
        person = self.named(name, before=entity.start, titled=titled)
        if person is None and len(words) == 1 and surname in self._by_surname:
            return  # a surname of several people is none of its own
        if person is None:
            person = Person(name=name, surname=surname, first_at=entity.start)
            self._people[name.casefold()] = person
            self._by_surname.setdefault(surname, []).append(person)
            for word in set(words):
                self._by_words.setdefault((surname, word), []).append(person)
        person.first_at = min(person.first_at, entity.start)
        if titled is not None:
            person.genders.add(titled)

    def named(self, name: str, *, before: int | None = None, titled: Gender | None = None) -> Person | None:
        """The person of that full name, or the only one with that surname, at least so far ``before`` a position.

        ``titled`` is what "Mr" or "Ms" tells of whom a surname alone means.
        """
        bare = bare_name(name)
        if not bare:
            return None
        exact = self._people.get(bare.casefold())
        if exact is not None:
            return exact
        words = bare.casefold().split()
        surname = _surname(words)
        if len(words) == 1:
            same = self._by_surname.get(surname, [])
            if len(same) > 1 and titled is not None:
                same = [person for person in same if titled in (person.genders or {titled})]
            if len(same) > 1 and before is not None:
                same = [person for person in same if person.first_at < before]
            return same[0] if len(same) == 1 else None
        if (letter := initial_of(bare)) is not None:
            same = [p for p in self._by_surname.get(surname, []) if p.name.casefold().startswith(letter)]
            return same[0] if len(same) == 1 else None
        fitting = [
            p
            for p in self._by_words.get((surname, words[0]), [])
            if (words[0] in lexicon().name_particles or p.name.casefold().split()[0][0] == words[0][0])
            and set(words) <= set(p.name.casefold().split())
        ]
        return fitting[0] if len(fitting) == 1 else None

    def entity_at(self, position: int) -> Entity | None:
        """The entity that covers a character of the text."""
        last = bisect_right(self._starts, position) - 1
        return self._entities[last] if last >= 0 and position < self._entities[last].end else None

    def people_between(self, first: int, last: int) -> list[str]:
        """The people named from one position up to another."""
        return [entity.text for entity in self.people_at(first, last)]

    def people_at(self, first: int, last: int) -> list[Entity]:
        """The mentions of people from one position up to another."""
        some = self._entities[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        return [entity for entity in some if entity.label == "PERSON"]

    def introduce(self, person: Person, role: str, *, at: int) -> None:
        """Notes a role that the document gives to a person."""
        role = _ABBREVIATED.sub(lambda short: lexicon().abbreviations.get(short[0], short[0]), tidy_role(role))
        if not role or role.casefold() in {r.casefold() for _, r in person.roles}:
            return
        person.roles.append((at, role))
        person.roles.sort()
        self._first_holders.clear()
        for word in _WORDS.findall(_core(role.casefold())):
            self._by_office.setdefault(word, {})[person.name] = person
        if _HE.search(role):
            person.genders.add("he")
        if _SHE.search(role):
            person.genders.add("she")

    def holder(self, words: str, *, before: int) -> Person | None:
        """The only person introduced before a position whose role fits a description ("the Ukrainian leader")."""
        described = tidy_role(words).casefold()
        party = side_of(described) or side_of(words)
        key = described, party
        if key not in self._first_holders:  # asked for each mention, while descriptions come back all the time
            self._first_holders[key] = self._holders(described, party)
        known = [person for since, person in self._first_holders[key] if since < before]
        return known[0] if len(known) == 1 else None

    def _holders(self, described: str, party: str | None) -> list[tuple[int, Person]]:
        """The first two people who fit a description, each with the position from which on the text says so."""
        head = described.split()[-1] if described else ""
        qualified = _QUALIFIERS.intersection(_WORDS.findall(described))
        modifiers = {w for w in described.split()[:-1] if parties().of_mention(w) is None}
        # An office ends its words ("union leader"): "the union" is not its leader.
        offices = [re.compile(rf"\b{re.escape(o)}\b{_ENDS_OFFICE}") for o in _OFFICES.get(head, {head})]
        fitting: list[tuple[int, Person]] = []
        for person in self._candidates(_OFFICES.get(head, {head})):
            roles = [
                (at, role.casefold())
                for at, role in person.roles
                if _QUALIFIERS.intersection(_WORDS.findall(role.casefold())) == qualified
            ]
            held = [at for at, role in roles if any(o.search(_core(role)) for o in offices)]
            if not held or (party is not None and person.party() != party):
                continue
            told = [min((at for at, role in roles if m in role), default=None) for m in modifiers]
            if None not in told:
                fitting.append((max(min(held), *(at for at in told if at is not None), 0), person))
        return sorted(fitting, key=lambda item: item[0])[:2]

    def _candidates(self, offices: Iterable[str]) -> Iterable[Person]:
        """The people with a role in which a word of one of the offices stands."""
        found: dict[str, Person] = {}
        for office in offices:
            words = _WORDS.findall(office)
            if not words:
                return self._people.values()
            found |= self._by_office.get(words[-1], {})
        return found.values()


def bare_name(words: str) -> str:
    """A name without title, possessive and edges."""
    return _TITLES.sub("", without_possessive(words.strip(' ,.;:"“”'))).strip()


def initial_of(name: str) -> str | None:
    """The letter that a name has for all given names: "t" of "T. Berg"; none of "J. Edgar Hoover"."""
    *given, _ = bare_name(name).split() or [""]
    first = [word for word in given if word.casefold() not in lexicon().name_particles]
    short = bool(first) and all(_INITIAL.fullmatch(word) for word in first)
    return first[0][0].casefold() if short and ("." in first[0] or name.isupper()) else None


def _fullness(entity: Entity) -> tuple[bool, bool, int, int]:
    """Sorts names in full before those with initials, and surnames alone behind both."""
    words = len(entity.text.split())
    return words == 1, initial_of(entity.text) is not None, -words, entity.start


def is_part_of(name: str, whole: str) -> bool:
    """Whether every word of a name stands in a longer one: "Ann" and "Berg" in "Ann Berg"."""
    return set(bare_name(name).casefold().split()) <= set(whole.casefold().split())


def title_gender(text: str, start: int, end: int) -> Gender | None:
    """What a title in front of a name, or as its first word, tells: "Mr Berg"."""
    title = _GENDERED_TITLE.search(text, max(0, start - _LONGEST_TITLE), end)
    if title is None or start not in title.span():
        return None
    return "he" if title["title"] == "Mr" else "she"


def _surname(words: Sequence[str]) -> str:
    """The last word of a name that is no "Jr."."""
    return next((word for word in reversed(words) if word.strip(".") not in _SUFFIXES), words[-1])


def tidy_role(words: str) -> str:
    """A role without article, possessive and edges; empty when nothing is left."""
    words = re.sub(r"\s+", " ", words).strip(" ,.;:—–-\"“”’'")
    return _DETERMINER.sub("", _TITLES.sub("", words + " ").strip()).strip()


def _core(role: str) -> str:
    """The part of a role that names the office: "president of Ukraine" -> "president"."""
    return re.split(r"\s(?:of|for|at|in|to|on)\s|,", role)[0]
