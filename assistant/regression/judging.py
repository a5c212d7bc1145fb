"""A chat model as the judge of what rules cannot check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import prompts
from assistant.model.budget import Budget
from assistant.model.calling import Call, Deadline
from assistant.model.choice import ModelChoice, ModelOpener, chosen_model
from assistant.records import Answer
from assistant.regression.checks.subject import CannotCheck
from assistant.settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.desk import Assistant

_VERDICT = re.compile(r"^\W*(PASS|FAIL)\b\W*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class ModelJudge:
    """The chat model that the settings name, asked for one line: PASS or FAIL and why."""

    choice: ModelChoice
    settings: AssistantSettings
    opener: ModelOpener
    budget: Budget

    @classmethod
    def of(cls, desk: Assistant) -> ModelJudge | None:
        """Return the judge of a desk, ``None`` where no chat model is set up."""
        choice = chosen_model(desk.settings)
        if choice is None:
            return None
        return cls(choice=choice, settings=desk.settings, opener=desk.models, budget=desk.budget)

    @cached_property
    def _model(self) -> BaseChatModel:
        return self.opener(self.choice, settings=self.settings)

    def __call__(self, demand: str, answer: Answer) -> tuple[bool, str]:
        """Return the model's verdict and why.

        Raises:
            CannotCheck: if its reply holds no verdict.
            ModelError: if there is no reply.
            BudgetExceeded: if it may cost too much.
        """
        from langchain_core.messages import HumanMessage, SystemMessage

        from vectorstore import count_tokens

        request = prompts.load("judge/verdict/request").fill(
            demand=_inside(demand),
            question=_inside(answer.question),
            answer=_inside(answer.text),
            quotations="\n".join(f"[{item.marker}] {_inside(item.quote)}" for item in answer.citations) or "none",
        )
        system = prompts.load("judge/verdict/system").text
        tokens = count_tokens(system) + count_tokens(request)
        deadline = Deadline.after(self.settings.deadline_seconds)
        with self.budget.reserved(
            str(self.choice), input_tokens=tokens, output_tokens=self.settings.answer_tokens
        ) as usage:
            call = Call(choice=self.choice, model=self._model, deadline=deadline, usage=usage)
            reply = call.text([SystemMessage(system), HumanMessage(request)])
        found = _VERDICT.match(reply)
        if found is None:
            raise CannotCheck(f"the judge {self.choice} gave no verdict: {' '.join(reply.split())[:120]}")
        return found[1].upper() == "PASS", found[2].strip()


def _inside(text: str) -> str:
    """Text that cannot close the element around it."""
    return text.replace("<", "‹").replace(">", "›")
