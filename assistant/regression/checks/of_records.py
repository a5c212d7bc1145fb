"""Expectations of positions, dates and disagreements, and of what an answer takes."""

from __future__ import annotations

from assistant.regression.checks.library import CannotCheck
from assistant.regression.checks.subject import KnowsPositions, PositionLike, Subject
from assistant.regression.expectations import Days, ExpectedConflict, ExpectedPosition
from assistant.regression.wording import plain


def position(wanted: ExpectedPosition, subject: Subject) -> str | None:
    """The documents hold the position, and the answer cites the words that show it."""
    asked = getattr(subject.desk, "positions", None)
    if asked is None:
        raise CannotCheck("this assistant keeps no positions")
    desk: KnowsPositions = subject.desk  # type: ignore[assignment]
    known = list(desk.positions(party=wanted.party, issue=wanted.issue))
    if not known:
        return f"the documents hold no position of {wanted.party} on {wanted.issue}"
    held = [item for item in known if item.stance == wanted.stance]
    if not held:
        stances = ", ".join(dict.fromkeys(item.stance for item in known))
        return f"expected {wanted.party} to have {wanted.stance!r} on {wanted.issue}, the documents have {stances}"
    if any(_shows(subject, item) for item in held):
        return None
    return f"the answer does not cite where {wanted.party} {wanted.stance}: “{held[0].quote}”; cited: {subject.sources}"


def as_of(wanted: Days, subject: Subject) -> str | None:
    """The newest document cited is of these days: neither an older state of things nor a later one."""
    documents = [subject.document(item.document_id) for item in subject.answer.citations]
    days = [item.published_on for item in documents if item is not None and item.published_on is not None]
    if not days:
        return f"no document cited has a date; cited: {subject.sources}"
    newest = max(days)
    if wanted.since is not None and newest < wanted.since:
        return f"the newest document cited is of {newest}, older than {wanted.since}"
    if wanted.until is not None and newest > wanted.until:
        return f"the newest document cited is of {newest}, later than {wanted.until}"
    return None


def conflict(wanted: bool | ExpectedConflict, subject: Subject) -> str | None:
    """The answer says that its sources disagree, or does not."""
    found = subject.answer.conflicts
    about = ", ".join(item.about for item in found)
    if wanted is False:
        return f"sources are told to disagree over {about}" if found else None
    if not found:
        return "no sources are told to disagree"
    documents = {item.marker: item.document_id for item in subject.answer.citations}
    for item in found:
        if any(marker not in documents for marker in item.markers) or len(set(item.markers)) < 2:
            return f"the disagreement over {item.about} is not between two sources of the answer: {item.markers}"
    if wanted is True:
        return None
    needed = {subject.library.named(name).document_id for name in wanted.documents}
    for item in found:
        sides = {documents[marker] for marker in item.markers}
        if (wanted.about is None or plain(wanted.about) in plain(item.about)) and needed <= sides:
            return None
    return f"expected a disagreement{_told(wanted)}, there is one over {about}"


def max_seconds(wanted: float, subject: Subject) -> str | None:
    """The answer was there in time."""
    if subject.seconds <= wanted:
        return None
    steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in subject.answer.timings.items())
    return f"took {subject.seconds:.2f} s, {wanted:g} are allowed ({steps})"


def max_cost(wanted: float, subject: Subject) -> str | None:
    """The answer cost no more."""
    answer = subject.answer
    if answer.cost is None and answer.usage:
        raise CannotCheck(f"there is no price for {answer.model}: add it to ASSISTANT_PRICES")
    cost = answer.cost or 0.0
    return None if cost <= wanted else f"cost {cost:.6f}, {wanted:g} is allowed"


def _shows(subject: Subject, item: PositionLike) -> bool:
    """Whether a citation has the words of the position or is a part of them, in the same document."""
    words = plain(item.quote)
    for citation in subject.answer.citations:
        cited = plain(subject.original(citation))
        if citation.document_id == item.document_id and cited and (words in cited or cited in words):
            return True
    return False


def _told(wanted: ExpectedConflict) -> str:
    about = f" over {wanted.about}" if wanted.about else ""
    return f"{about} between {', '.join(wanted.documents)}" if wanted.documents else about


__all__ = ["as_of", "conflict", "max_cost", "max_seconds", "position"]
