"""Reads one document and tells who says what in it, and what it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.attribution.admission import Reason
from ingest.attribution.parse import Parser
from ingest.attribution.reading import Reading
from vectorstore.records import RULES, Entity, Proposal, SourceDocument, Span, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found in one document, in the order of the text; ``method`` is what found the statements."""

    statements: tuple[Statement, ...]
    entities: tuple[Entity, ...]
    method: str = RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of proposals: ``admitted`` has the statements of those that the text bears out.

    ``by_rules`` is what is found without them, ``dropped`` counts the others by reason.
    """

    admitted: Analysis
    by_rules: Analysis
    dropped: Mapping[Reason, int]


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

    def judge(self, document: SourceDocument, *, sentences: Sequence[Span], proposals: Sequence[Proposal]) -> Judged:
        """What becomes of statements that somebody proposes for ``document`` (:mod:`ingest.attribution.admission`).

        Raises ``LanguageUnavailable`` when the language model cannot be loaded.
        """
        reading = Reading(document, sentences=sentences, parser=self._parser)
        statements, dropped, by_rules = reading.judged(proposals)
        entities = tuple(reading.entities)
        return Judged(
            admitted=Analysis(statements=tuple(statements), entities=entities),
            by_rules=Analysis(statements=tuple(by_rules), entities=entities),
            dropped=dropped,
        )
