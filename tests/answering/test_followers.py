"""The sentence after one that is shown comes along where it takes back or binds what that one says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant

TALKS = {
    "press.txt": "At the quay\n\nLena Ruud, who speaks for the pilots, answered questions at the quay on Friday.\n\n"
    "“We can accept six flights a day,” Ruud said. “We cannot accept it while a mate is not beside us on the deck.”\n\n"
    "“The airline has offered a bonus,” Ruud said. “My sister flies for another company.”\n",
}


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("quay")
    for name, text in TALKS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


def test_what_binds_an_acceptance_comes_along(quay: Assistant) -> None:
    answer = quay.ask("How many flights a day can the pilots accept?")

    assert answer.status == "answered"
    assert any("while a mate" in item.quote for item in answer.citations)


def test_another_matter_does_not(quay: Assistant) -> None:
    answer = quay.ask("What bonus has the airline offered?")

    assert any("offered a bonus" in item.quote for item in answer.citations)
    assert not any("sister" in item.quote for item in answer.citations)
