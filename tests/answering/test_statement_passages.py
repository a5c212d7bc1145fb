"""Questions of somebody's words look among that speaker's statements as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.retrieve import retrieve
from assistant.understand.cast import Cast
from assistant.understand.question import read_question
from vectorstore import Filters, VectorStore, VectorstoreSettings, parties

LOCKS = "the old sluice gates leak"
# Holds every word of the question and more often; it is nobody's statement.
FILLER = ["Brandel, old sluice gates, Brandel: a play of old sluice gates by Brandel.", "It rains in Brell."]


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, make_paper: Callable[..., Any], say: Callable[..., Any]
) -> Iterator[VectorStore]:
    folder: Path = tmp_path_factory.mktemp("gates") / "store"
    spoken = f"Nobody listened for an hour, but Tomas Brandel, the foreign minister of Kestria, said that {LOCKS}."
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as opened:
        said = [say(speaker="Tomas Brandel", content=LOCKS)]
        make_paper("gates", "Gates", "Gazette", date(2031, 3, 4), [[line] for line in [*FILLER, spoken]], said).put(
            opened
        )
        yield opened


def found(store: VectorStore, question: str, **limits: Any) -> list[str]:
    cast = Cast.of(store.statements(), store.entities(), party_of=parties().of_typed)
    hits = retrieve(store, read_question(question, cast), cast=cast, limit=1, filters=limits.get("filters", Filters()))
    return [hit.chunk.text for hit in hits]


def test_the_speakers_own_statement_is_found_beside_the_best_passage(store: VectorStore) -> None:
    texts = found(store, "What did Brandel say about the old sluice gates?")
    assert [text for text in texts if LOCKS in text]


def test_the_days_of_the_question_limit_statements_too(store: VectorStore) -> None:
    later = Filters(date_from=date(2031, 3, 5))
    assert found(store, "What did Brandel say about the old sluice gates?", filters=later) == []


def test_a_question_of_fact_looks_among_the_passages_only(store: VectorStore) -> None:
    assert len(found(store, "How many sluice gates leak?")) == 1


def test_all_who_speak_for_a_party_are_its_speakers(cast: Cast) -> None:
    assert {"Tomas Brandel", "Pavo Lindqvist"} <= set(cast.speakers("Kestria"))
    assert "Irena Holt" not in cast.speakers("Kestria")
    assert cast.speakers("holt") == ("Irena Holt", "holt")
    assert cast.speakers("Zebulon") == ("Zebulon",)


def test_statements_on_a_matter_come_best_first(desk: Assistant) -> None:
    told = [item.content for item in desk.statements(about="herring quota")]
    assert len(told) == 2
    assert all("herring quota" in content for content in told)
    assert desk.statements(about="quotas"), "any inflection"
    assert desk.statements(about="zeppelin") == []
