"""``Assistant``: the one object through which everybody asks."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import (
    Answer,
    AnswerEvent,
    Assistant,
    EvidenceEvent,
    Filters,
    QuestionError,
    TokenEvent,
)
from vectorstore import SettingsError, StoreMissing, VectorStore, VectorstoreSettings

Ask = Callable[[str], Answer]

QUESTION = "What does Maldora want?"
REFUSED = "What does Zorvania want?"


def lasting(answer: Answer) -> Answer:
    """The answer without what differs from run to run."""
    return replace(answer, timings={})


@pytest.fixture
def missing(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant whose settings point at no store."""
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "none") as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path, talks: Path) -> Iterator[Assistant]:
    """An assistant over a copy of the store, not opened yet."""
    shutil.copytree(talks, tmp_path / "own")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "own") as opened:
        yield opened


@pytest.mark.parametrize(
    "question",
    ["", " \n\t", "?", "…?!—“”", "👍", "\x00", "x" * 100_000, "word " * 20_000],
    ids=["empty", "space", "mark", "marks", "emoji", "nul", "100 kB", "100 kB of words"],
)
def test_what_is_no_question_is_refused_before_anything_is_opened(missing: Assistant, question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        missing.ask(question)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    with pytest.raises(QuestionError):
        list(missing.stream(question))


@pytest.mark.parametrize(
    "question",
    [
        "What does \udcff Maldora want?",
        "What does Maldora\x00 want?",
        'Maldora" OR NEAR(*) AND {x}: ^ want?',
        "'; DROP TABLE chunks; --",
        "من قال ذلك؟",
        "что хочет Кестрия?",
        "<script>alert(1)</script> {names} %s",
        "x" * 1999,
        "tolls " * 300,
    ],
)
def test_strange_questions_get_an_answer_or_a_refusal(desk: Assistant, question: str) -> None:
    answer = desk.ask(question)
    assert answer.status in ("answered", "abstained")
    assert answer.text
    for item in (*answer.citations, *answer.nearest):
        assert desk.document(item.document_id).text[item.start : item.end] == item.quote


def test_without_a_store_the_cure_is_told(missing: Assistant) -> None:
    for call in (lambda: missing.ask(QUESTION), missing.documents, missing.statements, missing.suggestions):
        with pytest.raises(StoreMissing, match="parley ingest") as caught:
            call()
        assert caught.value.exit_code == 3
    assert not missing.store_settings.path.exists()


def test_status_needs_no_store(missing: Assistant, desk: Assistant) -> None:
    found = missing.status()
    assert (found.mode, found.store) == ("offline", None)
    assert found.model
    there = desk.status().store
    assert there is not None
    assert (there.documents, there.path) == (2, desk.store_settings.path)


def test_an_empty_store_is_an_error_and_no_abstention(tmp_path: Path) -> None:
    VectorStore.open(VectorstoreSettings(path=tmp_path), create=True).close()
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path) as desk:
        with pytest.raises(StoreMissing):
            desk.ask(QUESTION)
        assert desk.suggestions() == []
        assert desk.statements() == []


@pytest.mark.parametrize("question", [QUESTION, REFUSED, "How do Maldora and Kestria differ on the tolls?"])
def test_a_stream_is_evidence_then_tokens_then_the_answer(desk: Assistant, answered: Ask, question: str) -> None:
    first, *tokens, last = desk.stream(question)
    assert isinstance(first, EvidenceEvent)
    assert isinstance(last, AnswerEvent)
    assert tokens
    assert all(isinstance(item, TokenEvent) for item in tokens)
    assert "".join(item.text for item in tokens if isinstance(item, TokenEvent)) == last.answer.text
    assert [event.type for event in (first, tokens[0], last)] == ["evidence", "token", "answer"]
    assert first.hits
    assert first.understanding == last.answer.understanding
    assert lasting(last.answer) == lasting(answered(question))


def test_a_stream_may_be_left(desk: Assistant) -> None:
    stream = desk.stream(QUESTION)
    assert isinstance(next(stream), EvidenceEvent)
    del stream
    assert desk.documents()


def test_asking_without_blocking_is_the_same(desk: Assistant, answered: Ask) -> None:
    async def both() -> list[Answer]:
        return await asyncio.gather(desk.aask(QUESTION), desk.aask(REFUSED))

    assert [lasting(item) for item in asyncio.run(both())] == [lasting(answered(item)) for item in (QUESTION, REFUSED)]
    with pytest.raises(QuestionError):
        asyncio.run(desk.aask("?"))


def test_an_answer_says_where_it_comes_from(desk: Assistant) -> None:
    answer = desk.ask(f"  {QUESTION}\n")
    assert answer.question == QUESTION
    assert answer.model == "offline"
    assert answer.prompt_digest
    assert answer.usage == {}
    status = desk.status().store
    assert status is not None
    assert answer.corpus_fingerprint == status.fingerprint
    assert answer.timings.keys() == {"understand", "retrieve", "answer", "verify"}
    assert answer.coverage.documents_searched == 2
    assert (answer.coverage.date_from, answer.coverage.date_to) == (date(2031, 3, 4), date(2031, 5, 20))
    assert answer.coverage.publishers == ("Harbour Gazette", "Northern Wire")
    assert [item.marker for item in answer.citations] == list(range(1, len(answer.citations) + 1))
    for item in answer.citations:
        source = desk.document(item.document_id)
        assert (item.title, item.publisher, item.published_on) == (
            source.title,
            source.publisher,
            source.published_on,
        )


def test_a_conversation_is_seen(desk: Assistant) -> None:
    first = desk.ask("What did Brandel say about the locks?")
    second = desk.ask("And Lindqvist?", history=[first])
    assert second.understanding.asked == "And Lindqvist?"
    assert second.understanding.speakers == ("Pavo Lindqvist",)
    third = desk.ask("What did he say about the herring quota?", history=[first, second])
    assert "Lindqvist" in third.understanding.standalone
    assert "must stay as it is" in third.citations[0].quote
    assert desk.ask("And Lindqvist?").understanding.standalone == "And Lindqvist?"


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(publishers=("Harbour Gazette",)), {"canal"}),
        (Filters(publishers=("Northern Wire",)), {"fishing"}),
        (Filters(date_to=date(2031, 4, 1)), {"canal"}),
        (Filters(date_from=date(2031, 4, 1)), {"fishing"}),
        (Filters(date_from=date(2031, 3, 4), date_to=date(2031, 5, 20)), {"canal", "fishing"}),
        (Filters(document_ids=("fishing",)), {"fishing"}),
    ],
)
def test_filters_limit_what_is_searched(desk: Assistant, filters: Filters, documents: set[str]) -> None:
    first, *_, last = desk.stream("What did Holt say about the canal and the herring?", filters=filters)
    assert isinstance(first, EvidenceEvent)
    assert isinstance(last, AnswerEvent)
    answer = last.answer
    assert {hit.chunk.document_id for hit in first.hits} == documents
    assert {item.document_id for item in (*answer.citations, *answer.nearest)} <= documents
    assert answer.coverage.documents_searched == len(documents)
    assert set(answer.coverage.publishers) == {desk.document(item).publisher for item in documents}


@pytest.mark.parametrize("filters", [Filters(publishers=("Nobody",)), Filters(date_from=date(2040, 1, 1))])
def test_filters_that_fit_nothing_are_an_error_and_no_abstention(desk: Assistant, filters: Filters) -> None:
    with pytest.raises(QuestionError):
        desk.ask(QUESTION, filters=filters)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 6),
        ({"speaker": "Holt"}, 2),
        ({"speaker": "irena holt"}, 2),
        ({"speaker": "Brandell"}, 2),
        ({"speaker": "Kestria"}, 3),
        ({"speaker": "Kestria's mouthpiece"}, 1),
        ({"speaker": "Zorvania"}, 0),
        ({"about": "TOLLS"}, 1),
        ({"about": "%"}, 0),
        ({"since": "2031-05-20"}, 3),
        ({"since": date(2031, 5, 21)}, 0),
        ({"speaker": "Holt", "about": "herring", "since": "2031-01-01"}, 1),
    ],
)
def test_statements_by_speaker_words_and_date(desk: Assistant, wanted: dict[str, Any], count: int) -> None:
    found = desk.statements(**wanted)
    assert len(found) == count
    for item in found:
        assert desk.document(item.document_id).text[item.start : item.end] == item.content


def test_suggestions_have_answers(desk: Assistant, answered: Ask) -> None:
    found = desk.suggestions(limit=2)
    assert 1 <= len(found) <= 2
    assert len(set(found)) == len(found)
    assert all(answered(item).status == "answered" for item in found)
    assert desk.suggestions(limit=0) == []


def test_closing_twice_does_nothing(own: Assistant) -> None:
    own.close()
    assert len(own.documents()) == 2
    own.close()
    own.close()
    with VectorStore.open(own.store_settings) as store:
        assert len(store.documents()) == 2
    assert len(own.documents()) == 2, "it opens again when it is needed"


def test_two_threads_open_and_ask_at_once(own: Assistant, answered: Ask) -> None:
    questions = [QUESTION, REFUSED]
    ready = threading.Barrier(len(questions))

    def ask(question: str) -> Answer:
        ready.wait(timeout=30)
        return own.ask(question)

    with ThreadPoolExecutor(len(questions)) as pool:
        together = list(pool.map(ask, questions))
    assert [lasting(item) for item in together] == [lasting(answered(item)) for item in questions]


def test_what_is_stored_later_is_known_at_once(own: Assistant, papers: tuple[Any, ...]) -> None:
    canal, fishing = papers

    def forget(paths: list[str], *, store: VectorStore, **_: Any) -> None:
        for path in paths:
            store.remove(path)

    with Assistant(settings=own.settings, store_settings=own.store_settings, ingest=forget) as desk:
        before = desk.ask("What did Lindqvist say about the herring quota?")
        desk.ingest([fishing.document.document_id])
        after = desk.ask("What did Lindqvist say about the herring quota?")
        assert (before.status, after.status, after.reason) == ("answered", "abstained", "party_not_mentioned")
        assert after.corpus_fingerprint != before.corpus_fingerprint
        assert [item.document_id for item in desk.documents()] == [canal.document.document_id]


def test_ingest_is_handed_the_store_and_the_options(tmp_path: Path, papers: tuple[Any, ...]) -> None:
    seen: list[Any] = []

    def ingest(paths: list[str], *, store: VectorStore, **options: Any) -> str:
        seen.append((paths, options))
        papers[0].put(store)
        return "report"

    blank = Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "new")
    with Assistant(settings=blank.settings, store_settings=blank.store_settings, ingest=ingest) as desk:
        assert desk.ingest(["a", "b"], prune=True) == "report"
        assert seen == [(["a", "b"], {"prune": True})]
        assert desk.ask(QUESTION).status == "answered"


def test_samples_fill_their_own_store_once(tmp_path: Path, papers: tuple[Any, ...]) -> None:
    calls: list[Any] = []

    def ingest(paths: list[Path], *, store: VectorStore, **_: Any) -> None:
        calls.append(paths)
        papers[0].put(store)

    for _ in range(2):
        blank = Assistant.from_settings(env_file=None, samples=True, vectorstore_path=tmp_path / "talks")
        with Assistant(
            settings=blank.settings, store_settings=blank.store_settings, samples=True, ingest=ingest
        ) as desk:
            assert len(desk.documents()) == 1
            assert desk.store_settings.path != tmp_path / "talks"
    assert len(calls) == 1
    assert not (tmp_path / "talks").exists(), "the user's own store is left alone"


def test_samples_that_could_not_be_read_are_tried_again(tmp_path: Path, papers: tuple[Any, ...]) -> None:
    class Interrupted(Exception):
        pass

    def fails(*_: Any, **__: Any) -> None:
        raise Interrupted

    def works(_: list[Path], *, store: VectorStore, **__: Any) -> None:
        papers[0].put(store)

    blank = Assistant.from_settings(env_file=None, samples=True, vectorstore_path=tmp_path / "talks")
    with (
        Assistant(settings=blank.settings, store_settings=blank.store_settings, samples=True, ingest=fails) as desk,
        pytest.raises(Interrupted),
    ):
        desk.documents()
    with Assistant(settings=blank.settings, store_settings=blank.store_settings, samples=True, ingest=works) as desk:
        assert len(desk.documents()) == 1


@pytest.mark.parametrize(
    "overrides",
    [
        {"assistant_passages": 0},
        {"assistant_passages": "many"},
        {"vectorstore_embeddings": ""},
        {"assistant_pasages": 3},
        {"speed": 9},
    ],
)
def test_settings_that_cannot_be_used_are_refused(overrides: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        Assistant.from_settings(env_file=None, **overrides)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    assert next(iter(overrides)).lower() in str(caught.value).lower()


def test_a_settings_file_is_read_and_overrides_win(tmp_path: Path) -> None:
    file = tmp_path / "talks.env"
    file.write_text(
        f"ASSISTANT_PASSAGES=7\nASSISTANT_QUESTION_CHARACTERS=100\nVECTORSTORE_PATH={tmp_path / 'x'}\n",
        "utf-8",
    )
    desk = Assistant.from_settings(env_file=file, assistant_passages=9)
    assert (desk.settings.passages, desk.settings.question_characters) == (9, 100)
    assert desk.store_settings.path == tmp_path / "x"
    with pytest.raises(QuestionError):
        desk.ask("How long " * 20)
