"""Scripted questions with what is expected of their answers: the check before documents, prompts or models change.

>>> from assistant.regression import run
>>> print(run("talks.yaml"))  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.regression.cases import Case, Expect, Suite
    from assistant.regression.errors import BaselineError, RecordingError, RecordingMissing, SuiteError
    from assistant.regression.loading import LoadedSuite, load_suite
    from assistant.regression.results import CaseResult, Check, Run
    from assistant.regression.runner import run

# Where each name is. They are imported when they are asked for: pytest loads this package in every project.
_HOMES = {
    "BaselineError": "errors",
    "Case": "cases",
    "CaseResult": "results",
    "Check": "results",
    "Expect": "cases",
    "LoadedSuite": "loading",
    "RecordingError": "errors",
    "RecordingMissing": "errors",
    "Run": "results",
    "Suite": "cases",
    "SuiteError": "errors",
    "load_suite": "loading",
    "run": "runner",
}

__all__ = [
    "BaselineError",
    "Case",
    "CaseResult",
    "Check",
    "Expect",
    "LoadedSuite",
    "RecordingError",
    "RecordingMissing",
    "Run",
    "Suite",
    "SuiteError",
    "load_suite",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
