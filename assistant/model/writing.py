"""Answering with a chat model: condense, number, call, and let each claim through the gate as it is written."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

import prompts
from assistant.chain import Chain, State, Written
from assistant.model.budget import Purse
from assistant.model.calling import Deadline
from assistant.model.choice import ModelChoice
from assistant.model.claims import SCHEMA, Claim, claims, is_refusal
from assistant.model.client import Client
from assistant.model.evidence import Evidence, numbered
from assistant.records import TokenEvent
from assistant.understand.followup import Exchange
from assistant.verify.claims import ClaimGate
from vectorstore.language import english

# Earlier questions that a follow-up may lean on, and the longest a standalone question may get beside its original.
_TURNS, _GROWTH = 6, 600
# A question is short; models that reason need room for that too.
_CONDENSED_TOKENS = 1000
# A model that goes on and on answers no question any more, whether or not the gate lets it through.
_MOST_CLAIMS, _MOST_READ = 12, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """One chat model that answers. Safe to use from several threads."""

    client: Client

    @property
    def choice(self) -> ModelChoice:
        """The model."""
        return self.client.choice

    def load(self) -> None:
        """Open the client, the vocabulary that counts tokens and the grammar of the gate, without sending anything.

        Raises:
            SettingsError: if the model cannot be used as it is set up.
        """
        self.client.load()
        english()

    def condensed(self, state: State, deadline: Deadline, purse: Purse) -> str:
        """Return the question as it can be understood without the conversation before it.

        Raises:
            ModelError: if the model gives no whole reply in time.
            BudgetExceeded: if it may cost too much; nothing was sent.
        """
        history = "\n".join(map(_turn, state.history[-_TURNS:]))
        request = prompts.load("condense/followup/request").fill(history=history, question=state.asked)
        messages = [SystemMessage(prompts.load("condense/followup/system").text), HumanMessage(request)]
        with self.client.call(messages, limit=_CONDENSED_TOKENS, deadline=deadline, purse=purse) as call:
            text = " ".join(call.text().split()).strip('"“” ')
        if call.may_be_cut:
            return state.asked
        # What is no question of about this length is something else that the model had to say.
        return text if text and len(text) <= len(state.asked) + _GROWTH else state.asked

    def answer(
        self, state: State, chain: Chain, deadline: Deadline, purse: Purse
    ) -> Generator[TokenEvent, None, State]:
        """Yield the lines of the answer as they pass the gate; return the state with all of it.

        Raises:
            ModelError: if the model gives no whole answer in time.
            BudgetExceeded: if the answer may cost too much; nothing was sent.
        """
        begun, settings = time.perf_counter(), self.client.settings
        evidence = numbered(chain.sentences_of(state.hits), tokens=settings.evidence_tokens)
        if not evidence.sentences:
            return chain.verify(replace(state, reason="not_in_documents"))
        gate = ClaimGate(evidence.sentences, parts=chain.store.parts, cast=chain.cast)
        lines: list[str] = []
        read, notes = 0, state.notes
        messages, limit = self._messages(state, evidence), settings.answer_tokens
        with (
            self.client.call(messages, limit=limit, deadline=deadline, purse=purse, schema=SCHEMA) as call,
            closing(call.stream()) as pieces,
        ):
            for claim in claims(pieces):
                # Many claims may come in one piece, and each takes time: who waits is asked between them, too.
                deadline.check(self.choice.place)
                yield from _admitted(claim, gate, lines)
                read += bool(claim.numbers)
                if len(lines) == _MOST_CLAIMS or read == _MOST_READ:
                    break
        if call.may_be_cut:
            notes += (f"{self.choice.place} did not say that its answer was complete: a part of it may be missing.",)
        if gate.passed_over:
            for line in gate.quotations(chain.answering(state)):
                yield _shown(line, lines)
        timings = {"answer": round(time.perf_counter() - begun, 4), "first_token": round(call.first or 0.0, 4)}
        written = Written(
            model=str(self.choice),
            usage=purse.usage,
            cost=purse.cost,
            withheld=gate.withheld.total(),
            unknown_numbers=gate.unknown,
        )
        done = replace(state, written=written, notes=notes, timings=state.timings | timings)
        if lines:
            return replace(done, text="\n".join(lines), citations=gate.citations)
        return chain.verify(chain.without_answer(done))

    def _messages(self, state: State, evidence: Evidence) -> Sequence[BaseMessage]:
        system = prompts.load("answer/rules/system").fill(
            task=prompts.load(f"answer/{state.understanding.kind}/task").text,
            form=prompts.load(f"answer/rules/{'json' if self.client.is_structured else 'lines'}").text,
            refusal=prompts.load("answer/rules/refusal").text,
        )
        question = state.understanding.standalone
        request = prompts.load("answer/rules/request").fill(evidence=evidence.text, question=question)
        return [SystemMessage(system), HumanMessage(request)]


def _turn(turn: Exchange) -> str:
    """One earlier question as the model reads it, with those whose words answered it."""
    if not turn.speakers:
        return prompts.load("condense/followup/turn_without_speakers").fill(question=turn.question)
    return prompts.load("condense/followup/turn").fill(question=turn.question, speakers=", ".join(turn.speakers))


def _admitted(claim: Claim, gate: ClaimGate, lines: list[str]) -> Iterator[TokenEvent]:
    """Yield the line of a claim if it passes and is new, and keep it in ``lines``."""
    line = None if is_refusal(claim) else gate.admit(claim.text, claim.numbers)
    if line is not None and line not in lines:
        yield _shown(line, lines)


def _shown(line: str, lines: list[str]) -> TokenEvent:
    """The event of a further line, which is kept in ``lines``."""
    lines.append(line)
    return TokenEvent(text=f"\n{line}" if lines[1:] else line)
