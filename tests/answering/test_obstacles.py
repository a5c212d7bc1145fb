"""Obstacles: what is said to be in the way, by whom, between whom, and who says that it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Obstacle
from vectorstore import VectorStore, VectorstoreSettings

AMSEL = "the status of the locks is the main obstacle to an agreement between Maldora and Kestria"
HOLT = "The status of the locks is no obstacle any more"
DAY = date(2031, 7, 1)
GUILD = "The towage bill is the main obstacle to a treaty"
PARAGRAPHS = [
    [
        f"Ruth Amsel, the mediator from Sandrel, said that {AMSEL}.",
        f"“{HOLT},” Irena Holt, the president of Maldora, said.",
    ],
    [
        "Two questions stand in the way of a treaty: who pays for the dredging, and the size of the herring quota.",
        "Is the price of salt a hurdle to a deal?",
        "Harbour fees stall the treaty: Ending the strike was one of the first aims of the port authority.",
        "Analysts doubt that the ferry fare will sink the treaty.",
        "Maldora wants a refund if storms block the treaty.",
        f"{GUILD}, the pilots said.",
        "Irena Holt disputed this.",
        "The two ports remain divided over the buoys.",
        "Some thorny questions were left to settle before the treaty.",
        "A clerk described the talks on the treaty as deadlocked on pilots but surprisingly close on wages.",
        "The harbour masters are blocking an agreement on the lights.",
        "An outstanding runner won the race in Brell.",
        "He named two stumbling blocks. One is the night tariff. The other is the customs house. It rained.",
    ],
]


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory, make_paper: Callable[..., Any], say: Callable[..., Any]
) -> list[Obstacle]:
    folder: Path = tmp_path_factory.mktemp("obstacles") / "store"
    paragraphs = [PARAGRAPHS[0], [*PARAGRAPHS[1][:-1], *(f"{part}." for part in PARAGRAPHS[1][-1][:-1].split(". "))]]
    said = [say(speaker="Ruth Amsel", content=AMSEL), say(speaker="Irena Holt", content=HOLT, kind="direct")]
    paper = make_paper("locks", "Locks", "Gazette", DAY, paragraphs, said)
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        paper.put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=folder) as desk:
        for item in (obstacles := desk.obstacles()):
            assert desk.document(item.document_id).text[item.start : item.end] == item.quote
        assert desk.obstacles(party="Atlantis") == []
        assert {item.raised_by for item in desk.obstacles(issue="lock")} == {"Ruth Amsel"}
        assert desk.obstacles(since="2031-07-02") == []
    return obstacles


def one(found: list[Obstacle], word: str) -> Obstacle:
    (item,) = [item for item in found if word in item.issue]
    return item


def test_a_mediators_obstacle_and_its_denial(found: list[Obstacle]) -> None:
    item = one(found, "locks")
    assert (item.raiser, item.raised_by) == ("mediator", "Ruth Amsel")
    assert set(item.between) == {"Maldora", "Kestria"}
    assert (item.contested, item.contested_by) == (True, "Irena Holt")
    assert HOLT in (item.contest or "")


@pytest.mark.parametrize("word", ["dredging", "herring quota"])
def test_each_item_of_a_list_is_an_obstacle_of_the_reporter(found: list[Obstacle], word: str) -> None:
    item = one(found, word)
    assert (item.raiser, item.raised_by, item.contested) == ("reporter", None, False)


def test_a_verb_that_hinders_a_deal(found: list[Obstacle]) -> None:
    assert one(found, "harbour masters").as_of == DAY


@pytest.mark.parametrize("word", ["night tariff", "customs house"])
def test_the_sentences_behind_a_number_say_which(found: list[Obstacle], word: str) -> None:
    assert word in one(found, word).quote


@pytest.mark.parametrize("word", ["salt", "runner", "race"])
def test_a_question_and_another_sense_are_no_obstacle(found: list[Obstacle], word: str) -> None:
    assert not [item for item in found if word in item.quote]


def test_a_heading_before_a_colon_is_no_list(found: list[Obstacle]) -> None:
    assert not any("strike" in item.issue or "authority" in item.issue for item in found)


def test_what_is_not_named_goes_by_the_words_for_it(found: list[Obstacle]) -> None:
    assert one(found, "thorny").issue.casefold() == "thorny questions"


def test_an_issue_ends_where_the_contrast_begins(found: list[Obstacle]) -> None:
    assert one(found, "pilots").issue == "pilots"


@pytest.mark.parametrize("word", ["ferry fare", "storms", "refund"])
def test_a_doubt_and_a_supposition_are_no_obstacle(found: list[Obstacle], word: str) -> None:
    assert not [item for item in found if word in item.quote]


def test_the_next_sentence_may_contest_it(found: list[Obstacle]) -> None:
    item = one(found, "towage bill")
    assert (item.contested, item.contested_by) == (True, "Irena Holt")
    assert "disputed" in (item.contest or "")


def test_what_two_are_divided_over_is_in_the_way(found: list[Obstacle]) -> None:
    assert one(found, "buoys").issue == "the buoys"
