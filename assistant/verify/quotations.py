"""Comparing a quotation with a document: is it there, word for word, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.records import Verdict
from vectorstore import Span

_QUOTE_MARKS = str.maketrans({mark: '"' for mark in "“”„«»‟"} | {mark: "'" for mark in "‘’‚‛`´"})
_DASHES = str.maketrans({dash: "-" for dash in "‐‑‒–—―−"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a quotation stands in a document, and how exactly."""

    span: Span
    verdict: Verdict


def locate(quote: str, text: str, *, near: int = 0) -> Located | None:
    """Return the place of ``quote`` in ``text``, the one nearest to offset ``near`` if it occurs several times.

    ``"verbatim"`` when the characters are the same; ``"normalised"`` when they differ by white space, quotation
    marks and dashes only. ``None`` when the words are not there in this order.
    """
    if not quote.strip():
        return None
    exact = [match.start() for match in re.finditer(re.escape(quote), text)]
    if exact:
        start = min(exact, key=lambda place: abs(place - near))
        return Located(span=(start, start + len(quote)), verdict="verbatim")
    # White space is matched as a run; marks and dashes keep their length under translation, so offsets stay true.
    pattern = r"\s+".join(re.escape(word) for word in _plain(quote).split())
    found = [match.span() for match in re.finditer(pattern, _plain(text))]
    if not found:
        return None
    return Located(span=min(found, key=lambda span: abs(span[0] - near)), verdict="normalised")


def _plain(text: str) -> str:
    return text.translate(_QUOTE_MARKS).translate(_DASHES)
