"""Stances with the sides that take them, and what each is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.positions.figures import figure_in, moved, named_by, unit_of
from assistant.positions.matters import Matter, Said, matters, merged
from assistant.positions.records import Stance
from assistant.positions.rules import rules
from assistant.positions.turning import Taken
from assistant.understand.cast import Cast
from assistant.understand.words import stem
from vectorstore import DocumentParts, Span, Statement

_POINTING = re.compile(r"\s+(?:that|this|it)\b(?=\W|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A stance with the sides that take it, before anybody knows what it is about."""

    statement: Statement
    part: DocumentParts
    span: Span
    said: Span
    sides: tuple[str, ...]
    taken: Taken
    speaker: str
    reported_by: str | None

    @property
    def place(self) -> tuple[str, Span]:
        """The document and the sentence that show it."""
        return self.part.document.document_id, self.span

    def words(self) -> Said:
        """The sentence and the place of the stance in it."""
        sentence = self.part.document.text[slice(*self.span)]
        start, end = (place - self.span[0] for place in self.said)
        return Said(sentence=sentence, span=(start, end), at=start + self.taken.end if self.taken.end else None)

    @property
    def stance(self) -> Stance:
        """The stance; a demand that is dropped "from 14% to 11%" is still one."""
        return self.taken.before if self.taken.before and all(self._moved()) else self.taken.stance

    @property
    def figure(self) -> str:
        """What it comes to, as far as a number tells."""
        said = self.words()
        start = said.span[0] if said.at is None else said.at
        return self._moved()[1] or figure_in(said.sentence[start : said.span[1]])

    @property
    def given_up(self) -> tuple[Stance | None, str]:
        """The stance, with its figure, that the sentence itself says was held until then."""
        figure, _ = self._moved()
        if self.stance in ("demands", "offers"):
            return (self.stance if figure else None), figure
        return self.taken.before, ""

    def _moved(self) -> tuple[str, str]:
        said = self.words()
        return moved(said.sentence, said.span[0] if said.at is None else said.at)


def issues(held: Sequence[Held], *, cast: Cast) -> list[str]:
    """Return what each stance is about, under one name for one matter; "" where its sentence does not tell.

    Raises:
        LanguageUnavailable: if the language model cannot be loaded.
    """
    read = matters((one.words() for one in held), cast=cast)
    found = [_of_figure(one, matter) for one, matter in zip(held, read, strict=True)]
    names = merged(item for item in found if item)
    told = [names[item.row] if item else "" for item in found]
    beside: defaultdict[tuple[str, Span], list[tuple[Held, str]]] = defaultdict(list)
    for one, name in zip(held, told, strict=True):
        if name:
            beside[one.place].append((one, name))
    return [name or _pointed_at(one, beside[one.place]) for one, name in zip(held, told, strict=True)]


def _pointed_at(one: Held, beside: Iterable[tuple[Held, str]]) -> str:
    """The issue of "accept that", where the same sentence names it before: "they offered a toll, and she took it"."""
    said = one.words()
    if said.at is None or not _POINTING.match(said.sentence, said.at):
        return ""
    return next((name for other, name in beside if other.said[0] < one.said[0]), "")


def is_of_persons(held: Held, issue: str) -> bool:
    """Return whether somebody only speaks for, or against, a person: no stance on a matter ("backed the minister")."""
    return not issue and held.taken.verb in rules().backing


def _of_figure(held: Held, matter: Matter | None) -> Matter | None:
    """The matter of a figure that stands alone ("wants 14%", "its 9% offer"): what such figures are of elsewhere."""
    figure = held.figure
    if not figure or (matter is not None and matter.head not in rules().of_figures):
        return matter
    noun = named_by(figure, held.part.document.text)
    if noun:
        return Matter(text=noun, head=stem(noun))
    return matter or (Matter(text=figure, head=figure.lower()) if unit_of(figure) in ("share", "time") else None)
