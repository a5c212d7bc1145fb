"""Whose words a candidate sentence is said to hold."""

from __future__ import annotations

import pytest

from assistant.reader.candidates import candidates
from assistant.understand.cast import Cast
from vectorstore import Chunk, Hit, Statement

TEXT = "Holt said Brandel had told her that the locks were closed."


def _statement(speaker: str, content: str, *, nested_in: str | None = None) -> Statement:
    start = TEXT.index(content)
    return Statement(
        statement_id=content,
        document_id="d",
        content=content,
        start=start,
        end=start + len(content),
        kind="indirect",
        speaker=speaker,
        nested_in=nested_in,
    )


@pytest.mark.parametrize(
    ("statements", "speaker"),
    [
        ([], None),
        ([_statement("she", "the locks were closed")], None),
        ([_statement("Irena Holt", "Brandel had told her that the locks were closed")], "Irena Holt"),
        (
            [
                _statement("Brandel", "the locks were closed", nested_in="Irena Holt"),
                _statement("Irena Holt", "Brandel had told her that the locks were closed"),
            ],
            "Irena Holt",
        ),
    ],
)
def test_the_one_who_reports_speaks_and_a_pronoun_names_nobody(
    statements: list[Statement], speaker: str | None
) -> None:
    chunk = Chunk(chunk_id="c", document_id="d", text=TEXT, start=0, end=len(TEXT), sentences=((0, len(TEXT)),))
    nobody = Cast((), frozenset(), party_of=lambda _: None)
    (found,) = candidates([Hit(chunk=chunk, score=1.0)], {"d": statements}, nobody)
    assert found.speaker == speaker
