"""From the text of a document to a position: a word that turns a sentence round turns the stance, end to end."""

from __future__ import annotations

from functools import cache

import pytest

from assistant import Position
from assistant.positions.matrix import read_positions
from assistant.understand.cast import Cast
from ingest.attribution import Analyst
from ingest.sentences import sentence_spans
from vectorstore import DocumentParts, SourceDocument, parties

# A consent and its stance, the same with a word that turns or binds it, and the stance then.
PAIRS = [
    ("Kyiv will accept a truce.", "accepts", "Kyiv will not accept a truce.", "rejects"),
    ("Kyiv said it would accept a truce.", "accepts", "Kyiv said it would never accept a truce.", "rejects"),
    ("Kyiv has agreed to a truce.", "accepts", "Kyiv has not agreed to a truce.", "rejects"),
    ("Kyiv agreed to a truce.", "accepts", "Kyiv refused to agree to a truce.", "rejects"),
    ("Kyiv ruled out a truce.", "rejects", "Kyiv did not rule out a truce.", "open"),
    ("Kyiv accepted the plan.", "accepts", "Neither Kyiv nor Moscow accepted the plan.", "rejects"),
    ("Kyiv is willing to accept the plan.", "accepts", "Kyiv is unwilling to accept the plan.", "rejects"),
    ("Kyiv is ready to accept the plan.", "accepts", "Kyiv is not ready to accept the plan.", "rejects"),
    ("Kyiv wants a truce.", "demands", "Kyiv does not want a truce.", "rejects"),
    ("Kyiv called for a truce.", "demands", "Kyiv rejected a truce.", "rejects"),
    ("The plan was accepted by Kyiv.", "accepts", "The plan was not accepted by Kyiv.", "rejects"),
    (
        "Kyiv said it would accept a truce.",
        "accepts",
        "Kyiv said it would accept a truce if Moscow left.",
        "conditions",
    ),
    ("Kyiv said it accepts a truce.", "accepts", "Kyiv said it accepts a truce only if the army leaves.", "conditions"),
    (
        "Kyiv said it would reject a truce.",
        "rejects",
        "Kyiv said it would reject a truce unless it held.",
        "conditions",
    ),
]


@cache
def analyst() -> Analyst:
    return Analyst()


def stances(text: str) -> set[tuple[str, str]]:
    return {(item.party, item.stance) for item in entries(text)}


def entries(text: str) -> list[Position]:
    spans = sentence_spans(text)
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    found = analyst().analyse(document, sentences=spans)
    cast = Cast.of(found.statements, found.entities, party_of=parties().of_typed)
    part = DocumentParts(document=document, sentences=tuple(spans), statements=tuple(found.statements))
    return read_positions({"d": part}, cast=cast)


@pytest.mark.parametrize(("plain", "stance", "turned", "other"), PAIRS)
def test_a_stance_and_its_opposite(plain: str, stance: str, turned: str, other: str) -> None:
    assert ("Ukraine", stance) in stances(plain)
    assert {found for _, found in stances(turned)} == {other}


def test_what_one_side_says_of_another_names_who_says_so() -> None:
    assert {(item.party, item.reported_by) for item in entries("Moscow said Kyiv will accept the plan.")} == {
        ("Ukraine", "Moscow")
    }


def test_a_denied_rumour_is_no_stance() -> None:
    assert entries("Kyiv rejected rumours of a coup.") == []


def test_a_denied_rumour_is_no_stance_wherever_it_went_round() -> None:
    assert entries("Kyiv rejected rumours in the delta that one of its units had been sent to the dam.") == []
