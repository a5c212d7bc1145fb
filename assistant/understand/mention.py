"""A stretch of a text that means somebody: a person or a party of the documents."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understand.figures import Figure
from assistant.understand.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of a text that means a person or a party.

    ``key`` is the same for all mentions of the same one: a figure's surname, a party's name. ``described`` is set
    when a title or a description was used instead of the name; ``named`` is not when it means a group by what it is
    called ("the union"), which documents may call otherwise elsewhere.
    """

    key: str
    name: str
    start: int
    end: int
    person: bool
    party: str | None
    described: bool = False
    named: bool = True


def of_figure(figure: Figure, first: Word, last: Word, *, described: bool = False) -> Mention:
    """Return the mention of a person by the words from ``first`` to ``last``."""
    return Mention(
        key=figure.key,
        name=figure.name,
        start=first.start,
        end=last.end,
        person=True,
        party=figure.party,
        described=described,
    )


def of_party(name: str, first: Word, last: Word) -> Mention:
    """Return the mention of a party, or of whoever else is no person, by the words from ``first`` to ``last``."""
    return Mention(key=name.lower(), name=name, start=first.start, end=last.end, person=False, party=name)
