"""Expectations of whose words an answer cites: by the documents' statements and by its own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.records import Citation
from assistant.regression.checks.crediting import Credit, credits_of
from assistant.regression.checks.of_words import shown
from assistant.regression.checks.several import missing, present
from assistant.regression.checks.subject import Subject
from assistant.regression.expectations import Attribution, Several
from assistant.regression.wording import plain, says

_WORD = re.compile(r"\w+")


def attributed_to(wanted: Several[Attribution], subject: Subject) -> str | None:
    """The words of this speaker are cited, and the answer's own sentence names nobody else for them."""
    faults = {item: _misattributed(item, subject) for item in (*wanted.all, *wanted.any)}
    return "; ".join(faults[item] or "" for item in missing(wanted, lambda item: not faults[item])) or None


def not_attributed_to(unwanted: Several[Attribution], subject: Subject) -> str | None:
    """No words of this speaker are cited, and no sentence names them as the speaker."""
    if given := present(unwanted, lambda item: _is_credited(item, subject)):
        return f"words are given to {', '.join(map(str, given))}: {shown(subject.answer.text)}"
    return None


def is_named(wanted: str, name: str | None) -> bool:
    """Whether all words of the name that is wanted are in a name: a surname is enough, a part of one is not."""
    words, needed = (set(_WORD.findall(plain(text))) for text in (name or "", wanted))
    return bool(needed) and needed <= words


def _misattributed(wanted: Attribution, subject: Subject) -> str | None:
    holding = [item for item in subject.answer.citations if _holds(item, wanted, subject)]
    if not holding:
        return f"no citation holds “{wanted.quote}”; cited: {subject.sources}"
    theirs = [item for item in holding if is_named(wanted.speaker, item.speaker)]
    if not theirs:
        names = ", ".join(dict.fromkeys(item.speaker or "nobody named" for item in holding))
        return f"expected {wanted.speaker}, the words cited are those of {names}"
    credited = list(credits_of(subject.answer, subject.speakers))
    others = [_other(item, credited, subject) for item in theirs]
    return f"expected {wanted.speaker}, the answer's line names {others[0]}" if all(others) else None


def _other(citation: Citation, credited: Sequence[Credit], subject: Subject) -> str | None:
    """The name that the answer gives with a citation, if nobody of this name or side speaks at its place."""
    there = subject.statements_at(citation)
    meant = [citation.speaker, *(item.speaker for item in there), *(item.party for item in there)]
    for credit in credited:
        if citation.marker in credit.markers and not any(
            _share(one, other) for one in credit.names for other in meant if other
        ):
            return credit.names[0]
    return None


def _is_credited(item: Attribution, subject: Subject) -> bool:
    citations = subject.answer.citations
    if any(is_named(item.speaker, citation.speaker) and _holds(citation, item, subject) for citation in citations):
        return True
    return any(
        is_named(item.speaker, name) and (_holds_any(credit, item, subject) or says(credit.text, item.quote or ""))
        for credit in credits_of(subject.answer, [*subject.speakers, item.speaker])
        for name in credit.names
    )


def _holds_any(credit: Credit, item: Attribution, subject: Subject) -> bool:
    return any(
        _holds(citation, item, subject) for citation in subject.answer.citations if citation.marker in credit.markers
    )


def _holds(citation: Citation, item: Attribution, subject: Subject) -> bool:
    return item.quote is None or says(subject.original(citation), item.quote)


def _share(one: str, other: str) -> bool:
    return bool(_name_words(one) & _name_words(other))


def _name_words(name: str) -> set[str]:
    """The words that tell a name from others: "the Kremlin" and "the union" have none in common."""
    words = set(_WORD.findall(plain(name)))
    return {word for word in words if len(word) > 3} or words


__all__ = ["attributed_to", "not_attributed_to"]
