"""The gate: a draft against the documents. Drafts are written by hand, as a bad reader could write them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.reader.compose import Draft, Quoted
from assistant.records import Citation
from assistant.verify.gate import check
from vectorstore import SourceDocument, Statement

TALKS = (
    "We will not accept the toll, Irena Holt said. Brandel named it “a fair price”. Kestria opens the lock\n"
    "on Monday unless it rains. The barges wait."
)
NOTES = "The mediator slept. The barges wait."
SENTENCES = {
    "talks": [
        "We will not accept the toll, Irena Holt said.",
        "Brandel named it “a fair price”.",
        "Kestria opens the lock\non Monday unless it rains.",
        "The barges wait.",
    ],
    "notes": ["The mediator slept.", "The barges wait."],
}
TEXTS = {"talks": TALKS, "notes": NOTES}
SAID = (("We will not accept the toll", "Irena Holt"), ("a fair price", "Tomas Brandel"))


def quoted(
    quote: str, *, marker: int = 1, document: str = "talks", speaker: str | None = None, start: int = 0
) -> Quoted:
    return Quoted(
        marker=marker, document_id=document, start=start, end=start + len(quote), quote=quote, speaker=speaker
    )


def gate(*lines: str | Quoted) -> tuple[str, tuple[Citation, ...]]:
    def document(document_id: str) -> SourceDocument:
        return SourceDocument(
            document_id=document_id, title=document_id, text=TEXTS[document_id], source=f"{document_id}.txt"
        )

    def sentences(document_id: str) -> list[tuple[int, int]]:
        text = TEXTS[document_id]
        return [(text.index(item), text.index(item) + len(item)) for item in SENTENCES[document_id]]

    def statements(document_id: str) -> list[Statement]:
        if document_id != "talks":
            return []
        return [
            Statement(
                statement_id=content,
                document_id="talks",
                content=content,
                start=TALKS.index(content),
                end=TALKS.index(content) + len(content),
                kind="direct",
                speaker=speaker,
            )
            for content, speaker in SAID
        ]

    served, citations = check(Draft(lines=lines), document=document, sentences=sentences, statements=statements)
    for item in citations:
        assert TEXTS[item.document_id][item.start : item.end] == item.quote, "offsets are exact, always"
    markers = {item.marker for item in citations}
    assert {int(number) for number in re.findall(r"\[(\d+)\]", served)} == markers, "each marker has its citation"
    return served, citations


WHOLE = "We will not accept the toll, Irena Holt said."
WAIT = "The barges wait."


def test_a_true_quotation_is_served_with_its_speaker() -> None:
    text, (citation,) = gate("A line.", quoted(WHOLE, speaker="Irena Holt"))
    assert text == f"A line.\n- “{WHOLE}” [1]"
    assert (citation.verdict, citation.speaker, citation.quote) == ("verbatim", "Irena Holt", WHOLE)
    assert citation.reported, "the last three words are the reporter's"


def test_only_words_that_are_wholly_a_speakers_stand_behind_the_name() -> None:
    words = "We will not accept the toll"
    text, (citation,) = gate(quoted(words, speaker="Irena Holt"))
    assert text == f"- Irena Holt: “{words}” [1]"
    assert not citation.reported


def test_a_speaker_whom_the_quotation_does_not_name_stands_beside_it() -> None:
    named = "Brandel named it “a fair price”."
    text, (citation,) = gate(quoted(named, speaker="Tomas Brandel"))
    assert text == f"- “{named}” [1]", "named already"
    assert citation.reported
    partly = "named it “a fair price”."
    text, (citation,) = gate(quoted(partly, speaker="Tomas Brandel"))
    assert text == f"- “{partly}” (reporting Tomas Brandel) [1]"


def test_lines_are_served_in_the_order_of_the_draft() -> None:
    text, citations = gate("One side.", quoted(WAIT), "The other side.", quoted(WHOLE, marker=2))
    assert text == f"One side.\n- “{WAIT}” [1]\nThe other side.\n- “{WHOLE}” [2]"
    assert [item.marker for item in citations] == [1, 2]


def test_the_quotations_of_a_draft_are_its_quotation_lines() -> None:
    first, second = quoted(WAIT), quoted(WHOLE, marker=2)
    assert Draft(lines=("So.", first, "And so.", second)).quotes == (first, second)
    assert Draft(lines=("So.",)).quotes == ()


@pytest.mark.parametrize("name", ["Irena Holt", "Holt", "President Holt", "irena holt"])
def test_the_surname_is_enough(name: str) -> None:
    words = "We will not accept the toll"
    text, (citation,) = gate(quoted(words, speaker=name))
    assert citation.speaker == name
    assert text == f"- {name}: “{words}” [1]"


@pytest.mark.parametrize(
    "altered",
    [
        "We will accept the toll, Irena Holt said.",
        "We will not accept the tolls, Irena Holt said.",
        "we will not accept the toll, Irena Holt said.",
        "We will not accept the toll ... Irena Holt said.",
        "",
        " \n",
    ],
)
def test_an_altered_quotation_is_dropped(altered: str) -> None:
    text, citations = gate(quoted(altered, speaker="Irena Holt"), quoted(WAIT, marker=2))
    assert text == f"- “{WAIT}” [2]"
    assert [item.marker for item in citations] == [2]


def test_an_altered_quotation_of_two_lines_is_dropped() -> None:
    altered = "Kestria opens the lock\non Sunday unless it rains."
    text, _ = gate(quoted(altered, speaker="Tomas Brandel"), quoted(WAIT, marker=2))
    assert text == f"- “{WAIT}” [2]"


def test_a_true_quotation_of_two_lines_loses_a_wrong_name() -> None:
    quote = "Kestria opens the lock\non Monday unless it rains."
    text, (citation,) = gate(quoted(quote, speaker="Irena Holt"))
    assert citation.quote == quote
    assert citation.speaker is None
    assert text == f"- “{quote}” [1]"


def test_the_text_shows_the_words_of_the_citation_not_of_the_draft() -> None:
    text, (citation,) = gate(quoted("accept the toll"))
    assert citation.quote != "accept the toll"
    assert text == f"- “{citation.quote}” [1]"


@pytest.mark.parametrize(
    ("line", "served"),
    [
        ("Holt said “we will gladly accept it” [1].", "Holt said we will gladly accept it [1]."),
        (
            "As “we will gladly accept it” [1] shows, all is well.",
            "As we will gladly accept it [1] shows, all is well.",
        ),
        ('So "we will gladly accept it" it is.', "So we will gladly accept it it is."),
        ("„We will gladly accept it” it is.", "We will gladly accept it it is."),
        ("An empty “” pair.", "An empty  pair."),
    ],
)
def test_words_that_no_citation_holds_lose_their_marks(line: str, served: str) -> None:
    text, _ = gate(line, quoted(WHOLE))
    assert text == f"{served}\n- “{WHOLE}” [1]"


@pytest.mark.parametrize("line", ["She said “We will not accept the toll” [1].", f"“{WHOLE}” [1]", "No marks at all."])
def test_words_that_a_citation_holds_keep_their_marks(line: str) -> None:
    text, _ = gate(line, quoted(WHOLE))
    assert text.splitlines()[0] == line


@pytest.mark.parametrize("line", ["He «gladly took it».", "He „gladly took it“.", "He ‘gladly took it’."])
def test_invented_words_in_other_marks_lose_them_too(line: str) -> None:
    text, _ = gate(line, quoted(WHOLE))
    assert text.splitlines()[0] == "He gladly took it."


def test_a_cut_that_turns_the_sense_loses_its_marks_in_running_text() -> None:
    text, _ = gate("Holt said: “accept the toll” [1].", quoted(WHOLE))
    assert "“accept the toll”" not in text


def test_a_marker_used_twice_shows_no_words_twice() -> None:
    text, _ = gate(quoted(WHOLE), quoted("The barges left."))
    assert text.count(WHOLE) == 1


def test_words_of_a_dropped_quotation_lose_their_marks_in_running_text() -> None:
    text, _ = gate("It is “gladly accepted” [2].", quoted(WHOLE), quoted("gladly accepted", marker=2))
    assert text == f"It is gladly accepted.\n- “{WHOLE}” [1]"


def test_marks_and_space_of_the_document_are_put_back() -> None:
    text, (citation,) = gate(quoted('Brandel  named it "a fair price".'))
    assert citation.verdict == "normalised"
    assert citation.quote == "Brandel named it “a fair price”."
    assert text == f"- “{citation.quote}” [1]"


@pytest.mark.parametrize(
    ("line", "served"),
    [
        ("So it is [7].", "So it is."),
        ("So it is [1][7].", "So it is [1]."),
        ("So [9] it [1] is [10].", "So it [1] is."),
    ],
)
def test_an_invented_marker_is_removed(line: str, served: str) -> None:
    text, citations = gate(line, quoted(WHOLE))
    assert text == f"{served}\n- “{WHOLE}” [1]"
    assert [item.marker for item in citations] == [1]


def test_the_marker_of_a_dropped_quotation_is_removed_from_other_lines() -> None:
    text, _ = gate("So it is [1] [2].", quoted(WHOLE), quoted("The barges left.", marker=2))
    assert text == f"So it is [1].\n- “{WHOLE}” [1]"


def test_a_line_of_which_nothing_is_left_is_not_shown() -> None:
    assert gate("[7]", quoted(WHOLE))[0] == f"- “{WHOLE}” [1]"


@pytest.mark.parametrize("name", ["Tomas Brandel", "Holtmann-Krause", "Nobody", "Irena", ""])
def test_a_wrong_speaker_loses_the_name(name: str) -> None:
    text, (citation,) = gate(quoted(WHOLE, speaker=name))
    assert (citation.speaker, citation.verdict) == (None, "wrong_speaker")
    assert text == f"- “{WHOLE}” [1]"


@pytest.mark.parametrize("name", ["Karl Holt", "Tomas Brandel and Irena Holt", "the rivals of Holt"])
def test_another_person_of_the_same_surname_loses_the_name(name: str) -> None:
    _, (citation,) = gate(quoted(WHOLE, speaker=name))
    assert (citation.speaker, citation.verdict) == (None, "wrong_speaker")


@pytest.mark.parametrize("name", ["Juan “Chico” Varga", "the man whom all in the hall called “the lock”", "V" * 130])
def test_an_odd_name_is_checked_like_any_other(name: str) -> None:
    text, (citation,) = gate(quoted(WHOLE, speaker=name))
    assert (citation.speaker, citation.verdict) == (None, "wrong_speaker")
    assert name not in text


def test_words_that_nobody_says_have_no_speaker() -> None:
    text, (citation,) = gate(quoted(WAIT, speaker="Irena Holt"))
    assert citation.speaker is None
    assert text == f"- “{WAIT}” [1]"


def test_a_quotation_cited_from_another_document_is_dropped() -> None:
    assert gate(quoted(WHOLE, document="notes")) == ("", ())


def test_a_quotation_in_both_documents_keeps_its_own() -> None:
    _, (first, second) = gate(quoted(WAIT), quoted(WAIT, marker=2, document="notes"))
    assert [first.document_id, second.document_id] == ["talks", "notes"]


@pytest.mark.parametrize(
    "draft",
    [(), ("All is well.",), ("All is well [1].",), (quoted("All is well."),), (f"- “{WHOLE}”",), (f"“{WHOLE}” [1]",)],
    ids=["empty", "no marker", "marker alone", "altered", "quotation as text", "quotation as text with marker"],
)
def test_nothing_checked_is_no_answer(draft: tuple[str | Quoted, ...]) -> None:
    assert gate(*draft) == ("", ())


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("accept the toll", WHOLE),
        ("Kestria opens the lock\non Monday", "Kestria opens the lock\non Monday unless it rains."),
    ],
)
def test_a_cut_that_turns_the_sense_becomes_the_whole_sentence(part: str, whole: str) -> None:
    text, (citation,) = gate(quoted(part))
    assert citation.quote.startswith(whole[:20])
    assert citation.quote in whole
    assert ("not" in citation.quote) or ("unless" in citation.quote)
    assert text == f"- “{citation.quote}” [1]"


def test_every_field_of_the_document_reaches_the_citation() -> None:
    _, (citation,) = gate(quoted(WHOLE))
    fields: dict[str, Any] = {
        "document_id": "talks",
        "title": "talks",
        "source": "talks.txt",
        "publisher": None,
    }
    assert {name: getattr(citation, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("named it “a fair price", "named it “a fair price”"),
        ("a fair price”", "a fair price"),
        ("“a fair price”", "“a fair price”"),
    ],
)
def test_a_mark_whose_partner_is_outside_gets_it_or_is_left_out(quote: str, shown: str) -> None:
    _, (citation,) = gate(quoted(quote))
    assert citation.quote == shown
