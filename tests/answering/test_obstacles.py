"""Obstacles: what is said to be in the way, by whom, between whom, and who says that it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Obstacle
from assistant.positions.obstacles import read_obstacles
from assistant.understand.cast import Cast
from ingest.attribution import Analyst
from ingest.sentences import sentence_spans
from vectorstore import DocumentParts, SourceDocument, VectorStore, VectorstoreSettings, parties

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


def of_text(text: str) -> set[tuple[str, str | None, str]]:
    """The obstacles of a text as ingest reads it, each paragraph's sentences by themselves."""
    spans = [
        span for line in re.finditer(r"[^\n]+", text) for span in sentence_spans(line.group(), offset=line.start())
    ]
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    read = Analyst().analyse(document, sentences=spans)
    cast = Cast.of(read.statements, read.entities, party_of=parties().of_typed)
    part = DocumentParts(document=document, sentences=tuple(spans), statements=tuple(read.statements))
    obstacles = read_obstacles({"d": part}, cast=cast)
    assert all(text[item.start : item.end] == item.quote for item in obstacles)
    return {(item.issue, item.raised_by, item.raiser) for item in obstacles}


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        (
            "What is blocking a deal\n\n1. Port fees. Norway has not lowered them.\n2. Distrust over the catch."
            " Sweden doubts the count.\n\nOutlook\n\nWeather. It rains a lot.",
            {"port fees", "distrust over the catch"},
        ),
        (
            "Obstacles to a treaty\n\n- Port fees\n- The length of the treaty\n\nIt rains.",
            {"port fees", "the length of the treaty"},
        ),
        ("Press conference on the blocked deal\n\nANNA BERG, NORWAY: We met.\n\nERIK LUND, SWEDEN: We met.", set()),
        ("There is no agreement on wages, and there is no agreement on shifts.", {"wages", "shifts"}),
        ("There is still no agreement on wages and on shifts.", {"wages", "shifts"}),
        ("Norway and Sweden remain far apart on the price.", {"the price"}),
        ("The two sides remain far apart on the price and on the port.", {"the price", "the port"}),
    ],
)
def test_a_heading_a_list_and_a_distance_name_obstacles(text: str, issues: set[str]) -> None:
    assert of_text(text) == {(issue, None, "reporter") for issue in issues}


@pytest.mark.parametrize(
    "ending",
    ["Anna Berg, the foreign minister of Norway, said.", "she said.", "Berg said on Monday."],
)
def test_who_names_an_obstacle_at_the_end_raises_it(ending: str) -> None:
    first = "Anna Berg, the foreign minister of Norway, spoke of the treaty."
    text = f"{first} The main obstacle to a deal is port access, {ending}"
    assert of_text(text) == {("port access", "Anna Berg", "party")}


def test_what_two_are_divided_over_is_in_the_way(found: list[Obstacle]) -> None:
    assert one(found, "buoys").issue == "the buoys"
