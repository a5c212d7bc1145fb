"""The words that introduce what somebody says or holds, read from ``cues.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import yaml

CueKind = Literal["speech", "stance"]
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A verb of saying or of holding a position, with the ways in which it takes its content."""

    lemma: str
    kind: CueKind
    takes_object: bool
    addressee: bool
    evaluative: bool
    negative: bool
    particle_only: bool
    particles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All cues: ``verbs`` by inflected lower-case form, all sets of nouns by singular and plural form.

    ``heading`` has the noun for who does what a verb says, ``abbreviations`` the office that a short form means.
    ``taking_back`` has, by the form of a verb, the particles with which it takes back its object; "" is for none.
    """

    verbs: dict[str, Verb]
    nouns: frozenset[str]
    adjectives: frozenset[str]
    negative_adjectives: frozenset[str]
    negative_nouns: frozenset[str]
    nouns_with_for: frozenset[str]
    labels: frozenset[str]
    askers: frozenset[str]
    offices: frozenset[str]
    holders: frozenset[str]
    heading: dict[str, str]
    abbreviations: dict[str, str]
    light: frozenset[str]
    name_particles: frozenset[str]
    people: frozenset[str]
    wishing: frozenset[str]
    papers: frozenset[str]
    enterprises: frozenset[str]
    taking_back: dict[str, frozenset[str]]


def regular_forms(lemma: str) -> list[str]:
    """The forms of a regular English verb, the base form first (doubling consonants are listed in the file)."""
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", (lemma if lemma.endswith("ee") else lemma[:-1]) + "ing"]
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    return [lemma, third, lemma + "ed", lemma + "ing"]


def read_data(name: str) -> dict[str, Any]:
    """The parsed YAML file ``name`` of this package."""
    return cast("dict[str, Any]", yaml.safe_load(files(__package__).joinpath(name).read_text(encoding="utf-8")))


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once.

    Raises ``ValueError`` when a list of the file names a word that the list it belongs to does not have.
    """
    data = read_data("cues.yaml")
    groups = {
        key: frozenset(data[key].split())
        for key in (
            "speech",
            "stance",
            "clause_only",
            "addressee",
            "evaluative",
            "negative",
            "nouns",
            "adjectives",
        )
    }
    particles = {lemma: frozenset(words.split()) for lemma, words in data["particles"].items()}
    verbs: dict[str, Verb] = {}
    for lemma in sorted(groups["speech"] | groups["stance"] | particles.keys()):
        verb = Verb(
            lemma=lemma,
            kind="stance" if lemma in groups["stance"] and lemma not in groups["speech"] else "speech",
            takes_object=lemma in groups["speech"] | groups["stance"] and lemma not in groups["clause_only"],
            addressee=lemma in groups["addressee"],
            evaluative=lemma in groups["evaluative"],
            negative=lemma in groups["negative"],
            particle_only=lemma not in groups["speech"] | groups["stance"],
            particles=particles.get(lemma, frozenset()),
        )
        verbs |= dict.fromkeys(_forms(lemma, data), verb)
    negative_nouns = frozenset(data["negative_nouns"].split())
    nouns_with_for = frozenset(data["nouns_with_for"].split())
    _check(negative_nouns | nouns_with_for, known=groups["nouns"], where="nouns")
    _check(data["negative_adjectives"], known=groups["adjectives"], where="adjectives")
    marked = groups["clause_only"] | groups["addressee"] | groups["evaluative"] | groups["negative"]
    _check(marked, known=groups["speech"] | groups["stance"], where="speech or stance")
    return Lexicon(
        verbs=verbs,
        nouns=_both_numbers(groups["nouns"]),
        adjectives=groups["adjectives"],
        negative_adjectives=frozenset(data["negative_adjectives"]),
        negative_nouns=_both_numbers(negative_nouns),
        nouns_with_for=_both_numbers(nouns_with_for),
        labels=frozenset(data["labels"].split()),
        askers=frozenset(data["askers"].split()),
        offices=frozenset(data["offices"].split()),
        holders=frozenset(data["holders"].split()),
        heading=data["heading"],
        abbreviations=data["abbreviations"],
        light=frozenset(data["light"].split()),
        people=frozenset(data["people"].split()),
        wishing=frozenset(data["wishing"].split()),
        enterprises=_both_numbers(frozenset(data["enterprises"].split())),
        papers=frozenset(data["papers"].split()),
        name_particles=frozenset(data["name_particles"].split()),
        taking_back={
            form: frozenset(words) for lemma, words in data["taking_back"].items() for form in _forms(lemma, data)
        },
    )


def _check(words: Iterable[str], *, known: frozenset[str], where: str) -> None:
    unknown = sorted(set(words) - known)
    if unknown:
        raise ValueError(f"cues.yaml: {', '.join(unknown)} must be listed under {where} too")


def _forms(lemma: str, data: dict[str, Any]) -> list[str]:
    """The forms of a verb, those that the file lists in place of the regular ones."""
    return [lemma, *data["irregular"].get(lemma, regular_forms(lemma))]


def _both_numbers(nouns: frozenset[str]) -> frozenset[str]:
    return nouns | {_plural(noun) for noun in nouns}


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in _VOWELS else noun + "s"
