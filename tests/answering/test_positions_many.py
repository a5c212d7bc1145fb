"""Many entries: what a sentence is told by, and what it changes, is looked for beside it and not everywhere."""

from __future__ import annotations

from datetime import date

from assistant.positions.headed import is_heading
from tests.answering.test_positions_extracted import on_days
from vectorstore import DocumentParts, SourceDocument


def test_a_line_is_a_sentence_by_the_one_it_stands_in() -> None:
    text = "Fees and lights\n\nThe fees are high.\n\nPort of Tarrow:\n\nThe port is old."
    spans = [(17, 35), (55, 71)]
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    part = DocumentParts(document=document, sentences=tuple(spans), statements=())
    lines = [(0, 15), (17, 35), (37, 53), (55, 71)]
    assert [is_heading(text[slice(*line)], line, part) for line in lines] == [True, False, True, False]


def test_only_the_last_earlier_day_is_changed() -> None:
    days = {
        date(2031, 3, 1): "Norway wants a levy of 14%.",
        date(2031, 3, 2): "Norway wants a levy of 11%. Norway wants a levy of 9%.",
        date(2031, 3, 3): "Norway wants a levy of 14%.",
    }
    found = [(item.as_of and item.as_of.day, item.figure, item.changed_figure) for item in on_days(days)]
    assert found == [(1, "14%", ""), (2, "11%", "14%"), (2, "9%", "14%"), (3, "14%", "9%")]


def test_a_pronoun_means_nothing_that_another_document_names() -> None:
    days = {
        date(2031, 3, 1): "Norway has offered a levy of 15%.",
        date(2031, 3, 2): "Norway has offered help to all, and Sweden said it could accept that.",
    }
    assert ("Sweden", "levy") not in {(item.party, item.issue) for item in on_days(days)}
