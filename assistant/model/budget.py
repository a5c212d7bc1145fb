"""What answers cost: prices by model, a limit for all requests of one question, a limit for a day."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import BudgetExceeded
from assistant.settings import AssistantSettings
from vectorstore import SettingsError

_MILLION = 1_000_000
SPENDING = "spending.json"
"""The file, in the store's folder, that keeps what was spent today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The limit of a day and the prices. ``path`` keeps what was spent on the current day (UTC), across processes.

    One process holds a store at a time, and the file lies in its folder: nobody else writes it.
    """

    settings: AssistantSettings
    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _aside: list[float] = field(default_factory=list)

    def cost(self, model: str, usage: Mapping[str, int]) -> float | None:
        """Return what tokens cost in the currency of the price table; ``None`` for a model that is not in it."""
        price = self.settings.prices.get(model)
        if price is None:
            return None
        return (usage.get("input_tokens", 0) * price[0] + usage.get("output_tokens", 0) * price[1]) / _MILLION

    @contextmanager
    def reserved(self, model: str, *, input_tokens: int, output_tokens: int) -> Iterator[dict[str, int]]:
        """Keep aside what a request costs at most; give a place for the usage, which is booked at the end instead.

        Requests that run at the same time know of each other: together they stay within the day's limit.

        Raises:
            BudgetExceeded: if the request may cost more than is left; nothing was sent.
            SettingsError: if there is a limit and no price for the model.
        """
        most = self.most(model, input_tokens=input_tokens, output_tokens=output_tokens)
        usage: dict[str, int] = {}
        with self._lock:
            self._check_day(most)
            self._aside.append(most)
        try:
            yield usage
        finally:
            with self._lock:
                self._aside.remove(most)
                self._book(self.cost(model, usage))

    def most(self, model: str, *, input_tokens: int, output_tokens: int) -> float:
        """Return what a request costs at most; 0 where no limit is set and no price known.

        Raises:
            SettingsError: if there is a limit and no price for the model.
        """
        cost = self.cost(model, {"input_tokens": input_tokens, "output_tokens": output_tokens})
        limits = (self.settings.budget_per_question, self.settings.budget_per_day)
        if cost is None and limits != (None, None):
            raise SettingsError(
                f"A budget is set but no price for {model}: add it to ASSISTANT_PRICES, e.g."
                f' {{"{model}": [0.5, 2.0]}} for a million tokens in and out.'
            )
        return cost or 0.0

    def _check_day(self, most: float) -> None:
        daily = self.settings.budget_per_day
        if daily is None:
            return
        spent, aside = self.spent(), sum(self._aside)
        if spent + aside + most > daily:
            running = f" and {aside:.4f} kept for questions that run" if aside else ""
            raise BudgetExceeded(
                f"{spent:.4f} of ASSISTANT_BUDGET_PER_DAY={daily:g} is spent{running}, and this answer may cost"
                f" {most:.4f}: raise the budget, wait until tomorrow (UTC), or leave ASSISTANT_CHAT_MODEL empty."
            )

    def spent(self) -> float:
        """Return what was spent today."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return float(kept["spent"]) if kept["day"] == _today() else 0.0
        except FileNotFoundError:
            return 0.0
        except (ValueError, KeyError, TypeError):
            raise BudgetExceeded(
                f"What was spent today cannot be read from {self.path}: delete the file to begin anew."
            ) from None

    def _book(self, cost: float | None) -> None:
        """Add to what was spent today, where a limit for the day is set."""
        if self.settings.budget_per_day is None or not cost:
            return
        kept = json.dumps({"day": _today(), "spent": self.spent() + cost})
        self.path.parent.mkdir(parents=True, exist_ok=True)  # a suite's own documents need no store here
        partial = self.path.with_suffix(".part")
        partial.write_text(kept, encoding="utf-8")
        partial.replace(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """What the requests of one question take, whichever model they go to: all of them share its limit."""

    budget: Budget
    _taken: list[tuple[str, dict[str, int]]] = field(default_factory=list)

    @property
    def usage(self) -> dict[str, int]:
        """The tokens in and out of all requests so far; empty if there was none."""
        names = dict.fromkeys(name for _, usage in self._taken for name in usage)
        return {name: sum(usage.get(name, 0) for _, usage in self._taken) for name in names}

    @property
    def cost(self) -> float | None:
        """What they cost; ``None`` if there was none, or one of a model without a price."""
        costs = [self.budget.cost(model, usage) for model, usage in self._taken]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if known and len(known) == len(costs) else None

    @contextmanager
    def reserved(self, model: str, *, input_tokens: int, output_tokens: int) -> Iterator[dict[str, int]]:
        """Do what :meth:`Budget.reserved` does, within what the question may cost.

        Raises:
            BudgetExceeded: if the request may cost more than is left; nothing was sent.
            SettingsError: if there is a limit and no price for the model.
        """
        most = self.budget.most(model, input_tokens=input_tokens, output_tokens=output_tokens)
        each, spent = self.budget.settings.budget_per_question, self.cost or 0.0
        if each is not None and spent + most > each:
            raise BudgetExceeded(
                f"The answer may cost {spent + most:.4f}, more than ASSISTANT_BUDGET_PER_QUESTION={each:g}: lower"
                " ASSISTANT_EVIDENCE_TOKENS or ASSISTANT_ANSWER_TOKENS, or raise the budget."
            )
        with self.budget.reserved(model, input_tokens=input_tokens, output_tokens=output_tokens) as usage:
            try:
                yield usage
            finally:
                if usage:
                    self._taken.append((model, usage))


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
