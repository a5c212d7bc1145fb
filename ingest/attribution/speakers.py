"""Who a mention means: names, descriptions and pronouns, by what the document says and never by a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.cast import Cast, Gender, Person
from vectorstore.parties import parties
from vectorstore.records import Entity, Span

_POSSESSIVE = re.compile(r"[’']s?$")
_RELATIVE = frozenset({"who", "which", "that", "whom"})
GENDERED: dict[str, Gender] = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
_MEANS: dict[str, str] = {**GENDERED, "they": "they", "their": "they", "it": "it", "its": "it"}
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
        # By the pronoun that can mean them, so that looking back costs the same in a text of any length.
        self._subjects: dict[str, list[tuple[int, Resolved]]] = {}

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
        """Notes that somebody was the subject at a position, so that a pronoun behind it can mean them.

        Positions never go back from one call to the next.
        """
        for pronoun in self._pronouns(resolved):
            self._subjects.setdefault(pronoun, []).append((at, resolved))

    def _pronouns(self, resolved: Resolved) -> Sequence[str]:
        if resolved.person is not None:
            person = self._cast.named(resolved.person)
            return () if person is None else [*person.genders] or ("he", "she")
        return ("they",) if resolved.plural else ("it",)

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
            holder = self._cast.holder(words, before=mention.start)
            if holder is not None:
                return self._person(holder)
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
        subjects = self._subjects.get(_MEANS.get(word.casefold(), ""), [])
        last = _last_before(subjects, mention.start)
        if last is not None and said[0] <= last[0] < said[1]:  # in "X has left, he said", X is not the speaker
            last = _last_before(subjects, said[0])
        return last[1] if last is not None and last[0] >= since else Resolved(name=word)


def _last_before(subjects: Sequence[tuple[int, Resolved]], position: int) -> tuple[int, Resolved] | None:
    index = bisect_left(subjects, position, key=lambda subject: subject[0])
    return subjects[index - 1] if index else None


def plural_tag(tag: str) -> bool:
    """Whether a part-of-speech tag of the Penn set marks a plural noun."""
    return tag in ("NNS", "NNPS")
