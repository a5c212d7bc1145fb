"""Tracing by LangSmith, which LangChain turns on by itself where the environment says so, for whichever program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def tracing(*, allowed: bool) -> Iterator[None]:
    """Keep what runs inside from being sent to LangSmith, question and documents with it, unless that is ``allowed``.

    Where it is allowed, the environment decides.
    """
    if allowed:
        yield
        return
    from langsmith import tracing_context  # imported late, as LangChain does: it takes a tenth of a second

    with tracing_context(enabled=False):
        yield
