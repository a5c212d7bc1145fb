"""Keeping a store in step with files: real files, a real store."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import takewhile
from pathlib import Path
from tempfile import gettempdir

import pytest
from langchain_core.embeddings import Embeddings

from ingest.attribution import Analysis
from ingest.blocks import DocumentFields
from ingest.errors import NothingToIngest
from ingest.files import find_files
from ingest.pipeline import _is_gone, _prune, ingest
from ingest.report import Progress, SyncReport
from ingest.settings import IngestSettings
from ingest.taking import Tally
from vectorstore import Entity, SourceDocument, Span, Statement, VectorStore, VectorstoreSettings
from vectorstore.language import LanguageUnavailable

SETTINGS = IngestSettings(chunk_tokens=60, parse_seconds=20)
STORY = (
    "Envoys of both sides met on Monday in the old customs house by the bridge. They spoke for four hours about"
    " the water of the river, the tariff on grain and the lorries that wait at the border. Nobody signed anything."
    " A second meeting is planned for next week, the mediator said."
)


class LengthEmbeddings(Embeddings):
    """Places a text by its length: enough where only the keeping of texts is tested."""

    model_id = "length"

    def __init__(self) -> None:
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, len(text) / 1000, 0.5]


class Bystander:
    """Finds one statement and one name a document, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        self.asked.append(document.source)
        start, end = sentences[0]
        statement = Statement(
            statement_id=f"{document.document_id}-0",
            document_id=document.document_id,
            content=document.text[start:end],
            start=start,
            end=end,
            kind="indirect",
        )
        first = document.text[start:end].split()[0]
        entity = Entity(document_id=document.document_id, text=first, start=start, end=start + len(first), label="ORG")
        return Analysis(statements=(statement,), entities=(entity,))


class Stumbling(Bystander):
    """Fails on the documents whose name is in ``bad``."""

    def __init__(self, *bad: str, error: Exception) -> None:
        super().__init__()
        self.bad = set(bad)
        self.error = error

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        if Path(document.source).name in self.bad:
            raise self.error
        return super().analyse(document, sentences=sentences)


class Place:
    """A folder of documents beside a store."""

    def __init__(self, root: Path, store: VectorStore, embeddings: LengthEmbeddings) -> None:
        self.folder = root / "news"
        self.folder.mkdir()
        self.store = store
        self.embeddings = embeddings
        self.analyst: Bystander = Bystander()

    def write(self, name: str, content: str | bytes = STORY) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def sync(
        self,
        *paths: Path,
        prune: bool = False,
        overrides: DocumentFields | None = None,
        settings: IngestSettings = SETTINGS,
    ) -> SyncReport:
        return ingest(
            paths or [self.folder],
            store=self.store,
            settings=settings,
            prune=prune,
            overrides=overrides,
            attributor=self.analyst,
        )

    def stored(self) -> list[str]:
        for document in self.store.documents():
            for chunk in self.store.chunks([document.document_id]):
                assert document.text[chunk.start : chunk.end] == chunk.text
        return [Path(document.source).name for document in self.store.documents()]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    embeddings = LengthEmbeddings()
    settings = VectorstoreSettings(path=tmp_path / "store")
    with VectorStore.open(settings, create=True, embeddings=embeddings) as store:
        yield Place(tmp_path, store, embeddings)


def names(sources: Sequence[str]) -> list[str]:
    return [Path(source).name for source in sources]


def test_a_second_run_changes_nothing_and_says_so(place: Place) -> None:
    place.write("a.txt")
    place.write("sub/b.md", f"# Bridge\n\n{STORY} Two.")
    first = place.sync()
    embedded, asked = place.embeddings.embedded, list(place.analyst.asked)

    second = place.sync()

    assert names(first.added) == ["a.txt", "b.md"]
    assert names(second.kept) == ["a.txt", "b.md"]
    assert (second.added, second.changed, second.removed, second.refused) == ((), (), (), ())
    assert (place.embeddings.embedded, place.analyst.asked) == (embedded, asked)
    assert str(second) != str(first)


def test_a_changed_file_replaces_all_of_its_old_text(place: Place) -> None:
    path = place.write("a.txt", "The old bridge is closed to lorries.")
    place.sync()
    document = place.store.documents()[0]
    path.write_text("The new tunnel is open.", encoding="utf-8")

    report = place.sync()

    assert names(report.changed) == ["a.txt"]
    assert [item.document_id for item in place.store.documents()] == [document.document_id]
    assert [chunk.text for chunk in place.store.chunks()] == ["The new tunnel is open."]
    assert [statement.content for statement in place.store.statements()] == ["The new tunnel is open."]
    assert [entity.text for entity in place.store.entities()] == ["The"]


def test_a_changed_sidecar_is_a_change(place: Place) -> None:
    place.write("a.txt")
    place.sync()
    place.write("a.txt.meta.yaml", "publisher: Harbour Mail\npublished_on: 2026-03-02\n")

    report = place.sync()

    assert names(report.changed) == ["a.txt"]
    document = place.store.documents()[0]
    assert (document.publisher, document.published_on) == ("Harbour Mail", date(2026, 3, 2))
    assert place.store.chunks()[0].publisher == "Harbour Mail"


def test_what_the_caller_gives_goes_before_what_is_stated(place: Place) -> None:
    place.write("a.md", f"---\ntitle: Stated\ndate: 2026-03-01\n---\n\n{STORY}")

    place.sync(overrides=DocumentFields(title="Given", language="en"))

    document = place.store.documents()[0]
    assert (document.title, document.language, document.published_on) == ("Given", "en", date(2026, 3, 1))


def test_vanished_files_go_only_when_asked_and_only_under_the_paths(place: Place) -> None:
    gone, other = place.write("sub/gone.txt"), place.write("other/gone_too.txt", STORY + " Other.")
    place.write("sub/stays.txt", "Something else entirely.")
    place.sync()
    gone.unlink()
    other.unlink()

    assert place.sync().removed == ()
    assert place.sync(place.folder / "sub", prune=True).removed == (str(gone.resolve()),)
    assert place.stored() == ["gone_too.txt", "stays.txt"]


def test_a_folder_that_became_empty_is_emptied_by_prune(place: Place) -> None:
    path = place.write("a.txt")
    place.sync()
    path.unlink()

    assert names(place.sync(prune=True).removed) == ["a.txt"]
    assert place.store.documents() == []


def test_prune_spares_what_is_there_and_only_passed_over(place: Place) -> None:
    hidden = place.write(".drafts/a.txt")
    place.write("b.txt", "Something else entirely.")
    place.sync(hidden)
    assert place.sync(prune=True).removed == ()
    hidden.unlink()
    assert names(place.sync(prune=True).removed) == ["a.txt"]


def test_a_name_that_cannot_be_looked_at_is_refused_and_stops_nothing(place: Place) -> None:
    file = place.write("b.txt")
    report = place.sync(file, place.folder / ("x" * 300))
    assert names(report.added) == ["b.txt"]
    assert len(report.refused) == 1
    with pytest.raises(NothingToIngest):
        place.sync(Path("~nobody-of-this-name/x"))


def test_one_bad_file_never_stops_the_others(place: Place) -> None:
    place.write("a.txt", "First text of all.")
    for name, content in BAD.items():
        place.write(name, content)
    place.write("z.txt", "Last text of all.")

    report = place.sync()

    assert place.stored() == ["a.txt", "z.txt"]
    assert sorted(Path(item.source).name for item in report.refused) == sorted(BAD)
    assert not report.ok
    assert all(item.reason.strip() and "\n" not in item.reason for item in report.refused)
    assert all(Path(item.source).name in str(report) for item in report.refused)
    assert place.store.statements(["unknown"]) == []


def _zip(**parts: str) -> bytes:
    import io

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return target.getvalue()


BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.md": " \n\u00a0\u3000\n".encode(),
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "noise.txt": bytes(range(256)) * 8,
    "paper.txt": b"%PDF-1.7\n1 0 obj <<>> endobj",
    "script.html": b"<html><head><title>App</title></head><body><div id=a></div><script>run()</script></body></html>",
    "hidden.html": b"<p hidden>Only this.</p>",
    "header.pdf": b"%PDF-1.7\n",
    "words.pdf": b"just words",
    "cut.docx": _zip(word__document__xml="<w/>")[:40],
    "sheet.docx": _zip(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}),
    "old.docx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096),
    "bomb.docx": _zip(**{"[Content_Types].xml": "<Types/>", "word/document.xml": " " * 60_000_000}),
}


def test_a_document_that_can_no_longer_be_read_stays_as_it_was(place: Place) -> None:
    path = place.write("a.txt", "The bridge is open.")
    place.sync()
    path.write_bytes(b"")

    report = place.sync(prune=True)

    assert names([item.source for item in report.refused]) == ["a.txt"]
    assert [chunk.text for chunk in place.store.chunks()] == ["The bridge is open."]


def test_a_page_of_compressed_rubbish_is_refused_within_the_limits(place: Place) -> None:
    stream = zlib.compress(b"q Q\n" * 8_000_000, 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))
    place.write("bomb.pdf", body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF\n")
    place.write("page.html", f"<article><h1>Bridge</h1><p>{STORY}</p></article>")

    report = place.sync(settings=IngestSettings(parse_seconds=2))

    assert names(report.added) == ["page.html"]
    assert names([item.source for item in report.refused]) == ["bomb.pdf"]


def test_a_file_over_the_limit_is_refused(place: Place) -> None:
    place.write("long.txt", "word " * 1_000)

    report = place.sync(settings=IngestSettings(max_file_bytes=2_000))

    assert names([item.source for item in report.refused]) == ["long.txt"]


def test_folders_are_searched_for_documents_only(place: Place) -> None:
    place.write("a.txt")
    place.write(".hidden.txt")
    place.write(".git/b.txt")
    place.write("c.xlsx", b"PK")
    place.write("a.txt.meta.yaml", "language: en\n")

    report = place.sync()

    assert names(report.added) == ["a.txt"]
    assert names(report.skipped) == ["c.xlsx"]
    assert report.ok


def test_a_named_file_of_another_kind_is_refused_and_not_skipped(place: Place) -> None:
    report = place.sync(place.write("a.txt"), place.write("c.xlsx", b"PK"))

    assert names(report.added) == ["a.txt"]
    assert [Path(item.source).suffix for item in report.refused] == [".xlsx"]
    assert ".xlsx" not in report.refused[0].reason
    assert "docx" in report.refused[0].reason


@pytest.mark.parametrize("missing", [True, False])
def test_nothing_to_ingest_is_an_error_of_use(place: Place, missing: bool) -> None:
    with pytest.raises(NothingToIngest) as raised:
        place.sync(place.folder / "nowhere" if missing else place.folder)

    assert raised.value.exit_code == 2
    assert str(place.folder) in str(raised.value)


def test_a_missing_path_stops_before_anything_is_stored(place: Place) -> None:
    with pytest.raises(NothingToIngest):
        place.sync(place.write("a.txt"), place.folder / "nowhere")

    assert place.store.documents() == []


def test_a_file_named_twice_is_stored_once(place: Place) -> None:
    path = place.write("a.txt")

    assert len(place.sync(path, place.folder, path.parent / "." / path.name).added) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes of POSIX")
def test_links_out_of_the_folder_and_pipes_are_not_read(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "outside" / "secret.txt"
    outside.parent.mkdir()
    outside.write_text("A secret stands here.", encoding="utf-8")
    inside = place.write("a.txt")
    (place.folder / "link.txt").symlink_to(outside)
    (place.folder / "again.txt").symlink_to(inside)
    (place.folder / "folder").symlink_to(outside.parent)
    (place.folder / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(place.folder / "pipe.txt")

    report = place.sync()

    assert place.stored() == ["a.txt"]
    assert names([item.source for item in report.refused]) == ["link.txt"]
    assert place.sync(inside, place.folder / "pipe.txt").refused


def test_copies_of_one_story_are_told_to_the_store(place: Place) -> None:
    place.write("a.txt", f"PORT, March 2, 2026 (Wire) — {STORY}")
    place.write("b.txt", f"HARBOUR, March 3, 2026 (Mail) — {STORY.replace('four', 'five')}")
    place.write("c.txt", "Something else entirely, and short.")

    report = place.sync()

    ids = {Path(item.source).name: item.document_id for item in place.store.documents()}
    assert place.store.duplicate_of == {ids["b.txt"]: ids["a.txt"]}
    assert len(report.duplicates) == 1


def test_copies_are_found_after_an_ingest_that_was_cut_off(place: Place) -> None:
    place.write("a.txt", f"One. {STORY}")
    place.write("b.txt", f"Two. {STORY}")

    def stop(progress: Progress) -> None:
        if progress.done == progress.total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([place.folder], store=place.store, settings=SETTINGS, progress=stop, attributor=place.analyst)
    assert len(place.stored()) == 2

    place.sync()

    assert len(place.store.duplicate_of) == 1


def test_progress_counts_every_file_to_the_end(place: Place) -> None:
    for number in range(3):
        place.write(f"{number}.txt", f"Text number {number} stands here.")
    seen: list[Progress] = []

    ingest([place.folder], store=place.store, settings=SETTINGS, progress=seen.append, attributor=place.analyst)

    assert [item.done for item in seen] == [0, 1, 2, 3]
    assert {item.total for item in seen} == {3}


@pytest.mark.parametrize("error", [ValueError("shape\nmismatch"), RecursionError(), MemoryError()])
def test_a_document_whose_statements_cannot_be_read_is_stored_without_them(place: Place, error: Exception) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        place.write(name, f"{name} is here. {STORY}")
    stumbling = place.analyst = Stumbling("b.txt", error=error)

    report = place.sync()

    assert names(report.added) == ["a.txt", "b.txt", "c.txt"]
    assert report.ok
    (warning,) = report.warnings
    assert "b.txt" in warning
    assert len(warning.splitlines()) == 1
    by_name = {Path(document.source).name: document.document_id for document in place.store.documents()}
    assert place.store.chunks([by_name["b.txt"]])
    assert [len(place.store.statements([by_name[name]])) for name in sorted(by_name)] == [1, 0, 1]

    stumbling.bad.clear()
    assert names(place.sync().changed) == ["b.txt"], "what is missing is tried again"
    assert place.store.statements([by_name["b.txt"]])
    assert names(place.sync().kept) == ["a.txt", "b.txt", "c.txt"]


def test_without_a_language_model_the_ingest_ends_with_its_cure(place: Place) -> None:
    place.write("a.txt")
    place.analyst = Stumbling("a.txt", error=LanguageUnavailable("reinstall it"))

    with pytest.raises(LanguageUnavailable):
        place.sync()
    assert place.stored() == []


def test_a_misspelt_setting_is_announced(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place.write("a.txt")
    env_file = tmp_path / "settings"
    env_file.write_text("INGEST_CHUNK_TOKEN=60\nINGEST_MAX_FILE_BYTES=\n")
    monkeypatch.setenv("INGEST_PARSE_SECOND", "3")

    ingest([place.folder], store=place.store, env_file=env_file, attributor=place.analyst)

    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert [line.split()[0] for line in told] == ["INGEST_CHUNK_TOKEN", "INGEST_PARSE_SECOND"]


@contextmanager
def no_special_rights() -> Iterator[None]:
    """As somebody whom permissions hold back: the administrator's rights are laid down for the moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("mode", [0, 0o644], ids=["not listed", "listed, not searched"])
def test_a_folder_that_cannot_be_looked_into_loses_nothing(place: Place, mode: int) -> None:
    inside = place.write("sub/a.txt", STORY)
    place.write("b.txt", f"{STORY} The ferry sails at noon.")
    assert len(place.sync().added) == 2
    # The folders of the tests belong to the administrator alone; anybody has to get through to this one.
    for folder in takewhile(lambda one: one != Path(gettempdir()), (place.folder, *place.folder.parents)):
        folder.chmod(0o755)
    inside.parent.chmod(mode)
    try:
        with no_special_rights():
            found = find_files([place.folder], gone=())
            assert not _is_gone(str(inside))
            assert _is_gone(str(place.folder / "never.txt"))
        assert names([str(item) for item in found.files]) == ["b.txt"]
        assert [refusal.source for refusal in found.refused] == [str(inside if mode else inside.parent)]
        gone = Tally()
        known = {document.source: document for document in place.store.documents()}
        _prune([place.folder], found.files, known, place.store, gone)
        assert gone.removed == []
    finally:
        inside.parent.chmod(0o755)
    assert len(place.store.documents()) == 2
