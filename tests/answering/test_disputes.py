"""Documents that answer one question with different things: each is shown, and that they differ is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant

REPORTS = {
    "gazette.txt": "Bridge plans\n\nThe old bridge at Sorn was built in 1912. It carried 300 carts a day. "
    "Petra Malik designed the bridge at Sorn.",
    "courier.txt": "A bridge and its past\n\nThe stone bridge at Sorn was built in 1908, the town archive says. "
    "The bridge at Sorn was designed by Anton Reus.",
    "herald.txt": "Market day\n\nThe market in Velm was opened in 1950. It has 40 stalls.",
    "ferry-may.txt": "---\ndate: 2026-05-04\n---\n\n# Ferry pay\n\n"
    "The ferry company offers the crews a bonus of 640 euros.",
    "ferry-june.txt": "---\ndate: 2026-06-11\n---\n\n# Ferry pay\n\n"
    "The ferry company raised its bonus for the crews to 710 euros.",
    "post.txt": "The market\n\nThe town council says that the market in Velm was opened in 1950 and grew in 1971.",
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


@pytest.mark.parametrize(
    ("question", "different"),
    [
        ("When was the bridge at Sorn built?", {"1912", "1908"}),
        ("Who designed the bridge at Sorn?", {"Petra Malik", "Anton Reus"}),
    ],
)
def test_both_sources_are_cited_and_named_as_different(reports: Assistant, question: str, different: set[str]) -> None:
    answer = reports.ask(question)

    (conflict,) = answer.conflicts
    quotes = {item.marker: item.quote for item in answer.citations}
    assert set(conflict.markers) <= set(quotes)
    assert {words for words in different if any(words in quotes[marker] for marker in conflict.markers)} == different
    assert len({item.document_id for item in answer.citations if item.marker in conflict.markers}) == 2


@pytest.mark.parametrize(
    "question",
    [
        "When was the market in Velm opened?",
        "How many euros of bonus does the ferry company offer the crews?",  # it was raised
        "How many stalls does the market in Velm have?",
        "What do the reports say?",
    ],
)
def test_sources_that_agree_are_not_set_against_each_other(reports: Assistant, question: str) -> None:
    assert reports.ask(question).conflicts == ()
