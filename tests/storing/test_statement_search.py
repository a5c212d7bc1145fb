"""Statements in the index: filtered before they are ranked, and never out of step with the library."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vectorstore import Filters, VectorStore

SPRING, SUMMER = date(2031, 3, 4), date(2031, 7, 1)


@pytest.fixture
def store(settings, embeddings, document, said):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as opened:
        item, chunks = document("a", ["The bridge is closed.", "A river."], publisher="Gazette", published_on=SPRING)
        opened.put(item, chunks=chunks, statements=said(chunks, party="Maldora"))
        item, chunks = document("b", ["The bridge is old."], publisher="Wire", published_on=SUMMER)
        opened.put(item, chunks=chunks, statements=said(chunks, speaker="Brandel", party="Kestria"))
        item, chunks = document("c", ["The bridge has a bridge on a bridge."])
        earlier = [replace(item, said_on=date(2030, 1, 1)) for item in said(chunks, speaker="Amsel")]
        opened.put(item, chunks=chunks, statements=earlier)
        yield opened


def found(store: VectorStore, query: str = "bridge", **limits) -> list[str]:
    return [hit.statement.content for hit in store.search_statements(query, **limits)]


def test_the_best_statement_comes_first_with_the_reasons(store):
    first, *_, last = store.search_statements("bridge")
    assert "bridge" in first.statement.content
    assert first.dense_score is not None
    assert first.lexical_score is not None
    assert last.statement.content == "A river."
    assert last.lexical_score is None


@pytest.mark.parametrize(
    ("limits", "contents"),
    [
        ({"speakers": ["Holt"]}, {"The bridge is closed.", "A river."}),
        ({"speakers": ["Holt", "Brandel"], "parties": ["Kestria"]}, {"The bridge is old."}),
        ({"parties": ["Maldora"]}, {"The bridge is closed.", "A river."}),
        ({"speakers": ["Nobody"]}, set()),
        ({"filters": Filters(date_from=SUMMER)}, {"The bridge is old."}),
        ({"filters": Filters(date_to=date(2030, 12, 31))}, {"The bridge has a bridge on a bridge."}),
        ({"filters": Filters(publishers=("Wire",))}, {"The bridge is old."}),
        ({"filters": Filters(document_ids=("a",))}, {"The bridge is closed.", "A river."}),
    ],
)
def test_a_filter_holds_before_the_ranking(store, limits, contents):
    assert set(found(store, **limits)) == contents
    # With a place for one only, the filter still leaves one: it is no sieve behind the ranking.
    assert len(found(store, limit=1, **limits)) == min(1, len(contents))


def test_put_and_remove_change_what_is_found(store, document, said):
    item, chunks = document("a", ["A tariff."], published_on=SPRING)
    store.put(item, chunks=chunks, statements=said(chunks))
    assert found(store, speakers=["Holt"]) == ["A tariff."]
    store.remove("a")
    assert found(store, speakers=["Holt"]) == []


def test_vectors_of_statements_that_are_gone_are_gone_too(store, settings):
    for name in ("a", "b", "c"):
        store.remove(name)
    store.close()
    with sqlite3.connect(next(settings.path.glob("*.sqlite*"))) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (0,)
    connection.close()


def test_a_lost_index_is_made_anew_with_its_statements(store, settings, embeddings):
    before = found(store)
    store.close()
    for folder in Path(settings.path).glob("index-*"):
        shutil.rmtree(folder)
    embeddings.texts.clear()
    with VectorStore.open(settings, embeddings=embeddings) as opened:
        assert found(opened) == before
    assert embeddings.texts == []


def test_a_store_of_before_there_were_statements_in_the_index_gets_them(store, settings, embeddings):
    before = found(store)
    store.close()
    connection = sqlite3.connect(next(settings.path.glob("*.sqlite*")))
    connection.execute("DROP TABLE spoken")
    connection.execute("DELETE FROM manifest WHERE name = 'spoken'")
    connection.commit()
    connection.close()
    with VectorStore.open(settings, embeddings=embeddings) as opened:
        assert opened.status().rebuilt
        assert found(opened) == before
    with VectorStore.open(settings, embeddings=embeddings) as again:
        assert not again.status().rebuilt


def test_a_document_without_chunks_has_nothing_to_find(store, document, said):
    item, chunks = document("d", ["The bridge of sighs."])
    store.put(item, chunks=[], statements=said(chunks, speaker="Lind"))
    assert found(store, speakers=["Lind"]) == []


@pytest.mark.parametrize("query", ["", "  ", "\ud800", '"', "the of a", "x" * 50_000])
def test_any_query_is_a_query(store, query):
    assert isinstance(found(store, query), list)


def test_a_limit_below_one_is_refused(store):
    with pytest.raises(ValueError, match="limit"):
        store.search_statements("bridge", limit=0)
