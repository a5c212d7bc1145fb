"""Whom names, titles, epithets and pronouns mean where several could be meant."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.attribution import Analyst
from ingest.attribution.persons import misread_people, opens_with_person
from ingest.chunks import chunk_document
from ingest.normalise import normalise
from ingest.readers import read
from ingest.sentences import sentence_spans
from ingest.settings import IngestSettings
from vectorstore.records import SourceDocument, Statement


@cache
def analyst() -> Analyst:
    return Analyst()


def statements(*paragraphs: str) -> tuple[Statement, ...]:
    """The statements of a document of these paragraphs."""
    sentences, at = [], 0
    for paragraph in paragraphs:
        sentences += sentence_spans(paragraph, offset=at)
        at += len(paragraph) + 1
    text = "\n".join(paragraphs)
    document = SourceDocument(document_id="d", title="t", text=text, source="t.txt", published_on=date(2026, 3, 13))
    return analyst().analyse(document, sentences=sentences).statements


def speakers(*paragraphs: str) -> list[str | None]:
    return [item.speaker for item in statements(*paragraphs)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Varga met Istvan Varga there.", "Istvan Varga"),
        ("The guild's head, Istvan Molnar, met them.", "Istvan Molnar"),
        ("It was Istvan Molnar, who heads the guild.", "Istvan Molnar"),
    ],
)
def test_a_name_beside_a_namesake_or_an_office_is_a_person_whatever_it_was_taken_for(text: str, name: str) -> None:
    at = text.index(name)
    found = {(0, 10): "PERSON", (at, at + len(name)): "FAC"}
    assert misread_people(text, found) == [(at, at + len(name))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Varga met Istvan Holding there.", "Istvan Holding"),
        ("Anna Varga met the Istvan Varga there.", "Istvan Varga"),
        ("Anna Varga met Greater Varga there.", "Greater Varga"),
        ("Its owner, Danube Holdings, met them.", "Danube Holdings"),
        ("It was Danube Rovers, who lead the league.", "Danube Rovers"),
    ],
)
def test_a_body_stays_a_body(text: str, name: str) -> None:
    at = text.index(name)
    assert misread_people(text, {(0, 10): "PERSON", (at, at + len(name)): "ORG"}) == []


def test_somebody_with_the_surname_of_another_is_another() -> None:
    found = statements(
        "Anna Varga, the mayor, said the bridge was safe.",
        'Ferrymen were less pleased. Their leader, Istvan Varga, asked for patience. "My rowers are tired," he said.',
    )
    assert [item.speaker for item in found if item.kind == "direct"] == ["Istvan Varga"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Anna Varga left. Istvan Varga stayed.", True),
        ("She left. Istvan Molnar, who heads the guild, stayed.", True),
        ("Anna Varga left. Then Varga stayed, and then she left.", False),
        ("Anna Varga left. But Varga stayed.", False),
    ],
)
def test_a_name_that_opens_a_sentence_shows_as_a_persons(text: str, known: bool) -> None:
    start = text.index(". ") + 2
    span = (start, start + len(" ".join(text[start:].split()[:2]).rstrip(",")))
    assert opens_with_person(text, span, {"Varga"}) is known


def test_what_belongs_to_a_body_does_not_make_the_body_its_officer() -> None:
    found = speakers(
        "The depot's chief engineer, Karla Dahl, said on Monday that talks went on.",
        "The depot has offered a raise of 4%. The depot denied the report.",
    )
    assert found == ["Karla Dahl", "The depot", "The depot"]


def test_a_title_tells_which_of_two_namesakes_is_meant() -> None:
    found = speakers(
        "Otto Berg, a businessman, said the road was closed.",
        "Clara Berg, a spokeswoman for the council, said the road was open.",
        "Ms Berg said the order would stand. Mr Berg replied that nobody had seen it.",
    )
    assert found == ["Otto Berg", "Clara Berg", "Clara Berg", "Otto Berg"]


def test_whoever_a_question_is_about_does_not_answer_it() -> None:
    found = speakers(
        "Mr Holm has said that the depot would never close. But Karla Dahl, the chief engineer, said that it might.",
        'Asked whether Karla Dahl had spoken for the depot, he replied: "Our position has not changed."',
    )
    assert found == ["Holm", "Karla Dahl", "Holm"]


def test_whoever_a_quotation_names_does_not_speak_it() -> None:
    found = speakers(
        "Lars Holm said that the depot would never close. Karla Dahl said that it might.",
        '"Karla is guessing," he said.',
    )
    assert found == ["Lars Holm", "Karla Dahl", "Lars Holm"]


def test_a_label_that_tells_what_somebody_is_opens_a_turn() -> None:
    found = statements(
        "INGRID MOEN, CITY ENGINEER: Good morning. The bridge is open.",
        "OSCAR VIDAL, FERRYMEN OF THE LOWER RIVER: We cannot live with that.",
        "We need a fund.",
        "QUESTION: Will you sue?",
        "VIDAL: No.",
        "MOEN: Thank you all.",
    )
    assert [(item.speaker, item.role) for item in found] == [
        ("INGRID MOEN", "CITY ENGINEER"),
        ("OSCAR VIDAL", "FERRYMEN OF THE LOWER RIVER"),
        ("OSCAR VIDAL", "FERRYMEN OF THE LOWER RIVER"),
        ("INGRID MOEN", "CITY ENGINEER"),
    ]
    assert [item.content.split(".")[0] for item in found] == [
        "Good morning",
        "We cannot live with that",
        "No",
        "Thank you all",
    ]


def test_a_turn_ends_where_a_label_with_an_affiliation_begins() -> None:
    found = statements(
        "INGRID MOEN: The bridge is open.",
        "OSCAR VIDAL, RIVER COUNCIL: It is not.",
        "VIDAL: The ramps are closed.",
        "MOEN: Not since noon.",
    )
    assert [item.speaker for item in found] == ["INGRID MOEN", "OSCAR VIDAL", "OSCAR VIDAL", "INGRID MOEN"]
    assert found[0].content == "The bridge is open"


@pytest.mark.parametrize(
    ("paragraphs", "speaker", "role"),
    [
        (
            ["Gov. Otto Lind called on both sides to talk.", "“I will wait,” the governor said."],
            "Otto Lind",
            "Governor",
        ),
        (
            ["Fisheries Minister Ann Lund went home.", "“I will wait,” the minister said."],
            "Ann Lund",
            "Fisheries Minister",
        ),
        (["Mediator Ann Lund went home.", "“I will wait,” the mediator said."], "Ann Lund", "Mediator"),
        (
            ["Otto Varga, who heads the ferrymen's guild, went home.", "“I will wait,” the guild leader said."],
            "Otto Varga",
            "head of the ferrymen's guild",
        ),
        (
            ["The talks are led by former envoy Ama Berg. The 61-year-old diplomat said she would wait."],
            "Ama Berg",
            "former envoy",
        ),
        (["Otto Holm, a baker, went home.", "The 54-year-old said that he would wait."], "Otto Holm", "baker"),
        (
            ["Otto Holm, 31, saw Ann Lund, 54, there.", "The 54-year-old, who took over in May, said she would wait."],
            "Ann Lund",
            None,
        ),
        (
            ["Two voted against. One of them, retired surgeon Ann Lund, told the paper that she would wait."],
            "Ann Lund",
            "retired surgeon",
        ),
    ],
)
def test_an_epithet_means_the_only_one_whom_it_fits(paragraphs: list[str], speaker: str, role: str | None) -> None:
    (item,) = [item for item in statements(*paragraphs) if "wait" in item.content]
    assert (item.speaker, item.role) == (speaker, role)


@pytest.mark.parametrize(
    ("paragraphs", "speaker"),
    [
        (
            ["Health Minister Ann Lund met Labour Minister Otto Holm.", "“I will wait,” the minister said."],
            "the minister",
        ),
        (["Ann Lund met Otto Holm.", "The 54-year-old said that there was time to wait."], "The 54-year-old"),
        (["Otto Holm, 31, went home.", "The 54-year-old said that there was time to wait."], "The 54-year-old"),
    ],
)
def test_an_epithet_that_fits_several_or_nobody_means_nobody(paragraphs: list[str], speaker: str) -> None:
    (item,) = [item for item in statements(*paragraphs) if "wait" in item.content]
    assert item.speaker == speaker


def test_a_noun_means_the_body_named_in_the_nearest_paragraph() -> None:
    found = statements(
        "The Veltran Union asked for talks in May.",
        "Otto Varga, who heads the Lower River Ferrymen's Union and is no sailor, said the bridge was bad.",
        "“We row,” he said.",
        "The union wants the city to pay.",
    )
    assert found[-1].speaker == "the Lower River Ferrymen's Union"


@pytest.mark.parametrize(
    "before",
    [
        "The Veltran Union and the Ferrymen's Union met.",
        "Their union asked for talks in May.",
        "A union asked for talks in May.",
    ],
)
def test_a_noun_that_fits_several_bodies_or_none_by_name_means_none(before: str) -> None:
    assert statements(before, "The union wants the city to pay.")[-1].speaker == "The union"


def test_a_byline_of_several_lines_is_part_of_no_statement(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Ferrymen go\n\nBy Ann Holm\nThe Lund Courier\nMarch 4, 2026\n\n"
        "LUND — Ferrymen said on Monday that they would leave.\n"
    )
    normalised = normalise(read(path).blocks)
    document = SourceDocument(document_id="d", title="t", text=normalised.text, source="a.txt")
    chunks = chunk_document(document, sections=normalised.sections, settings=IngestSettings())
    sentences = sorted({span for chunk in chunks for span in chunk.sentences})
    (item,) = analyst().analyse(document, sentences=sentences).statements
    assert (item.speaker, item.content) == ("Ferrymen", "they would leave")


def test_an_office_in_a_label_is_no_given_name() -> None:
    found = speakers(
        "Ingrid Moen, the minister, met the press.",
        "MINISTER MOEN: The bridge is open.",
        "QUESTION: Since when?",
        "MOEN: Since noon.",
    )
    assert found == ["Ingrid Moen", "Ingrid Moen"]


@pytest.mark.parametrize("name", ["Clara Holms", "Helena Prates", "Clara Berg"])
def test_a_name_beside_an_office_is_the_speaker_also_when_it_ends_like_a_plural(name: str) -> None:
    (item,) = statements(f"Norvia's harbour minister, {name}, said the port would not close.")
    assert (item.speaker, item.role) == (name, "Norvia's harbour minister")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # The tagger takes the name for a verb and the noun for an adverb.
        (
            'Renard, the Danube Bank analyst, said he believed the odds of a raise had improved to "maybe 60-40".',
            "Renard",
        ),
        ("The shop steward said he feared the depot would close.", "The shop steward"),
    ],
)
def test_who_is_named_speaks_whatever_the_tagger_makes_of_the_word(text: str, name: str) -> None:
    found = statements("“We will wait,” Lars Holm said. “They can take it or not.”", text)
    assert [item.speaker for item in found] == ["Lars Holm", name]
    assert found[1].content.startswith("he ")


def test_a_pronoun_goes_no_further_back_than_a_name_in_its_sentence() -> None:
    found = speakers(
        "“We will wait,” Lars Holm said.", "Renard, a dealer, muttered darkly he believed the odds were good."
    )
    assert found == ["Lars Holm", "he"]
