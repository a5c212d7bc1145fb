"""Where sentences end in news prose; the expected cuts are marked in the text by a bar."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ingest.sentences import sentence_spans

CASES = (
    "“We will sign nothing,” he said.|“Not now.|Not ever.”|He left.",
    '"It is close," Ray said.|"Very close."',
    "“Will you sign?” asked the U.S. reporter.|He shrugged.",
    '"Never!" she shouted at Mr. Smith.|Gen. Sir J. R. Brown laughed.',
    "The meeting is on Dec. 29 at 10 a.m. in Washington, D.C., with the U.S. President.|It cost $3.5 million.",
    "Resolution No. 242 was cited (see Art. 5 para. 3).|Both agreed.",
    "He paused… and then spoke.|“I think... maybe,” he said.",
    "“We have a list of questions.|That is more than last week,” she told reporters.",
    "‘It’s over,’ he said.|‘We won’t go on.’",
    "Is the answer “no”?|It is.",
    "“I do,” said Ann.|“Go!”",
    "MINISTER RAY: Yes.|The claim stands at 90 million crowns.",
    "He met Rep. Jones.|Sen. Lee left; Lt. Gen. Ray stayed.",
    "They said no; Gov. Kay said yes.|Nobody else spoke.",
    "It exports wheat to the E.U. and the U.K. every year.",
    "He said: “No.”|She said: “Yes.”",
)


@pytest.mark.parametrize("marked", CASES)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    expected = marked.split("|")
    text = " ".join(expected)

    assert [text[start:end] for start, end in sentence_spans(text)] == expected


def test_spans_are_moved_by_the_offset() -> None:
    text = "Before. " + "One came. Two left."

    spans = sentence_spans("One came. Two left.", offset=8)

    assert [text[start:end] for start, end in spans] == ["One came.", "Two left."]


@pytest.mark.parametrize("text", ["", "   ", "…", "* * *", "—"])
def test_what_has_no_letter_is_no_sentence(text: str) -> None:
    assert sentence_spans(text) == ()


@pytest.mark.parametrize("unit", ["x", "a; ", "Rep. ", "“", "1. ", "The talks go on. "])
def test_long_stretches_are_cut_into_bounded_sentences_without_loss(unit: str) -> None:
    text = (unit * 40_000).strip()

    spans = sentence_spans(text)

    assert all(end - start <= 10_000 for start, end in spans)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    letters = sum(map(str.isalnum, text))
    assert sum(sum(map(str.isalnum, text[start:end])) for start, end in spans) == letters
