"""Looking for words: what a reader takes for the same is the same, and no expression runs for ever."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant import Assistant
from assistant.regression.asking import Interview
from assistant.regression.cases import Case, Expect
from assistant.regression.checks import Subject, check
from assistant.regression.checks.library import Library
from assistant.regression.results import Check
from assistant.regression.wording import Words
from tests.checking.conftest import ANYTHING, TOLL

Checked = Callable[..., dict[str, Check]]
NAME = "Søren Müller-O’Neill"
PAIRS = [
    ("don't pay", "They don’t pay."),
    ("don’t pay", "They don't pay."),
    ("“no” means", 'Here "no" means no.'),
    ('"no" means', "Here «no» means no."),
    ("Müller", unicodedata.normalize("NFD", "Herr Müller")),
    (unicodedata.normalize("NFD", "Müller"), "Herr Müller"),
    ("2020-2030", "in 2020–2030"),
    ("well-known", "a well‑known man"),
    ("40 million", "some 40\u00a0million crowns"),
    ("40 million", "some 40\u202fmillion crowns"),
    ("first", "the \ufb01rst"),
    ("first", "the fi\u00adrst"),
    ("STRASSE", "die Straße"),
]


@pytest.fixture(scope="module")
def checked(canal: Assistant) -> Checked:
    """Each check of an expectation about the answer on the toll, with other words in it."""
    library = Library(desk=canal)
    case = Case(name="case", question=TOLL, expect=Expect.model_validate(ANYTHING))
    asked = Interview(desk=canal, library=library, setting="").ask(case)

    def look(text: str, *, speaker: str | None = None, **expect: Any) -> dict[str, Check]:
        citations = tuple(replace(item, speaker=speaker or item.speaker) for item in asked.answer.citations)
        subject = Subject(
            answer=replace(asked.answer, text=text, citations=citations),
            hits=asked.hits,
            seconds=0.1,
            desk=canal,
            library=library,
        )
        return {item.kind: item for item in check(Expect.model_validate(expect), subject)}

    return look


@pytest.mark.parametrize(("words", "text"), PAIRS)
def test_the_form_of_a_mark_or_a_letter_makes_no_difference(words: str, text: str, checked: Checked) -> None:
    for form in (words, {"word": words}):
        assert checked(text, mentions=[form])["mentions"].outcome == "passed"
        assert checked(text, not_mentions=[form])["not_mentions"].outcome == "failed"
    assert checked("Something else.", not_mentions=[words])["not_mentions"].outcome == "passed"


def test_an_expression_knows_each_form_of_a_mark(checked: Checked) -> None:
    for wanted in ("don't", "don’t"):
        assert checked("They don’t.", not_mentions=[{"regex": wanted}])["not_mentions"].outcome == "failed"
    apart = unicodedata.normalize("NFD", "Herr Müller")
    assert checked(apart, mentions=[{"regex": r"M\wller"}])["mentions"].outcome == "passed"
    assert checked("They do.", not_mentions=[{"regex": "don't"}])["not_mentions"].outcome == "passed"


@pytest.mark.parametrize("wanted", ["Müller", unicodedata.normalize("NFD", "Müller"), "O'Neill", "muller-o’neill"])
def test_a_speaker_is_known_in_each_form(wanted: str, checked: Checked) -> None:
    expected = "passed" if "muller" not in wanted else "failed"  # without its dots it is another name
    found = checked("Words. [1]", speaker=NAME, attributed_to=wanted, not_attributed_to=wanted)
    assert found["attributed_to"].outcome == expected
    assert found["not_attributed_to"].outcome != expected


def test_quotations_stay_letter_by_letter_and_the_mark_is_told(checked: Checked) -> None:
    original = "rejects any toll on ships in the Sandrel canal"
    assert checked(f"{original} [1]", quotes=[original])["quotes"].outcome == "passed"
    told = set()
    for words in (original.replace(" ", "\u00a0", 1), original.upper(), "words of nobody"):
        found = checked(f"{original} [1]", quotes=[words])["quotes"]
        assert found.outcome == "failed"
        told.add(found.message.replace(words, ""))
    assert len(told) == 3  # what differs is told


def test_a_word_is_whole_and_a_text_is_a_part() -> None:
    assert Words(text="low").found_in("The slow one")
    assert not Words(word="low").found_in("The slow one")
    assert Words(word="low").found_in("Too LOW.")
    assert not Words(word="not").found_in("nothing, noted")
    assert Words(word="95%").found_in("It is 95% ready")
    assert not Words(word="5%").found_in("It is 95% ready")


def test_an_expression_that_takes_for_ever_is_given_up(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.regression.wording._SECONDS", 0.3)
    begun = time.perf_counter()
    for kind in ("mentions", "not_mentions"):
        found = checked("a" * 80 + "!", **{kind: [{"regex": "(a|aa)+$"}]})[kind]
        assert found.outcome == "not_run"
        assert "(a|aa)+$" in found.message
    assert time.perf_counter() - begun < 20
