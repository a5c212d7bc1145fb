"""What answers, and over what: the status that ``parley status`` prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering import OFFLINE, Answering
from assistant.model.choice import ModelChoice
from assistant.model.probe import trouble_with
from vectorstore import StoreStatus
from vectorstore.records import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What answers and over what. ``mode`` is ``"offline"`` when no chat model is used.

    ``statements`` is who finds statements at ingest: ``"rules"``, or a chat model with its server.

    ``model`` is who answers, with its server; ``fallback`` who does when it cannot. ``reachable`` tells whether the
    model's server answers, ``None`` when that was not asked or cannot be; ``trouble`` why it does not.
    """

    mode: Literal["offline", "model"]
    model: str
    store: StoreStatus | None
    fallback: str | None = None
    reachable: bool | None = None
    trouble: str | None = None
    statements: str = RULES


def status_of(
    answering: Answering, *, store: StoreStatus | None, probe: bool, extracting: ModelChoice | None = None
) -> Status:
    """Return the status of an assistant; with ``probe`` the chat model's server is asked whether it is there."""
    first = answering.order[0]
    if first is None:
        return Status(mode="offline", model=OFFLINE, store=store)
    statements = extracting.place if extracting else RULES
    found = Status(
        mode="model", model=first.choice.place, store=store, fallback=answering.fallback, statements=statements
    )
    if not (probe and first.choice.speaks_openai):
        return found
    trouble = trouble_with(first.choice)
    return replace(found, reachable=trouble is None, trouble=str(trouble) if trouble else None)
