"""One chat model as a client of ours: every request has a limit, is paid for, and is booked by what it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.model.budget import Budget, Purse
from assistant.model.calling import Call, Deadline
from assistant.model.choice import ModelChoice, ModelOpener, open_model
from assistant.settings import AssistantSettings
from vectorstore import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

# Tokens around a message that the protocol adds.
_PER_MESSAGE = 8
# More characters than a token has.
_OF_A_TOKEN = 16
# What LangChain's packages of some providers call the limit of a reply; the others go by one name.
_LIMITS = {"google_genai": "max_output_tokens", "google_vertexai": "max_output_tokens"}


@dataclass(frozen=True, kw_only=True)
class Client:
    """A chat model with its settings. Safe to use from several threads; it is opened at the first call."""

    choice: ModelChoice
    settings: AssistantSettings
    budget: Budget
    opener: ModelOpener = open_model

    @cached_property
    def _model(self) -> BaseChatModel:
        return self.opener(self.choice, settings=self.settings)

    def load(self) -> None:
        """Open the model and the vocabulary that counts tokens, and look up the price, without sending anything.

        Raises:
            SettingsError: if the model cannot be used as it is set up.
        """
        _ = self._model
        count_tokens("")
        self.budget.most(str(self.choice), input_tokens=0, output_tokens=0)

    @property
    def is_structured(self) -> bool:
        """Whether replies are asked for as JSON by a schema: of OpenAI's own models, unless the settings say."""
        wanted = self.settings.structured_output
        own = self.choice.speaks_openai and self.choice.base_url is None
        return self.choice.speaks_openai and (own if wanted is None else wanted)

    @contextmanager
    def call(
        self,
        messages: Sequence[BaseMessage],
        *,
        limit: int,
        deadline: Deadline,
        purse: Purse,
        schema: Mapping[str, Any] | None = None,
    ) -> Iterator[Call]:
        """Give a call of ``messages``, to be read inside the block; behind it, what it took is booked.

        Args:
            messages: what is sent.
            limit: most tokens of the reply.
            deadline: until when it has to be there.
            purse: what the question may cost and has cost.
            schema: the form of the reply, where it is asked for as JSON by a schema.

        Raises:
            BudgetExceeded: if the request may cost more than is left; nothing was sent.
        """
        sent = sum(count_tokens(str(message.content)) + _PER_MESSAGE for message in messages)
        options = self._limits(limit)
        if schema is not None and self.is_structured:
            options["extra_body"]["response_format"] = {"type": "json_schema", "json_schema": dict(schema)}
        call = Call(
            choice=self.choice,
            model=self._model,
            messages=messages,
            deadline=deadline,
            most=limit * _OF_A_TOKEN,
            options=options,
            traced=self.settings.tracing,
        )
        with purse.reserved(str(self.choice), input_tokens=sent, output_tokens=limit) as usage:
            try:
                yield call
            finally:
                usage |= call.taken(sent)

    def _limits(self, tokens: int) -> dict[str, Any]:
        """The options of a call whose reply has at most so many tokens."""
        if not self.choice.speaks_openai:
            if self.choice.provider == "ollama":  # its package hands on what it does not know, to a call that fails
                return {"options": {"num_predict": tokens}}
            return {_LIMITS.get(self.choice.provider, "max_tokens"): tokens}
        # As a part of the request's body: the client would send the limit under OpenAI's new name only, which other
        # servers may not know, and read JSON only as a whole, not as it comes.
        if self.choice.base_url:
            return {"extra_body": {"max_tokens": tokens, "temperature": 0}}
        return {"extra_body": {"max_completion_tokens": tokens}}  # OpenAI's newer models take no temperature
