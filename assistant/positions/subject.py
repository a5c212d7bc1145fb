"""Whose a verb is: the speaker's own, or somebody else's of whom they speak."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.positions.kinds import body_at, kind_of, kinds_in, nouns_in
from assistant.understand.cast import Cast
from assistant.understand.mention import Mention
from assistant.understand.words import stem, words_of
from vectorstore import Statement

Whose = Literal["own", "other", "nobody"]
_FIRST = re.compile(r"\b(?:we|i|us|ours?|my|our)\b", re.IGNORECASE)
_THIRD = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
# "Her government", "our side": the speaker's own body; "the company" is where nothing says that it is another's.
_BODY = re.compile(
    r"\b(?P<of>his|her|its|their|our|my|the) (?:own )?(?P<body>government|country|side|delegation|ministry|cabinet"
    r"|nation|party|company|union|people|administration|team|members|army|military|president|state|hospital|airline|university"
    r"|bank|board|management)\b",
    re.IGNORECASE,
)
_STATES = frozenset(
    {"government", "country", "ministry", "cabinet", "nation", "army", "military", "president", "state"}
)
# Another clause begins here, with a subject of its own.
_CLAUSE = re.compile(
    r"[;:]|,? (?:that|which|because|while|whereas|although|though|since|but|and (?=the|a|an|we|he|she|it|they|[A-Z]))\b"
    r"|, (?=(?:we|i|he|she|they|it)\b)"
)
_OBJECT = re.compile(
    r"\b(?:about|of|on|over|with|to|in|at|against|from|for|by|into|towards?|between|under|near|than|as)\s+"
    r"(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_NEAR = 30  # characters before a name in which the preposition stands whose object it is
# What may stand between a subject and its verb.
_HELPED = re.compile(
    r"\s*(?:(?:will|would|could|may|might|can|has|have|had|did|does|do|not|never|also|now|still|already|again|no longer"
    r"|\w+ly)\s+)*"
)


@dataclass(frozen=True, slots=True)
class _Subject:
    """Who may do what a verb behind says, by their place; ``name`` where it is another one that has a name."""

    start: int
    end: int
    own: bool
    name: str = ""


def _holds(one: _Subject, other: _Subject) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of one sentence, or part of it, that a statement holds."""

    statement: Statement
    content: str
    cast: Cast
    sides: tuple[str, ...]
    theirs: frozenset[str]
    mentions: tuple[Mention, ...]
    clauses: tuple[int, ...]

    @classmethod
    def of(cls, statement: Statement, content: str, cast: Cast, *, sides: Iterable[str]) -> Subjects:
        """Read the subjects of ``content``, which somebody said who speaks for ``sides``."""
        sides = tuple(sides)
        theirs = cast.keys_of(statement.speaker or "", statement.party) | {side.casefold() for side in sides}
        clauses = tuple(match.end() for match in _CLAUSE.finditer(content))
        return cls(statement, content, cast, sides, theirs, cast.mentions(content), clauses)

    def whose(self, place: int) -> Whose:
        """Tell of a place whose the verb there is; a thing for subject is nobody.

        The first subject before it in its clause decides: "we" and the speaker's own side are theirs, another name is
        not, and "he" or "they" are in a report, where no other name comes before them.
        """
        first = self._clause(place)
        acting = self._acting(first, place)
        if acting:
            return "own" if acting[0].own and not self._passes_on(acting, place) else "other"
        # "To accept the plan", "not going to sign": a verb at the start has the speaker for its subject.
        before = self.content[first:place].strip("“\"' ").lower()
        return "own" if before in ("", "to", "not to", "not") and first in (0, place) else "nobody"

    def _passes_on(self, acting: list[_Subject], place: int) -> bool:
        """Whether the last subject, right before the verb, is another's: "I hope Sweden accepts"."""
        last = acting[-1]
        if last.own or not last.name or not _HELPED.fullmatch(self.content[last.end : place]):
            return False
        between = self.content[acting[-2].end : last.start] if len(acting) > 1 else ""
        return not re.fullmatch(r"\W*(?:and|or|nor)?\W*(?:the )?", between)

    def other(self, place: int) -> str | None:
        """Return the name of somebody else who alone, and right before it, is the subject of the verb at a place."""
        acting = self._acting(self._clause(place), place)
        if len(acting) != 1 or acting[0].own or not acting[0].name:
            return None
        return acting[0].name if _HELPED.fullmatch(self.content[acting[0].end : place]) else None

    def _clause(self, place: int) -> int:
        """Where the clause of a place begins; of "and accepts" not with the verb, which has the subject before it."""
        before = bisect_left(self.clauses, place)
        return self.clauses[before - 1] if before else 0

    def _acting(self, first: int, place: int) -> list[_Subject]:
        """The subjects between two places, in order."""
        found = [
            *(self._named(item) for item in self.mentions if first <= item.start < place),
            *(_Subject(*match.span(), True) for match in _FIRST.finditer(self.content, first, place)),
            *(_Subject(*match.span(), True) for match in self._called(first, place)),
            *(self._body(match) for match in _BODY.finditer(self.content, first, place)),
            *(self._third(match) for match in _THIRD.finditer(self.content, first, place)),
        ]
        acting = [item for item in found if not _OBJECT.search(self.content[max(0, item.start - _NEAR) : item.start])]
        # "The union" is one, though its article and its noun are found apart.
        whole = [item for item in acting if not any(_holds(other, item) for other in acting)]
        return sorted(whole, key=lambda item: (item.start, not item.own))

    def _called(self, first: int, place: int) -> Iterator[re.Match[str]]:
        """The speaker's own body by what it is called, at the beginning of a clause: "Nurses" of the United Nurses."""
        nouns = {re.escape(noun) for side in self.sides for noun in nouns_in(side)}
        called = re.compile(rf"[\"“\s]*(?:the )?(?:{'|'.join(sorted(nouns))})\b", re.IGNORECASE) if nouns else None
        found = called.match(self.content, first, place) if called else None
        return iter([found] if found else [])

    def _named(self, item: Mention) -> _Subject:
        body = body_at(self.content, item.start)
        if body and self.cast.party_of(item.key) and not self.cast.party_of(body.lower()):  # "Danish Dockers' Union"
            own = body.casefold() in self.theirs
            return _Subject(item.start, item.start + len(body), own, "" if own else body)
        own = item.key in self.theirs or (item.party or "").casefold() in self.theirs
        return _Subject(item.start, item.end, own, "" if own else item.party or item.name)

    def _body(self, match: re.Match[str]) -> _Subject:
        of, body = match["of"].lower(), match["body"].lower()
        if of in ("my", "our"):
            own = True
        elif of != "the":
            own = self.statement.kind != "direct"
        else:
            own = self._is_own(body)
        return _Subject(*match.span(), own, "" if own else f"the {body}" if of == "the" else "")

    def _is_own(self, body: str) -> bool:
        """Whether "the union" is the speaker's: by their role or side, in a report also where nothing is against it."""
        known = " ".join([self.statement.role or "", self.statement.speaker or "", *self.sides])
        if stem(body) in {word.stem for word in words_of(known)} or kind_of(body) in kinds_in(known):
            return True
        is_state = any(self.cast.party_of(side.casefold()) for side in self.sides)
        if kind_of(body) or self.statement.kind == "direct":
            return is_state and body in _STATES
        return True

    def _third(self, match: re.Match[str]) -> _Subject:
        before = [item for item in self.mentions if item.start < match.start()]
        own = self.statement.kind != "direct" and all(self._named(item).own for item in before)
        return _Subject(*match.span(), own)


def owner(statement: Statement, content: str, cast: Cast, *, sides: Iterable[str]) -> Callable[[int], Whose]:
    """Return what tells of a place in ``content`` whose the verb there is (:meth:`Subjects.whose`)."""
    return Subjects.of(statement, content, cast, sides=sides).whose
