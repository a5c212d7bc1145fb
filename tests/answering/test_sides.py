"""For whom a speaker speaks: one side, several, a body under its whole name, nobody."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.positions.sides import sides_of, whole_name
from assistant.understand.cast import Cast
from ingest.attribution import Analyst
from ingest.sentences import sentence_spans
from vectorstore import SourceDocument, parties


@cache
def analyst() -> Analyst:
    return Analyst()


def sides(text: str) -> dict[str, tuple[str, ...]]:
    document = SourceDocument(document_id="d", title="t", text=text, source="s", published_on=date(2031, 1, 2))
    found = analyst().analyse(document, sentences=sentence_spans(text))
    cast = Cast.of(found.statements, found.entities, party_of=parties().of_typed)
    return {item.speaker or "": sides_of(item, cast, text) for item in found.statements}


@pytest.mark.parametrize(
    ("text", "speaker", "expected"),
    [
        ("Norway and Chile want an end to the levy.", "Norway and Chile", ("Norway", "Chile")),
        ("The Senate in Ottawa rejected the treaty.", "The Senate in Ottawa", ("Senate in Ottawa",)),
        ("The draft proposes a levy.", "The draft", ()),
        ("Its members rejected the levy.", "Its members", ()),
        ("Karl Weiss of Lowe Partners rejected the levy. Lowe Partners said so.", "Karl Weiss", ("Lowe Partners",)),
        (
            "The Dockworkers' Federation met Halden Terminals. Maria Lindqvist, the president of the federation,"
            " rejected the offer. The federation wants more. Halden offered less.",
            "Maria Lindqvist",
            ("Dockworkers' Federation",),
        ),
        (
            "The talks with the Dockworkers' Federation failed. The federation rejected the offer.",
            "The federation",
            ("Dockworkers' Federation",),
        ),
    ],
)
def test_whose_side(text: str, speaker: str, expected: tuple[str, ...]) -> None:
    assert sides(text)[speaker] == expected


@pytest.mark.parametrize(
    ("name", "text", "whole"),
    [
        ("The federation", "Talks with the Dockworkers' Federation failed.", "Dockworkers' Federation"),
        ("Halden", "Late on Monday Halden Terminals met them. Halden left.", "Halden Terminals"),
        ("Tarrow", "Tarrow agreed, the Tarrow Observer wrote.", "Tarrow"),
        ("the union", "The Pilots Union met the Nurses Union and the union of cooks.", "the union"),
        ("The Guild", "The Guild left.", "Guild"),
    ],
)
def test_a_body_goes_by_its_whole_name_where_there_is_one(name: str, text: str, whole: str) -> None:
    assert whole_name(name, text) == whole
