"""The two rankings and their mix, on tables small enough to check by hand."""

from __future__ import annotations

import pytest

from vectorstore.fusion import fuse
from vectorstore.lexical import terms


def test_scores_are_stretched_and_mixed():
    fused = fuse([("a", 0.9), ("b", 0.7), ("c", 0.5)], [("b", 8.0), ("d", 4.0)])
    assert [item.chunk_id for item in fused] == ["b", "d", "a", "c"]
    assert [item.score for item in fused] == pytest.approx([0.3 * 0.5 + 0.7, 0.35, 0.3, 0.0])
    assert (fused[0].dense_rank, fused[0].lexical_rank) == (2, 1)
    assert (fused[1].dense_rank, fused[1].dense_score) == (None, None)
    assert (fused[2].lexical_rank, fused[2].lexical_score) == (None, None)


def test_a_single_candidate_gets_the_whole_of_what_it_has():
    assert fuse([("a", 0.2)], [("a", 0.1)])[0].score == pytest.approx(1.0)
    assert fuse([("a", 0.2)], [])[0].score == pytest.approx(0.3)
    assert fuse([], [("a", 3.0)])[0].score == pytest.approx(0.7)
    assert fuse([], []) == []


def test_ties_are_broken_the_same_way_every_time():
    fused = fuse([("b", 0.5), ("a", 0.5)], [("d", 1.0), ("c", 1.0)])
    assert [item.chunk_id for item in fused] == ["c", "d", "b", "a"]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is Norland's position on the bridge?", ["norland", "position", "bridge"]),
        ("What did the U.S. and the US tell us?", ["u.s.", "us"]),
        ("WHAT DID THEY TELL US?", []),
        ("the envoys’ cease-fire", ["envoys", "cease", "fire"]),
        ("bridge, Bridge; BRIDGE", ["bridge"]),
        ("95% in 2025", ["95", "2025"]),
        ("who is it?", []),
    ],
)
def test_the_words_that_are_searched_for(question, wanted):
    assert [term.rstrip(".") for term in terms(question)] == [term.rstrip(".") for term in wanted]
