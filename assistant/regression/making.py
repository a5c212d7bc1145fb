"""Making a case from an answer that a person is content with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from assistant.regression.cases import Case
from assistant.regression.checks.library import short_names

if TYPE_CHECKING:
    from assistant.records import Answer

_NAME_WORDS, _QUOTES = 8, 2


def case_of(answer: Answer, *, name: str | None = None, sources: Iterable[str] = ()) -> Case:
    """Return a case that expects what ``answer`` has: its status, quotations, speaker and sources.

    A follow-up's question is the one that was searched, so that the case stands alone. ``sources`` are the places of
    all documents, as for :meth:`Answer.to_case`.
    """
    return Case.model_validate(
        {
            "name": name or _name(answer.question),
            "question": answer.understanding.standalone or answer.question,
            "expect": _refused(answer) if answer.status == "abstained" else _answered(answer, _names(answer, sources)),
        }
    )


def disputed(answer: Answer, *, sources: Iterable[str] = ()) -> Case:
    """Return a case for an answer that a reader calls wrong: a known gap until a person says what is right.

    An answer is not to cite again what it cited first; a refusal is to be an answer.
    """
    found = case_of(answer)
    expect: dict[str, Any] = {"status": "answered"}
    if answer.citations:
        first = answer.citations[0]
        expect = {
            "status": "any",
            "not_cites": {"document": _names(answer, sources)[first.source], "span": first.quote},
        }
    why = "a reader called this answer wrong; say what is right, then take this line out"
    return Case.model_validate({"name": found.name, "question": found.question, "expect": expect, "known_gap": why})


def _refused(answer: Answer) -> dict[str, Any]:
    return {"status": "abstained", "reason": answer.reason}


def _answered(answer: Answer, names: dict[str, str]) -> dict[str, Any]:
    expect: dict[str, Any] = {"status": "answered"}
    quotes = [item.quote for item in answer.citations if item.quote in answer.text]
    if quotes:
        expect["quotes"] = quotes[:_QUOTES]
    spoken = next((item for item in answer.citations if item.speaker), None)
    if spoken is not None:
        expect["attributed_to"] = {"speaker": spoken.speaker, "quote": spoken.quote}
    for first in answer.citations[:1]:
        expect["cites"] = {"document": names[first.source], "span": first.quote}
    return expect


def _names(answer: Answer, sources: Iterable[str]) -> dict[str, str]:
    """What to call each document that is cited: the shortest end of its path that no other one has.

    Where the others are not known a file of the same name may lie in another folder.
    """
    given, cited = list(sources), [item.source for item in answer.citations]
    return short_names([*given, *cited], fewest=1 if given else 2)


def _name(question: str) -> str:
    words = ["".join(filter(str.isalnum, word)) for word in question.casefold().split()]
    return "-".join([word for word in words if word][:_NAME_WORDS]) or "case"
