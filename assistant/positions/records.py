"""Positions and obstacles: frozen values whose evidence is a stretch of a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Stance = Literal["demands", "offers", "accepts", "rejects", "conditions", "open"]
Raiser = Literal["party", "mediator", "other", "reporter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a party holds on an issue, by one statement: ``desk.document(document_id).text[start:end] == quote``.

    ``party`` is a side, or a person whose side the documents do not tell. ``issue`` is "" where the words name none
    ("we will not sign"). ``speaker`` is who said it, ``reported_by`` who says that they said it, where that is neither
    they nor the reporter. ``as_of`` is the day it was said or, where that is not known, published. ``figure`` is what a
    demand or an offer comes to ("25%", "ten years"), "" where the words name none.

    ``changed`` is the stance that the party took on the issue before, where the stance or its figure was another one,
    ``changed_figure`` the figure of it, and ``changed_since`` its day; the earlier entry stands beside this one. Where
    the sentence tells the change itself ("no longer asks", "from 14% to 11%"), the day is the entry's own.
    """

    party: str
    issue: str
    stance: Stance
    quote: str
    speaker: str
    as_of: date | None
    document_id: str
    start: int
    end: int
    title: str
    source: str
    publisher: str | None
    said_on: date | None
    published_on: date | None
    statement_id: str
    reported_by: str | None = None
    changed: Stance | None = None
    changed_since: date | None = None
    figure: str = ""
    changed_figure: str = ""

    @property
    def matter(self) -> str:
        """The issue with its figure, as it is shown: "cut, 25%"; a figure that has it, "60 beds", stands alone."""
        if self.issue and self.issue in self.figure:
            return self.figure
        return ", ".join(filter(None, (self.issue or "not named", self.figure)))

    @property
    def before(self) -> str:
        """What the party held before, as it is shown: "demands 14%"; "" without a change."""
        return " ".join(filter(None, (self.changed or "", self.changed_figure)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What is said to be in the way of a deal: ``desk.document(document_id).text[start:end] == quote``.

    ``between`` are the parties that the sentence names, as far as it does. ``raised_by`` is who says so, ``None`` for
    the reporter, and ``raiser`` what they are. ``contested_by`` is somebody who says of the same issue that it is no
    obstacle, with that sentence in ``contest``.
    """

    issue: str
    between: tuple[str, ...]
    raised_by: str | None
    raiser: Raiser
    quote: str
    as_of: date | None
    document_id: str
    start: int
    end: int
    title: str
    source: str
    publisher: str | None
    published_on: date | None
    contested: bool = False
    contested_by: str | None = None
    contest: str | None = None
