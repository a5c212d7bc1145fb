"""Whose a verb is: the speaker's own, or somebody else's of whom they speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from assistant.understand.cast import Cast, Mention
from vectorstore import Statement

Whose = Literal["own", "other", "nobody"]
_FIRST = re.compile(r"\b(?:we|i|us|ours?|my|our)\b", re.IGNORECASE)
_THIRD = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
# "Her government", "our side": the speaker's own body.
_BODY = re.compile(
    r"\b(?:his|her|its|their|our|my|the) (?:own )?(?:government|country|side|delegation|ministry|cabinet|nation|party"
    r"|company|union|people|administration|team|members|army|military|president|state)\b",
    re.IGNORECASE,
)
# Another clause begins here, with a subject of its own.
_CLAUSE = re.compile(
    r"[;:]|,? (?:that|which|because|while|whereas|although|though|since|but|and (?=the|a|an|we|he|she|it|they|[A-Z]))\b"
)
_OBJECT = re.compile(
    r"\b(?:about|of|on|over|with|to|in|at|against|from|for|by|into|towards?|between|under|near|than|as)\s+"
    r"(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)


def owner(statement: Statement, content: str, cast: Cast, *, sides: Iterable[str]) -> Callable[[int], Whose]:
    """Return what tells of a place in ``content`` whose the verb there is; a thing for subject is nobody.

    The first subject before it in its clause decides: "we" and the speaker's own side are theirs, another name is
    not, and "he" or "they" are in a report, where no other name comes before them.
    """
    theirs = cast.keys_of(statement.speaker or "", statement.party) | {side.casefold() for side in sides}
    mentions = cast.mentions(content)

    def own(place: int) -> Whose:
        first = max((match.end() for match in _CLAUSE.finditer(content, 0, place)), default=0)
        subjects = [
            *((item.start, _is_one_of(item, theirs)) for item in mentions if first <= item.start < place),
            *((match.start(), True) for match in _FIRST.finditer(content, first, place)),
            *((match.start(), True) for match in _BODY.finditer(content, first, place)),
            *((match.start(), _reported(match.start())) for match in _THIRD.finditer(content, first, place)),
        ]
        acting = [item for item in subjects if not _OBJECT.search(content[: item[0]])]
        if acting:
            return "own" if min(acting)[1] else "other"
        # "To accept the plan", "not going to sign": a verb at the start has the speaker for its subject.
        before = content[first:place].strip("“\"' ").lower()
        return "own" if before in ("", "to", "not to", "not") and first in (0, place) else "nobody"

    def _reported(place: int) -> bool:
        return statement.kind != "direct" and not any(
            item.start < place and not _is_one_of(item, theirs) for item in mentions
        )

    return own


def _is_one_of(item: Mention, keys: frozenset[str]) -> bool:
    return item.key in keys or (item.party or "").casefold() in keys
