"""Reads one document and tells who says what in it, and what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.parse import Parser
from ingest.attribution.reading import Reading
from vectorstore.records import Entity, SourceDocument, Span, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found in one document, in the order of the text."""

    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]


class Analyst:
    """Finds statements and named things in English text.

    The language model is loaded on the first call (seconds) and kept. A document in which nothing can be
    attributed gives an empty analysis.
    """

    def __init__(self) -> None:
        self._parser = Parser()

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        """The statements and entities of ``document``.

        ``sentences`` are spans in ``document.text``, in order; they cut the text where quotations do not.
        Raises ``LanguageUnavailable`` when the language model cannot be loaded.
        """
        statements, entities = Reading(document, sentences=sentences, parser=self._parser).run()
        return Analysis(statements=tuple(statements), entities=tuple(entities))
