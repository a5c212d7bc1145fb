"""Who appears in the documents as a person, with surname, titles and party, read from statements and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.understand.bodies import PartyOf, in_words, is_derived, lands, misread_names, same_party
from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of
from vectorstore import Entity, Statement

# Small words that stand inside a person's name; any other word in lower case shows that it is no such name.
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du"}
    | {"el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu"}
)
_MOST_NAMES = 5
# "Labour Minister" holds an office; "Labour leader" leads Labour.
_PORTFOLIO = r"(?:minist\w+|secretary|department|commissioner|committee)"


_KIND_OF_LAND = re.compile(r"\s(?:Islands|Isles|Republic)$")
_SENT = frozenset({"envoy", "negotiator"})  # by a side, where the documents name one


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

    @property
    def mediates(self) -> bool:
        """Whether they stand between the sides; the envoy of a side speaks for it."""
        words = {word.key for title in self.titles for word in words_of(title)}
        sent = self.party is not None and words & _SENT and not words & (lexicon().roles["mediator"] - _SENT)
        return "mediator" in self.roles and "leader" not in self.roles and not sent


def read_figures(
    statements: Iterable[Statement], entities: Sequence[Entity], *, party_of: PartyOf
) -> tuple[Figure, ...]:
    """Return the persons of the documents that hold ``statements`` and ``entities``."""
    statements = list(statements)
    names: dict[str, Counter[str]] = {}
    roles: dict[str, set[str]] = {}
    parties: dict[str, str] = {}
    titles: dict[str, dict[str, None]] = {}
    labels = Counter((surname(entity.text), entity.label == "PERSON") for entity in entities)
    for entity in entities:
        key = surname(entity.text)
        # The recogniser errs on unusual names: what it mostly takes for a place or an outlet is no person, nor is
        # a label in capitals ("QUESTION:").
        if entity.label == "PERSON" and labels[key, True] > labels[key, False] and not entity.text.isupper():
            _remember(names, entity.text)
    for statement in statements:
        key = surname(statement.speaker or "")
        if not statement.speaker or not key or party_of(statement.speaker.lower()):
            continue
        if key in names or statement.role:
            _remember(names, statement.speaker)
            if statement.role:
                titles.setdefault(key, {})[statement.role] = None
                roles.setdefault(key, set()).update(lexicon().roles_in(words_of(statement.role)))
            if statement.party:
                parties.setdefault(key, statement.party)
    known = lands(entities, statements)
    misread = known | misread_names(entities)
    return tuple(
        Figure(
            name=name,
            surname=key,
            roles=frozenset(roles.get(key, ())),
            party=parties.get(key),
            titles=tuple(titles.get(key, ())),
        )
        for key, name in ((key, _called(forms)) for key, forms in names.items())
        if not party_of(key) and name not in misread and not any(is_derived(land.lower(), key) for land in known)
    )


def with_party(figure: Figure, parties: Iterable[str]) -> Figure:
    """Give a person the party that their title names ("Maravian chief negotiator"), in the form of ``parties``."""
    if figure.party:
        known = next((item for item in parties if same_party(item.lower(), figure.party.lower())), figure.party)
        return replace(figure, party=known)
    words = {word.key for title in figure.titles for word in words_of(title)}
    titles = [f" {in_words(title)} " for title in figure.titles]

    def names(party: str) -> bool:
        called = in_words(party)
        if any(re.search(rf"\b{re.escape(called)} {_PORTFOLIO}", title) for title in titles):
            return False
        own = _KIND_OF_LAND.sub("", party).lower()  # "the chief Sorvay negotiator" is of the Sorvay Islands
        people = any(same_party(own, word) for word in words)
        return people or any(f" {called} " in title for title in titles)

    named = {party for party in parties if names(party)}
    named = {party for party in named if not any(party != other and party in other for other in named)}
    return replace(figure, party=named.pop()) if len(named) == 1 else figure


def surname(name: str) -> str:
    """Return the last word of a name in lower case, "" when there is none."""
    words = words_of(name)
    return words[-1].key if words else ""


def _remember(names: dict[str, Counter[str]], name: str) -> None:
    key = surname(name)
    if key and _is_personal(name):
        names.setdefault(key, Counter())[name] += 1


def _called(forms: Counter[str]) -> str:
    """The full name that documents use most: "Irena Holt", neither "Holt" nor, seen once, "Rival Irena Holt"."""

    def fullness(form: str) -> tuple[bool, bool, int, int]:
        return not form.isupper(), " " in form, forms[form], len(form)

    return max(forms, key=fullness)


def _is_personal(name: str) -> bool:
    """Whether a name is made as persons' names are: "Annika van der Berg", not "the Ministry of Water"."""
    words = name.split()
    written = all(word[0].isupper() or word.lower() in _PARTICLES or "-" in word for word in words)
    return written and len(words) <= _MOST_NAMES and words[0].lower() != "the" and words[-1] != words[-1].lower()
