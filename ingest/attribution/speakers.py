"""Who a mention means: names, descriptions and pronouns, by what the document says and never by a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.attribution.cast import Cast, Gender, Person
from vectorstore.parties import parties
from vectorstore.records import Entity, Span

_POSSESSIVE = re.compile(r"[’']s?$")
_RELATIVE = frozenset({"who", "which", "that", "whom"})
GENDERED: dict[str, Gender] = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
PRONOUNS = frozenset(
    {
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "one",
        "his",
        "her",
        "their",
        "its",
        "my",
        "our",
        "him",
        "them",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A speaker's mention as the grammar shows it; ``reach`` is its end with a relative pronoun
    behind it, ``apposition`` the position of a name that explains it ("the minister, X,")."""

    start: int
    end: int
    reach: int
    head_start: int
    head: str
    words: str
    pronoun: bool
    plural: bool
    proper: bool
    apposition: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Whom a mention means; ``person`` is set when it is one."""

    name: str
    role: str | None = None
    party: str | None = None
    person: str | None = None
    plural: bool = False


class Resolver:
    """Resolves mentions in the order of the document and remembers who spoke."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast
        self._subjects: list[tuple[int, Resolved]] = []

    def resolve(self, mention: Mention, *, since: int, said: Span = (0, 0)) -> Resolved | None:
        """Whom ``mention`` means. A pronoun looks back as far as ``since``, the start of the paragraph
        before.
        """
        if mention.head.lower() in _RELATIVE:
            return None  # the parser lost the noun that "who" stands for
        if mention.pronoun:
            return self._pronoun(mention, since=since, said=said)
        resolved = self._named(mention)
        self.remember(mention.start, resolved)
        return resolved

    def remember(self, at: int, resolved: Resolved) -> None:
        """Notes that somebody was the subject at a position, so that a pronoun behind it can mean them."""
        self._subjects.append((at, resolved))

    def _named(self, mention: Mention) -> Resolved:
        words = self._text[mention.start : mention.end]
        entity = self._cast.entity_at(mention.head_start)
        if mention.apposition is not None:
            explained = self._cast.entity_at(mention.apposition)
            named = self._cast.named(explained.text) if explained is not None and explained.label == "PERSON" else None
            if named is not None:
                return self._person(named)
        if entity is not None and entity.label == "PERSON" and not mention.plural:
            person = self._cast.named(entity.text)
            if person is not None:
                return self._person(person)
        if mention.proper:
            person = self._cast.named(words) or self._cast.named(mention.head)
            if person is not None and not mention.plural and self._may_be(person, words, entity):
                return self._person(person)
            bare = _POSSESSIVE.sub("", words.strip())
            return Resolved(
                name=bare, party=parties().of_mention(bare) or parties().of_role(bare), plural=mention.plural
            )
        if not mention.plural and re.match(r"the\s", words, re.IGNORECASE):
            holders = self._cast.holders(words, before=mention.start)
            if len(holders) == 1:
                return self._person(holders[0])
        bare = _POSSESSIVE.sub("", words.strip())
        return Resolved(name=bare, party=parties().of_role(bare), plural=mention.plural)

    def _may_be(self, person: Person, words: str, entity: Entity | None) -> bool:
        """Whether a proper name means the person: not where it is known to be a party or an organisation."""
        if parties().of_mention(words) is not None:
            return False
        surname_alone = words.casefold() == person.surname and " " in person.name
        return surname_alone or entity is None or entity.label not in ("ORG", "GPE")

    def _person(self, person: Person) -> Resolved:
        return Resolved(name=person.name, role=person.role(), party=person.party(), person=person.name)

    def _pronoun(self, mention: Mention, *, since: int, said: Span) -> Resolved:
        word = self._text[mention.start : mention.end]
        gender = GENDERED.get(word.casefold())
        unknown = Resolved(name=word)
        for at, subject in reversed(self._subjects):
            if at >= mention.start or said[0] <= at < said[1]:  # in "X has left, he said", X is not the speaker
                continue
            if at < since:
                break
            if gender is not None:
                person = self._cast.named(subject.person) if subject.person else None
                if person is None or (person.genders and gender not in person.genders):
                    continue
                return subject
            if word.casefold() in ("they", "their") and subject.plural:
                return subject
            if word.casefold() in ("it", "its") and subject.person is None and not subject.plural:
                return subject
        return unknown


def plural_tag(tag: str) -> bool:
    """Whether a part-of-speech tag of the Penn set marks a plural noun."""
    return tag in ("NNS", "NNPS")
