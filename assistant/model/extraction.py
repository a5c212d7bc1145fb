"""A chat model that proposes the statements of documents at ingest, part by part; ``ingest`` judges what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

import prompts
from assistant.errors import BudgetExceeded, ModelError, NotAuthorised, RateLimited, Unreachable, UnusableAnswer
from assistant.model.budget import Budget, Purse
from assistant.model.calling import Deadline
from assistant.model.choice import ModelChoice, ModelOpener, chosen_model, open_model
from assistant.model.client import Client
from assistant.model.evidence import shown, shown_title
from assistant.model.proposals import SCHEMA, read_proposals
from assistant.settings import AssistantSettings
from vectorstore import ExtractionFailed, Proposal, SettingsError, SourceDocument, Span, count_tokens

# What is wrong with a server or a key is so for the next document, too: after so many in a row nobody is asked.
_IN_A_ROW = 3
_LASTING = (NotAuthorised, RateLimited, Unreachable)


def extracting_model(settings: AssistantSettings) -> ModelChoice | None:
    """Return the model that proposes statements at ingest, ``None`` where the rules find them.

    Raises:
        SettingsError: if a model is to do so and none is set up.
    """
    if settings.statements == "rules":
        return None
    choice = chosen_model(settings)
    if choice is None:
        raise SettingsError(
            "ASSISTANT_STATEMENTS=model needs a chat model: name one in ASSISTANT_CHAT_MODEL, or set"
            " ASSISTANT_STATEMENTS=rules."
        )
    return choice


@dataclass(kw_only=True)
class ModelExtractor:
    """Proposes the statements of documents by one chat model, for one ingest.

    Each request has the deadline of an answer; all requests of a document share the budget of a question.
    """

    client: Client
    _purses: list[Purse] = field(default_factory=list, init=False)
    _in_vain: int = field(default=0, init=False)

    @classmethod
    def of(cls, settings: AssistantSettings, *, budget: Budget, opener: ModelOpener = open_model) -> Self | None:
        """Return the extractor of the settings, ready to be asked; ``None`` where the rules find statements.

        Raises:
            SettingsError: if its model cannot be used as it is set up.
        """
        choice = extracting_model(settings)
        if choice is None:
            return None
        made = cls(client=Client(choice=choice, settings=settings, budget=budget, opener=opener))
        made.client.load()
        return made

    @property
    def name(self) -> str:
        """The model, as it is recorded."""
        return str(self.client.choice)

    @property
    def usage(self) -> Mapping[str, int]:
        """The tokens in and out of all requests so far."""
        usages = [purse.usage for purse in self._purses]
        return {name: sum(usage.get(name, 0) for usage in usages) for name in ("input_tokens", "output_tokens")}

    @property
    def cost(self) -> float | None:
        """What they cost; ``None`` for a model without a price."""
        return self.client.budget.cost(self.name, self.usage)

    def propose(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Sequence[Proposal]:
        """Return what the model lists for ``document``, part by part; ``sentences`` are where it may be cut.

        Raises:
            ExtractionFailed: if one part has no whole reply in time, or may cost too much. Nothing of the others is
                returned.
        """
        place = self.client.choice.place
        if self._in_vain >= _IN_A_ROW:
            raise ExtractionFailed(f"{place} failed for {_IN_A_ROW} documents in a row and is not asked any more.")
        purse = Purse(budget=self.client.budget)
        self._purses.append(purse)
        try:
            found = [item for part in self._parts(document, sentences) for item in self._listed(document, part, purse)]
        except (ModelError, BudgetExceeded) as error:
            self._in_vain = self._in_vain + 1 if isinstance(error, _LASTING) else 0
            trouble = str(error)
        else:
            self._in_vain = 0
            return found
        raise ExtractionFailed(trouble)

    def _listed(self, document: SourceDocument, part: Span, purse: Purse) -> list[Proposal]:
        from langchain_core.messages import HumanMessage, SystemMessage

        client = self.client
        form = prompts.load(f"extract/statements/{'json' if client.is_structured else 'lines'}").text
        system = prompts.load("extract/statements/system").fill(form=form)
        request = prompts.load("extract/statements/request").fill(
            title=shown_title(document.title), text=shown(document.text[slice(*part)])
        )
        messages = [SystemMessage(system), HumanMessage(request)]
        deadline = Deadline.after(client.settings.deadline_seconds)
        limit = client.settings.answer_tokens
        with client.call(messages, limit=limit, deadline=deadline, purse=purse, schema=SCHEMA) as call:
            found = read_proposals(call.text())
        if found is None:
            raise UnusableAnswer(
                f"{client.choice.place} listed no statements and did not say that there are none: try another model, or"
                " ASSISTANT_STRUCTURED_OUTPUT."
            )
        return found

    def _parts(self, document: SourceDocument, sentences: Sequence[Span]) -> Iterator[Span]:
        """The document in stretches of whole sentences, so short that the reply can repeat all of one."""
        settings = self.client.settings
        most = min(settings.evidence_tokens, settings.answer_tokens // 2)
        ends = [*(start for start, _ in sentences[1:]), len(document.text)]
        begin, taken = 0, 0
        for start, end in pairwise([0, *ends]):
            tokens = count_tokens(document.text[start:end])
            if taken and taken + tokens > most:
                yield begin, start
                begin, taken = start, 0
            taken += tokens
        yield begin, len(document.text)
