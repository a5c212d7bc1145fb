"""Asking the question of a case: the answer, the passages found for it, and the time it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from assistant.answering import OFFLINE
from assistant.records import Answer, AnswerEvent, Event, EvidenceEvent
from assistant.regression.cache import Cache
from assistant.regression.cases import Case
from assistant.regression.checks.library import CannotCheck, Library
from assistant.regression.results import Asked, Found
from vectorstore import Filters, Hit

# It has to go through search, ranking and composing.
_WARMING = "What does each side want?"


class Answers(Protocol):
    """The part of an assistant that is asked."""

    def stream(
        self, question: str, *, history: Sequence[Answer] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        """Yield the passages found, then the answer."""
        ...


class _Once:
    """An answer that is asked for by whoever needs it first, while the others wait."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answer: Answer | None = None

    def get(self, ask: Callable[[], Answer]) -> Answer:
        """Return the answer; one that could not be had is asked for again by the next."""
        with self._lock:
            if self._answer is None:
                self._answer = ask()
            return self._answer


@dataclass(frozen=True, kw_only=True)
class Interview:
    """Asks the questions of a run. Safe to use from several threads.

    ``setting`` is what besides the question decides the answer; ``model`` is who is to answer.
    """

    desk: Answers
    library: Library
    setting: str
    model: str = OFFLINE
    cache: Cache | None = None
    _earlier: dict[tuple[object, ...], _Once] = field(default_factory=dict)

    def warm_up(self) -> None:
        """Ask once without keeping the answer: what is loaded once is no question's time.

        The question is nobody's, so that no case's misspelt filter keeps it from being answered.
        """
        self._timed(_WARMING, history=(), filters=Filters())

    def ask(self, case: Case, *, fresh: bool = False) -> Asked:
        """Return the answer to the question of ``case``.

        Args:
            case: also says which questions come before, and within which documents. One that is repeated has a
                conversation of its own each time; the others share what they begin with.
            fresh: ask anew, whatever is known from before.

        Raises:
            ParleyError: as ``Assistant.ask``.
            CannotCheck: if the case narrows the search to a document that is not there, or is one of several; if a
                fallback answered in the place of the model.
        """
        filters = self._filters(case)
        key = Cache.key(self.setting, case.question, case.history, filters)
        if self.cache is not None and not fresh and (known := self.cache.get(key)):
            return known
        history = self._history(case.history, filters, shared=case.repeat.times == 1)
        asked = self._timed(case.question, history=history, filters=filters)
        if self.cache is not None and not any(answer.notes for answer in history):
            self.cache.put(key, asked)
        return asked

    def _history(self, questions: Sequence[str], filters: Filters, *, shared: bool) -> list[Answer]:
        answers: list[Answer] = []
        for number, question in enumerate(questions, start=1):

            def anew(question: str = question) -> Answer:
                return self._timed(question, history=answers, filters=filters).answer

            place = (tuple(questions[:number]), filters)
            # `setdefault` gives every thread the same one.
            answers.append(self._earlier.setdefault(place, _Once()).get(anew) if shared else anew())
        return answers

    def _filters(self, case: Case) -> Filters:
        wanted = case.filters
        if wanted is None:
            return Filters()
        return Filters(
            document_ids=tuple(self.library.named(name).document_id for name in wanted.documents),
            publishers=wanted.publishers,
            date_from=wanted.date_from,
            date_to=wanted.date_to,
        )

    def _timed(self, question: str, *, history: Sequence[Answer], filters: Filters) -> Asked:
        begun = time.perf_counter()
        hits: tuple[Hit, ...] = ()
        answer: Answer | None = None
        for event in self.desk.stream(question, history=history, filters=filters):
            if isinstance(event, EvidenceEvent):
                hits = event.hits
            elif isinstance(event, AnswerEvent):
                answer = event.answer
        assert answer is not None, "a stream ends with the answer"
        if answer.notes and answer.model != self.model:
            raise CannotCheck(f"answered by {answer.model} in the place of {self.model}: {' '.join(answer.notes)}")
        seconds = round(time.perf_counter() - begun, 4)
        found = tuple(self._found(rank, hit) for rank, hit in enumerate(hits, start=1))
        return Asked(answer=answer, hits=found, seconds=seconds)

    def _found(self, rank: int, hit: Hit) -> Found:
        chunk = hit.chunk
        return Found(
            rank=rank,
            document_id=chunk.document_id,
            source=self.library.source(chunk.document_id),
            title=chunk.title,
            start=chunk.start,
            end=chunk.end,
            score=round(hit.score, 4),
            text=chunk.text,
        )
