"""What the documents call lands, bodies and groups, and which of their names mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache

from assistant.understand.words import words_of
from vectorstore import Entity, Statement

PartyOf = Callable[[str], str | None]
_PARTY_LABELS = frozenset({"GPE", "NORP", "LOC"})
_GROUP = re.compile(r"(?:the|an?|this|that|his|her|its|their) ([a-z][a-z-]+)", re.IGNORECASE)
_PAPERS = frozenset(
    {"article", "communique", "document", "draft", "email", "letter", "memo", "message", "note", "paper", "plan"}
    | {"post", "proposal", "report", "speech", "statement", "summary", "survey", "text", "tweet", "writer"}
)
_NAME_LABELS = frozenset({"ORG", "PERSON", "FAC"})
# Names inside a description of a speaker; the first word of one has its capital from its place.
_CAPITALS = re.compile(r"(?<= )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*|^(?!The |An? )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*$")
_LAND, _PEOPLE_ENDINGS = 4, frozenset({"an", "ans", "ian", "ians", "ese"})
_OFFICE_OF = re.compile(
    r"(?:the )?(?P<owner>[A-Z][\w-]+)[’']s (?:[\w-]+ ){0,3}?"
    r"(?:president|(?:prime |foreign |deputy )?minister|chancellor|premier|king|queen|envoy|ambassador|delegation)\b",
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
    entities = list(entities)
    found = {plain(entity.text) for entity in entities if entity.label in _NAME_LABELS}
    spoken = (match.group() for item in statements if item.speaker for match in _CAPITALS.finditer(item.speaker))
    found |= {name.removesuffix("'s").removesuffix("’s") for name in spoken}
    forms = {in_words(name): name for name in sorted(found)}
    introduced = _introduced(entities)
    known: dict[str, str] = {}
    for key in sorted(filter(None, forms), key=lambda item: -item.count(" ")):
        longer = {known[other] for other in known if _shortens(key, other, introduced)}
        known[key] = longer.pop() if len(longer) == 1 else forms[key]
    return known


def _shortens(short: str, long: str, introduced: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether a name is a short form of a longer one, both in lower case.

    "Halden" is "Halden Terminals" where the documents name the whole first; "Tarrow" is not "the Tarrow Observer".
    """
    if f" {short} " not in f" {long} ":
        return False
    if not long.startswith(f"{short} "):
        return True
    first, whole = introduced.get(short, {}), introduced.get(long, {})
    both = first.keys() & whole.keys()
    return not first or (bool(both) and all(whole[document] <= first[document] for document in both))


def _introduced(entities: Iterable[Entity]) -> dict[str, dict[str, int]]:
    """Where each name stands first in each document, by its words in lower case."""
    found: dict[str, dict[str, int]] = {}
    for entity in entities:
        places = found.setdefault(in_words(plain(entity.text)), {})
        places[entity.document_id] = min(entity.start, places.get(entity.document_id, entity.start))
    return found


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


def misread_names(entities: Iterable[Entity]) -> set[str]:
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
    derived = {name for name in single if any(is_derived(name.lower(), item) for item in peoples)}
    adjectives = {name for name in single if any(is_derived(item.lower(), name.lower()) for item in derived)}
    return (derived | (owners & single)) - named - adjectives


def is_derived(land: str, word: str) -> bool:
    """Whether a word is the people or the adjective of a land: a stricter likeness than of two names of one party."""
    ending = word.removeprefix(land) if len(land) >= _LAND and word.startswith(land) else ""
    return ending in _PEOPLE_ENDINGS or (land.endswith("a") and ending in ("n", "ns"))


@lru_cache(maxsize=16384)  # a large store asks for each of its names once for each of its persons
def in_words(name: str) -> str:
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
