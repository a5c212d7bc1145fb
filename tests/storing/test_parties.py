"""States by their names, seats and people: complete, and where a word is somebody else's as well, nobody's."""

from __future__ import annotations

import pytest

from vectorstore import parties


@pytest.mark.parametrize(
    ("mention", "party"),
    [
        ("Kampala", "Uganda"),
        ("Montevideo", "Uruguay"),
        ("Fijians", "Fiji"),
        ("the Central African Republic", "Central African Republic"),
        ("Côte d'Ivoire", "Ivory Coast"),
        ("Swaziland", "Eswatini"),
        ("the African Union", "African Union"),
        # Two states', or somebody else's as often.
        ("Congolese", None),
        ("Dominicans", None),
        ("Victoria", None),
        ("Male", None),
    ],
)
def test_a_state_goes_by_its_name_its_seat_and_its_people(mention: str, party: str | None) -> None:
    assert parties().of_mention(mention) == party


@pytest.mark.parametrize(
    ("role", "party"),
    [
        ("Nigerien foreign minister", "Niger"),
        ("Nigerian foreign minister", "Nigeria"),
        ("president of Guinea-Bissau", "Guinea-Bissau"),
        ("Equatorial Guinean envoy", "Equatorial Guinea"),
        ("president of Papua New Guinea", "Papua New Guinea"),
        ("Chad Foreign Minister", "Chad"),
        ("European Union official", "European Union"),
        # Who held an office does not speak for the state any more.
        ("former Ghanaian foreign minister", None),
        # An association and an opposition are not the state.
        ("Danish Seafood Association", None),
        ("Angolan opposition leader", None),
        # Persons, and places with a state's name in theirs.
        ("Chad Brenner", None),
        ("union president Georgia Lowell", None),
        ("governor of New Mexico", None),
    ],
)
def test_a_role_speaks_for_the_state_whose_whole_name_it_has(role: str, party: str | None) -> None:
    assert parties().of_role(role) == party


def test_every_member_of_the_united_nations_is_there() -> None:
    others = {"African Union", "European Union", "Hamas", "Hezbollah", "Holy See", "Houthis", "Kosovo", "NATO"}
    others |= {"Palestinian Authority", "Taiwan", "Taliban", "United Nations"}
    assert len(set(parties().alone.values()) - others) == 193
