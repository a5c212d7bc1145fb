"""Choosing among the statements: by whom, about what, since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

from assistant.errors import QuestionError
from assistant.positions.matters import matches
from assistant.understand.cast import Cast
from vectorstore import Statement, VectorStore
from vectorstore.spoken import spoken_key

# So many at least are ranked, for among the first many may be of copies.
_RANKED = 200


def chosen(
    statements: Iterable[Statement],
    *,
    cast: Cast,
    speaker: str | None = None,
    about: str | None = None,
    since: date | None = None,
) -> list[Statement]:
    """Return the statements of ``speaker`` that hold the words ``about``, published on ``since`` or later.

    A speaker is a name or a party as a question writes it; ``None`` does not limit.
    """

    @cache  # a corpus has far fewer speakers than statements
    def keys(name: str) -> frozenset[str]:
        return frozenset(mention.key for mention in cast.mentions(name))

    def is_by(item: Statement, name: str) -> bool:
        if item.speaker is None:
            return False
        own = (item.speaker.casefold(), (item.party or "").casefold())
        return name.casefold() in own or not keys(name).isdisjoint(keys(item.speaker))

    return [
        item
        for item in statements
        if (since is None or (item.published_on is not None and item.published_on >= since))
        and (about is None or about.casefold() in item.content.casefold() or matches(about, item.content))
        and (speaker is None or is_by(item, speaker))
    ]


def ranked(
    found: list[Statement], about: str | None, *, store: VectorStore, speakers: Sequence[str] = ()
) -> list[Statement]:
    """Return the statements that fit ``about`` best first; what the search does not rank keeps its order behind."""
    if not about or len(found) < 2:
        return found
    hits = store.search_statements(about, limit=max(len(found), _RANKED), speakers=speakers)
    place = {spoken_key(hit.statement): number for number, hit in enumerate(hits)}
    return sorted(found, key=lambda item: place.get(spoken_key(item), len(place)))


def day_of(since: str | date | None, *, name: str = "since") -> date | None:
    """Return the day that a caller names, by a date or ISO text.

    Raises:
        QuestionError: if the text is no date.
    """
    if isinstance(since, datetime):
        return since.date()
    if not isinstance(since, str):
        return since
    try:
        return date.fromisoformat(since)
    except ValueError:
        raise QuestionError(f"{name}={since!r} is no date: write it like 2025-12-29.") from None
