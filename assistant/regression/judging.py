"""A chat model as the judge of what rules cannot check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import prompts
from assistant.model.budget import Purse
from assistant.model.calling import Deadline
from assistant.model.choice import chosen_model
from assistant.model.client import Client
from assistant.records import Answer
from assistant.regression.checks.library import CannotCheck

if TYPE_CHECKING:
    from assistant.desk import Assistant

# The first line is the verdict: the one word, and behind a mark why. "PASS or FAIL? FAIL" is none.
_VERDICT = re.compile(r"\s*[*_`]*(PASS|FAIL)[*_`]*(?:\s*[:.,;–—-]+[*_`]*\s*(.*))?\s*\Z", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\b(?:PASS|FAIL)\b")


@dataclass(frozen=True, kw_only=True)
class ModelJudge:
    """The chat model that the settings name, asked for one line: PASS or FAIL and why."""

    client: Client

    @classmethod
    def of(cls, desk: Assistant) -> ModelJudge | None:
        """Return the judge of a desk, ``None`` where no chat model is set up."""
        choice = chosen_model(desk.settings)
        if choice is None:
            return None
        return cls(client=Client(choice=choice, settings=desk.settings, opener=desk.models, budget=desk.budget))

    def __call__(self, demand: str, answer: Answer) -> tuple[bool, str]:
        """Return the model's verdict and why.

        Raises:
            CannotCheck: if its reply holds no verdict.
            ModelError: if there is no reply.
            BudgetExceeded: if it may cost too much.
        """
        from langchain_core.messages import HumanMessage, SystemMessage

        request = prompts.load("judge/verdict/request").fill(
            demand=_inside(demand),
            question=_inside(answer.question),
            answer=_inside(answer.text),
            quotations="\n".join(f"[{item.marker}] {_inside(item.quote)}" for item in answer.citations) or "none",
        )
        system = prompts.load("judge/verdict/system").text
        messages = [SystemMessage(system), HumanMessage(request)]
        settings, purse = self.client.settings, Purse(budget=self.client.budget)
        deadline = Deadline.after(settings.deadline_seconds)
        with self.client.call(messages, limit=settings.answer_tokens, deadline=deadline, purse=purse) as call:
            reply = call.text()
        verdict = verdict_in(reply)
        if verdict is None:
            raise CannotCheck(f"the judge {self.client.choice} gave no verdict: {' '.join(reply.split())[:120]}")
        return verdict


def verdict_in(reply: str) -> tuple[bool, str] | None:
    """Return the verdict of a reply and why, ``None`` where it does not say one thing."""
    found = _VERDICT.match(reply)
    if found is None:
        return None
    verdict, why = found[1].upper(), (found[2] or "").strip()
    return None if set(_WORD.findall(why)) - {verdict} else (verdict == "PASS", why)


def _inside(text: str) -> str:
    """Text that cannot close the element around it."""
    return text.replace("<", "‹").replace(">", "›")
