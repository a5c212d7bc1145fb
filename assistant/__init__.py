"""Answers about a negotiation from documents, in their own words, with checked citations.

>>> from assistant import Assistant
>>> desk = Assistant.from_settings()  # doctest: +SKIP
"""

from assistant.desk import Assistant, Status
from assistant.errors import IngestMissing, QuestionError
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
    "ParleyError",
    "QuestionError",
    "Status",
    "TokenEvent",
    "Understanding",
]
