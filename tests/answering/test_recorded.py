"""Positions and obstacles on record answer what no sentence by itself shows to be an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant

CROSSING = """---
title: Night crossings divide the strait
---
Transport Minister Ilsa Varden told parliament on Monday that Denmark would not accept night crossings without
a pilot on board. Denmark's government pays for half of the ferries. Denmark and Sweden have held talks
since May.

Sweden's envoy, Pia Storm, said her government was ready to pay for the pilots. Storm added that a deal was near.

The number of berths in Sweden harbour remains the main sticking point in the talks, diplomats said.
"""
WEATHER = """---
title: A wet spring along the strait
---
The crossing was closed for nine days in April because of fog. Storm damage to the berths was light.
"""


@pytest.fixture(scope="module")
def strait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("strait")
    (folder / "crossing.md").write_text(CROSSING, encoding="utf-8")
    (folder / "weather.md").write_text(WEATHER, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


def test_every_position_on_record_is_found_by_asking_for_it(strait: Assistant) -> None:
    held = strait.positions()
    assert {item.party for item in held} >= {"Denmark", "Sweden"}
    for item in held:
        answer = strait.ask(f"What is {item.party}'s position on the {item.issue}?")
        cited = {(one.document_id, one.start) for one in answer.citations}
        assert answer.status == "answered"
        assert {(one.document_id, one.start) for one in held if one.party == item.party} & cited


def test_an_obstacle_on_record_is_found_by_what_is_in_the_way(strait: Assistant) -> None:
    (obstacle,) = strait.obstacles()
    answer = strait.ask("Is the number of berths an obstacle to an agreement?")
    assert any(obstacle.start <= item.start < obstacle.end for item in answer.citations)


@pytest.mark.parametrize("matter", ["the fog in April", "a common currency"])
def test_a_party_without_a_record_on_the_matter_has_no_position(strait: Assistant, matter: str) -> None:
    assert strait.ask(f"What is Denmark's position on {matter}?").status == "abstained"
