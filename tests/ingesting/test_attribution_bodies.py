"""Businesses and other bodies as speakers: whom a noun in front of their name names, and for which party they speak."""

from __future__ import annotations

import pytest

from ingest.attribution.sides import side_of
from tests.ingesting.test_attribution_people import statements


@pytest.mark.parametrize(
    ("role", "party"),
    [
        ("The Kyiv-based group", None),
        ("French carrier", None),
        ("chief of a German bank", None),
        ("Russian hockey club", None),
        ("London-born Ukrainian minister", "Ukraine"),
        ("Russian central bank", "Russia"),
        ("Kremlin spokesman", "Russia"),
    ],
)
def test_a_business_or_its_seat_is_no_party(role: str, party: str | None) -> None:
    assert side_of(role) == party


def test_the_name_behind_a_noun_for_a_business_is_the_speaker() -> None:
    found = statements("French carrier Norvair on Monday turned down the price named by Veltra, saying it was too low.")
    assert [(item.speaker, item.party, item.cue, item.negated) for item in found] == [
        ("Norvair", None, "turned down", True),
        ("Norvair", None, "saying", False),
    ]
    assert found[0].content == "the price named by Veltra"


@pytest.mark.parametrize(
    "text", ["The raise was turned down by the council.", "The council has turned down the raise."]
)
def test_what_is_turned_down_is_rejected(text: str) -> None:
    (item,) = statements(text)
    assert (item.speaker or "").casefold() == "the council"
    assert item.negated


@pytest.mark.parametrize("text", ["The council turned to the next page.", "As mills turned to gas, prices fell."])
def test_who_turns_to_something_says_nothing(text: str) -> None:
    assert not statements(text)


def test_a_group_that_sits_in_a_capital_does_not_speak_for_its_country() -> None:
    (item,) = statements("The Kyiv-based group denied that it planned to close the mill.")
    assert (item.speaker, item.party) == ("The Kyiv-based group", None)
