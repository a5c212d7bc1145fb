"""The facade: what is put comes out again, whole, and searches honour filters."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from vectorstore import (
    EmbeddingMismatch,
    EmbeddingUnavailable,
    Entity,
    Filters,
    Statement,
    StoreDamaged,
    StoreError,
    StoreMissing,
    StoreUnavailable,
    VectorStore,
    VectorstoreSettings,
)
from vectorstore.folder import FILE_NAME


def names(hits):
    return [hit.chunk.chunk_id for hit in hits]


@pytest.fixture
def store(settings, embeddings, document):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as opened:
        for name, paragraphs, publisher, day in (
            ("a", ["The bridge is closed.", "The envoy crossed the river."], "Wire", date(2025, 3, 1)),
            ("b", ["The tariff on fishing rose.", "Nobody asked the envoy."], "Gazette", date(2025, 3, 5)),
            ("c", ["The harbour is open."], None, None),
        ):
            item, chunks = document(name, paragraphs, publisher=publisher, published_on=day, title=f"Report {name}")
            opened.put(item, chunks=chunks)
        yield opened


def test_everything_of_a_document_comes_out_as_it_went_in(settings, embeddings, document):
    item, chunks = document("a", ["“We will not sign,” Ms Ferro said.", "Élan 🎉"], published_on=date(2025, 1, 2))
    said = Statement(
        statement_id="s",
        document_id="a",
        content="We will not sign,",
        start=1,
        end=18,
        kind="direct",
        speaker="Ms Ferro",
        speaker_start=20,
        speaker_end=28,
        said_on=date(2025, 1, 1),
        negated=True,
    )
    entity = Entity(document_id="a", text="Ferro", start=23, end=28, label="PERSON")
    with VectorStore.open(settings, create=True, embeddings=embeddings) as store:
        store.put(item, chunks=chunks, statements=[said], entities=[entity])
    with VectorStore.open(settings, embeddings=embeddings) as store:
        kept = store.document("a")
        assert kept.content_hash
        assert (kept.text, kept.published_on, kept.publisher) == (item.text, date(2025, 1, 2), None)
        assert store.chunks() == chunks
        assert store.statements(["a"]) == [said]
        assert store.entities() == [entity]
        assert store.statements(["elsewhere"]) == []


def test_put_replaces_the_whole_document(store, document):
    item, chunks = document("a", ["The prisoner is free."])
    before = store.fingerprint
    store.put(item, chunks=chunks)
    assert [chunk.text for chunk in store.chunks(["a"])] == ["The prisoner is free."]
    assert "a/1" not in names(store.search("envoy river bridge"))
    assert names(store.search("prisoner"))[0] == "a/0"
    assert store.fingerprint != before


def test_another_text_is_no_copy_any_more(store, document):
    store.set_duplicates({"b": "a"})
    item, chunks = document("b", ["The prisoner is free."])
    store.put(item, chunks=chunks)
    assert store.duplicate_of == {}
    store.set_duplicates({"b": "a"})
    store.put(item, chunks=chunks)
    assert store.duplicate_of == {"b": "a"}


def test_remove_takes_everything(store):
    store.set_duplicates({"b": "a", "c": "b", "a": "gone"})
    assert store.duplicate_of == {"b": "a", "c": "b"}
    store.remove("b")
    assert store.duplicate_of == {}
    assert [item.document_id for item in store.documents()] == ["a", "c"]
    assert {hit.chunk.document_id for hit in store.search("tariff fishing envoy")} <= {"a", "c"}
    with pytest.raises(KeyError):
        store.document("b")
    with pytest.raises(KeyError):
        store.remove("b")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"a/0", "a/1", "b/0", "b/1", "c/0"}),
        (Filters(document_ids=("a", "c")), {"a/0", "a/1", "c/0"}),
        (Filters(publishers=("Gazette",)), {"b/0", "b/1"}),
        (Filters(date_from=date(2025, 3, 2)), {"b/0", "b/1"}),
        (Filters(date_to=date(2025, 3, 4)), {"a/0", "a/1"}),
        (Filters(date_from=date(2025, 3, 1), date_to=date(2025, 3, 5), publishers=("Wire",)), {"a/0", "a/1"}),
        (Filters(publishers=("Wire",), document_ids=("b",)), set()),
        (Filters(publishers=("' OR 1=1 --",)), set()),
    ],
)
def test_filters_hold_on_both_sides(store, filters, found):
    hits = store.search("envoy harbour bridge tariff", filters=filters)
    assert set(names(hits)) == found
    assert {hit.chunk.chunk_id for hit in hits if hit.lexical_rank} <= found


def test_a_hit_says_why_it_is_there(store):
    first, *others = store.search("bridge", limit=5)
    assert first.chunk.chunk_id == "a/0"
    assert (first.dense_rank, first.lexical_rank) == (1, 1)
    assert first.score == pytest.approx(1.0)
    assert all(hit.lexical_rank is None and hit.score <= 0.3 for hit in others)
    assert [hit.score for hit in others] == sorted((hit.score for hit in others), reverse=True)


def test_title_counts_as_words_of_a_chunk(store):
    assert store.search("report")[0].lexical_rank is not None
    assert store.occurs("reports")
    assert store.occurs("Bridges closed")
    assert not store.occurs("bridge harbour")
    assert not store.occurs("zeppelin")


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n ",
        "?!",
        '"',
        "'; DROP TABLE chunks; --",
        "bridge*",
        "NEAR(bridge river, 2)",
        "title:bridge AND NOT river",
        "^bridge + (river",
        "🎉🎉",
        "bridge\x00river",
        "bridge \ud800",
        "the of and",
        "мост 橋 جسر",
        "bridge river " * 8000,
        " ".join(f"word{number}" for number in range(20000)),
    ],
)
def test_any_question_is_a_question(store, question):
    assert len(store.search(question, limit=3)) <= 3


def test_search_in_an_empty_store_finds_nothing(settings, embeddings):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as store:
        assert store.search("bridge") == []
        assert store.status().documents == 0
        with pytest.raises(ValueError, match="limit"):
            store.search("bridge", limit=0)


@pytest.mark.parametrize("fault", ["text", "document", "sentence", "twice", "foreign id"])
def test_a_part_that_does_not_fit_is_refused_and_nothing_is_stored(store, document, fault):
    from dataclasses import replace

    item, chunks = document("d", ["One.", "Two."])
    chunks[1] = {
        "text": replace(chunks[1], start=0, end=4),
        "document": replace(chunks[1], document_id="a"),
        "sentence": replace(chunks[1], sentences=((0, 4),)),
        "twice": replace(chunks[1], chunk_id="d/0"),
        "foreign id": replace(chunks[1], chunk_id="a/1"),
    }[fault]
    with pytest.raises(ValueError, match="chunk"):
        store.put(item, chunks=chunks)
    assert len(store.documents()) == 3
    assert store.chunks(["a"])[1].chunk_id == "a/1"


def test_cached_texts_are_not_embedded_again(store, embeddings, document):
    item, chunks = document("a", ["The bridge is closed.", "The border is new."])
    embeddings.texts.clear()
    store.put(item, chunks=chunks)
    assert embeddings.texts == ["The border is new."]
    embeddings.texts.clear()
    store.rebuild()
    assert embeddings.texts == []
    assert store.status().rebuilt
    assert names(store.search("border"))[0] == "a/1"


def test_vectors_of_texts_that_are_gone_are_gone_too(store, embeddings, document):
    store.remove("a")
    embeddings.texts.clear()
    item, chunks = document("a", ["The bridge is closed."])
    store.put(item, chunks=chunks)
    assert embeddings.texts == ["The bridge is closed."]


class Faulty(Embeddings):
    model_id = "word-count"

    def __init__(self, answer):
        self.answer = answer

    def embed_documents(self, texts):
        return self.answer(len(texts))

    def embed_query(self, text):
        return self.answer(1)[0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda n: [[1.0] * 9] * (n - 1), EmbeddingUnavailable),
        (lambda n: [[float("nan")] * 9] * n, EmbeddingUnavailable),
        (lambda n: [[0.0] * 9] * n, EmbeddingUnavailable),
        (lambda n: [[1.0] * k for k in range(1, n + 1)], EmbeddingUnavailable),
        (lambda n: [[1.0] * 5] * n, EmbeddingMismatch),
    ],
)
def test_vectors_that_are_none_store_nothing(settings, embeddings, document, answer, error):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as store:
        item, chunks = document("a", ["The bridge."])
        store.put(item, chunks=chunks)
    with VectorStore.open(settings, embeddings=Faulty(answer)) as store:
        changed, parts = document("a", ["The river.", "The envoy."])
        with pytest.raises(error) as caught:
            store.put(changed, chunks=parts)
        assert "\n" not in str(caught.value)
        assert store.document("a").text == "The bridge."


def test_another_model_is_refused_until_the_index_is_rebuilt(store, settings, word_count):
    store.close()
    other = word_count("another-model")
    with pytest.raises(EmbeddingMismatch, match="parley ingest --rebuild"):
        VectorStore.open(settings, embeddings=other)
    steps = []
    with VectorStore.open(settings, rebuild=True, embeddings=other) as opened:
        opened.rebuild(lambda done, total: steps.append((done, total)))
        assert steps[-1] == (5, 5)
    with VectorStore.open(settings, embeddings=other) as opened:
        assert names(opened.search("bridge"))[0] == "a/0"
        assert opened.status().embedding_model == "another-model"


def test_an_emptied_store_takes_any_model(store, settings, word_count, document):
    for item in store.documents():
        store.remove(item.document_id)
    store.close()
    with VectorStore.open(settings, embeddings=word_count("another-model")) as opened:
        item, chunks = document("a", ["The bridge."])
        opened.put(item, chunks=chunks)
        assert names(opened.search("bridge")) == ["a/0"]


def test_the_fingerprint_follows_content_and_model_only(tmp_path, embeddings, store):
    with VectorStore.open(VectorstoreSettings(path=tmp_path / "copy"), create=True, embeddings=embeddings) as copy:
        for item in reversed(store.documents()):
            copy.put(item, chunks=store.chunks([item.document_id]))
        assert copy.fingerprint == store.fingerprint


def test_threads_search_while_one_puts(store, document):
    faults = []

    def search():
        try:
            for _ in range(15):
                for hit in store.search("bridge envoy border"):
                    text = store.document(hit.chunk.document_id).text
                    if hit.chunk.document_id != "moving" and text[hit.chunk.start : hit.chunk.end] != hit.chunk.text:
                        faults.append(hit)
                pieces = {chunk.text.split()[-1] for chunk in store.chunks(["moving"])}
                if len(pieces) > 1:
                    faults.append(pieces)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(12):
        item, chunks = document("moving", [f"The border post {place} is new {number}" for place in range(6)])
        store.put(item, chunks=chunks)
    store.rebuild()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(store.chunks(["moving"])) == 6


def test_a_closed_store_says_so(store):
    store.close()
    store.close()
    for call in (store.documents, lambda: store.search("bridge"), lambda: store.remove("a"), store.rebuild):
        with pytest.raises(StoreError):
            call()


def test_a_path_that_is_none(embeddings):
    with pytest.raises(StoreError) as caught:
        VectorStore.open(VectorstoreSettings(path="nul\0byte"), create=True, embeddings=embeddings)
    assert "\n" not in str(caught.value)


def test_no_store(tmp_path, embeddings):
    with pytest.raises(StoreMissing, match="parley ingest"):
        VectorStore.open(VectorstoreSettings(path=tmp_path / "none"), embeddings=embeddings)
    assert not (tmp_path / "none").exists()
    with pytest.raises(StoreMissing):
        VectorStore.open(VectorstoreSettings(path=tmp_path), embeddings=embeddings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_a_path_that_cannot_be_a_store(tmp_path, embeddings, create):
    file = tmp_path / "file"
    file.write_text("mine")
    for path in (file, file / "below"):
        with pytest.raises(StoreError) as caught:
            VectorStore.open(VectorstoreSettings(path=path), create=create, embeddings=embeddings)
        assert "\n" not in str(caught.value)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["with space", "q'uo\"te", "ordner-ä-橋", "per%cent#?"])
def test_a_path_of_any_name(tmp_path, embeddings, document, name):
    settings = VectorstoreSettings(path=tmp_path / name)
    with VectorStore.open(settings, create=True, embeddings=embeddings) as store:
        item, chunks = document("a", ["The bridge."])
        store.put(item, chunks=chunks)
    with VectorStore.open(settings, embeddings=embeddings) as store:
        assert names(store.search("bridge")) == ["a/0"]


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "page"])
def test_a_damaged_library_is_named_and_kept(store, settings, embeddings, damage):
    store.close()
    path = settings.path / FILE_NAME
    data = path.read_bytes()
    bad = {
        "empty": b"",
        "text": b"no database " * 1000,
        "cut": data[: len(data) // 2],
        "page": data[:4096] + b"\xff" * 4096 + data[8192:],
    }[damage]
    path.write_bytes(bad)
    # The index came from elsewhere as far as the store can tell, so that it looks at everything.
    for file in settings.path.glob("index-*/chroma.sqlite3"):
        file.touch()
    with pytest.raises(StoreDamaged) as caught:
        VectorStore.open(settings, create=True, embeddings=embeddings)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == bad
    VectorStore.open(VectorstoreSettings(path=settings.path / "new"), create=True, embeddings=embeddings).close()


def test_a_newer_format_is_refused(store, settings, embeddings):
    store.close()
    with sqlite3.connect(settings.path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreUnavailable, match="newer"):
        VectorStore.open(settings, embeddings=embeddings)


def test_an_index_that_fails_while_open_is_made_anew(store, settings):
    assert names(store.search("bridge"))[0] == "a/0"
    (path,) = settings.path.glob("index-*/chroma.sqlite3")
    path.write_bytes(b"no database" * 1000)
    assert names(store.search("bridge"))[0] == "a/0"
    assert store.status().rebuilt


def test_deleting_the_index_costs_nothing(store, settings, embeddings):
    import shutil

    store.close()
    for folder in Path(settings.path).glob("index-*"):
        shutil.rmtree(folder)
    embeddings.texts.clear()
    with VectorStore.open(settings, embeddings=embeddings) as opened:
        assert opened.status().rebuilt
        assert names(opened.search("bridge"))[0] == "a/0"
    assert embeddings.texts == []
