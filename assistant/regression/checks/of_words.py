"""Expectations of what the answer says."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from assistant.records import Reason
from assistant.regression.checks.library import CannotCheck
from assistant.regression.checks.several import missing, present
from assistant.regression.checks.subject import Subject
from assistant.regression.expectations import Several, Similar
from assistant.regression.wording import ExpressionTooSlow, Words

_MARKS = re.compile(r"\[\d+\]|[“”\"]")
_SHOWN = 240


def status(wanted: str, subject: Subject) -> str | None:
    """The question is answered, or it is not."""
    answer = subject.answer
    if wanted in ("any", answer.status):
        return None
    why = f" ({answer.reason})" if answer.reason else ""
    return f"expected {wanted}, got {answer.status}{why}: {shown(answer.text)}"


def reason(wanted: Reason, subject: Subject) -> str | None:
    """The answer is refused for this reason."""
    found = subject.answer.reason
    return None if found == wanted else f"expected {wanted}, got {found or 'no reason'}"


def mentions(wanted: Several[Words], subject: Subject) -> str | None:
    """The words are in the answer."""
    text = subject.answer.text
    lacking = missing(wanted, lambda item: _holds(text, item))
    return f"{', '.join(map(str, lacking))} not in: {shown(text)}" if lacking else None


def not_mentions(unwanted: Several[Words], subject: Subject) -> str | None:
    """The words are not in the answer."""
    text = subject.answer.text
    found = present(unwanted, lambda item: _holds(text, item))
    return f"{', '.join(map(str, found))} in: {shown(text)}" if found else None


def _holds(text: str, words: Words) -> bool:
    try:
        return words.found_in(text)
    except ExpressionTooSlow as error:
        raise CannotCheck(str(error)) from None


def similar(wanted: Similar, subject: Subject) -> str | None:
    """The answer means about the same as a text; it may be one line of the answer that does.

    Meaning in this sense hardly knows "not": add ``mentions`` or ``quotes`` where that is what counts.
    """
    if subject.embed is None:
        raise CannotCheck("no embeddings are at hand to compare meanings with")
    whole = _MARKS.sub("", subject.answer.text)
    texts = [whole, *(line for line in whole.splitlines() if line.strip())]
    target, *others = subject.embed()([wanted.text, *texts])
    best = max(cosine(target, other) for other in others)
    if best >= wanted.threshold:
        return None
    return f"{best:.2f} is below {wanted.threshold:.2f}: {shown(subject.answer.text)}"


def judged(wanted: str, subject: Subject) -> str | None:
    """A chat model confirms it."""
    if subject.judge is None:
        raise CannotCheck("needs a chat model and none is set up: set ASSISTANT_CHAT_MODEL")
    passed, why = subject.judge(wanted, subject.answer)
    return None if passed else f"“{wanted}” is denied: {shown(why)}"


def shown(text: str) -> str:
    """Return a text in one line, as long as a message may hold."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine of two vectors; 0 where one of them is empty of direction."""
    norms = math.sqrt(sum(x * x for x in one)) * math.sqrt(sum(y * y for y in other))
    return sum(x * y for x, y in zip(one, other, strict=True)) / norms if norms else 0.0
