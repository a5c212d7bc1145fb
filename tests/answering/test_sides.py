"""For whom a speaker speaks: one side, several, a body under its whole name, nobody."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.positions.sides import sides_of
from assistant.positions.whole import whole_name
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
            "the Dockworkers' Federation",
            ("Dockworkers' Federation",),
        ),
        (
            "Corran Medical Center was shut. Otto Hahn, Corran's chief executive, rejected the levy.",
            "Otto Hahn",
            ("Corran Medical Center",),
        ),
        (
            "Otto Hahn, director of the Guild of Porters of the Coast, rejected the levy.",
            "Otto Hahn",
            ("Guild of Porters of the Coast",),
        ),
        ("Otto Hahn, a nurse at Corran Clinic, rejected the levy.", "Otto Hahn", ("Otto Hahn",)),
        ("Otto Hahn, an economist at the University of Brell, rejected the levy.", "Otto Hahn", ()),
        ("Peter Vos, spokesman for the transport ministry in Oslo, rejected the levy.", "Peter Vos", ("Norway",)),
        (
            "The Danish Seafood Association rejected the levy.",
            "The Danish Seafood Association",
            ("Danish Seafood Association",),
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
        ("The drivers", "The United Drivers of the Coast met. The drivers left.", "United Drivers of the Coast"),
        (
            "the union",
            "Talks with the United Drivers of the Coast failed. The union left.",
            "United Drivers of the Coast",
        ),
        ("The hospital", "Nurses left Corran Medical Center. The hospital closed.", "Corran Medical Center"),
        ("The hospital", "Corran Medical Center and Brell Infirmary closed.", "the hospital"),
    ],
)
def test_a_body_goes_by_its_whole_name_where_there_is_one(name: str, text: str, whole: str) -> None:
    assert whole_name(name, text) == whole
