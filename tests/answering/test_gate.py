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


def gate(text: str, *quotes: Quoted) -> tuple[str, tuple[Citation, ...]]:
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

    served, citations = check(
        Draft(text=text, quotes=quotes), document=document, sentences=sentences, statements=statements
    )
    for item in citations:
        assert TEXTS[item.document_id][item.start : item.end] == item.quote, "offsets are exact, always"
    markers = {item.marker for item in citations}
    assert {int(number) for number in re.findall(r"\[(\d+)\]", served)} == markers, "each marker has its citation"
    return served, citations


WHOLE = "We will not accept the toll, Irena Holt said."


def test_a_true_quotation_is_served_with_its_speaker() -> None:
    text, (citation,) = gate(f"A line.\n- Irena Holt: “{WHOLE}” [1]", quoted(WHOLE, speaker="Irena Holt"))
    assert text == f"A line.\n- Irena Holt: “{WHOLE}” [1]"
    assert (citation.verdict, citation.speaker, citation.quote) == ("verbatim", "Irena Holt", WHOLE)


@pytest.mark.parametrize("name", ["Irena Holt", "Holt", "President Holt", "irena holt"])
def test_the_surname_is_enough(name: str) -> None:
    _, (citation,) = gate(f"- {name}: “{WHOLE}” [1]", quoted(WHOLE, speaker=name))
    assert citation.speaker == name


@pytest.mark.parametrize(
    "altered",
    [
        "We will accept the toll, Irena Holt said.",
        "We will not accept the tolls, Irena Holt said.",
        "we will not accept the toll, Irena Holt said.",
        "We will not accept the toll ... Irena Holt said.",
        "",
    ],
)
def test_an_altered_quotation_is_dropped(altered: str) -> None:
    good = "The barges wait."
    draft = f"- Irena Holt: “{altered}” [1]\n- “{good}” [2]"
    text, citations = gate(draft, quoted(altered, speaker="Irena Holt"), quoted(good, marker=2))
    assert text == f"- “{good}” [2]"
    assert [item.marker for item in citations] == [2]


def test_an_altered_quotation_of_two_lines_is_dropped() -> None:
    good, altered = "The barges wait.", "Kestria opens the lock\non Sunday unless it rains."
    text, _ = gate(f"- Brandel: “{altered}” [1]\n- “{good}” [2]", quoted(altered), quoted(good, marker=2))
    assert "Sunday" not in text
    assert "“Kestria" not in text


def test_a_true_quotation_of_two_lines_loses_a_wrong_name() -> None:
    quote = "Kestria opens the lock\non Monday unless it rains."
    text, (citation,) = gate(f"- Irena Holt: “{quote}” [1]", quoted(quote, speaker="Irena Holt"))
    assert citation.quote == quote
    assert citation.speaker is None
    assert "Irena Holt" not in text


def test_the_text_shows_the_words_of_the_citation_not_of_the_draft() -> None:
    text, (citation,) = gate("- “We will accept the toll” [1]", quoted(WHOLE))
    assert text == f"- “{citation.quote}” [1]"


@pytest.mark.parametrize(
    "line",
    ["Holt said “we will gladly accept it” [1].", "As “we will gladly accept it” [1] shows, all is well."],
)
def test_words_quoted_in_running_text_are_checked_too(line: str) -> None:
    text, _ = gate(f"{line}\n- “{WHOLE}” [1]", quoted(WHOLE))
    assert "“we will gladly accept it”" not in text


def test_marks_and_space_of_the_document_are_put_back() -> None:
    written = 'Brandel  named it "a fair price".'
    text, (citation,) = gate(f"- “{written}” [1]", quoted(written))
    assert citation.verdict == "normalised"
    assert citation.quote == "Brandel named it “a fair price”."
    assert text == f"- “{citation.quote}” [1]"


def test_an_invented_marker_is_removed() -> None:
    text, citations = gate(f"So it is [7].\n- “{WHOLE}” [1]\n- “The barges wait.” [9]", quoted(WHOLE))
    assert "[7]" not in text
    assert "[9]" not in text
    assert "barges" not in text, "a quotation that nothing stands for is not shown"
    assert [item.marker for item in citations] == [1]


@pytest.mark.parametrize("name", ["Tomas Brandel", "Holtmann-Krause", "Nobody", "Irena"])
def test_a_wrong_speaker_loses_the_name(name: str) -> None:
    text, (citation,) = gate(f"- {name}: “{WHOLE}” [1]", quoted(WHOLE, speaker=name))
    assert (citation.speaker, citation.verdict) == (None, "wrong_speaker")
    assert text == f"- “{WHOLE}” [1]"


@pytest.mark.parametrize("name", ["Juan “Chico” Varga", "the man whom all in the hall called “the lock”", "V" * 130])
def test_an_odd_name_is_checked_like_any_other(name: str) -> None:
    text, (citation,) = gate(f"- {name}: “{WHOLE}” [1]", quoted(WHOLE, speaker=name))
    assert (citation.speaker, citation.verdict) == (None, "wrong_speaker")
    assert name not in text


def test_words_that_nobody_says_have_no_speaker() -> None:
    _, (citation,) = gate("- Irena Holt: “The barges wait.” [1]", quoted("The barges wait.", speaker="Irena Holt"))
    assert citation.speaker is None


def test_a_quotation_cited_from_another_document_is_dropped() -> None:
    assert gate(f"- “{WHOLE}” [1]", quoted(WHOLE, document="notes")) == ("", ())


def test_a_quotation_in_both_documents_keeps_its_own() -> None:
    _, (first, second) = gate(
        "- “The barges wait.” [1]\n- “The barges wait.” [2]",
        quoted("The barges wait."),
        quoted("The barges wait.", marker=2, document="notes"),
    )
    assert [first.document_id, second.document_id] == ["talks", "notes"]


@pytest.mark.parametrize(
    "draft",
    ["", "All is well.", "All is well [1].", "- “All is well.” [1]", f"- “{WHOLE}”"],
    ids=["empty", "no marker", "marker alone", "altered", "quotation without marker"],
)
def test_nothing_checked_is_no_answer(draft: str) -> None:
    assert gate(draft, quoted("All is well.")) == ("", ())


def test_a_citation_that_the_text_does_not_use_is_left_out() -> None:
    _, citations = gate(f"- “{WHOLE}” [1]", quoted(WHOLE), quoted("The barges wait.", marker=2))
    assert [item.marker for item in citations] == [1]


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("accept the toll", WHOLE),
        ("Kestria opens the lock\non Monday", "Kestria opens the lock\non Monday unless it rains."),
    ],
)
def test_a_cut_that_turns_the_sense_becomes_the_whole_sentence(part: str, whole: str) -> None:
    text, (citation,) = gate(f"- “{part}” [1]", quoted(part))
    assert citation.quote.startswith(whole[:20])
    assert citation.quote in whole
    assert ("not" in citation.quote) or ("unless" in citation.quote)
    assert citation.quote in text


def test_every_field_of_the_document_reaches_the_citation() -> None:
    _, (citation,) = gate(f"- “{WHOLE}” [1]", quoted(WHOLE))
    fields: dict[str, Any] = {
        "document_id": "talks",
        "title": "talks",
        "source": "talks.txt",
        "publisher": None,
    }
    assert {name: getattr(citation, name) for name in fields} == fields
