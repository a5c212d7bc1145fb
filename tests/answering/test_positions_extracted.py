"""From the text of a document to a position: a word that turns a sentence round turns the stance, end to end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import pytest

from assistant import Position
from assistant.positions.matrix import read_positions
from assistant.understand.cast import Cast
from ingest.attribution import Analyst
from ingest.sentences import sentence_spans
from vectorstore import DocumentParts, SourceDocument, parties

# A consent and its stance, the same with a word that turns or binds it, and the stance then.
PAIRS = [
    ("Kyiv will accept a truce.", "accepts", "Kyiv will not accept a truce.", "rejects"),
    ("Kyiv said it would accept a truce.", "accepts", "Kyiv said it would never accept a truce.", "rejects"),
    ("Kyiv has agreed to a truce.", "accepts", "Kyiv has not agreed to a truce.", "rejects"),
    ("Kyiv agreed to a truce.", "accepts", "Kyiv refused to agree to a truce.", "rejects"),
    ("Kyiv ruled out a truce.", "rejects", "Kyiv did not rule out a truce.", "open"),
    ("Kyiv accepted the plan.", "accepts", "Neither Kyiv nor Moscow accepted the plan.", "rejects"),
    ("Kyiv is willing to accept the plan.", "accepts", "Kyiv is unwilling to accept the plan.", "rejects"),
    ("Kyiv is ready to accept the plan.", "accepts", "Kyiv is not ready to accept the plan.", "rejects"),
    ("Kyiv wants a truce.", "demands", "Kyiv does not want a truce.", "rejects"),
    ("Kyiv called for a truce.", "demands", "Kyiv rejected a truce.", "rejects"),
    ("The plan was accepted by Kyiv.", "accepts", "The plan was not accepted by Kyiv.", "rejects"),
    (
        "Kyiv said it would accept a truce.",
        "accepts",
        "Kyiv said it would accept a truce if Moscow left.",
        "conditions",
    ),
]


@cache
def analyst() -> Analyst:
    return Analyst()


def stances(text: str) -> set[tuple[str, str]]:
    return {(item.party, item.stance) for item in entries(text)}


def entries(text: str) -> list[Position]:
    return on_days({None: text})


def on_days(texts: Mapping[date | None, str] | Mapping[date, str]) -> list[Position]:
    parts, statements, entities = {}, [], []
    for day, text in texts.items():
        spans = sentence_spans(text)
        document = SourceDocument(document_id=f"d{day}", title="t", text=text, source="s", published_on=day)
        found = analyst().analyse(document, sentences=spans)
        statements += found.statements
        entities += found.entities
        parts[document.document_id] = DocumentParts(
            document=document, sentences=tuple(spans), statements=tuple(found.statements)
        )
    return read_positions(parts, cast=Cast.of(statements, entities, party_of=parties().of_typed))


@pytest.mark.parametrize(("plain", "stance", "turned", "other"), PAIRS)
def test_a_stance_and_its_opposite(plain: str, stance: str, turned: str, other: str) -> None:
    assert ("Ukraine", stance) in stances(plain)
    assert {found for _, found in stances(turned)} == {other}


def test_what_one_side_says_of_another_names_who_says_so() -> None:
    assert {(item.party, item.reported_by) for item in entries("Moscow said Kyiv will accept the plan.")} == {
        ("Ukraine", "Moscow")
    }


def test_a_denied_rumour_is_no_stance() -> None:
    assert entries("Kyiv rejected rumours of a coup.") == []


def test_a_denied_rumour_is_no_stance_wherever_it_went_round() -> None:
    assert entries("Kyiv rejected rumours in the delta that one of its units had been sent to the dam.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Norway has not said whether it would accept the levy.",
        "Norway could live with a levy, Anna Solberg said, provided that Sweden accepted joint inspections.",
        "Norway will not open the strait until Sweden accepts the levy.",
        "Anna Solberg denied that Sweden had accepted the levy.",
        "Asked if Norway would accept the levy, she smiled.",
        # Words between the parts of a quotation are not the speaker's.
        "“My sister should have seen a doctor,” said Lena Grant, 60, of Harrow. “But we are calm.”",
    ],
)
def test_what_is_asked_denied_or_a_condition_is_nobodys_stance(text: str) -> None:
    assert not {stance for _, stance in stances(text)} & {"accepts", "rejects"}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (
            "“Sweden rejected a levy of 4%,” said Anna Solberg, the foreign minister of Norway.",
            ("Sweden", "rejects", "Anna Solberg"),
        ),
        (
            "“The union turned down a raise,” said Karl Weiss, the chief executive of Halden Motors."
            " The United Drivers of the Coast met. The union left.",
            ("United Drivers of the Coast", "rejects", "Karl Weiss"),
        ),
        (
            "The Danish Dockers' Union has withdrawn its demand for a pension, said Erik Lund, Denmark's premier.",
            ("Danish Dockers' Union", "open", "Erik Lund"),
        ),
        (
            "“Our company accepts the levy,” said Karl Weiss, the chief executive of Halden Motors.",
            ("Halden Motors", "accepts", None),
        ),
        (
            "“The government has accepted the levy,” said Anna Solberg, the foreign minister of Norway.",
            ("Norway", "accepts", None),
        ),
    ],
)
def test_what_somebody_says_of_another_is_the_others(text: str, held: tuple[str, str, str | None]) -> None:
    assert {(item.party, item.stance, item.reported_by) for item in entries(text)} == {held}


def test_a_guess_about_another_is_no_stance() -> None:
    assert entries("“Sweden may accept the levy,” said Anna Solberg, the foreign minister of Norway.") == []


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        # What a figure is of stands elsewhere in the document, or nowhere.
        ("A levy of 6% is in force. Norway offers 15%.", "levy"),
        ("The treaty of five years expired. Norway wants ten years.", "treaty"),
        ("The 15-year river treaty is old, a treaty of 15 years. Norway wants ten years.", "treaty"),
        ("A treaty that lasts five years is not enough. Norway wants ten years.", "treaty"),
        ("The porters had lowered their pay demand from 9%. Norway said it would not withdraw its 6% offer.", "pay"),
        ("Norway offers 15%.", "15%"),
        ("Norway wants two licences for every three trawlers.", "two licences for every three trawlers"),
        ("Norway said that it would go to court if Sweden signed.", "court"),
    ],
)
def test_a_figure_is_of_what_the_document_says(text: str, issue: str) -> None:
    assert {item.issue for item in entries(text)} == {issue}


@pytest.mark.parametrize(
    ("text", "stance", "before"),
    [
        (
            "Norway opened with a demand for a levy of a quarter and now asks for 20%.",
            "demands",
            ("demands", "a quarter"),
        ),
        ("Norway has lowered its demand for a levy from 14% to 11%.", "demands", ("demands", "14%")),
        ("Norway has dropped its demand for a levy from 14% to 11%.", "demands", ("demands", "14%")),
        (
            "Nurses at Corran have lowered their pay demand from 9% to 7%, their union says."
            " The United Nurses of the Coast met.",
            "demands",
            ("demands", "9%"),
        ),
        ("Norway has withdrawn its demand for a levy.", "open", ("demands", "")),
        ("Norway no longer asks for a levy.", "open", ("demands", "")),
        ("Norway wants a levy of 14%.", "demands", (None, "")),
        ("Norway promised that prizes would rise from 30 to 50 crowns.", "offers", (None, "")),
    ],
)
def test_a_sentence_may_tell_what_it_changes(text: str, stance: str, before: tuple[str | None, str]) -> None:
    (item,) = entries(text)
    assert (item.stance, item.changed, item.changed_figure) == (stance, *before)


def test_another_figure_on_a_later_day_is_a_change() -> None:
    days = {
        date(2031, 3, day): f"Norway wants a levy of {figure}." for day, figure in ((1, "14%"), (2, "11%"), (3, "11%"))
    }
    found = [(item.figure, item.changed, item.changed_figure) for item in on_days(days)]
    assert found == [("14%", None, ""), ("11%", "demands", "14%"), ("11%", None, "")]


def test_a_rise_that_is_promised_comes_to_its_end() -> None:
    (item,) = entries("Norway promised that prizes would rise from 30 to 50 crowns.")
    assert (item.figure, item.changed) == ("50 crowns", None)


def test_a_figure_of_another_unit_changes_nothing() -> None:
    days = {date(2031, 3, 1): "Norway wants a levy of 14%.", date(2031, 3, 2): "Norway wants a levy of 30 crowns."}
    assert {item.changed for item in on_days(days)} == {None}


def test_a_quarter_is_a_share_like_any_other() -> None:
    days = {
        date(2031, 3, 1): "Norway wants a levy of a quarter.",
        date(2031, 3, 2): "Norway wants a levy of 25%.",
        date(2031, 3, 3): "Norway wants a levy of a third.",
    }
    assert [(item.changed, item.changed_figure) for item in on_days(days)] == [
        (None, ""),
        (None, ""),
        ("demands", "25%"),
    ]


def test_a_ratio_in_other_words_is_the_same_figure() -> None:
    days = {
        date(2031, 3, 1): "Norway wants one pilot to six barges.",
        date(2031, 3, 2): "Norway wants one pilot for every six barges.",
        date(2031, 3, 3): "Norway wants one pilot to four barges.",
    }
    assert [item.changed for item in on_days(days)] == [None, None, "demands"]


def test_a_pronoun_means_what_its_sentence_names_before() -> None:
    found = entries("Norway has offered a levy of 15%, and Sweden said it could accept that.")
    assert {(item.party, item.issue) for item in found} == {("Norway", "levy"), ("Sweden", "levy")}


def test_who_backs_a_person_takes_no_stance() -> None:
    assert entries("The Danish Seafood Association said it supported the minister fully.") == []


def test_a_condition_may_stand_behind_who_says_it() -> None:
    first = "Anna Berg, the foreign minister of Norway, spoke in Oslo."
    bound = entries(f"{first} Norway could now live with a levy of 15%, she said, provided that Sweden paid.")
    assert [(item.stance, item.issue, item.figure) for item in bound] == [("conditions", "levy", "15%")]
    free = entries(
        "Norway has offered to pay a levy of 15%, and Sweden said it would accept that, provided it was paid."
    )
    assert ("Norway", "offers") in {(item.party, item.stance) for item in free}


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Norway urged Sweden to drop its demand for a levy.", "Sweden"),
        ("Norway threatened to withdraw its offer of ten ships.", "Norway"),
        ("“We never said that we would accept the levy,” said Anna Berg, the foreign minister of Norway.", "Norway"),
        ("“I hope Sweden accepts the levy,” said Anna Berg, the foreign minister of Norway.", "Norway"),
        ("Analysts say Norway would accept the levy.", "Norway"),
        ("Norway wants to know whether Sweden would accept a levy.", "Norway"),
    ],
)
def test_what_is_asked_of_one_hoped_or_threatened_is_not_held(text: str, party: str) -> None:
    assert party not in {held for held, _ in stances(text)}


def test_neither_yes_nor_no_is_open() -> None:
    assert stances("Norway neither accepted nor rejected the levy.") == {("Norway", "open")}
