"""Who appears in the documents as a person, with surname, titles and party, read from statements and names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
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
_PORTFOLIO = re.compile(r"minist\w+|secretary|department|commissioner|committee")
# "The chief Sorvay negotiator" is of the Sorvay Islands.
_KIND_OF_LAND = re.compile(r"\s(?:Islands|Isles|Republic)$")
_SENT = frozenset({"envoy", "negotiator"})  # by a side, where the documents name one


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A person of the documents.

    ``key`` is what a mention of them goes by: the surname, in lower case; of two with one surname it is that of the one
    who speaks more, and the other goes by given name and surname.
    ``roles`` are the classes of the lexicon ("leader", "spokesperson", ...), ``titles`` the words of the documents.
    """

    name: str
    key: str
    roles: frozenset[str] = frozenset()
    party: str | None = None
    titles: tuple[str, ...] = ()

    @property
    def surname(self) -> str:
        """The last word of the name, in lower case."""
        return self.key.split()[-1]

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
    named = [entity.text for entity in entities if entity.label == "PERSON" and _is_personal(entity.text)]
    person = _persons([*(statement.speaker for statement in statements if statement.speaker), *named])
    labels = Counter((surname(entity.text), entity.label == "PERSON") for entity in entities)
    for entity in entities:
        key = surname(entity.text)
        # The recogniser errs on unusual names: what it mostly takes for a place or an outlet is no person, nor is
        # a label in capitals ("QUESTION:").
        if entity.label == "PERSON" and labels[key, True] > labels[key, False] and not entity.text.isupper():
            _remember(names, entity.text, person)
    for statement in statements:
        key = person(statement.speaker or "")
        if not statement.speaker or not key or party_of(statement.speaker.lower()):
            continue
        if key in names or statement.role:
            _remember(names, statement.speaker, person)
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
            key=key,
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
        called = f" {in_words(party)} "
        whole = any(called in title for title in titles)
        own = _KIND_OF_LAND.sub("", party).lower()
        if not whole and not any(same_party(own, word) for word in words):
            return False
        return not any(_PORTFOLIO.match(title, title.find(called) + len(called)) for title in titles if called in title)

    named = {party for party in parties if names(party)}
    named = {party for party in named if not any(party != other and party in other for other in named)}
    return replace(figure, party=named.pop()) if len(named) == 1 else figure


def surname(name: str) -> str:
    """Return the last word of a name in lower case, "" when there is none."""
    words = words_of(name)
    return words[-1].key if words else ""


def _persons(names: Iterable[str]) -> Callable[[str], str]:
    """Return what gives the key of a person by a name: of two with one surname the given names tell."""
    given: defaultdict[str, list[Counter[str]]] = defaultdict(list)
    for name in names:
        own = _given(name)
        groups = given[surname(name)]
        same = (known for known in groups if any(_is_one_name(word, other) for word in own for other in known))
        if (known := next(same, None)) is not None:
            known.update(own)
        elif own and not name.isupper():  # a label ("AMBASSADOR LORNE") may hold any title: it tells of nobody new
            groups.append(Counter(own))
    others = {
        (last, word): f"{min(known, key=lambda one: -known[one])} {last}"
        for last, groups in given.items()
        for known in sorted(groups, key=lambda known: -known.total())[1:]
        for word in known
    }

    def person(name: str) -> str:
        last = surname(name)
        return next((others[last, word] for word in _given(name) if (last, word) in others), last)

    return person


def _given(name: str) -> tuple[str, ...]:
    """The given names before a surname, in lower case; titles and particles ("De Witt") are none."""
    words = words_of(name)[:-1]
    other = lexicon().honorifics | _PARTICLES
    return tuple(word.key for word in words if word.capital and not (word.key in other or lexicon().role_of(word.key)))


def is_another(name: str, figures: Iterable[Figure]) -> bool:
    """Whether a name of several words has a figure's surname, and given names that are none of theirs."""
    own, last = set(_given(name)), surname(name)
    known = {word.key for figure in figures if figure.surname == last for word in words_of(figure.name)}
    told = bool(own) and not name.isupper()
    return told and not any(_is_one_name(one, other) for one in own for other in known)


def _is_one_name(one: str, other: str) -> bool:
    """Whether two given names may be one: the same, an initial, a short form ("Chris", "Christopher")."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short)


def _remember(names: dict[str, Counter[str]], name: str, person: Callable[[str], str]) -> None:
    key = person(name)
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
