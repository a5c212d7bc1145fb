"""Ingest with something that proposes statements: what it may change, what is told, and what a second run does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from ingest.pipeline import ingest
from ingest.report import SyncReport
from vectorstore import ExtractionFailed, Proposal, SourceDocument, Span, VectorStore, VectorstoreSettings
from vectorstore.records import RULES

FIRST = "“We will not pay,” President Irena Holt said. Tomas Brandel said that the toll was fair."
SECOND = "Lind said that the locks are closed."
NOTHING = "The lake is deep. The hills are green."
HOLT = Proposal(speaker="Irena Holt", cue="said", content="We will not pay")
LIND = Proposal(speaker="Lind", cue="said", content="the locks are closed")
INVENTED = Proposal(speaker="Irena Holt", cue="said", content="We will pay all of it")


class Flat(Embeddings):
    model_id = "flat"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, len(text) / 1000]


@dataclass
class Scripted:
    """Proposes the same for every document, but fails for those whose text holds ``failing``."""

    proposals: Sequence[Proposal] = (HOLT, INVENTED, LIND)
    failing: str = "no such words"
    name: str = "openai:reader"
    usage: Mapping[str, int] = field(default_factory=lambda: {"input_tokens": 70, "output_tokens": 30})
    cost: float | None = 0.5
    asked: list[str] = field(default_factory=list)

    def propose(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Sequence[Proposal]:
        self.asked.append(Path(document.source).name)
        if self.failing in document.text:
            raise ExtractionFailed("The server is silent.")
        assert all(document.text[start:end].strip() for start, end in sentences)
        return self.proposals


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    settings = VectorstoreSettings(path=tmp_path / "store")
    with VectorStore.open(settings, create=True, embeddings=Flat()) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND), ("c.txt", NOTHING)):
        (made / name).write_text(text, encoding="utf-8")
    return made


def names(sources: Sequence[str]) -> list[str]:
    return [Path(source).name for source in sources]


def said(store: VectorStore) -> list[str]:
    return [item.content for item in store.statements()]


def methods(store: VectorStore) -> list[str]:
    return [store.extracted_by[item.document_id] for item in store.documents()]


def counts(report: SyncReport) -> tuple[int, int, int]:
    return len(report.added), len(report.changed), len(report.kept)


def test_what_is_borne_out_is_stored_and_all_is_counted(store: VectorStore, folder: Path) -> None:
    extractor = Scripted()
    report = ingest([folder], store=store, extractor=extractor)
    assert said(store) == [HOLT.content, LIND.content]
    found = report.extraction
    assert found is not None
    assert (found.model, found.documents, found.proposed, found.kept) == (extractor.name, 3, 9, 2)
    assert found.dropped == {"content": 7}
    assert (found.usage, found.cost, found.fallbacks) == (extractor.usage, extractor.cost, ())
    assert found.proposed == found.kept + sum(found.dropped.values())
    assert methods(store)[:2] == [extractor.name] * 2
    for number in ("2 of 9", "7", "70", "30", "0.5"):
        assert number in str(report)


def test_without_an_extractor_nothing_is_told_of_one(store: VectorStore, folder: Path) -> None:
    report = ingest([folder], store=store)
    assert report.extraction is None
    assert set(methods(store)) == {RULES}


def test_a_second_run_asks_nobody_again(store: VectorStore, folder: Path) -> None:
    ingest([folder], store=store, extractor=Scripted())
    again = Scripted()
    report = ingest([folder], store=store, extractor=again)
    assert (counts(report), again.asked) == ((0, 0, 3), [])
    assert "openai" not in str(report)


def test_a_document_it_fails_for_is_read_by_the_rules_and_asked_for_again(store: VectorStore, folder: Path) -> None:
    report = ingest([folder], store=store, extractor=Scripted(failing="toll"))
    assert report.ok
    assert report.extraction is not None
    assert [(Path(item.source).name, item.reason) for item in report.extraction.fallbacks] == [
        ("a.txt", "The server is silent.")
    ]
    assert "a.txt" in str(report)
    assert "The server is silent." in str(report)
    by_rules = said(store)
    assert "the toll was fair" in by_rules
    assert methods(store)[0] == RULES

    worse = Scripted(failing="toll")
    report = ingest([folder], store=store, extractor=worse)
    assert (counts(report), worse.asked, said(store)) == ((0, 0, 3), ["a.txt"], by_rules)

    better = Scripted()
    report = ingest([folder], store=store, extractor=better)
    assert (names(report.changed), better.asked) == (["a.txt"], ["a.txt"])
    assert said(store) == [HOLT.content, LIND.content]


def test_a_switch_renews_what_the_other_found(store: VectorStore, folder: Path) -> None:
    ingest([folder], store=store)
    by_rules = said(store)
    assert counts(ingest([folder], store=store, extractor=Scripted())) == (0, 3, 0)
    assert said(store) != by_rules
    other = Scripted(proposals=[HOLT], name="openai:other")
    assert counts(ingest([folder], store=store, extractor=other))[0:2] == (0, 3)
    ingest([folder], store=store)
    assert said(store) == by_rules
    assert all(method.startswith(RULES) for method in methods(store))


def test_a_model_that_fails_takes_nothing_from_what_another_found(store: VectorStore, folder: Path) -> None:
    ingest([folder], store=store, extractor=Scripted())
    before = said(store), store.fingerprint
    report = ingest([folder], store=store, extractor=Scripted(failing="", name="openai:other"))
    assert (said(store), store.fingerprint) == before
    assert report.extraction is not None
    assert len(report.extraction.fallbacks) == 3


@pytest.mark.parametrize("proposals", [[], [INVENTED], [Proposal(speaker="", cue="", content="")]])
def test_where_nothing_stands_the_rules_find_the_statements_and_that_is_told(
    store: VectorStore, folder: Path, proposals: list[Proposal]
) -> None:
    report = ingest([folder], store=store, extractor=Scripted(proposals=proposals))
    assert report.extraction is not None
    assert names([item.source for item in report.extraction.fallbacks]) == ["a.txt", "b.txt"]  # c.txt has none at all
    assert "the toll was fair" in said(store)
    again = Scripted(proposals=proposals)
    assert counts(ingest([folder], store=store, extractor=again)) == (0, 0, 3)
    assert again.asked == []


def test_what_was_read_before_it_was_cut_off_stays_and_is_not_asked_for_again(store: VectorStore, folder: Path) -> None:
    class Stopped(Scripted):
        def propose(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Sequence[Proposal]:
            if len(self.asked) == 1:
                raise KeyboardInterrupt
            return super().propose(document, sentences=sentences)

    with pytest.raises(KeyboardInterrupt):
        ingest([folder], store=store, extractor=Stopped())
    assert said(store) == [HOLT.content]
    rest = Scripted()
    assert counts(ingest([folder], store=store, extractor=rest)) == (2, 0, 1)
    assert rest.asked == ["b.txt", "c.txt"]
