from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from ingest.attribution.lexicon import lexicon, regular_forms
from ingest.attribution.quotes import paragraphs, quotations
from ingest.attribution.times import said_on
from vectorstore.parties import parties


def quoted(text: str) -> list[str]:
    return [text[q.inner_start : q.inner_end] for q in quotations(text, start=0, end=len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One,” he said. “Two.”", ["One,", "Two."]),
        ('"One," he said. "Two."', ["One,", "Two."]),
        ("''One,'' he said.", ["One,"]),
        ("«One», he said.", ["One"]),
        ("„One“, he said.", ["One"]),
        ("“He said “yes” to me,” she said.", ["He said “yes” to me,"]),
        ("‘One,’ he said of the workers' hall.", ["One,"]),
        ("“It goes on and on", ["It goes on and on"]),
        ("the 6\" pipe and the dogs' home", []),
        ("“”", []),
        ("", []),
    ],
)
def test_quotations_are_found_with_any_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_quotation_that_goes_on_is_known_to_be_open() -> None:
    assert [q.closed for q in quotations("“It goes on", start=0, end=11)] == [False]


def test_offsets_of_a_later_paragraph_are_those_of_the_text() -> None:
    text = "Nothing.\n\nHe said ''yes, of course,'' and left."
    start, end = paragraphs(text)[1]
    found = quotations(text, start=start, end=end)
    assert [text[q.start : q.end] for q in found] == ["''yes, of course,''"]


@pytest.mark.parametrize(
    ("mention", "party"),
    [
        ("the Kremlin", "Russia"),
        ("Moscow", "Russia"),
        ("Kyiv's", "Ukraine"),
        ("the White House", "United States"),
        ("Downing Street", "United Kingdom"),
        ("the Washington Post", None),
        ("Anna Berg", None),
    ],
)
def test_a_mention_stands_for_a_party_only_as_a_whole(mention: str, party: str | None) -> None:
    assert parties().of_mention(mention) == party


@pytest.mark.parametrize(
    ("role", "party"),
    [
        ("Kremlin spokesman", "Russia"),
        ("president of Ukraine", "Ukraine"),
        ("US envoy to Moscow", "United States"),
        ("South Korean minister", "South Korea"),
        ("Russia expert", None),
        ("Moscow correspondent", None),
        ("US-Russian commission", None),
        ("one of us", None),
        ("spokesman", None),
    ],
)
def test_a_role_speaks_for_a_party_or_for_none(role: str, party: str | None) -> None:
    assert parties().of_role(role) == party


def test_no_word_of_the_file_stands_for_two_parties() -> None:
    table = parties().alone
    assert len(set(table.values())) >= 60
    assert table["kremlin"] == "Russia"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Tuesday", date(2025, 3, 11)),
        ("Thursday", date(2025, 3, 13)),
        ("last Thursday", date(2025, 3, 6)),
        ("yesterday", date(2025, 3, 12)),
        ("on March 3", date(2025, 3, 3)),
        ("on 30 December", date(2024, 12, 30)),
        ("on March 3, 2024", date(2024, 3, 3)),
        ("next Tuesday", None),
        ("on February 30", None),
        ("on Monday and Tuesday", None),
        ("in Minsk", None),
    ],
)
def test_days_are_counted_back_from_the_publication(words: str, day: date | None) -> None:
    assert said_on(words, published_on=date(2025, 3, 13)) == day
    assert said_on(words, published_on=None) is None


def test_verbs_are_known_in_all_forms() -> None:
    for form in ("said", "denies", "denied", "denying", "refused", "slammed", "called", "told", "agreeing", "sang"):
        assert form in lexicon().verbs
    assert lexicon().verbs["denied"].negative
    assert regular_forms("argue") == ["argue", "argues", "argued", "arguing"]
    assert regular_forms("agree") == ["agree", "agrees", "agreed", "agreeing"]


def test_the_package_imports_without_the_parser() -> None:
    code = "import sys, ingest.attribution; raise SystemExit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
