"""What answers cost: prices by model, a limit for one question, a limit for a day."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
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

    def cost(self, model: str, usage: Mapping[str, int]) -> float | None:
        """Return what tokens cost in the currency of the price table; ``None`` for a model that is not in it."""
        price = self.settings.prices.get(model)
        if price is None:
            return None
        return (usage.get("input_tokens", 0) * price[0] + usage.get("output_tokens", 0) * price[1]) / _MILLION

    def check(self, model: str, *, input_tokens: int) -> None:
        """Refuse a request that may cost more than is left, its answer taken at its longest.

        Raises:
            BudgetExceeded: if it may.
            SettingsError: if there is a limit and no price for the model.
        """
        each, daily = self.settings.budget_per_question, self.settings.budget_per_day
        if each is None and daily is None:
            return
        most = self.cost(model, {"input_tokens": input_tokens, "output_tokens": self.settings.answer_tokens})
        if most is None:
            raise SettingsError(
                f"A budget is set but no price for {model}: add it to ASSISTANT_PRICES, e.g."
                f' {{"{model}": [0.5, 2.0]}} for a million tokens in and out.'
            )
        if each is not None and most > each:
            raise BudgetExceeded(
                f"The answer may cost {most:.4f}, more than ASSISTANT_BUDGET_PER_QUESTION={each:g}: lower"
                " ASSISTANT_EVIDENCE_TOKENS or ASSISTANT_ANSWER_TOKENS, or raise the budget."
            )
        spent = self.spent()
        if daily is not None and spent + most > daily:
            raise BudgetExceeded(
                f"{spent:.4f} of ASSISTANT_BUDGET_PER_DAY={daily:g} is spent and this answer may cost {most:.4f}:"
                " raise the budget, wait until tomorrow (UTC), or leave ASSISTANT_CHAT_MODEL empty."
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

    def spend(self, model: str, usage: Mapping[str, int]) -> None:
        """Add a call to what was spent today, where a limit for the day is set."""
        cost = self.cost(model, usage)
        if self.settings.budget_per_day is None or not cost:
            return
        with self._lock:
            kept = json.dumps({"day": _today(), "spent": self.spent() + cost})
            partial = self.path.with_suffix(".part")
            partial.write_text(kept, encoding="utf-8")
            partial.replace(self.path)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
