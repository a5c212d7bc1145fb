"""Chunks of prose as it is written in news and transcripts: what is in them, and where they are cut."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from ingest.blocks import Block
from ingest.chunks import chunk_document
from ingest.normalise import normalise
from ingest.settings import IngestSettings
from vectorstore import Chunk, SourceDocument, count_tokens

SENTENCES = (
    "“We will not sign,” he told reporters on Monday.",
    "Mr. Lorne met the U.S. envoy on Dec. 29 in Tarrow.",
    "The session of 10 a.m. was short.",
    "The price rose by 3.5 per cent to $4.2 million.",
    "Why did nobody sign?",
    "They call it “a fair price”, she said; no more was asked.",
    "Dr. Anna B. Ray and Sen. Lee stayed until the evening.",
    "‘It’s over,’ said the mediator.",
)
TURNS = ("TARIN: We want water for the fields.", "VOSS: No.", "QUESTION: Is that final?", "TARIN: It is, as of today.")


def document_of(blocks: Sequence[Block], *, budget: int = 60) -> tuple[SourceDocument, tuple[Chunk, ...]]:
    normalised = normalise(blocks)
    document = SourceDocument(
        document_id="d",
        title="The title",
        text=normalised.text,
        source="d.txt",
        publisher="The Mail",
        published_on=date(2026, 3, 2),
    )
    return document, chunk_document(
        document, sections=normalised.sections, settings=IngestSettings(chunk_tokens=budget)
    )


def sentences_of(document: SourceDocument, chunks: Sequence[Chunk]) -> list[str]:
    return [document.text[start:end] for chunk in chunks for start, end in chunk.sentences]


def prose(chance: random.Random, most: int) -> list[str]:
    return chance.choices(SENTENCES, k=chance.randrange(1, most))


@pytest.mark.parametrize("seed", range(60))
def test_sentences_of_prose_come_out_whole_and_in_order(seed: int) -> None:
    chance = random.Random(seed)
    written = [prose(chance, 8) for _ in range(chance.randrange(1, 9))]
    budget = chance.choice((40, 60, 200))

    document, chunks = document_of([Block(kind="paragraph", text=" ".join(item)) for item in written], budget=budget)

    assert sentences_of(document, chunks) == [sentence for item in written for sentence in item]
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert sum(count_tokens(document.text[start:end]) for start, end in chunk.sentences) <= budget
    assert all(first.end <= second.start for first, second in pairwise(chunks))


@pytest.mark.parametrize("seed", range(40))
def test_a_chunk_never_reaches_past_a_heading(seed: int) -> None:
    chance = random.Random(seed)
    parts = [(f"Part {number}", prose(chance, 6)) for number in range(chance.randrange(1, 8))]
    blocks = [Block(kind="paragraph", text=" ".join(before))] if (before := prose(chance, 3)) else []
    for title, body in parts:
        blocks += [Block(kind="heading", text=title, level=2), Block(kind="paragraph", text=" ".join(body))]

    document, chunks = document_of(blocks)

    below = {
        heading: sentences_of(document, [chunk for chunk in chunks if chunk.heading == heading])
        for heading in (None, *(title for title, _ in parts))
    }
    assert below == {None: before, **dict(parts)}
    assert not any(title in chunk.text for chunk in chunks for title, _ in parts)


def test_turns_of_a_transcript_are_sentences_of_their_own() -> None:
    document, chunks = document_of([Block(kind="paragraph", text=turn) for turn in TURNS * 10])

    assert sentences_of(document, chunks) == [*TURNS * 10]


@pytest.mark.parametrize(
    "text", ["x" * 3_000, "文" * 700, "a🙂" * 300, "a-b/" * 500, ("“" + "word " * 700).strip() + ".”"]
)
@pytest.mark.parametrize("budget", [40, 200])
def test_a_text_that_cannot_be_cut_at_sentences_is_cut_without_loss(text: str, budget: int) -> None:
    document, chunks = document_of([Block(kind="paragraph", text=text)], budget=budget)

    assert len(chunks) > 1
    assert all(count_tokens(chunk.text) <= budget for chunk in chunks)
    covered = {place for chunk in chunks for start, end in chunk.sentences for place in range(start, end)}
    missing = "".join(document.text[place] for place in range(len(document.text)) if place not in covered)
    assert not any(character.isalnum() for character in missing)


def test_a_long_sentence_does_not_pull_its_neighbours_apart() -> None:
    long = "They spoke of " + ", ".join(f"the gate number {number}" for number in range(60)) + "."
    document, chunks = document_of([Block(kind="paragraph", text=f"Nobody signed. {long} Why not?")])

    found = sentences_of(document, chunks)

    assert found[0] == "Nobody signed."
    assert found[-1] == "Why not?"
    assert " ".join(found[1:-1]) == long


def test_a_chunk_carries_what_is_known_of_its_document() -> None:
    _, (chunk,) = document_of([Block(kind="paragraph", text="Nobody signed.")])

    assert (chunk.document_id, chunk.title, chunk.publisher, chunk.published_on) == (
        "d",
        "The title",
        "The Mail",
        date(2026, 3, 2),
    )


def test_the_same_input_has_the_same_ids_and_another_place_has_another() -> None:
    blocks = [Block(kind="paragraph", text="Nobody signed. " * 40)]
    _, first = document_of(blocks)
    _, second = document_of(blocks)

    assert first == second
    assert len({chunk.chunk_id for chunk in first}) == len(first) > 1
