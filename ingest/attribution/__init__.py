"""Finds who says what in a document, with no network and no key: a parser, a list of cues and rules."""

from ingest.attribution.analyst import Analysis, Analyst, Judged

__all__ = ["Analysis", "Analyst", "Judged"]
