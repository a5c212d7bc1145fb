"""Over a pool: CAsT 2021 turns with their history, and the facts of MultiHop-RAG questions."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.retrieve import retrieve
from assistant.understand.cast import Cast
from assistant.understand.followup import Exchange, standalone
from assistant.understand.question import read_question
from ingest.chunks import chunk_document
from ingest.settings import IngestSettings
from tests.evaluation.metrics import percent
from tests.evaluation.passages import paragraphs
from tests.evaluation.reading import Rows
from vectorstore import Filters, SourceDocument, VectorStore, VectorstoreSettings, parties

_DEPTH = 30


def cast2021(folder: Path) -> Rows:
    """hit@10 of the raw question, made standalone from the questions before it."""
    topics = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
    turns = {f"{topic['number']}_{turn['number']}": turn for topic in topics for turn in topic["turn"]}
    nobody = Cast((), frozenset(), parties().of_typed)
    with (
        tempfile.TemporaryDirectory() as place,
        _pool(place, {key: turn["passage"] for key, turn in turns.items()}) as store,
    ):
        hits = []
        for topic in topics:
            history: list[Exchange] = []
            for turn in topic["turn"]:
                asked = turn["raw_utterance"]
                alone = standalone(asked, history, nobody, occurs=store.occurs)
                question = read_question(alone, nobody)
                context = " ".join(exchange.question for exchange in history[-3:])
                found = retrieve(store, question, cast=nobody, limit=_DEPTH, filters=Filters(), context=context)
                ranked = list(dict.fromkeys(hit.chunk.document_id for hit in found))[:10]
                hits.append(f"{topic['number']}_{turn['number']}" in ranked)
                history.append(Exchange(question=asked))
    return [("CAsT 2021, hit@10, raw question + history", round(percent(hits) / 100, 3), ".745")]


def multihop(folder: Path) -> Rows:
    """Whether all facts of a question are within the first ten; hit@10 beside it."""
    facts: dict[str, str] = {}
    questions: list[tuple[str, set[str]]] = []
    for line in (folder / "queries_500.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = set()
        for item in row["evidence_list"]:
            key = f"{item['url']} {item['fact']}"
            facts[key] = f"{item['title']}\n{item['source']} {item['published_at'][:10]}\n{item['fact']}"
            wanted.add(key)
        if row["question_type"] != "null_query":
            questions.append((row["query"], wanted))
    nobody = Cast((), frozenset(), parties().of_typed)
    with tempfile.TemporaryDirectory() as place, _pool(place, facts) as store:
        complete, some = [], []
        for text, wanted in questions:
            found = retrieve(store, read_question(text, nobody), cast=nobody, limit=_DEPTH, filters=Filters())
            ranked = set(list(dict.fromkeys(hit.chunk.document_id for hit in found))[:10])
            complete.append(wanted <= ranked)
            some.append(bool(wanted & ranked))
    return [
        ("MultiHop-RAG, all facts in the first 10", round(percent(complete) / 100, 3), ".653"),
        ("MultiHop-RAG, hit@10", round(percent(some) / 100, 3), ".99"),
    ]


def _pool(place: str, texts: Mapping[str, str]) -> VectorStore:
    """A store of one document a text; not analysed for statements, which ranking does not use."""
    settings: Any = VectorstoreSettings(path=Path(place) / "store")
    store = VectorStore.open(settings, create=True)
    for key, text in texts.items():
        document = SourceDocument(document_id=key, title="", text=text, source=key, content_hash=key)
        chunks = chunk_document(document, sections=paragraphs(text), settings=IngestSettings())
        store.put(document, chunks=chunks)
    return store
