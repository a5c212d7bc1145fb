"""Who appears in the documents as a person, with surname, titles and party, read from statements and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.understand.lexicon import lexicon
from assistant.understand.words import words_of
from vectorstore import Entity, Statement

PartyOf = Callable[[str], str | None]
_PARTY_LABELS = frozenset({"GPE", "NORP", "LOC"})
# Small words that stand inside a person's name; any other word in lower case shows that it is no such name.
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du"}
    | {"el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu"}
)
_MOST_NAMES = 5
_GROUP = re.compile(r"(?:the|an?|this|that|his|her|its|their) ([a-z][a-z-]+)", re.IGNORECASE)
_PAPERS = frozenset(
    {"article", "communique", "document", "draft", "email", "letter", "memo", "message", "note", "paper", "plan"}
    | {"post", "proposal", "report", "speech", "statement", "summary", "survey", "text", "tweet", "writer"}
)
# "Labour Minister" holds an office; "Labour leader" leads Labour.
_PORTFOLIO = r"(?:minist\w+|secretary|department|commissioner|committee)"
_NAME_LABELS = frozenset({"ORG", "PERSON", "FAC"})
# Names inside a description of a speaker; the first word of one has its capital from its place.
_CAPITALS = re.compile(r"(?<= )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*|^(?!The |An? )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*$")


_LAND, _PEOPLE_ENDINGS = 4, frozenset({"an", "ans", "ian", "ians", "ese"})
_OFFICE_OF = re.compile(
    r"(?:the )?(?P<owner>[A-Z][\w-]+)[’']s (?:[\w-]+ ){0,3}?"
    r"(?:president|(?:prime |foreign |deputy )?minister|chancellor|premier|king|queen|envoy|ambassador|delegation)\b",
)
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
    misread = known | _misread(entities)
    return tuple(
        Figure(
            name=name,
            surname=key,
            roles=frozenset(roles.get(key, ())),
            party=parties.get(key),
            titles=tuple(titles.get(key, ())),
        )
        for key, name in ((key, _called(forms)) for key, forms in names.items())
        if not party_of(key) and name not in misread and not any(_is_derived(land.lower(), key) for land in known)
    )


def named_parties(
    entities: Iterable[Entity], *, known: Iterable[str], speakers: Container[str], party_of: PartyOf
) -> set[str]:
    """Return the names of states, peoples and organisations.

    ``known`` are those that :func:`lands` found, ``speakers`` lower-case names of those who speak. An organisation is
    a party when it speaks: the recogniser takes too much for one ("Hotline").
    """
    entities = list(entities)
    names = {(plain(entity.text), entity.label) for entity in entities}
    return set(known) | {
        name
        for name, label in names
        if label in _PARTY_LABELS or (label == "ORG" and (name.lower() in speakers or party_of(name)))
    }


def other_names(entities: Iterable[Entity], statements: Iterable[Statement]) -> dict[str, str]:
    """Return the names of organisations and of speakers whom nothing else knows, by their words in lower case.

    A short form means the only longer name that has it ("the Assembly", "Northern Assembly").
    """
    found = {plain(entity.text) for entity in entities if entity.label in _NAME_LABELS}
    spoken = (match.group() for item in statements if item.speaker for match in _CAPITALS.finditer(item.speaker))
    found |= {name.removesuffix("'s").removesuffix("’s") for name in spoken}
    forms = {_in_words(name): name for name in sorted(found)}
    known: dict[str, str] = {}
    for key in sorted(filter(None, forms), key=lambda item: -item.count(" ")):
        longer = {known[other] for other in known if f" {key} " in f" {other} "}
        known[key] = longer.pop() if len(longer) == 1 else forms[key]
    return known


def groups(statements: Iterable[Statement]) -> frozenset[str]:
    """Return what speakers without a name are called, in lower case without the article ("union", "airline")."""
    found = (_GROUP.fullmatch(item.speaker) for item in statements if item.speaker and not item.role)
    return frozenset(match[1].lower() for match in found if match) - _PAPERS


def is_paper(speaker: str) -> bool:
    """Whether words are quoted from something written ("the letter says"), which has an author."""
    match = _GROUP.fullmatch(speaker)
    return match is not None and match[1].lower() in _PAPERS


def plain(name: str) -> str:
    """Return a name without its article."""
    return name.removeprefix("the ").removeprefix("The ").strip()


def _misread(entities: Iterable[Entity]) -> set[str]:
    """Names taken for persons' that are organisations': a word of one ("the Guild"), or shortened to the first word.

    Persons are called by their last name again, companies by their first ("Castellan Terminals", "Castellan").
    """
    entities = list(entities)
    persons = {entity.text for entity in entities if entity.label == "PERSON"}
    titles = {
        word for entity in entities if entity.label == "ORG" and " " in entity.text for word in entity.text.split()
    }
    found = {name for name in persons if name in titles}
    for name in persons:
        first, _, rest = name.partition(" ")
        if rest and " " not in rest and first in persons and rest not in persons:
            found |= {name, first}
    return found


def lands(entities: Iterable[Entity], statements: Iterable[Statement]) -> set[str]:
    """Return single words that are lands or bodies whatever the recogniser takes them for.

    Their people or adjective is named too ("Maravia" beside "Maravian"), or somebody holds an office of theirs
    ("Maravia's fisheries minister"). Whoever has a given name somewhere is a person, with a spokesman or without.
    """
    entities = list(entities)
    persons = {entity.text for entity in entities if entity.label == "PERSON"}
    single = {entity.text for entity in entities if entity.label in ("PERSON", "ORG") and " " not in entity.text}
    peoples = {entity.text.lower() for entity in entities if entity.label == "NORP" or " " not in entity.text}
    named = {name.split()[-1] for name in persons if " " in name}
    owners = {match["owner"] for item in statements if (match := _OFFICE_OF.match(item.role or ""))}
    derived = {name for name in single if any(_is_derived(name.lower(), item) for item in peoples)}
    adjectives = {name for name in single if any(_is_derived(item.lower(), name.lower()) for item in derived)}
    return (derived | (owners & single)) - named - adjectives


def _is_derived(land: str, word: str) -> bool:
    """Whether a word is the people or the adjective of a land: a stricter likeness than of two names of one party."""
    ending = word.removeprefix(land) if len(land) >= _LAND and word.startswith(land) else ""
    return ending in _PEOPLE_ENDINGS or (land.endswith("a") and ending in ("n", "ns"))


def with_party(figure: Figure, parties: Iterable[str]) -> Figure:
    """Give a person the party that their title names ("Maravian chief negotiator"), in the form of ``parties``."""
    if figure.party:
        known = next((item for item in parties if same_party(item.lower(), figure.party.lower())), figure.party)
        return replace(figure, party=known)
    words = {word.key for title in figure.titles for word in words_of(title)}
    titles = [f" {_in_words(title)} " for title in figure.titles]

    def names(party: str) -> bool:
        called = _in_words(party)
        if any(re.search(rf"\b{re.escape(called)} {_PORTFOLIO}", title) for title in titles):
            return False
        people = any(same_party(party.lower(), word) for word in words)
        return people or any(f" {called} " in title for title in titles)

    named = {party for party in parties if names(party)}
    named = {party for party in named if not any(party != other and party in other for other in named)}
    return replace(figure, party=named.pop()) if len(named) == 1 else figure


def _in_words(name: str) -> str:
    """A name by its words alone: "Farmers' League" is "farmers league"."""
    return " ".join(word.key for word in words_of(name))


def one_form(names: Iterable[str]) -> set[str]:
    """Of a party's name, adjective and people ("Maravia", "Maravian") keep the name."""
    kept: set[str] = set()
    for name in sorted(names, key=lambda item: (len(item), item)):
        if not any(same_party(known.lower(), name.lower()) for known in kept):
            kept.add(name)
    return kept


def same_party(party: str, word: str) -> bool:
    """Whether ``word`` is the party's name, its people or its adjective ("maravia", "maravians", "maravian")."""
    if party == word:
        return True
    shorter, longer = sorted((party, word), key=len)
    return (
        len(shorter) >= 4
        and longer.startswith(shorter)
        and longer[len(shorter) :] in {"n", "ns", "an", "ans", "ian", "ians", "i", "s", "ese"}
    )


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
