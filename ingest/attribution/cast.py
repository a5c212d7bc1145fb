"""The people of one document, and what the document itself says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ingest.attribution.lexicon import lexicon
from ingest.attribution.units import Unit
from vectorstore.parties import parties
from vectorstore.records import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Gender = Literal["he", "she"]
_TITLES = re.compile(r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Madame)\.?\s+)+")
_HE = re.compile(
    r"\b(?:Mr|Sir|Lord|king|prince|chairman|spokesman|businessman|congressman|father|husband|son|brother|he|man)\b\.?"
)
_SHE = re.compile(
    r"\b(?:Mrs|Ms|Miss|Lady|Madame|queen|princess|chairwoman|spokeswoman|businesswoman|congresswoman|mother|wife|daughter|sister|she|woman)\b\.?"
)
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|his|her|their|its|our|my|former|then)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?$")
# Heads that name an office: "the Ukrainian leader" may be the person who was introduced as the president.
_OFFICES = {"leader": {"president", "prime minister", "premier", "chancellor", "king", "leader", "ruler"}}


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
        found = {party for _, role in self.roles if (party := parties().of_role(role)) is not None}
        return found.pop() if len(found) == 1 else None


class Cast:
    """The people of one document, by full name and by surname."""

    def __init__(self, text: str, found: Sequence[Entity]) -> None:
        self._text = text
        self._people: dict[str, Person] = {}
        self._by_surname: dict[str, list[Person]] = {}
        self._at: dict[int, Entity] = {}
        for entity in found:
            for position in range(entity.start, entity.end):
                self._at[position] = entity
        people = [entity for entity in found if entity.label == "PERSON"]
        for entity in sorted(people, key=lambda e: (-len(e.text.split()), e.start)):
            self._add(entity)

    def _add(self, entity: Entity) -> None:
        name = bare_name(entity.text)
        if not name:
            return
        surname = name.split()[-1].casefold()
        person = self.named(name)
        if person is None:
            person = Person(name=name, surname=surname, first_at=entity.start)
            self._people[name.casefold()] = person
            self._by_surname.setdefault(surname, []).append(person)
        person.first_at = min(person.first_at, entity.start)
        before = self._text[max(0, entity.start - 5) : entity.start]
        for pattern, gender in ((r"\bMr\.?\s$", "he"), (r"\b(?:Mrs|Ms)\.?\s$", "she")):
            if re.search(pattern, before):
                person.genders.add("he" if gender == "he" else "she")

    def named(self, name: str) -> Person | None:
        """The person of that full name, or the only one with that surname."""
        bare = bare_name(name)
        if not bare:
            return None
        exact = self._people.get(bare.casefold())
        if exact is not None:
            return exact
        words = bare.casefold().split()
        same = self._by_surname.get(words[-1], [])
        if len(words) == 1:
            return same[0] if len(same) == 1 else None
        fitting = [
            p
            for p in same
            if p.name.casefold().split()[0][0] == words[0][0] and set(words) <= set(p.name.casefold().split())
        ]
        return fitting[0] if len(fitting) == 1 else None

    def entity_at(self, position: int) -> Entity | None:
        """The entity that covers a character of the text."""
        return self._at.get(position)

    def introduce(self, person: Person, role: str, *, at: int) -> None:
        """Notes a role that the document gives to a person."""
        role = tidy_role(role)
        if not role or role.casefold() in {r.casefold() for _, r in person.roles}:
            return
        person.roles.append((at, role))
        person.roles.sort()
        if _HE.search(role):
            person.genders.add("he")
        if _SHE.search(role):
            person.genders.add("she")

    def holders(self, words: str, *, before: int) -> list[Person]:
        """The people introduced before a position whose role fits a description ("the Ukrainian leader")."""
        described = tidy_role(words).casefold()
        head = described.split()[-1] if described else ""
        party = parties().of_role(described) or parties().of_role(words)
        modifiers = {w for w in described.split()[:-1] if parties().of_mention(w) is None}
        fitting = []
        for person in self._people.values():
            roles = [role.casefold() for at, role in person.roles if at < before]
            offices = _OFFICES.get(head, {head})
            held = [r for r in roles if any(re.search(rf"\b{re.escape(o)}\b", _core(r)) for o in offices)]
            if not held or (party is not None and person.party() != party):
                continue
            if all(any(m in r for r in roles) for m in modifiers):
                fitting.append(person)
        return fitting


def bare_name(words: str) -> str:
    """A name without title, possessive and edges."""
    return _TITLES.sub("", _POSSESSIVE.sub("", words.strip(' ,.;:"“”'))).strip()


def tidy_role(words: str) -> str:
    """A role without article, possessive and edges; empty when nothing is left."""
    words = re.sub(r"\s+", " ", words).strip(" ,.;:—–-\"“”’'")
    return _DETERMINER.sub("", _TITLES.sub("", words + " ").strip()).strip()


def _core(role: str) -> str:
    """The part of a role that names the office: "president of Ukraine" -> "president"."""
    return re.split(r"\s(?:of|for|at|in|to|on)\s|,", role)[0]


def introductions(cast: Cast, unit: Unit, doc: Doc) -> None:
    """Notes the roles that one unit gives: "Kremlin spokesman X", "X, the foreign minister,", "the minister,
    X,".
    """
    for token in doc:
        if token.tag_ not in ("NNP", "NNPS"):
            continue
        position = unit.starts[token.idx]
        entity = cast.entity_at(position)
        if entity is None or entity.label != "PERSON" or unit.ends[token.idx + len(token) - 1] != entity.end:
            continue
        person = cast.named(entity.text)
        if person is None:
            continue
        for role in _roles(token, unit, entity):
            cast.introduce(person, role, at=position)


def _roles(token: Token, unit: Unit, entity: Entity) -> list[str]:
    found = []
    first = token.left_edge
    before = unit.text[first.idx : token.idx]
    # What stands before the name in its own noun phrase, as far as the name itself begins.
    name_at = token.idx - (unit.starts[token.idx] - entity.start)
    if name_at >= 0 and first.idx < name_at:
        before = unit.text[first.idx : name_at]
        if _is_role(before):
            found.append(before)
    for child in token.rights:
        if child.dep_ == "appos" and child.tag_ in ("NN", "NNP", "NNS") and child.i > token.i:
            last = child.right_edge
            words = unit.text[child.left_edge.idx : last.idx + len(last)]
            if _is_role(words):
                found.append(_until_clause(words))
    if token.dep_ == "appos" and token.head.tag_ == "NN":
        words = unit.text[token.head.left_edge.idx : token.left_edge.idx]
        if _is_role(words):
            found.append(words)
    return found


def _is_role(words: str) -> bool:
    return any(w.islower() and len(w) > 3 for w in words.split()) or any(
        w in lexicon().offices for w in words.replace(",", " ").split()
    )


def _until_clause(words: str) -> str:
    return re.split(r",\s|\s(?:who|which|that|whose)\s", words)[0]
