"""The cue words of questions and statements, read from ``lexicon.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.understand.words import Word, stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Stems by what they show; ``stance`` maps a class to its stems, ``roles`` a class to its words as written.

    ``neutral`` are verbs of saying that add nothing to "said", ``claiming`` those that leave open whether it is so,
    ``stances`` the stems of all classes of ``stance``.
    """

    speech: frozenset[str]
    neutral: frozenset[str]
    claiming: frozenset[str]
    nouns: frozenset[str]
    view: frozenset[str]
    obstacle: frozenset[str]
    trouble: frozenset[str]
    deal: frozenset[str]
    stance: dict[str, frozenset[str]]
    stances: frozenset[str]
    roles: dict[str, frozenset[str]]
    honorifics: frozenset[str]
    epithets: frozenset[str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]

    def role_of(self, title: str) -> str | None:
        """Return the class of a title in lower case, e.g. ``"leader"`` for ``"presidents"``.

        Titles are compared as they are written: "negotiating" is no negotiator.
        """
        forms = {title, title.removesuffix("s")}
        return next((name for name, titles in self.roles.items() if forms & titles), None)

    def role_at(self, words: Sequence[Word], position: int) -> tuple[str | None, int]:
        """Return the class of the title at a place and its length in words ("prime minister" has two)."""
        pair = words[position : position + 2]
        compound = self.role_of("-".join(word.key for word in pair)) if len(pair) == 2 else None
        return (compound, 2) if compound else (self.role_of(pair[0].key), 1)

    def roles_in(self, words: Sequence[Word]) -> set[str]:
        """Return the classes of all titles among ``words``."""
        found, position = set(), 0
        while position < len(words):
            role, length = self.role_at(words, position)
            if role:
                found.add(role)
            position += length
        return found

    def opposite(self, one: str, other: str) -> bool:
        """Whether two stems stand on the two sides of one of the pairs."""
        return any(
            (one in left and other in right) or (one in right and other in left) for left, right in self.opposites
        )


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the package."""
    raw = yaml.safe_load(files("assistant.understand").joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    stance = {name: _stems(words) for name, words in raw["stance"].items()}
    return Lexicon(
        speech=_stems(raw["speech"]),
        neutral=_stems(raw["neutral"]),
        claiming=_stems(raw["claiming"]),
        nouns=_stems(raw["nouns"]),
        view=_stems(raw["view"]),
        obstacle=_stems(raw["obstacle"]),
        trouble=_stems(raw["trouble"]),
        deal=_stems(raw["deal"]),
        stance=stance,
        stances=frozenset().union(*stance.values()),
        honorifics=frozenset(raw["honorifics"].split()),
        epithets=frozenset(raw["epithets"].split()),
        roles={name: frozenset(words.split()) for name, words in raw["roles"].items()},
        opposites=tuple((_stems(left), _stems(right)) for left, right in raw["opposites"]),
    )


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())
