"""The store that an assistant holds: samples stay in it, and a rebuild disturbs nobody."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, QuestionError
from assistant.announced import sample_folder
from assistant.settings import AssistantSettings
from vectorstore import Chunk, Receipt, SourceDocument, StoreMissing, VectorStore, VectorstoreSettings

QUESTION = "What does Maldora want?"


def stores(paths: list[Path], *, store: VectorStore, **_: Any) -> list[Path]:
    """An ingest that makes one short document of each path."""
    for path in paths:
        text = f"Maldora wants {path.name}."
        document = SourceDocument(document_id=str(path), title=path.name, text=text, source=str(path))
        chunk = Chunk(
            chunk_id=str(path),
            document_id=str(path),
            text=text,
            start=0,
            end=len(text),
            sentences=((0, len(text)),),
        )
        store.put(document, chunks=[chunk])
    return paths


def over_samples(path: Path) -> Assistant:
    return Assistant(
        settings=AssistantSettings(), store_settings=VectorstoreSettings(path=path), samples=True, ingest=stores
    )


def sources(desk: Assistant) -> set[str]:
    return {item.source for item in desk.documents()}


def test_the_samples_stay_beside_what_is_added_to_them(tmp_path: Path) -> None:
    added = tmp_path / "own.txt"
    with over_samples(tmp_path / "new") as desk:
        assert desk.ingest([added]) == [added]
        assert sources(desk) == {str(sample_folder()), str(added)}
    with over_samples(tmp_path / "new") as again:
        assert sources(again) == {str(sample_folder()), str(added)}


def test_the_samples_themselves_are_read_once(tmp_path: Path) -> None:
    with over_samples(tmp_path / "new") as desk:
        assert desk.ingest([sample_folder()]) == [sample_folder()]
        assert sources(desk) == {str(sample_folder())}


def test_the_samples_are_there() -> None:
    assert [file for file in sample_folder().rglob("*") if file.suffix in (".md", ".txt", ".html", ".pdf", ".docx")]


def test_the_store_of_the_samples_lies_beside_the_own(
    tmp_path: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for given, own in (("~/talks", tmp_path / "talks"), (".", clean), ("../talks", tmp_path / "talks")):
        for samples, expected in ((False, own), (True, own.with_name(f"{own.name}-samples"))):
            desk = Assistant.from_settings(samples=samples, env_file=None, vectorstore_path=given)
            assert desk.store_settings.path == expected


def test_others_ask_while_the_index_is_made_anew(store: Path) -> None:
    faults: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                assert desk.ask(QUESTION).status == "answered"
            except Exception as error:
                faults.append(error)

    with Assistant.from_settings(env_file=None) as desk:
        assert desk.ask(QUESTION).citations
        asking = [threading.Thread(target=ask) for _ in range(2)]
        for thread in asking:
            thread.start()
        steps: list[tuple[int, int]] = []
        for _ in range(3):
            desk.rebuild(lambda made, total: steps.append((made, total)))
        done.set()
        for thread in asking:
            thread.join()
        assert desk.status().store is not None
    assert faults == []
    assert steps[-1] == (1, 1)
    assert store.is_dir()


def test_a_store_of_another_model_is_rebuilt_and_then_open(store: Path) -> None:
    with sqlite3.connect(store / "library.sqlite3") as connection:
        connection.execute("UPDATE manifest SET value = '\"another\"' WHERE name = 'embedding_model'")
    with Assistant.from_settings(env_file=None) as desk:
        desk.rebuild()
        assert desk.ask(QUESTION).status == "answered"


def test_there_is_nothing_to_rebuild(tmp_path: Path) -> None:
    with (
        Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "none") as desk,
        pytest.raises(StoreMissing),
    ):
        desk.rebuild()


@pytest.mark.usefixtures("store")
def test_the_receipt_needs_no_question() -> None:
    day = date(2031, 3, 4)
    with Assistant.from_settings(env_file=None) as desk:
        assert desk.receipt() == Receipt(documents=1, date_from=day, date_to=day, publishers=("Gazette",))


@pytest.mark.usefixtures("store")
def test_a_date_that_is_none_is_an_error_with_its_cure() -> None:
    with Assistant.from_settings(env_file=None) as desk:
        for wrong in ("yesterday", "", "2031-13-01"):
            with pytest.raises(QuestionError, match="2025-12-29") as caught:
                desk.statements(since=wrong)
            assert "\n" not in str(caught.value)
        for right in ("2031-03-04", date(2031, 3, 4), datetime(2031, 3, 4, 12), None):
            assert len(desk.statements(since=right)) == 2
        assert desk.statements(since="2031-03-05") == []
