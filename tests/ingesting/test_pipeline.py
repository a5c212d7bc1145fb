"""The pipeline where things go wrong halfway, in folders that are not plain, and over the samples as they come."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from ingest.attribution import Analysis
from ingest.errors import NothingToIngest
from ingest.pipeline import ingest
from ingest.report import Duplicate, Refusal, SyncReport
from vectorstore import EmbeddingUnavailable, ParleyError, SourceDocument, Span, VectorStore, VectorstoreSettings

STORY = "\n\n".join(
    f"The envoys met for the {word} time in the old customs house. They spoke of the {topic} and of nothing else."
    for word, topic in (("first", "water"), ("second", "toll"), ("third", "lorries"), ("fourth", "grain"))
)


class Refusing(Embeddings):
    """Encodes by length; a text with the word ``POISON`` cannot be encoded while ``broken``."""

    model_id = "refusing"

    def __init__(self) -> None:
        self.broken = True

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.broken and any("POISON" in text for text in texts):
            raise EmbeddingUnavailable("The encoder has stopped: start it again.")
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, len(text) / 1000, 0.5]


class Silent:
    """Finds nothing."""

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        assert all(document.text[start:end].strip() for start, end in sentences)
        assert all(first[1] <= second[0] for first, second in pairwise(sentences))
        return Analysis(statements=(), entities=())


@pytest.fixture
def embeddings() -> Refusing:
    return Refusing()


@pytest.fixture
def store(tmp_path: Path, embeddings: Refusing) -> Iterator[VectorStore]:
    settings = VectorstoreSettings(path=tmp_path / "store")
    with VectorStore.open(settings, create=True, embeddings=embeddings) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, content: str | bytes = "Nobody signed anything. The talks go on.") -> Path:
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def names(sources: Sequence[str]) -> list[str]:
    return [Path(source).name for source in sources]


def contents(store: VectorStore) -> tuple[object, ...]:
    return store.documents(), store.chunks(), store.statements(), store.entities(), store.duplicate_of


# --- failures halfway


def test_what_was_stored_before_a_failure_stays_and_the_next_run_goes_on(
    store: VectorStore, write: Callable[..., Path], embeddings: Refusing
) -> None:
    folder = write("a.txt").parent
    write("b.txt", "The POISON is here.")
    write("c.txt", "The last text.")

    with pytest.raises(ParleyError):
        ingest([folder], store=store, attributor=Silent())

    assert names([item.source for item in store.documents()]) == ["a.txt"]
    assert {chunk.document_id for chunk in store.chunks()} == {item.document_id for item in store.documents()}

    embeddings.broken = False
    report = ingest([folder], store=store, attributor=Silent())

    assert (names(report.kept), names(report.added)) == (["a.txt"], ["b.txt", "c.txt"])


def test_a_change_that_cannot_be_stored_leaves_the_old_text(store: VectorStore, write: Callable[..., Path]) -> None:
    path = write("a.txt", "The bridge is open.")
    ingest([path], store=store, attributor=Silent())
    before = contents(store)
    write("a.txt", "The POISON is here.")

    with pytest.raises(ParleyError):
        ingest([path], store=store, attributor=Silent())

    assert contents(store) == before
    assert [hit.chunk.text for hit in store.search("bridge")] == ["The bridge is open."]


def test_a_sidecar_that_cannot_be_used_refuses_its_document_only(
    store: VectorStore, write: Callable[..., Path]
) -> None:
    folder = write("a.txt").parent
    write("a.txt.meta.yaml", "published_on: the day before yesterday")
    write("b.txt", "Another text.")

    report = ingest([folder], store=store, attributor=Silent())

    assert names([item.source for item in report.refused]) == ["a.txt"]
    assert names([item.source for item in store.documents()]) == ["b.txt"]


def test_a_refused_change_is_not_pruned(store: VectorStore, write: Callable[..., Path]) -> None:
    folder = write("a.docx.txt", "The bridge is open.").parent
    ingest([folder], store=store, attributor=Silent())
    before = contents(store)
    write("a.docx.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    report = ingest([folder], store=store, attributor=Silent(), prune=True)

    assert not report.ok
    assert report.removed == ()
    assert contents(store) == before


# --- folders


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links of POSIX")
def test_links_that_lead_in_a_circle_end(store: VectorStore, write: Callable[..., Path]) -> None:
    folder = write("sub/a.txt").parent.parent
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "one.txt").symlink_to(folder / "two.txt")
    (folder / "two.txt").symlink_to(folder / "one.txt")

    report = ingest([folder, folder / "sub" / "up"], store=store, attributor=Silent())

    assert names(report.added) == ["a.txt"]
    with pytest.raises(NothingToIngest):
        ingest([folder / "self.txt"], store=store, attributor=Silent())


def test_a_hidden_file_is_read_when_it_is_named(store: VectorStore, write: Callable[..., Path]) -> None:
    assert names(ingest([write(".draft.txt")], store=store, attributor=Silent()).added) == [".draft.txt"]


def test_a_folder_inside_a_hidden_one_is_read_when_it_is_named(store: VectorStore, write: Callable[..., Path]) -> None:
    assert names(ingest([write(".cache/a.txt").parent], store=store, attributor=Silent()).added) == ["a.txt"]


def test_odd_names_and_capital_suffixes_are_read(store: VectorStore, write: Callable[..., Path]) -> None:
    odd = ["A B.TXT", "ärger-文.txt", "-v.md", "[x]{y}.txt"]
    for number, name in enumerate(odd):
        folder = write(name, f"This is text number {number}.").parent

    report = ingest([folder], store=store, attributor=Silent())

    assert sorted(names(report.added)) == sorted(odd)
    assert names(ingest([folder], store=store, attributor=Silent()).kept) == names(report.added)


@pytest.mark.parametrize("name", ["new\nline.txt", "bell\x07.txt", "bad\udcff.txt"])
def test_names_that_cannot_be_shown_are_refused_and_stop_nothing(
    store: VectorStore, write: Callable[..., Path], name: str
) -> None:
    folder = write("good.txt", "This is a good text.").parent
    write(name, "This is a text with a bad name.")

    report = ingest([folder], store=store, attributor=Silent())

    assert names(report.added) == ["good.txt"]
    assert len(report.refused) == 1
    assert str(report).isprintable() or all(line.isprintable() for line in str(report).splitlines())


@pytest.mark.parametrize("content", ["", "Nothing is refused here but the kind."])
def test_only_files_of_other_kinds_are_nothing_to_ingest(
    store: VectorStore, write: Callable[..., Path], content: str
) -> None:
    path = write("a.xlsx", content)
    for place in (path, path.parent):
        with pytest.raises(NothingToIngest) as raised:
            ingest([place], store=store, attributor=Silent())
        assert raised.value.exit_code == 2
        assert "\n" not in str(raised.value)
    with pytest.raises(NothingToIngest):
        ingest([], store=store, attributor=Silent())


# --- what is stored


def test_two_stores_of_the_same_files_are_the_same(
    store: VectorStore, write: Callable[..., Path], tmp_path: Path
) -> None:
    folder = write("a.txt", STORY).parent
    write("b.md", f"# Toll\n\n{STORY}\n\nIt ends here.")
    ingest([folder], store=store, attributor=Silent())

    with VectorStore.open(VectorstoreSettings(path=tmp_path / "other"), create=True, embeddings=Refusing()) as other:
        ingest([folder / "b.md"], store=other, attributor=Silent())
        ingest([folder / "a.txt"], store=other, attributor=Silent())
        assert contents(other) == contents(store)
        assert other.fingerprint == store.fingerprint


def test_fields_come_from_the_caller_then_the_sidecar_then_the_file(
    store: VectorStore, write: Callable[..., Path]
) -> None:
    path = write(
        "a.md", "---\ntitle: File\npublisher: File\ndate: 2026-01-01\nlanguage: en\n---\n\nNobody signed anything.\n"
    )
    write("a.md.meta.yaml", "title: Sidecar\npublisher: Side\u202ecar\n")

    ingest([path], store=store, attributor=Silent(), overrides={"title": "Caller"})

    (document,) = store.documents()
    assert (document.title, document.publisher) == ("Caller", "Sidecar")
    assert (document.published_on, document.language) == (date(2026, 1, 1), "en")
    assert [chunk.title for chunk in store.chunks()] == ["Caller"]
    assert names(ingest([path], store=store, attributor=Silent()).changed) == ["a.md"], "the title is another one now"


def test_a_document_without_a_title_has_its_first_line(store: VectorStore, write: Callable[..., Path]) -> None:
    ingest([write("a.txt", f"The gate is shut.\n\n{STORY}")], store=store, attributor=Silent())
    ingest([write("b.txt", "word " * 200)], store=store, attributor=Silent())

    short, long = (item.title for item in store.documents())

    assert short == "The gate is shut."
    assert 0 < len(long) <= 120


def test_settings_come_from_the_caller_then_the_file(
    store: VectorStore, write: Callable[..., Path], tmp_path: Path
) -> None:
    path = write("a.txt", STORY * 5)
    env = tmp_path / "settings.env"
    env.write_text("INGEST_CHUNK_TOKENS=40\nINGEST_MAX_FILE_BYTES=1000\n", encoding="utf-8")

    refused = ingest([path], store=store, attributor=Silent(), env_file=env)
    taken = ingest(
        [path],
        store=store,
        attributor=Silent(),
        env_file=env,
        setting_overrides={"ingest_max_file_bytes": 100_000},
    )

    assert (refused.ok, taken.ok) == (False, True)
    assert all(len(chunk.sentences) < 5 for chunk in store.chunks())


def test_a_copy_of_the_copy_repeats_the_earliest_until_that_is_gone(
    store: VectorStore, write: Callable[..., Path]
) -> None:
    for name, day in (("late", 9), ("first", 2), ("middle", 5)):
        write(f"{name}.txt.meta.yaml", f"published_on: 2026-03-0{day}\n")
        folder = write(f"{name}.txt", STORY).parent
    report = ingest([folder], store=store, attributor=Silent())

    def copies() -> dict[str, str]:
        by_id = {item.document_id: Path(item.source).stem for item in store.documents()}
        return {by_id[copy]: by_id[original] for copy, original in store.duplicate_of.items()}

    assert copies() == {"late": "first", "middle": "first"}
    assert sorted(names([item.source for item in report.duplicates])) == ["late.txt", "middle.txt"]
    assert {Path(item.repeats).name for item in report.duplicates} == {"first.txt"}

    (folder / "first.txt").unlink()
    ingest([folder], store=store, attributor=Silent(), prune=True)

    assert copies() == {"late": "middle"}


# --- the report


def test_the_report_names_what_went_wrong_and_counts_the_rest() -> None:
    report = SyncReport(
        added=("/n/a.txt", "/n/b.txt"),
        refused=(Refusal(source="/n/bad.txt", reason="it is empty."),),
        duplicates=(Duplicate(source="/n/b.txt", repeats="/n/a.txt"),),
        skipped=("/n/c.xlsx",),
        warnings=("/n/a.txt: a note",),
    )

    text = str(report)

    assert not report.ok
    assert SyncReport(added=("/n/a.txt",)).ok
    for part in ("/n/bad.txt", "it is empty.", "/n/b.txt", "/n/a.txt: a note"):
        assert part in text
    assert len(text.splitlines()) == 5
    assert str(SyncReport(kept=("/n/a.txt",))) != str(SyncReport(added=("/n/a.txt",)))


# --- the samples


def test_every_span_in_the_samples_is_exact(store: VectorStore) -> None:
    with as_file(files("ingest") / "samples") as folder:
        report = ingest([folder], store=store)

    assert report.ok
    assert len(report.added) >= 10
    texts = {item.document_id: item.text for item in store.documents()}
    statements, entities, chunks = store.statements(), store.entities(), store.chunks()
    assert {item.document_id for item in chunks} == set(texts)
    assert len(statements) > 50
    for item in statements:
        text = texts[item.document_id]
        assert text[item.start : item.end] == item.content != ""
        if item.speaker_start is not None and item.speaker_end is not None:
            assert 0 <= item.speaker_start < item.speaker_end <= len(text)
    for entity in entities:
        assert texts[entity.document_id][entity.start : entity.end] == entity.text
    for chunk in chunks:
        assert texts[chunk.document_id][chunk.start : chunk.end] == chunk.text
        for start, end in chunk.sentences:
            assert chunk.start <= start < end <= chunk.end
    assert len({item.statement_id for item in statements}) == len(statements)
    assert {item.title for item in store.documents()}.isdisjoint({""})


def test_importing_the_pipeline_loads_no_model() -> None:
    code = "import sys, ingest.pipeline\nprint('spacy' in sys.modules, 'chromadb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
