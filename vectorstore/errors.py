"""Errors of the store. Each says what happened, why, and what to do next, in one line.

* ParleyError
  + SettingsError          a setting is wrong
  + StoreError
    - StoreMissing         there is no index where the settings point
    - StoreLocked          another process holds the store
    - StoreDamaged         the index cannot be read and cannot be rebuilt from what is kept
    - EmbeddingMismatch    the index was built with another embedding model
    - StoreUnavailable     disk, permission or server trouble
  + EmbeddingUnavailable   the embedding model cannot be loaded or reached
  + ExtractionFailed       what was to propose the statements of a document proposed none
"""

from __future__ import annotations


class ParleyError(Exception):
    """Base of every error that Parley raises on purpose.

    ``str(error)`` is one line for the user: what, why, what to do next. ``exit_code`` is what the command line
    ends with: 1 the checked thing failed, 2 wrong use, 3 could not run.
    """

    exit_code = 3


class SettingsError(ParleyError):
    """A setting has a value that cannot be used."""

    exit_code = 2


class StoreError(ParleyError):
    """The store could not do what was asked."""


class StoreMissing(StoreError):
    """There is no index at the place that the settings name."""


class StoreLocked(StoreError):
    """Another process holds the store. ``holder`` is its process id where known."""

    def __init__(self, message: str, *, holder: int | None = None) -> None:
        super().__init__(message)
        self.holder = holder


class StoreDamaged(StoreError):
    """The store cannot be read, and what it keeps is not enough to rebuild it."""


class EmbeddingMismatch(StoreError):
    """The index holds vectors of another embedding model than the settings name."""


class StoreUnavailable(StoreError):
    """The disk, a permission or a server keeps the store from working."""


class EmbeddingUnavailable(ParleyError):
    """The embedding model cannot be loaded or reached."""


class ExtractionFailed(ParleyError):
    """What was to propose the statements of one document could not; the rules find them instead."""
