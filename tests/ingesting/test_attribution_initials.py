"""Whom an initial means, and who takes part in a transcript by the list above it."""

from __future__ import annotations

import pytest

from ingest.attribution.cast import initial_of
from tests.ingesting.test_attribution_people import speakers, statements

_TALK = ("C. BERG: We have accepted that.", "HOLM: No. We have paid enough.", "C. BERG: Nobody asked you to pay.")


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("C. Berg", "c"),
        ("C BERG", "c"),
        ("U. von der Velde", "u"),
        ("J.-P. Berg", "j"),
        ("A Berg", None),
        ("J. Edgar Berg", None),
        ("Berg", None),
        ("", None),
    ],
)
def test_only_a_name_without_given_names_in_full_has_an_initial(name: str, letter: str | None) -> None:
    assert initial_of(name) == letter


def test_an_initial_in_a_label_means_the_one_of_two_namesakes_whose_given_name_begins_with_it() -> None:
    assert speakers("Otto Berg and Clara Berg met in Lund.", *_TALK) == ["Clara Berg", "HOLM", "Clara Berg"]


def test_an_initial_that_fits_two_namesakes_or_none_means_neither() -> None:
    assert speakers("Carl Berg and Clara Berg met in Lund.", *_TALK) == ["C. BERG", "HOLM", "C. BERG"]
    assert speakers("Otto Berg met others in Lund.", *_TALK) == ["C. BERG", "HOLM", "C. BERG"]


def test_an_initial_means_the_same_in_a_sentence() -> None:
    found = speakers("Clara Berg and Otto Berg met.", "C. Berg said the dam was safe. O. Berg said it was not.")
    assert found == ["Clara Berg", "Otto Berg"]


@pytest.mark.parametrize(
    "listed",
    [
        "Speakers: Clara Berg (chief executive, Veltra); Lars Holm (harbour minister, Portugal); moderator",
        "Clara Berg, chief executive, Veltra\nLars Holm, harbour minister, Portugal",
    ],
)
def test_a_list_above_a_transcript_tells_who_its_speakers_are(listed: str) -> None:
    found = statements(*listed.split("\n"), *_TALK)
    assert [(item.speaker, item.role, item.party) for item in found[:2]] == [
        ("Clara Berg", "chief executive, Veltra", None),
        ("Lars Holm", "harbour minister of Portugal", "Portugal"),
    ]
