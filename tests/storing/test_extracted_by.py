"""What found the statements of a document is on record, also in stores of an older or a younger Parley."""

from __future__ import annotations

import sqlite3

import pytest

from vectorstore import VectorStore
from vectorstore.records import RULES

MODEL = "openai:reader"


@pytest.fixture
def store(settings, embeddings, document, said):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as opened:
        for name, method in (("a", RULES), ("b", MODEL)):
            item, chunks = document(name, [f"The bridge {name} is closed."])
            opened.put(item, chunks=chunks, statements=said(chunks), extracted_by=method)
        yield opened


def change(settings, statement: str) -> None:
    connection = sqlite3.connect(next(settings.path.glob("*.sqlite*")))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_it_is_kept_with_the_document_and_goes_with_it(store, settings, embeddings):
    assert store.extracted_by == {"a": RULES, "b": MODEL}
    assert store.status().extracted == {RULES: 1, MODEL: 1}
    store.close()
    with VectorStore.open(settings, embeddings=embeddings) as again:
        assert again.extracted_by == {"a": RULES, "b": MODEL}
        again.remove("b")
        assert again.extracted_by == {"a": RULES}


def test_other_statements_make_another_fingerprint(store, settings, embeddings, document, said):
    item, chunks = document("b", ["The bridge b is closed."])
    by_model = store.fingerprint
    store.put(item, chunks=chunks, statements=said(chunks))
    by_rules = store.fingerprint
    assert by_rules != by_model
    # That of the rules stays what it was before anything was recorded.
    store.close()
    change(settings, "DROP TABLE extracted")
    with VectorStore.open(settings, embeddings=embeddings) as again:
        assert again.fingerprint == by_rules


def test_a_store_of_before_it_was_recorded_is_one_of_the_rules(store, settings, embeddings):
    store.close()
    change(settings, "DROP TABLE extracted")
    with VectorStore.open(settings, embeddings=embeddings) as again:
        assert again.extracted_by == {"a": RULES, "b": RULES}


def test_what_a_parley_wrote_that_records_nothing_is_of_the_rules(store, settings, embeddings):
    store.close()
    change(settings, "UPDATE documents SET content_hash = 'of a later text' WHERE document_id = 'b'")
    with VectorStore.open(settings, embeddings=embeddings) as again:
        assert again.extracted_by == {"a": RULES, "b": RULES}
