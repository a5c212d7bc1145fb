"""A mention of somebody, and whom it means."""

from __future__ import annotations

from dataclasses import dataclass

RELATIVE = frozenset({"who", "which", "that", "whom"})
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


def plural_tag(tag: str) -> bool:
    """Whether a part-of-speech tag of the Penn set marks a plural noun."""
    return tag in ("NNS", "NNPS")
