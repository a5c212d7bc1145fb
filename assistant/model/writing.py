"""Answering with a chat model: condense, number, call, and let each claim through the gate as it is written."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

import prompts
from assistant.chain import Chain, State, Written
from assistant.model.budget import Budget
from assistant.model.calling import Call, Deadline
from assistant.model.choice import ModelChoice, ModelOpener, open_model
from assistant.model.claims import SCHEMA, claims, is_refusal
from assistant.model.evidence import Evidence, numbered
from assistant.records import TokenEvent
from assistant.settings import AssistantSettings
from assistant.verify.claims import ClaimGate
from vectorstore import count_tokens
from vectorstore.language import english

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Earlier questions that a follow-up may lean on, and the longest a standalone question may get beside its original.
_TURNS, _GROWTH = 6, 600
# A question is short; models that reason need room for that too.
_CONDENSED_TOKENS = 1000
# A model that goes on and on answers no question any more.
_MOST_CLAIMS = 12
# Tokens around a message that the protocol adds.
_PER_MESSAGE = 8


@dataclass(frozen=True, kw_only=True)
class Writer:
    """One chat model that answers. Safe to use from several threads; the client is opened at the first call."""

    choice: ModelChoice
    settings: AssistantSettings
    budget: Budget
    opener: ModelOpener = open_model

    @cached_property
    def _model(self) -> BaseChatModel:
        return self.opener(self.choice, settings=self.settings)

    def load(self) -> None:
        """Open the client, the vocabulary that counts tokens and the grammar of the gate, without sending anything.

        Raises:
            SettingsError: if the model cannot be used as it is set up.
        """
        _ = self._model
        count_tokens("")
        english()

    def condensed(self, state: State, deadline: Deadline) -> tuple[str, dict[str, int]]:
        """Return the question as it can be understood without the conversation before it, and the tokens it took."""
        history = "\n".join(f"- {turn.question}" for turn in state.history[-_TURNS:])
        request = prompts.load("condense/followup/request").fill(history=history, question=state.asked)
        call = self._call(deadline, **self._limits(_CONDENSED_TOKENS))
        messages = [SystemMessage(prompts.load("condense/followup/system").text), HumanMessage(request)]
        text = ""
        with self._reserved(messages, _CONDENSED_TOKENS) as usage:
            try:
                text = " ".join(call.text(messages).split()).strip('"“” ')
            finally:
                usage |= self._usage(call, messages, text)
        # What is no question of about this length is something else that the model had to say.
        return text if text and len(text) <= len(state.asked) + _GROWTH else state.asked, usage

    def answer(self, state: State, chain: Chain, deadline: Deadline) -> Generator[TokenEvent, None, State]:
        """Yield the lines of the answer as they pass the gate; return the state with all of it.

        Raises:
            ModelError: if the model gives no whole answer in time.
            BudgetExceeded: if the answer may cost too much; nothing was sent.
        """
        begun = time.perf_counter()
        evidence = numbered(chain.sentences_of(state.hits), tokens=self.settings.evidence_tokens)
        if not evidence.sentences:
            return chain.verify(replace(state, reason="not_in_documents"))
        messages = self._messages(state, evidence)
        call = self._call(deadline, **self._format())
        gate = ClaimGate(evidence.sentences, parts=chain.store.parts, cast=chain.cast)
        lines: list[str] = []
        with self._reserved(messages, self.settings.answer_tokens) as usage:
            try:
                with closing(call.stream(messages)) as pieces:
                    yield from _admitted(pieces, gate, lines)
            finally:
                usage |= self._usage(call, messages, "\n".join(lines))
        usage = dict(Counter(usage) + Counter(state.condensing))
        if gate.passed_over:
            for line in gate.quotations(chain.answering(state)):
                yield _shown(line, lines)
        timings = {"answer": round(time.perf_counter() - begun, 4), "first_token": round(call.first or 0.0, 4)}
        written = Written(
            model=str(self.choice),
            usage=usage,
            cost=self.budget.cost(str(self.choice), usage),
            withheld=gate.withheld.total(),
            unknown_numbers=gate.unknown,
        )
        done = replace(state, written=written, timings=state.timings | timings)
        if lines:
            return replace(done, text="\n".join(lines), citations=gate.citations)
        return chain.verify(chain.without_answer(done))

    def _call(self, deadline: Deadline, **options: Any) -> Call:
        return Call(choice=self.choice, model=self._model, deadline=deadline, options=options)

    def _messages(self, state: State, evidence: Evidence) -> Sequence[BaseMessage]:
        system = prompts.load("answer/rules/system").fill(
            task=prompts.load(f"answer/{state.understanding.kind}/task").text,
            form=prompts.load(f"answer/rules/{'json' if self._is_structured else 'lines'}").text,
            refusal=prompts.load("answer/rules/refusal").text,
        )
        question = state.understanding.standalone
        request = prompts.load("answer/rules/request").fill(evidence=evidence.text, question=question)
        return [SystemMessage(system), HumanMessage(request)]

    @property
    def _is_structured(self) -> bool:
        wanted = self.settings.structured_output
        own = self.choice.speaks_openai and self.choice.base_url is None
        return self.choice.speaks_openai and (own if wanted is None else wanted)

    def _limits(self, tokens: int) -> dict[str, Any]:
        """The options of a call whose reply has at most so many tokens."""
        if not self.choice.speaks_openai:
            return {"max_tokens": tokens}
        # As a part of the request's body: the client would send the limit under OpenAI's new name only, which other
        # servers may not know, and read JSON only as a whole, not as it comes.
        if self.choice.base_url:
            return {"extra_body": {"max_tokens": tokens, "temperature": 0}}
        return {"extra_body": {"max_completion_tokens": tokens}}  # OpenAI's newer models take no temperature

    def _format(self) -> dict[str, Any]:
        options = self._limits(self.settings.answer_tokens)
        if self._is_structured:
            schema = {"name": "claims", "schema": SCHEMA, "strict": True}
            options["extra_body"]["response_format"] = {"type": "json_schema", "json_schema": schema}
        return options

    def _reserved(self, messages: Sequence[BaseMessage], limit: int) -> AbstractContextManager[dict[str, int]]:
        return self.budget.reserved(str(self.choice), input_tokens=_tokens(messages), output_tokens=limit)

    def _usage(self, call: Call, messages: Sequence[BaseMessage], text: str) -> dict[str, int]:
        """The provider's count, or our own for servers that do not tell theirs; nothing if no word came."""
        if call.usage or call.first is None:
            return call.usage
        return {"input_tokens": _tokens(messages), "output_tokens": count_tokens(text)}


def _admitted(pieces: Iterable[str], gate: ClaimGate, lines: list[str]) -> Generator[TokenEvent, None, None]:
    """Yield the lines of the claims that pass, and keep each in ``lines``."""
    for claim in claims(pieces):
        line = None if is_refusal(claim) else gate.admit(claim.text, claim.numbers)
        if line is not None and line not in lines:
            yield _shown(line, lines)
        if len(lines) == _MOST_CLAIMS:
            return


def _shown(line: str, lines: list[str]) -> TokenEvent:
    """The event of a further line, which is kept in ``lines``."""
    lines.append(line)
    return TokenEvent(text=f"\n{line}" if lines[1:] else line)


def _tokens(messages: Sequence[BaseMessage]) -> int:
    return sum(count_tokens(str(message.content)) + _PER_MESSAGE for message in messages)
