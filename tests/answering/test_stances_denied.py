"""A negation denies the verb that it governs, and nobody holds what another one only hears of or calls untrue."""

from __future__ import annotations

import pytest

from tests.answering.test_positions_extracted import entries, stances

# Sentences, and the only stances that may be read from them; none at all would be right as well for the first ones.
ASSERTED = [
    ("Sweden said it would not hesitate to accept the toll.", "accepts"),
    ("Sweden said it can hardly wait to accept the toll.", "accepts"),
    ("Sweden said it could not wait to sign the pact.", "accepts"),
    ("Sweden said it will not fail to accept the toll.", "accepts"),
    ("Sweden said it did not hesitate to reject the toll.", "rejects"),
    ("Sweden said it would not shrink from rejecting the toll.", "rejects"),
]
DENIED = [
    ("Sweden said it will not agree to sign the pact.", "rejects"),
    ("Sweden said it would never be ready to accept the toll.", "rejects"),
    ("Sweden said it will not sign or ratify the pact.", "rejects"),
    ("Sweden said it does not want to accept the toll.", "rejects"),
    ("Sweden said that it really has not, in any way, accepted the toll.", "rejects"),
    ("None of the states in Oslo, Sweden included, knew. Sweden has not accepted the toll.", "rejects"),
]
NOTHING = [
    "Sweden said it will not let the pact fail.",
    "Sweden said it will not rest until it has a pact.",
    "Sweden said it will not leave the pact.",
    "Sweden must accept the toll, Peru said.",
    "Sweden has to accept the toll, Peru said.",
    "Sweden should have accepted the toll.",
    "Sweden said it should have accepted the toll.",
    "Sweden said it would have accepted the toll.",
    "Sweden said it was false to claim that it accepted the toll.",
    "Sweden said claims that it had accepted the toll were false.",
    "Sweden's claim that it accepted the toll is untrue.",
    "Sweden has no plans to accept the toll.",
    "Sweden said it was unable to accept the toll.",
    "Sweden said it is unlikely to accept the toll.",
    "Sweden hesitated to accept the toll.",
    "Sweden said it wants to thank the mediator.",
    "Sweden failed to accept the toll.",
    "Sweden said not all members had accepted the toll.",
]


@pytest.mark.parametrize(("text", "stance"), ASSERTED)
def test_what_one_does_not_hesitate_to_do_is_done(text: str, stance: str) -> None:
    assert stances(text) <= {("Sweden", stance)}


@pytest.mark.parametrize(("text", "stance"), DENIED)
def test_a_negation_reaches_the_verb_through_those_that_pass_it_on(text: str, stance: str) -> None:
    assert {found for _, found in stances(text)} <= {stance}


def test_a_denial_is_read_through_the_verbs_between() -> None:
    assert ("Sweden", "rejects") in stances("Sweden said it will not agree to sign the pact.")
    assert ("Sweden", "rejects") in stances("Sweden said it would never be ready to accept the toll.")
    assert ("Sweden", "accepts") in stances("Sweden said it could not wait to sign the pact.")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_told_is_no_stance_of_theirs(text: str) -> None:
    assert "Sweden" not in {party for party, _ in stances(text)}


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Sweden will accept no more than a 7% toll.", "7%"),
        ("Sweden said it would accept at most a toll of 7%.", "7%"),
        ("Sweden will accept a toll once Peru leaves.", ""),
        ("Sweden said it would accept the toll once the port opens.", ""),
        ("Sweden said it cannot accept the toll without a lock.", ""),
    ],
)
def test_a_limit_is_a_condition(text: str, figure: str) -> None:
    assert {(item.party, item.stance, item.issue, item.figure) for item in entries(text)} == {
        ("Sweden", "conditions", "toll", figure)
    }


def test_once_may_be_a_time() -> None:
    assert stances("Sweden said it has accepted the toll once again.") == {("Sweden", "accepts")}
    assert stances("Sweden once accepted the toll.") == {("Sweden", "accepts")}


def test_a_demand_that_is_lowered_is_held_with_its_figure() -> None:
    (item,) = entries("Sweden said it had lowered its demand from 14% to 11%.")
    assert (item.stance, item.figure, item.changed, item.changed_figure) == ("demands", "11%", "demands", "14%")


@pytest.mark.parametrize(
    "text",
    [
        "Sweden said reports that Peru accepted the toll were false.",
        "Sweden said it is not true that Peru accepted the toll.",
        "Sweden said it does not expect Peru accepted the toll.",
        "Sweden said it had heard rumours that Peru rejected the toll.",
        "Sweden said that it believes Peru accepted the toll.",
        "Sweden hopes that Peru accepted the toll.",
        "Sweden dismissed reports that Peru accepted the toll.",
        "Sweden said that Peru accepted the toll and that Peru rejected the toll.",
    ],
)
def test_what_one_hears_of_another_is_not_the_others(text: str) -> None:
    assert "Peru" not in {party for party, _ in stances(text)}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Sweden said that Peru has accepted the toll.", "accepts"),
        ("Sweden regretted that Peru has accepted the toll.", "accepts"),
        ("Sweden said on Monday that Peru had rejected the toll.", "rejects"),
        ("Peru has accepted the toll, Sweden said.", "accepts"),
    ],
)
def test_what_one_says_of_another_is_the_others(text: str, stance: str) -> None:
    assert {(item.party, item.stance, item.reported_by) for item in entries(text)} == {("Peru", stance, "Sweden")}


def test_a_figure_with_its_issue_in_it_is_shown_once() -> None:
    shown = {item.matter for item in entries("Sweden said it will not accept a toll of 7%. Peru offers ten boats.")}
    assert shown == {"toll, 7%", "ten boats"}
