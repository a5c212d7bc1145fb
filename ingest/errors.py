"""Errors of ingest, under the common root.

* ParleyError
  + NothingToIngest      the paths hold no document that can be read
  + UnreadableDocument   one file cannot be read; it is refused and the others go on
"""

from __future__ import annotations

from vectorstore import ParleyError


class NothingToIngest(ParleyError):
    """The given paths hold nothing that could be ingested."""

    exit_code = 2


class UnreadableDocument(ParleyError):
    """One document cannot be read. ``str(error)`` says why, and what to do."""

    exit_code = 1
