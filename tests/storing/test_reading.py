"""What questions read again and again: of the state of the store, and without going through its texts."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from vectorstore import Filters, Receipt, Statement, VectorStore
from vectorstore.folder import FILE_NAME
from vectorstore.library import Library
from vectorstore.reading import Reader

DAYS = (date(2031, 3, 4), date(2031, 3, 9), None)
OUTLETS = ("Gazette", "Wire", None)


def said(document, content):
    start = document.text.index(content)
    return Statement(
        statement_id=f"{document.document_id}/{content}",
        document_id=document.document_id,
        content=content,
        start=start,
        end=start + len(content),
        kind="direct",
        speaker="Irena Holt",
    )


@pytest.fixture
def store(settings, embeddings, document):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as opened:
        for name, day, outlet in zip("abc", DAYS, OUTLETS, strict=True):
            item, chunks = document(name, ["The bridge.", "The river."], published_on=day, publisher=outlet)
            opened.put(item, chunks=chunks, statements=[said(item, "The river.")])
        yield opened


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (None, Receipt(documents=3, date_from=DAYS[0], date_to=DAYS[1], publishers=("Gazette", "Wire"))),
        (
            Filters(publishers=("Wire",)),
            Receipt(documents=1, date_from=DAYS[1], date_to=DAYS[1], publishers=("Wire",)),
        ),
        (
            Filters(date_to=DAYS[0]),
            Receipt(documents=1, date_from=DAYS[0], date_to=DAYS[0], publishers=("Gazette",)),
        ),
        (
            Filters(date_from=date(2031, 3, 5)),
            Receipt(documents=1, date_from=DAYS[1], date_to=DAYS[1], publishers=("Wire",)),
        ),
        (Filters(document_ids=("c",)), Receipt(documents=1, date_from=None, date_to=None, publishers=())),
        (Filters(publishers=("None",)), Receipt(documents=0, date_from=None, date_to=None, publishers=())),
    ],
)
def test_a_receipt_says_what_is_searched(store, filters, expected):
    assert store.receipt(filters) == expected


def test_a_receipt_reads_no_text(store, settings):
    """The plan of the query names an index that holds all that it reads."""
    store.close()
    sql = "SELECT count(*), min(d.published_on), max(d.published_on) FROM documents d WHERE 1"
    with sqlite3.connect(settings.path / FILE_NAME) as connection:
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "COVERING INDEX" in plan


def test_a_store_of_before_gets_the_index(store, settings, embeddings):
    store.close()
    with sqlite3.connect(settings.path / FILE_NAME) as connection:
        connection.execute("DROP INDEX document_receipts")
    with VectorStore.open(settings, embeddings=embeddings) as opened:
        assert opened.receipt().documents == 3
    with sqlite3.connect(settings.path / FILE_NAME) as connection:
        assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'document_receipts'").fetchone()


def test_parts_are_those_of_the_document(store):
    parts = store.parts("a")
    assert parts.document == store.document("a")
    assert list(parts.sentences) == [span for chunk in store.chunks(["a"]) for span in chunk.sentences]
    assert list(parts.statements) == store.statements(["a"])
    with pytest.raises(KeyError):
        store.parts("none")


def test_parts_are_read_once_until_something_is_written(store, document):
    before = store.parts("a")
    assert store.parts("a") is before
    item, chunks = document("a", ["The envoy."])
    store.put(item, chunks=chunks)
    after = store.parts("a")
    assert (after.document.text, len(after.sentences), after.statements) == ("The envoy.", 1, ())
    store.remove("a")
    with pytest.raises(KeyError):
        store.parts("a")


def test_only_so_many_texts_are_kept(store, settings):
    room = 2 * len(store.document("a").text)
    store.close()
    library = Library(settings.path)
    reader = Reader(library, model_id="none", characters_kept=room)
    first, second = reader.parts("a"), reader.parts("b")
    assert reader.parts("a") is first
    reader.parts("c")
    assert reader.parts("a") is first, "the one that was not asked for longest goes"
    assert reader.parts("b") is not second
    library.close()


def test_what_is_kept_follows_each_change(store, document):
    seen = {store.fingerprint}
    item, chunks = document("d", ["The harbour."])
    store.put(item, chunks=chunks)
    seen.add(store.fingerprint)
    store.set_duplicates({"b": "a"})
    assert store.duplicate_of == {"b": "a"}
    store.duplicate_of.clear()
    assert store.duplicate_of == {"b": "a"}, "what is given out is the caller's own"
    store.remove("b")
    assert store.duplicate_of == {}
    seen.add(store.fingerprint)
    assert len(seen) == 3
    store.put(replace(item, content_hash=""), chunks=chunks)
    assert store.receipt().documents == 3
