"""Constructions in which the nearest reading is the wrong one."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from ingest.attribution import Analyst
from vectorstore.records import SourceDocument, Statement

_BLANKS_BEHIND_A_SENTENCE = re.compile(r"(?<=[.!?])[”\"’]?\s+")


@cache
def analyst() -> Analyst:
    return Analyst()


def statements(text: str) -> tuple[Statement, ...]:
    starts = [0, *(m.end() for m in _BLANKS_BEHIND_A_SENTENCE.finditer(text))]
    document = SourceDocument(document_id="d", title="t", text=text, source="t.txt", published_on=date(2025, 3, 13))
    return analyst().analyse(document, sentences=list(zip(starts, [*starts[1:], len(text)], strict=True))).statements


def said(text: str) -> list[tuple[str | None, str]]:
    return [(item.speaker, item.content) for item in statements(text)]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        (
            "Asked what had changed since Monday, Holm said both sides had got tired.",
            "Holm",
            "both sides had got tired",
        ),
        ("Asked whether he would resign, Holm replied that he might.", "Holm", "he might"),
        ("Told that the talks were over, Anna Berg said they would go on.", "Anna Berg", "they would go on"),
    ],
)
def test_whoever_is_asked_has_not_said_the_question(text: str, speaker: str, content: str) -> None:
    assert said(text) == [(speaker, content)]


@pytest.mark.parametrize(
    "text",
    [
        "Marcus Thiel was cooler: he said that he would look at the numbers.",
        "Marcus Thiel was cooler; he said that he would look at the numbers.",
    ],
)
def test_a_clause_before_a_colon_is_not_what_the_clause_behind_it_reports(text: str) -> None:
    assert said(text) == [("Marcus Thiel", "he would look at the numbers")]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("The union suspended its strike after the railway withdrew its threat to dismiss pickets.", "the railway"),
        ("The union celebrated when the railway dropped its demand for night shifts.", "the railway"),
        ("The union smiled when the railway gave up its demand for night shifts.", "the railway"),
        ("The union left after the railway backed away from its promise to raise wages.", "the railway"),
    ],
)
def test_who_takes_back_a_demand_has_made_it_and_makes_it_no_longer(text: str, owner: str) -> None:
    taken = [item for item in statements(text) if (item.cue or "").endswith(("threat", "demand", "promise"))]
    assert [(item.speaker, item.negated) for item in taken] == [(owner, True)]


def test_a_demand_that_stands_is_not_marked_as_taken_back() -> None:
    found = statements("Norvia renewed its demand for a corridor.")
    assert [(item.speaker, item.negated) for item in found] == [("Norvia", False)]
    assert not any(item.negated for item in statements("Norvia dropped hints that it would sign."))


def test_a_proposal_that_others_reject_has_been_made() -> None:
    found = statements("Kyiv rejected the proposal by the Commission to cut the quota.")
    assert [(item.speaker, item.negated) for item in found] == [("Kyiv", True), ("the Commission", False)]


def test_a_surname_of_two_means_the_one_who_has_been_named_so_far() -> None:
    text = (
        "Chief executive Peter Brown said it was over. Brown said both sides were tired.\n\n"
        "Transport Minister Mary Brown said the state would not pay. Brown said it was late."
    )
    assert [speaker for speaker, _ in said(text)] == ["Peter Brown", "Peter Brown", "Mary Brown", "Brown"]


def test_a_pronoun_once_used_for_somebody_tells_whom_another_cannot_mean() -> None:
    text = (
        "The promise would cost nine billion, Kerrin Thorsen said. She said they had not counted. He said it was late."
    )
    assert [speaker for speaker, _ in said(text)] == ["Kerrin Thorsen", "Kerrin Thorsen", "He"]


@pytest.mark.parametrize(
    "text",
    [
        'Marta Holm accused both governments of "dying for a view."',
        "Marta Holm accused both governments of “dying for a view.”",
    ],
)
def test_a_quotation_at_the_end_of_what_is_reported_keeps_its_closing_mark(text: str) -> None:
    statement = statements(text)[0]
    assert (statement.kind, statement.content[-1]) == ("mixed", text[-1])


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("18:42 — “Nobody is leaving,” says Marta Holm", "Marta Holm", "Nobody is leaving"),
        ("12.30 - 14.00 is too late, Marta Holm said.", "Marta Holm", "12.30 - 14.00 is too late"),
        ("6.05 p.m. - Marta Holm said nobody was leaving.", "Marta Holm", "nobody was leaving"),
        (
            "Wine names: Norvia dropped its claims, the negotiator Anna Berg confirmed on Monday.",
            "Anna Berg",
            "Norvia dropped its claims",
        ),
    ],
)
def test_the_time_or_the_label_of_an_entry_is_neither_speaker_nor_content(
    text: str, speaker: str, content: str
) -> None:
    assert (speaker, content) in said(text)


def test_a_name_and_a_colon_introduce_a_quotation() -> None:
    text = 'Marta Holm will never sign the treaty. Anna Berg: "Then there is no chapter on services."'
    assert ("Anna Berg", "Then there is no chapter on services") in said(text)
    text = "Kremlin spokesman Dmitry Peskov left. The talks ended. Peskov: “We are ready for talks.”"
    assert ("Dmitry Peskov", "We are ready for talks") in said(text)
    assert not said("Pressure on Zelenskyy: talks go on\n\nPresident Volodymyr Zelenskyy left.")
    assert not said('It was late. Result: "There is no chapter on services."')


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("In the view of the Kremlin, that figure is too low.", "the Kremlin", "that figure is too low"),
        ("It was Marta Holm who said that coalitions die of silence.", "Marta Holm", "coalitions die of silence"),
        ("It was Marta Holm who, in 2019, said that coalitions die.", "Marta Holm", "coalitions die"),
    ],
)
def test_a_speaker_behind_a_noun_of_saying_or_brought_to_the_front(text: str, speaker: str, content: str) -> None:
    assert said(text) == [(speaker, content)]


def test_a_name_beside_an_office_is_the_speaker_whatever_the_recogniser_takes_it_for() -> None:
    text = "A retired general, Stepan Povel, who lives abroad, said that the ridge was worthless."
    assert said(text) == [("Stepan Povel", "the ridge was worthless")]


def test_a_body_named_in_full_is_meant_by_its_last_word() -> None:
    text = "The defence ministry of Norvia denied firing. “Our soldiers were asleep,” the ministry said."
    assert [speaker for speaker, _ in said(text)] == ["The defence ministry of Norvia"] * 2
    two = "The Norvian ministry denied firing. The Ostrian ministry denied it was there. The ministry said it was late."
    assert said(two)[-1][0] == "The ministry"
    other = "Another ministry denied firing. The ministry said it was late."
    assert said(other)[-1][0] == "The ministry"


@pytest.mark.parametrize(
    ("text", "conditional"),
    [
        ("Marta Holm said the railway has until June 30 to present a plan.", False),
        ("Marta Holm said talks would go on until Friday.", False),
        ("Marta Holm said the plant stays open until 2028.", False),
        ("Marta Holm said it would wait until the end of the war.", True),
        ("Marta Holm said nobody would sign until the army left.", True),
    ],
)
def test_a_date_is_no_condition(text: str, conditional: bool) -> None:
    assert [item.conditional for item in statements(text)] == [conditional]


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("Anna Berg called it a mistake.", "a mistake", "indirect"),
        ("Anna Berg called that “optimistic, to put it mildly.”", "that “optimistic, to put it mildly", "mixed"),
        ("Anna Berg dismissed it as a stunt of the other side.", "a stunt of the other side", "indirect"),
        ("Anna Berg described that as “a fairy tale.”", "a fairy tale", "mixed"),
    ],
)
def test_what_somebody_makes_of_a_thing_only_pointed_at_is_what_they_say(text: str, content: str, kind: str) -> None:
    found = [(item.speaker, item.content.strip("“”."), item.kind) for item in statements(text)]
    assert found == [("Anna Berg", content, kind)]


def test_what_somebody_is_called_is_not_what_they_say() -> None:
    assert not said("Norvia was called ready to sign the treaty.")


def test_neither_turns_what_both_are_said_to_have_said() -> None:
    found = statements("Neither Anna Berg nor Jan Lind said the plan was dead.")
    assert [(item.speaker, item.negated) for item in found] == [("Neither Anna Berg nor Jan Lind", True)]


@pytest.mark.parametrize("end", [".", " on Monday.", ", officials noted."])
def test_whoever_is_quoted_as_saying_has_said_it(end: str) -> None:
    found = statements(f"The agency quoted Anna Berg as saying that the plan was dead{end}")
    assert ("Anna Berg", "The agency", True) in [
        (item.speaker, item.nested_in, item.content.startswith("the plan was dead")) for item in found
    ]
    assert not any(item.content.startswith("Anna Berg as") for item in found)


def test_one_word_behind_a_colon_is_a_statement() -> None:
    assert said("Anna Berg said: “No.”") == [("Anna Berg", "No")]


def test_words_behind_a_pause_are_those_of_the_one_who_paused() -> None:
    text = "“We read it,” Anna Berg says. “The exception is half a line.” Then, after a pause: “A good half line.”"
    assert said(text)[-1][0] == "Anna Berg"
    assert "A good half line" in said(text)[-1][1]
    unknown = "“We read it,” Anna Berg says. Then, on the wall: a poster. Its text: “A good half line it is.”"
    assert not any("half line" in content for _, content in said(unknown))


@pytest.mark.parametrize(
    "text",
    [
        "It is unclear whether Kyiv supports the plan.",
        "Talks depend on whether Kyiv accepts or rejects the plan.",
        "Asked if Kyiv supported the plan, Jan Lind said: “No.”",
        "Nobody knows if Kyiv will accept the plan.",
        "Jan Lind asked whether Kyiv is ready to sign the plan.",
        "Did Kyiv accept the plan?",
    ],
)
def test_what_is_only_asked_is_nobodys_position(text: str) -> None:
    assert "Kyiv" not in [speaker for speaker, _ in said(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Jan Lind asked why Kyiv rejected the plan.",
        "Jan Lind knows that Kyiv accepts the plan.",
        "If they leave, Kyiv will accept the plan.",
        "Why did Kyiv reject the plan?",
    ],
)
def test_what_is_taken_for_granted_is_a_position(text: str) -> None:
    assert "Kyiv" in [speaker for speaker, _ in said(text)]


def test_an_office_of_two_words_is_a_role() -> None:
    found = statements("Director-General Sven Aune, who leads the delegation, said it was late.")
    assert [item.role for item in found] == ["Director-General"]


@pytest.mark.parametrize("papers", ["minutes seen by the Daily", "a transcript", "two letters"])
def test_papers_in_which_somebody_is_heard_are_not_who_speaks(papers: str) -> None:
    assert said(f"Anna Berg told the board, according to {papers}, that the price was too high.") == [
        ("Anna Berg", "the price was too high")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Counts of the dead still differ: 450 according to Norvia, 1,350 according to the guild.",
            [("Norvia", "Counts of the dead still differ: 450"), ("the guild", "1,350")],
        ),
        (
            "Forty people died according to the mayor, but sixty were hurt according to the police.",
            [("the mayor", "Forty people died"), ("the police", "sixty were hurt")],
        ),
        (
            "According to the mayor, forty people died, and according to the police, sixty did.",
            [("the mayor", "forty people died"), ("the police", "sixty did")],
        ),
    ],
)
def test_of_several_sources_in_a_sentence_each_has_its_own_part(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_who_is_told_something_is_not_what_is_said() -> None:
    text = 'Otto Lind said that he had been told by Anna Berg that Veltra "would not stand in the way".'
    inner = statements(text)[-1]
    assert (inner.speaker, inner.content) == ("Anna Berg", 'Veltra "would not stand in the way"')
    assert inner.nested_in == "Otto Lind"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The board had been informed by Anna Berg that the dam would fail.", "the dam would fail"),
        ("Otto Lind was urged by Anna Berg to resign.", "to resign"),
    ],
)
def test_what_somebody_was_told_by_another_is_the_others_word(text: str, content: str) -> None:
    assert said(text) == [("Anna Berg", content)]


def test_who_was_warned_by_somebody_is_no_statement() -> None:
    assert said("Otto Lind was warned by Anna Berg.") == []
