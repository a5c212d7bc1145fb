"""Normalising and cutting: the offsets hold for any input."""

from __future__ import annotations

import random
import unicodedata

import pytest

from ingest.blocks import Block, BlockKind
from ingest.chunks import chunk_document
from ingest.normalise import NormalisedText, clean, normalise
from ingest.settings import IngestSettings
from vectorstore import Chunk, SourceDocument, count_tokens

SETTINGS = IngestSettings(chunk_tokens=40)
# The total is a sum over sentences; what joins two of them (a blank line) may cost a token of its own.
SLACK = 1.0
PIECES = (
    "The envoy went home. ",
    "“No,” she said. ",
    "Mr. Ray of the U.S. agreed at 3.5 percent. ",
    "x" * 400,
    "é",
    "e\u0301",
    "\u200b",
    "\u202e",
    "\r\n",
    "\u2028",
    "\x00",
    "\x1b[31m",
    "日本語の文。",
    "🙂",
    "   ",
    "…",
    "!!! ",
    "- ",
    "“",
    "(",
    "\t",
    "a; b; c; ",
    "\ud800",
    "\U000e0041",
    "No. 5 ",
    "and so on and so forth ",
)
KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "paragraph", "paragraph", "list_item", "table_row")


def document_of(blocks: list[Block]) -> tuple[SourceDocument, NormalisedText]:
    normalised = normalise(blocks)
    return SourceDocument(document_id="d", title="T", text=normalised.text, source="d.txt"), normalised


def chunks_of(blocks: list[Block], *, settings: IngestSettings = SETTINGS) -> tuple[Chunk, ...]:
    document, normalised = document_of(blocks)
    return chunk_document(document, sections=normalised.sections, settings=settings)


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", text=text)


def heading(text: str, level: int = 1) -> Block:
    return Block(kind="heading", text=text, level=level)


@pytest.mark.parametrize("seed", range(150))
def test_offsets_hold_for_any_blocks(seed: int) -> None:
    chance = random.Random(seed)
    blocks = [
        Block(kind=chance.choice(KINDS), text="".join(chance.choices(PIECES, k=chance.randrange(12))))
        for _ in range(chance.randrange(1, 15))
    ]
    document, normalised = document_of(blocks)
    text = document.text

    chunks = chunk_document(document, sections=normalised.sections, settings=SETTINGS)

    assert unicodedata.is_normalized("NFC", text)
    for section in normalised.sections:
        start, end = section.span
        assert text[start:end] == clean(text[start:end]) != ""
    covered = [False] * len(text)
    end_before = 0
    for chunk in chunks:
        assert text[chunk.start : chunk.end] == chunk.text
        assert chunk.start >= end_before
        assert (chunk.sentences[0][0], chunk.sentences[-1][1]) == (chunk.start, chunk.end)
        assert count_tokens(chunk.text) <= SETTINGS.chunk_tokens * SLACK
        position = chunk.start
        for start, end in chunk.sentences:
            assert position <= start < end
            covered[start:end] = [True] * (end - start)
            position = end
        end_before = chunk.end
    for section in normalised.sections:
        if section.kind != "heading":
            start, end = section.span
            assert all(covered[place] for place in range(start, end) if text[place].isalnum())
    assert chunks == chunk_document(document, sections=normalised.sections, settings=SETTINGS)
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)


def test_a_heading_begins_a_chunk_and_names_it() -> None:
    chunks = chunks_of([heading("Talks"), paragraph("One came."), heading("Bridge", 2), paragraph("Two left.")])

    assert [(chunk.heading, chunk.text) for chunk in chunks] == [("Talks", "One came."), ("Bridge", "Two left.")]


def test_sentences_stay_whole_under_the_budget() -> None:
    sentences = [f"Envoy number {number} crossed the bridge in the morning." for number in range(30)]

    chunks = chunks_of([paragraph(" ".join(sentences))])

    assert len(chunks) > 3
    assert [chunk.text[a - chunk.start : b - chunk.start] for chunk in chunks for a, b in chunk.sentences] == sentences


def test_a_sentence_over_the_budget_is_cut_at_words() -> None:
    words = [f"word{number}" for number in range(200)]

    chunks = chunks_of([paragraph(" ".join(words) + ".")])

    assert " ".join(chunk.text for chunk in chunks) == " ".join(words) + "."


def test_text_that_stands_in_headings_only_is_still_found() -> None:
    chunks = chunks_of([heading("The bridge is open."), heading("The dam is closed.", 2)])

    assert "The bridge is open." in chunks[0].text
    assert "The dam is closed." in chunks[-1].text


def test_a_heading_as_long_as_a_paragraph_is_text() -> None:
    long = "The two sides agreed on a list of questions that they will answer in the week after. " * 4

    chunks = chunks_of([heading("Talks"), heading(long, 2), paragraph("Nothing else.")])

    assert chunks[0].text.startswith("The two sides")
    assert all(chunk.heading == "Talks" for chunk in chunks)


def test_the_same_text_in_another_document_has_another_id() -> None:
    document, normalised = document_of([paragraph("One came.")])
    other = SourceDocument(document_id="e", title="T", text=document.text, source="e.txt")

    first = chunk_document(document, sections=normalised.sections, settings=SETTINGS)
    second = chunk_document(other, sections=normalised.sections, settings=SETTINGS)

    assert first[0].chunk_id != second[0].chunk_id


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ke\u200bst\u00adrel\ufeff", "Kestrel"),
        ("pay \u202e100\u202c now", "pay 100 now"),
        ("a\U000e0049\U000e0067b", "ab"),
        ("a\r\nb\u0085c\u2028d", "a b c d"),
        ("1\u00a0000\u202f000", "1 000 000"),
        ("cafe\u0301", "café"),
        ("“so” – ‘so’", "“so” – ‘so’"),
        ("ﬁ ｐ ②", "ﬁ ｐ ②"),
        ("a\x00b\x07c", "abc"),
        ("a\ud800b", "a?b"),
    ],
)
def test_invisible_marks_go_and_letters_stay(written: str, read: str) -> None:
    assert clean(written) == read
    assert clean(read) == read
