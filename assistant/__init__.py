"""Answers about a negotiation from documents, in their own words, with checked citations.

>>> from assistant import Assistant
>>> desk = Assistant.from_settings()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.desk import Assistant
    from assistant.errors import IngestMissing, QuestionError
    from assistant.positions.records import Obstacle, Position, Stance
    from assistant.records import (
        Answer,
        AnswerEvent,
        Citation,
        Conflict,
        Coverage,
        Event,
        EvidenceEvent,
        TokenEvent,
        Understanding,
    )
    from assistant.status import Status
    from vectorstore import Filters, ParleyError

__all__ = [
    "Answer",
    "AnswerEvent",
    "Assistant",
    "Citation",
    "Conflict",
    "Coverage",
    "Event",
    "EvidenceEvent",
    "Filters",
    "IngestMissing",
    "Obstacle",
    "ParleyError",
    "Position",
    "QuestionError",
    "Stance",
    "Status",
    "TokenEvent",
    "Understanding",
]

# Where each name is. They are imported when they are asked for: `parley --help` needs neither Chroma nor LangChain.
_HOMES = {
    "assistant.desk": {"Assistant"},
    "assistant.status": {"Status"},
    "assistant.errors": {"IngestMissing", "QuestionError"},
    "assistant.positions.records": {"Obstacle", "Position", "Stance"},
    "vectorstore": {"Filters", "ParleyError"},
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), "assistant.records")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
