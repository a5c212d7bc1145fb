"""Errors of checking, under the common root.

* ParleyError
  + SuiteError          a suite cannot be read or asks for something that does not exist
  + BaselineError       a run cannot be compared with its baseline
  + ReportError         a report cannot be written
  + RecordingError      a recording cannot be written or read
    - RecordingMissing  nothing was recorded for exactly this request
"""

from __future__ import annotations

from vectorstore import ParleyError


class SuiteError(ParleyError):
    """A suite cannot be used as it is written."""

    exit_code = 2


class BaselineError(ParleyError):
    """There is nothing to compare with, or not the same thing: the comparison did not take place."""


class ReportError(ParleyError):
    """A report cannot be written where it is wanted."""


class RecordingError(ParleyError):
    """A recording of a chat model's answers cannot be written or read."""


class RecordingMissing(RecordingError):
    """Nothing was recorded for exactly this request: its prompt, evidence, model or options are others."""
