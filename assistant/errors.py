"""Errors of answering, under the common root.

* ParleyError
  + QuestionError       the question cannot be asked as it is (empty, too long)
  + IngestMissing       no ingest is installed beside the assistant
  + BudgetExceeded      the answer might cost more than the settings allow
  + ModelError          the chat model gave no answer
    - NotAuthorised     it refuses the key, or the key may not use it
    - RateLimited       too many requests, or the quota is used up
    - Unreachable       no answer at all: refused, unknown, silent, or failing inside
    - ContextTooLong    the question with its evidence is longer than it reads
    - ContentFiltered   its provider's filter stopped it
    - UnusableAnswer    what came back is no answer
    - AnswerCut         the answer began and did not end
"""

from __future__ import annotations

from vectorstore import ParleyError


class QuestionError(ParleyError):
    """The question cannot be asked as it is."""

    exit_code = 2


class IngestMissing(ParleyError):
    """No distribution on this machine announces an ingest function."""


class BudgetExceeded(ParleyError):
    """A question was refused before it was sent: its answer might cost more than the settings allow."""


class ModelError(ParleyError):
    """The chat model gave no answer. No text of the server is in the message: it may repeat the key.

    ``retry_after`` are the seconds that the server asks to wait, ``None`` where another try is of no use.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotAuthorised(ModelError):
    """The server refuses the key, or the key may not use the model."""


class RateLimited(ModelError):
    """Too many requests, or the quota is used up."""


class Unreachable(ModelError):
    """No answer at all: the connection fails, the server is silent or fails inside, or knows no such model."""


class ContextTooLong(ModelError):
    """The question with its evidence is longer than the model reads."""


class ContentFiltered(ModelError):
    """The provider's content filter stopped the question or the answer."""


class UnusableAnswer(ModelError):
    """What came back is no answer: empty, or not in the protocol."""


class AnswerCut(ModelError):
    """The answer began and did not end: the connection broke, the time was up, or the model's limit was reached."""


__all__ = [
    "AnswerCut",
    "BudgetExceeded",
    "ContentFiltered",
    "ContextTooLong",
    "IngestMissing",
    "ModelError",
    "NotAuthorised",
    "ParleyError",
    "QuestionError",
    "RateLimited",
    "Unreachable",
    "UnusableAnswer",
]
