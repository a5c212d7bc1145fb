"""The cue words of questions and statements, read from ``lexicon.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.understand.words import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Stems by what they show. ``stance`` and ``roles`` map a class to its stems."""

    speech: frozenset[str]
    view: frozenset[str]
    obstacle: frozenset[str]
    trouble: frozenset[str]
    deal: frozenset[str]
    stance: dict[str, frozenset[str]]
    roles: dict[str, frozenset[str]]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]

    def role_of(self, word: str) -> str | None:
        """Return the class of a title's stem, e.g. ``"leader"`` for ``"presid"``."""
        return next((name for name, stems in self.roles.items() if word in stems), None)

    def opposite(self, one: str, other: str) -> bool:
        """Whether two stems stand on the two sides of one of the pairs."""
        return any(
            (one in left and other in right) or (one in right and other in left) for left, right in self.opposites
        )


@cache
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the package."""
    raw = yaml.safe_load(files("assistant.understand").joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    return Lexicon(
        speech=_stems(raw["speech"]),
        view=_stems(raw["view"]),
        obstacle=_stems(raw["obstacle"]),
        trouble=_stems(raw["trouble"]),
        deal=_stems(raw["deal"]),
        stance={name: _stems(words) for name, words in raw["stance"].items()},
        roles={name: _stems(words) for name, words in raw["roles"].items()},
        opposites=tuple((_stems(left), _stems(right)) for left, right in raw["opposites"]),
    )


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())
