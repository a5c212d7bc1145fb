"""Two documents that tell one thing in the same words, but for an expression: both are shown and named as different."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant

WIRES = {
    "dock-a.txt": "Dock strike\n\nThe dockers at Velm walked out in March 2019 after a vote in which 412 of them took "
    "part. The strike went on for nine weeks.",
    "dock-b.txt": "Docks idle\n\nThe dockers at Velm walked out in March 2019 after a vote in which 530 of them "
    "took part. A year later they came to terms with the port.",
    "pump-a.txt": "Waterworks\n\nOskar Brenn is a Norrish hydrologist who advises the delegation on the dam at Arle.",
    "pump-b.txt": "Profile\n\nOskar Brenn is a Norrish composer who advises the delegation on the dam at Arle.",
    "day-a.txt": "Ferry\n\nThe ferry company said on Monday that the ferry to Sorn carries sixty cars all year. "
    "It has been sailing since the bridge was lost to the flood.",
    "day-b.txt": "Timetables\n\nThe ferry company said on Tuesday that the ferry to Sorn carries sixty cars all year. "
    "Nobody asked what a ticket costs.",
    "born-a.txt": "Anna Lund\n\nAnna Lund was born in Arle in 1961 and went to school there with her two brothers.",
    "born-b.txt": "Peter Moss\n\nPeter Moss was born in Velm in 1961 and went to school there with her two brothers.",
    "rate-a.txt": "Rates\n\nThe bank in Sorn lent 44 million crowns in the first quarter of the year to the farmers.",
    "rate-b.txt": "Loans\n\nThe bank in Sorn lent 41 million crowns in the second quarter of the year to the farmers.",
    "crane-a.txt": "Harbour\n\nThe harbour at Narr has two cranes for the timber that comes by rail.",
    "crane-b.txt": "Timber\n\nThe harbour at Narr has two old cranes for the timber that comes by rail from the hills.",
}


@pytest.fixture(scope="module")
def wires(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("wires")
    for name, text in WIRES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


@pytest.mark.parametrize(
    ("question", "different"),
    [
        ("What do you know about the vote of the dockers at Velm?", ("412", "530")),
        ("What is the profession of Oskar Brenn?", ("hydrologist", "composer")),
    ],
)
def test_one_expression_in_the_place_of_another_is_a_conflict(
    wires: Assistant, question: str, different: tuple[str, str]
) -> None:
    answer = wires.ask(question)

    quotes = {item.marker: (item.document_id, item.quote) for item in answer.citations}
    (conflict,) = answer.conflicts
    against = [quotes[marker] for marker in conflict.markers]
    assert len({document for document, _ in against}) == 2
    assert all(any(word in quote for _, quote in against) for word in different)


@pytest.mark.parametrize(
    "question",
    [
        "How many cars does the ferry to Sorn carry?",  # only the day of the report differs
        "What is said about the cranes at Narr?",  # one says more, and nothing else
        "Where was Anna Lund born?",  # the other one is somebody else
        "What did the bank in Sorn lend to the farmers?",  # another quarter
    ],
)
def test_the_day_of_a_report_or_a_word_more_is_none(wires: Assistant, question: str) -> None:
    answer = wires.ask(question)

    assert answer.status == "answered"
    assert answer.conflicts == ()
