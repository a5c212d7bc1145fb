"""What a sentence tells by its form or by the sentences before it, and what a question means by its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant

FILES = {
    "union.md": "# The growers\n\nThe Arle Growers' Union (AGU) was founded by Petra Line (4 May 1931 – 2 June 2004), "
    "a farmer. Judge Halvard Roos was confirmed by the assembly in 1998. Roos has said nothing of the dam.",
    "town.md": "# A town on the river\n\nBrell is a market town on the Arle. The mill closed long ago. "
    "As of the last count there were 3,120 people.",
    "book.md": "# A book on the talks\n\n“The River Between Us All” is a history of the talks, written by Mette Sand. "
    "It was first printed in Arden in 2011.",
    "codes.md": f"# Codes\n\nThe code of the yard is {'AB-' * 200} since May, and {'Q.' * 300} before (AB",
    "trams.md": "# Trams\n\nThe stop at the mill is on the yellow line, which was built by a Velm company.",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When was Petra Line born?", "4 May 1931"),
        ("What does AGU stand for?", "Arle Growers' Union"),
        ("What is the population of Brell?", "3,120 people"),
        ("Who is the author of “The River Between Us All”?", "Mette Sand"),
        ("When was Judge Roos confirmed by the assembly?", "1998"),
        ("When was the book The River Between Us All first printed?", "2011"),
        ("Which line is the stop at the mill on?", "yellow line"),
    ],
)
def test_it_is_answered(files: Assistant, question: str, told: str) -> None:
    answer = files.ask(question)

    assert answer.status == "answered", answer.text
    assert told in answer.citations[0].quote


@pytest.mark.parametrize("question", ["What did Judge Mary Roos say?", "What did Mary Roos. She say about the dam?"])
def test_another_given_name_is_another_person(files: Assistant, question: str) -> None:
    answer = files.ask(question)

    assert (answer.status, answer.reason) == ("abstained", "party_not_mentioned")
