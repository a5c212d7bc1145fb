"""Which documents repeat another one."""

from __future__ import annotations

import random
from datetime import date

from ingest.duplicates import near_duplicates
from vectorstore import SourceDocument

WORDS = [f"word{number}" for number in range(3_000)]


def story(seed: int, length: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def document(name: str, text: str, day: int | None = None) -> SourceDocument:
    published_on = date(2026, 3, day) if day else None
    return SourceDocument(document_id=name, title=name, text=text, source=f"{name}.txt", published_on=published_on)


def edited(text: str, *, every: int) -> str:
    return " ".join("changed" if place % every == 0 else word for place, word in enumerate(text.split()))


def test_an_edited_wire_story_repeats_the_earliest_copy() -> None:
    wire = story(1)
    documents = [
        document("c", f"PORT, Monday — {edited(wire, every=40)} Our own last line.", 3),
        document("a", f"HARBOUR, March 2 (Wire) — {wire}", 2),
        document("b", edited(" ".join(wire.split()[:300]), every=50), 4),
        document("other", story(2), 1),
    ]

    assert near_duplicates(documents) == {"c": "a", "b": "a"}
    assert near_duplicates(reversed(documents)) == {"c": "a", "b": "a"}


def test_a_copy_without_a_date_comes_after_the_dated_one() -> None:
    assert near_duplicates([document("a", story(1)), document("b", story(1), 9)]) == {"a": "b"}


def test_of_copies_of_one_day_the_first_by_source_stays() -> None:
    assert near_duplicates([document("b", story(1), 9), document("a", story(1), 9)]) == {"b": "a"}


def test_a_report_that_adds_to_a_flash_is_no_copy_of_it() -> None:
    flash = story(1, 40)

    assert near_duplicates([document("flash", flash, 1), document("report", f"{flash} {story(2)}", 2)]) == {}
    assert near_duplicates([document("report", f"{story(2)} {flash}", 1), document("flash", flash, 2)]) == {
        "flash": "report"
    }


def test_two_reports_that_quote_the_same_speech_stay_two() -> None:
    speech = story(1, 100)

    assert near_duplicates([document("a", story(2, 250) + speech, 1), document("b", speech + story(3, 250), 2)]) == {}


def test_short_texts_are_not_compared() -> None:
    line = "No comment was available."

    assert near_duplicates([document("a", line, 1), document("b", line, 2)]) == {}


def test_many_copies_and_a_common_footer_are_told_apart() -> None:
    footer = story(99, 60)
    copies = [document(f"copy{number:03}", f"{story(1)} {footer}", 2) for number in range(120)]
    others = [document(f"own{number:03}", f"{story(number + 100)} {footer}", 1) for number in range(120)]

    found = near_duplicates([*copies, *others])

    assert set(found) == {item.document_id for item in copies[1:]}
    assert set(found.values()) == {"copy000"}
