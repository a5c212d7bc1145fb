"""Which names are of which kind of body: the words that other bodies have in their names too count at the end only."""

from __future__ import annotations

import pytest

from assistant.positions.kinds import kinds_in
from tests.answering.test_positions_extracted import entries


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Tarrow Air", {"airline"}),
        ("Air Tarrow", {"airline"}),
        ("Orvan Airways", {"airline"}),
        ("Tarrow Energy", {"company"}),
        ("Orvan Foods", {"company"}),
        ("Orvan Holdings", {"company"}),
        ("Air Force", set()),
        ("Tarrow Air Force", set()),
        ("Clean Air Alliance", set()),
        ("Ministry of Energy", set()),
        ("Orvan Energy Agency", set()),
        ("Contact Group", set()),
        ("Group of Ten", set()),
    ],
)
def test_a_name_is_of_a_kind_by_its_end(name: str, kinds: set[str]) -> None:
    assert kinds_in(name) == kinds


@pytest.mark.parametrize("unit", ["krone", "pesos", "hectares", "litres"])
def test_a_measure_is_no_issue(unit: str) -> None:
    assert {item.issue for item in entries(f"Sweden offers 40 {unit} of milk.")} == {"milk"}


def test_pay_goes_by_any_of_its_names() -> None:
    found = entries("Sweden wants higher wages. Peru rejects higher salaries.")
    assert len({item.issue for item in found}) == 1
