"""Passages of a copy: counted once, but not lost where the copy says more."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.retrieve import _once
from vectorstore import Chunk, Hit


def hit(document: str, *sentences: str) -> Hit:
    text = " ".join(sentences)
    spans, place = [], 0
    for sentence in sentences:
        spans.append((place, place + len(sentence)))
        place += len(sentence) + 1
    chunk = Chunk(
        chunk_id=f"{document}-{len(text)}",
        document_id=document,
        text=text,
        start=0,
        end=len(text),
        sentences=tuple(spans),
    )
    return Hit(chunk=chunk, score=0.5)


@pytest.mark.parametrize(
    ("copy", "kept"),
    [
        (("The port is shut.", "Nobody works."), 1),
        (("The port is shut!", "“Nobody works.”"), 1),
        (("The port is shut.", "Two terminals belong to the city."), 2),
    ],
)
def test_a_copy_is_kept_for_what_it_says_beyond_the_original(copy: Any, kept: int) -> None:
    original = hit("a", "The port is shut.", "Nobody works.", "It rains.")
    found = _once([hit("b", *copy), original], {"b": "a"})
    assert len(found) == kept
    assert original in found


def test_a_copy_stands_in_for_an_original_that_was_not_found() -> None:
    assert len(_once([hit("b", "The port is shut.")], {"b": "a"})) == 1
