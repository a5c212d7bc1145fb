"""Where what somebody is reported to have said begins and ends, and whose the remark behind it is."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from ingest.attribution import Analyst
from ingest.sentences import sentence_spans
from vectorstore.records import SourceDocument, Statement


@cache
def analyst() -> Analyst:
    return Analyst()


def statements(text: str) -> tuple[Statement, ...]:
    document = SourceDocument(document_id="d", title="t", text=text, source="t.txt", published_on=date(2026, 3, 13))
    return analyst().analyse(document, sentences=sentence_spans(text)).statements


def said(text: str) -> list[tuple[str | None, str]]:
    return [(item.speaker, item.content.strip("“”")) for item in statements(text)]


def test_a_condition_behind_the_speaker_belongs_to_what_was_said() -> None:
    (item,) = statements("The river could live with a toll, Anna Berg said, provided that Norvia accepted checks.")
    assert item.speaker == "Anna Berg"
    assert item.content.startswith("The river could")
    assert item.content.endswith("accepted checks")
    assert item.conditional


@pytest.mark.parametrize(
    "text",
    [
        "The port will close unless Norvia agrees to cut its catch, Otto Lind said.",
        "Otto Lind said that the port would stay open provided Norvia agreed to pay.",
        "Otto Lind said that the port would stay open as long as Norvia agreed to pay.",
    ],
)
def test_what_has_to_be_is_not_said_by_who_would_have_to(text: str) -> None:
    (item,) = statements(text)
    assert (item.speaker, item.conditional) == ("Otto Lind", True)


def test_whoever_has_not_said_whether_has_accepted_nothing() -> None:
    (item,) = statements("Norvia has not said whether it would accept the Veltran plan.")
    assert item.negated
    assert item.content.startswith("whether")


@pytest.mark.parametrize(
    "text",
    [
        "Norvia has closed two camps and promised to open a road, envoy Ama Berg said on Tuesday, in the first sign of "
        "movement in the dispute.",
        "Norvia has dropped its demand for a joint patrol of the delta and offered to open a road, envoy Ama Berg said "
        "on Tuesday, in a sign of movement in the dispute.",
    ],
)
def test_a_speaker_behind_two_verbs_says_both(text: str) -> None:
    whole = [item for item in statements(text) if item.speaker == "Ama Berg"]
    assert [item.content for item in whole] == [text.split(", envoy")[0]]
    assert whole[0].said_on == date(2026, 3, 10)
    assert all(item.nested_in == "Ama Berg" for item in statements(text) if item not in whole)


def test_a_remark_with_a_speaker_of_its_own_is_that_speakers() -> None:
    text = "Veltra ruled out the plan for a toll, which Otto Lind called “a tax on patience”."
    found = statements(text)
    assert said(text) == [
        ("Veltra", "the plan for a toll"),
        ("Otto Lind", "a tax on patience"),
    ]
    assert [item.kind for item in found] == ["indirect", "mixed"]
    assert not any(item.nested_in for item in found)


def test_a_free_relative_behind_a_report_is_somebody_elses() -> None:
    text = "Dockers have lowered their demand to 4%, the guild says, in what a harbour official called “a real step”."
    assert said(text) == [
        ("the guild", "Dockers have lowered their demand to 4%"),
        ("a harbour official", "a real step"),
    ]


def test_words_according_to_somebody_do_not_hold_that_attribution() -> None:
    assert said("Veltra wants a toll before Sunday, according to three clerks who were there.") == [
        ("three clerks", "Veltra wants a toll before Sunday"),
        ("Veltra", "a toll before Sunday"),
    ]


def test_a_quotation_that_goes_on_a_sentence_leaves_its_subject_to_the_speaker() -> None:
    text = 'The report "was written by clerks, in a hurry, with old data," Otto Lind said.'
    (item,) = statements(text)
    assert (item.speaker, item.kind) == ("Otto Lind", "mixed")
    assert item.content.startswith('The report "was written')


def test_a_comparison_is_no_report() -> None:
    assert said("Norvia maintains that the dam is safer than the Council's report suggests.") == [
        ("Norvia", "the dam is safer than the Council's report suggests")
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "content", "negated"),
    [
        ("The depot put the number of pickets at 350.", "The depot", "the number of pickets at 350", False),
        ("The river board put it at 4,000 tonnes.", "The river board", "it at 4,000 tonnes", False),
        ("Ama Berg, the envoy, confirmed the 4% offer.", "Ama Berg", "the 4% offer", False),
        ("A spokesman for the ministry, Otto Lind, denied this.", "Otto Lind", "this", True),
        ("The guild disputed that.", "The guild", "that", True),
        ("The clerk put the book at the window.", None, "", False),
        ("Ama Berg heard this.", None, "", False),
    ],
)
def test_figures_and_contradictions_are_reported(text: str, speaker: str | None, content: str, negated: bool) -> None:
    expected = [] if speaker is None else [(speaker, content, negated)]
    assert [(item.speaker, item.content, item.negated) for item in statements(text)] == expected


def test_a_second_thing_that_somebody_wants_done_is_no_clause_of_its_own() -> None:
    found = said(
        "Norvia wants the harbour dredged for nine years and the customs office kept in Lund. It accepts checks."
    )
    assert found == [
        ("Norvia", "the harbour dredged for nine years and the customs office kept in Lund"),
        ("Norvia", "checks"),
    ]


def test_so_is_the_last_of_three_such_things() -> None:
    found = said("The council needs the road repaired, the bridge closed and the school moved to Lund.")
    assert found == [("The council", "the road repaired, the bridge closed and the school moved to Lund")]


@pytest.mark.parametrize("second", ["Veltra refused", "Veltra paid it", "Veltra has agreed", "Veltra refuses"])
def test_a_second_clause_is_no_part_of_what_the_first_wants(second: str) -> None:
    found = said(f"Norvia wants a guarantee for nine years and {second}.")
    assert found[0] == ("Norvia", "a guarantee for nine years")


@pytest.mark.parametrize(
    "bond",
    [
        ", but only if Norvia opened its books by the end of May",
        " but only if Norvia opened its books",
        ", though not unless Norvia opened its books",
        ", but only in exchange for a seat on the board",
        ", but only after Norvia opened its books",
    ],
)
def test_a_condition_behind_but_binds_what_was_said(bond: str) -> None:
    (item,) = statements(f"Otto Lind said his firm was prepared to raise its price{bond}.")
    assert item.content == f"his firm was prepared to raise its price{bond}"
    assert (item.speaker, item.conditional) == ("Otto Lind", True)


def test_a_new_clause_behind_but_is_no_condition_of_what_was_said() -> None:
    found = said("Otto Lind said that the port was safe, but if it rained nobody worked there.")
    assert found[0] == ("Otto Lind", "the port was safe")
