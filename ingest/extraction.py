"""Statements that something else than the rules proposes, a chat model say: asked for, judged, counted.

``ingest`` knows no chat model. Whoever calls it hands in an :class:`Extractor`; what that proposes passes the gate of
``ingest.attribution.admission``, and where it fails the rules find the statements.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from ingest.attribution import Analysis, Analyst
from ingest.report import Extraction, Fallback
from vectorstore import ExtractionFailed, Proposal, SourceDocument, Span
from vectorstore.records import RULES


class Extractor(Protocol):
    """Proposes the statements of documents. ``usage`` and ``cost`` are of all calls so far."""

    @property
    def name(self) -> str:
        """What is recorded as the one who found the statements, e.g. ``openai:gpt-5-mini``."""
        ...

    @property
    def usage(self) -> Mapping[str, int]:
        """The tokens in and out; empty if there was no call."""
        ...

    @property
    def cost(self) -> float | None:
        """What they cost; ``None`` where no price is known."""
        ...

    def propose(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Sequence[Proposal]:
        """Return what may be statements of ``document``; an item that could not be read is an empty proposal.

        Raises:
            ExtractionFailed: if there is no whole reply for the whole document.
        """
        ...


def in_place_of(name: str) -> str:
    """Return what is recorded where the rules found the statements because nothing that ``name`` proposed stood."""
    return f"{RULES} in place of {name}"


class Extracting:
    """Finds the statements of documents through an extractor and the gate, and counts what becomes of it."""

    def __init__(self, extractor: Extractor, *, analyst: Analyst) -> None:
        self._extractor = extractor
        self._analyst = analyst
        self._documents = self._proposed = self._kept = 0
        self._dropped: Counter[str] = Counter()
        self._fallbacks: list[Fallback] = []

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        """Return the statements that were admitted, and the names; those of the rules where there is none.

        Raises:
            ParleyError: if the language model cannot be loaded, or the extractor fails for another reason than a call.
        """
        name = self._extractor.name
        try:
            proposals = self._extractor.propose(document, sentences=sentences)
        except ExtractionFailed as error:
            self._fallbacks.append(Fallback(source=document.source, reason=str(error)))
            return self._analyst.analyse(document, sentences=sentences)
        judged = self._analyst.judge(document, sentences=sentences, proposals=proposals)
        self._documents += 1
        self._proposed += len(proposals)
        self._kept += len(judged.admitted.statements)
        self._dropped.update(judged.dropped)
        if judged.admitted.statements:
            return dataclasses.replace(judged.admitted, method=name)
        if judged.by_rules.statements:
            reason = f"nothing that {name} proposed ({len(proposals)} statements) stands in the text."
            self._fallbacks.append(Fallback(source=document.source, reason=reason))
        return dataclasses.replace(judged.by_rules, method=in_place_of(name))

    def report(self) -> Extraction:
        """Return what was proposed and what became of it."""
        return Extraction(
            model=self._extractor.name,
            documents=self._documents,
            proposed=self._proposed,
            kept=self._kept,
            dropped=dict(self._dropped),
            fallbacks=tuple(self._fallbacks),
            usage=dict(self._extractor.usage),
            cost=self._extractor.cost,
        )
