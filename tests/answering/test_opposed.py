"""A party that accepts and later rejects, a report that is denied: both are cited, with their days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant
from assistant.rendering import answer_as_html
from vectorstore import VectorStore, VectorstoreSettings

SAID = [
    ("march", "Irena Holt", "Maldora accepts the joint patrols on the canal", "said", None),
    ("may", "Irena Holt", "Maldora will not accept the joint patrols on the canal", "said", None),
    ("salt", "Pavo Lindqvist", "Kestria has sold the salt mine in Brell", "said", None),
    ("mine", "Tomas Brandel", "Kestria has sold the salt mine in Brell", "denied", True),
    ("wool", "Irena Holt", "Maldora accepts the wool quota of the harbour", "said", None),
    ("oats", "Irena Holt", "Maldora will not accept the oats tax of the valley", "said", None),
]


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, make_paper: Callable[..., Any], say: Callable[..., Any]
) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("opposed") / "store"
    titles = {"Irena Holt": "the president of Maldora"}
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        for number, (name, speaker, words, cue, negated) in enumerate(SAID):
            title = titles.get(speaker, "of the government of Kestria")
            sentence = f"{speaker}, {title}, {cue} that {words}."
            said = [say(speaker=speaker, content=words, cue=cue, negated=bool(negated) or "not" in words)]
            day = date(2031, 3 + number, 4)
            make_paper(name, name, f"Gazette {number}", day, [[sentence, "It rained in Brell."]], said).put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=folder) as opened:
        yield opened


def sources(answer: Answer) -> list[list[str]]:
    by_marker = {item.marker: item.document_id for item in answer.citations}
    return [[by_marker[marker] for marker in item.markers] for item in answer.conflicts]


def test_an_older_stance_and_its_change_are_both_cited_and_dated(desk: Assistant) -> None:
    answer = desk.ask("What is Maldora's position on the joint patrols on the canal?")
    (pair,) = sources(answer)
    assert set(pair) == {"march", "may"}
    about = answer.conflicts[0].about
    assert about.index("4 March 2031") < about.index("4 April 2031")
    assert about in str(answer)
    assert about in answer_as_html(answer)


def test_a_denied_report_is_shown_with_its_denial(desk: Assistant) -> None:
    answer = desk.ask("What did Lindqvist say about the salt mine in Brell?")
    (pair,) = sources(answer)
    assert set(pair) == {"salt", "mine"}


@pytest.mark.parametrize("matter", ["the wool quota of the harbour", "the oats tax of the valley"])
def test_two_stances_on_two_matters_are_no_conflict(desk: Assistant, matter: str) -> None:
    answer = desk.ask(f"What is Maldora's position on {matter}?")
    assert answer.status == "answered"
    assert answer.conflicts == ()
