"""Errors of answering, under the common root.

* ParleyError
  + QuestionError     the question cannot be asked as it is (empty, too long)
  + IngestMissing     no ingest is installed beside the assistant
"""

from __future__ import annotations

from vectorstore import ParleyError


class QuestionError(ParleyError):
    """The question cannot be asked as it is."""

    exit_code = 2


class IngestMissing(ParleyError):
    """No distribution on this machine announces an ingest function."""


__all__ = ["IngestMissing", "ParleyError", "QuestionError"]
