"""What answers cost: prices by model, a limit for one question, a limit for a day."""

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
    """The limits of the settings. ``path`` keeps what was spent on the current day (UTC), across processes.

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
        most = self._most(model, {"input_tokens": input_tokens, "output_tokens": output_tokens})
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

    def _most(self, model: str, usage: Mapping[str, int]) -> float:
        """What a request costs at most; 0 where no limit is set and no price known."""
        most, each = self.cost(model, usage), self.settings.budget_per_question
        if most is None:
            if each is None and self.settings.budget_per_day is None:
                return 0.0
            raise SettingsError(
                f"A budget is set but no price for {model}: add it to ASSISTANT_PRICES, e.g."
                f' {{"{model}": [0.5, 2.0]}} for a million tokens in and out.'
            )
        if each is not None and most > each:
            raise BudgetExceeded(
                f"The answer may cost {most:.4f}, more than ASSISTANT_BUDGET_PER_QUESTION={each:g}: lower"
                " ASSISTANT_EVIDENCE_TOKENS or ASSISTANT_ANSWER_TOKENS, or raise the budget."
            )
        return most

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


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
