"""Who answers a question: the chat model of the settings, its fallback, or the offline reader."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from assistant.chain import Chain, State, Written
from assistant.errors import ModelError
from assistant.model.budget import Budget, Purse
from assistant.model.calling import Deadline
from assistant.model.choice import ModelOpener, chosen_model, fallback_model, open_model
from assistant.model.client import Client
from assistant.model.writing import Writer
from assistant.records import EvidenceEvent, TokenEvent
from assistant.settings import AssistantSettings
from assistant.understand.followup import standalone

OFFLINE = "offline"
_PIECES = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Those who may answer, in order; ``None`` stands for the offline reader."""

    order: tuple[Writer | None, ...]
    budget: Budget

    @classmethod
    def of(cls, settings: AssistantSettings, *, budget: Budget, opener: ModelOpener = open_model) -> Answering:
        """Return who answers by the settings.

        Raises:
            SettingsError: if the name of a model cannot be used.
        """
        chosen = chosen_model(settings)
        if chosen is None:
            return cls(order=(None,), budget=budget)
        named = [chosen, fallback_model(settings)]
        clients = [Client(choice=choice, settings=settings, budget=budget, opener=opener) for choice in named if choice]
        last = (None,) if settings.chat_fallback == OFFLINE else ()
        return cls(order=(*(Writer(client=client) for client in clients), *last), budget=budget)

    @property
    def fallback(self) -> str | None:
        """The name of the one who answers when the first cannot."""
        return _name(self.order[1]) if self.order[1:] else None

    def load(self) -> None:
        """Load what each of them needs: a fallback that cannot be used shows now and not when it is needed.

        Raises:
            SettingsError: if one of them cannot be used as it is set up.
        """
        for writer in self.order:
            if writer is not None:
                writer.load()

    def stream(
        self, state: State, chain: Chain, deadline: Deadline
    ) -> Generator[EvidenceEvent | TokenEvent, None, State]:
        """Yield the evidence, then the text piece by piece; return the state with the whole answer.

        Whoever cannot answer is followed by the next, which a note on the answer tells; not once a part is shown.

        Raises:
            ModelError: if the last of them cannot; it tells first why the first could not.
        """
        purse = Purse(budget=self.budget)
        found = chain.run(chain.search(), _standalone(self.order[0], state, chain, deadline, purse))
        # All of them answer from these passages: what was shown as the evidence stays the evidence.
        yield EvidenceEvent(understanding=found.understanding, hits=found.hits)
        first: ModelError | None = None
        for writer, follower in zip(self.order, [*self.order[1:], None], strict=True):
            is_last = writer is self.order[-1]
            # Who waits to the end leaves no time for another model; the rules need none.
            own = deadline.halved() if follower is not None else deadline
            shown = False
            try:
                for event in (attempt := _Attempt(writer, found, chain, own, purse)):
                    shown = True
                    yield event
            except ModelError as error:
                if shown or deadline.is_stopped or (is_last and first is None):
                    raise
                first = _told_with(error, writer, first)
                if is_last:
                    break
                found = replace(found, notes=(*found.notes, f"{error} Answered by {_name(follower)} instead."))
            else:
                return attempt.done
        assert first is not None
        raise first


class _Attempt:
    """The text by one who answers, piece by piece; ``done`` is the state after the last."""

    def __init__(self, writer: Writer | None, found: State, chain: Chain, deadline: Deadline, purse: Purse) -> None:
        self._writer, self._chain, self._deadline, self._purse = writer, chain, deadline, purse
        self.done = found

    def __iter__(self) -> Generator[TokenEvent, None, None]:
        if self._writer is None:
            self.done = self._chain.run(self._chain.answer(), self.done)
        else:
            self.done = yield from self._writer.answer(self.done, self._chain, self._deadline, self._purse)
        if self.done.written is None and self._purse.usage:  # of a model that did not write the answer
            written = Written(model=_name(self._writer), usage=self._purse.usage, cost=self._purse.cost)
            self.done = replace(self.done, written=written)
        if self._writer is None or self.done.reason is not None:  # nothing of it was shown yet
            yield from _pieces(self.done.text)


def _standalone(writer: Writer | None, state: State, chain: Chain, deadline: Deadline, purse: Purse) -> State:
    """The state with the question made standalone by the model; the offline rewriter does it where that is none."""
    if writer is None or not state.history:
        return state
    # It also refuses what asks for nothing ("Thanks!"), before anything is sent.
    by_rules = standalone(state.asked, state.history, chain.cast, occurs=chain.store.occurs)
    if by_rules == state.history[-1].offer:
        return replace(state, standalone=by_rules)
    try:
        by_model = writer.condensed(state, deadline.halved(), purse)
    except ModelError as error:
        if deadline.is_stopped:
            raise
        # Only the wording of the search is lost: it is no reason to give no answer.
        note = f"{error} The question was put into context by rules instead."
        return replace(state, standalone=by_rules, notes=(note,))
    return replace(state, standalone=by_rules if by_model == state.asked else by_model)


def _told_with(error: ModelError, writer: Writer | None, first: ModelError | None) -> ModelError:
    """What the first failed with, which a failure of its fallback must not hide, and that failure behind it."""
    if first is None:
        return error
    return type(first)(f"{first} {_name(writer)} cannot answer instead: {error}", retry_after=first.retry_after)


def _pieces(text: str) -> Iterator[TokenEvent]:
    return (TokenEvent(text=piece) for piece in _PIECES.findall(text))


def _name(writer: Writer | None) -> str:
    return str(writer.choice) if writer else OFFLINE
