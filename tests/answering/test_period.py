"""The span of days that a question names, and what it limits."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.understand.period import period

TODAY = date(2026, 1, 7)  # a Wednesday


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What has Orlov said since Monday?", date(2026, 1, 5), None),
        ("what did orlov say about the tolls since last wednesday", date(2025, 12, 31), None),
        ("Since 29 December, what has Orlov said?", date(2025, 12, 29), None),
        ("What did Orlov want after December 29th, 2025 about the tolls?", date(2025, 12, 30), None),
        ("What has Orlov said from 2 January on?", date(2026, 1, 2), None),
        ("What did Orlov say before the 3rd of January?", None, date(2026, 1, 2)),
        ("Until 2025-12-31, what did Orlov demand?", None, date(2025, 12, 31)),
        ("What did Orlov say between November and December 2025?", date(2025, 11, 1), date(2025, 12, 31)),
        ("What did Orlov say in the last two weeks?", date(2025, 12, 24), TODAY),
        ("What did Orlov say over the past few days?", date(2026, 1, 4), TODAY),
        ("What did Orlov say last week?", date(2025, 12, 29), date(2026, 1, 4)),
        ("What did Orlov say this month?", date(2026, 1, 1), date(2026, 1, 31)),
        ("What has Orlov said since two weeks ago?", date(2025, 12, 24), None),
        ("What has Orlov said since yesterday?", date(2026, 1, 6), None),
        ("What has Orlov said since March?", date(2025, 3, 1), None),
        ("What did Orlov say on 2 January 2026?", date(2026, 1, 2), date(2026, 1, 3)),
        ("What did Orlov say in December?", date(2025, 12, 1), date(2026, 1, 1)),
        ("What did Orlov say between 20 and 25 December?", date(2025, 12, 20), date(2025, 12, 25)),
        ("What did Orlov say between October and January?", date(2025, 10, 1), date(2026, 1, 31)),
        ("What did Orlov say before December?", None, date(2025, 11, 30)),
    ],
)
def test_days_are_read(question: str, first: date | None, last: date | None) -> None:
    found = period(question, today=TODAY)

    assert found is not None
    assert (found.first, found.last) == (first, last)
    assert found.phrase in question
    assert found.phrase not in found.rest
    assert "Orlov".lower() in found.rest.lower()


@pytest.mark.parametrize(
    "question",
    [
        "What has Orlov said since the summit?",
        "What did Orlov say after Monday's strike?",
        "What did Orlov say about a truce until 3 May?",
        "What did Orlov say about the vote on Monday?",
        "What does Orlov want since 31 June?",
        "What did Orlov say after 5 meetings?",
        "Has Orlov said so since?",
        "What may Orlov say?",
        "What did Orlov say since 0000-00-00?",
    ],
)
def test_other_words_limit_nothing(question: str) -> None:
    assert period(question, today=TODAY) is None


@pytest.mark.parametrize("unit", ["since ", "between monday and ", "from 3 may ", "in the last ", "1"])
def test_a_long_question_is_read_at_once(unit: str) -> None:
    period(unit * 400, today=TODAY)
