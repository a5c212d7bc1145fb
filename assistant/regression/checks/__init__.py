"""Checking an answer against what a case expects, one function a kind of expectation."""

from assistant.regression.checks.library import CannotCheck
from assistant.regression.checks.registry import check
from assistant.regression.checks.subject import Judge, Subject

__all__ = ["CannotCheck", "Judge", "Subject", "check"]
