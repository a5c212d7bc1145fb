"""Processes that die, files that are torn, and a second process at the door, all of them real."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vectorstore import StoreLocked, VectorStore, VectorstoreSettings
from vectorstore.health import Report, probe
from vectorstore.index import VectorIndex
from vectorstore.library import Library
from vectorstore.spoken import spoken_key

TESTS = Path(__file__).parent
ROOT = TESTS.parent.parent

# A child that opens the store, puts a changed and a new document, and kills itself when it comes to POINT,
# the name of a function in the store's code, on its call or return. The profiler hook changes no code.
CHILD = """
import os, signal, sys
sys.path[:0] = [{root!r}, {tests!r}]
from conftest import WordCountEmbeddings, all_said, make_document
from vectorstore import VectorStore, VectorstoreSettings

point, event = {point!r}, {event!r}
store = VectorStore.open(VectorstoreSettings(path={path!r}), embeddings=WordCountEmbeddings())
def die(frame, happened, argument):
    if happened == event and frame.f_code.co_name == point:
        os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(die)
document, chunks = make_document("a", ["The harbour post %d is new." % place for place in range(30)])
store.put(document, chunks=chunks, statements=all_said(chunks))
document, chunks = make_document("new", ["The fishing boat %d is new." % place for place in range(30)])
store.put(document, chunks=chunks, statements=all_said(chunks))
if point in ("rebuild", "_description"):
    store.rebuild()
sys.setprofile(None)
print("alive")
"""

OLD = {"a": ["The bridge is closed.", "The envoy crossed the river."], "b": ["The tariff rose."]}


@pytest.fixture
def filled(settings, embeddings, document, said):
    with VectorStore.open(settings, create=True, embeddings=embeddings) as store:
        for name, paragraphs in OLD.items():
            item, chunks = document(name, paragraphs)
            store.put(item, chunks=chunks, statements=said(chunks))
    return settings


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


def check_whole(settings, embeddings) -> tuple[set[str], bool]:
    """Assert that each document is whole everywhere; return the documents' ids and whether it was rebuilt."""
    with VectorStore.open(settings, embeddings=embeddings) as store:
        documents = {item.document_id: item for item in store.documents()}
        chunks = store.chunks()
        rebuilt = store.status().rebuilt
        for document_id, item in documents.items():
            own = [chunk for chunk in chunks if chunk.document_id == document_id]
            assert "\n\n".join(chunk.text for chunk in own) == item.text
        for chunk in chunks:
            found = store.search(chunk.text, limit=100)
            mine = next(hit for hit in found if hit.chunk == chunk)
            assert mine.dense_rank is not None
            assert mine.lexical_rank is not None
    library = Library(settings.path)
    assert library.pending() == []
    name, model, dimension = (library.recall(key) for key in ("index", "embedding_model", "dimension"))
    index = VectorIndex(settings.path / name, model_id=model, dimension=dimension)
    assert index.ids() == {chunk.chunk_id for chunk in chunks}
    assert index.statements.ids() == {spoken_key(item) for item in library.statements()}
    index.close()
    library.close()
    assert [path.name for path in settings.path.glob("index-*")] == [name]
    return set(documents), rebuilt


@pytest.mark.parametrize(
    ("point", "event"),
    [
        ("embed_documents", "return"),
        ("replace_document", "return"),
        ("upsert", "return"),
        ("delete", "return"),
        ("_try_change", "return"),
        ("rebuild", "call"),
        ("_description", "return"),
    ],
)
def test_a_killed_writer_leaves_whole_documents(filled, embeddings, point, event):
    child = CHILD.format(root=str(ROOT), tests=str(TESTS), path=str(filled.path), point=point, event=event)
    done = run(child)
    assert done.returncode == -signal.SIGKILL, done.stderr
    documents, _ = check_whole(filled, embeddings)
    with VectorStore.open(filled, embeddings=embeddings) as store:
        changed = store.document("a").text.startswith("The harbour")
        assert changed or store.document("a").text == "\n\n".join(OLD["a"])
    assert {"a"} <= documents <= {"a", "b", "new"}
    if point in ("embed_documents", "replace_document", "upsert", "delete"):
        assert documents == {"a", "b"}
        assert not changed


def test_killed_at_any_moment(filled, embeddings):
    code = CHILD.format(root=str(ROOT), tests=str(TESTS), path=str(filled.path), point="", event="")
    code = code.replace("sys.setprofile(die)", 'print("ready", flush=True)\nwhile True:', 1)
    head, body = code.split("while True:", 1)
    loop = "\n".join(f"    {line}" for line in body.split("if point in")[0].strip().splitlines())
    for delay in (0.03, 0.11):
        child = subprocess.Popen(
            [sys.executable, "-c", f"{head}while True:\n{loop}"], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(delay)
        child.kill()
        child.wait()
        child.stdout.close()
        documents, _ = check_whole(filled, embeddings)
        assert {"a", "b"} <= documents


def test_a_clean_end_is_trusted(filled, embeddings):
    _, rebuilt = check_whole(filled, embeddings)
    assert not rebuilt


def tear(source, target, file, damage):
    shutil.copytree(source, target)
    (path,) = [found for found in target.glob("index-*/**/*") if found.name == file]
    data = path.read_bytes()
    middle = len(data) // 2
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "cut": data[:middle], "noise": data[:middle] + os.urandom(middle)}[damage])


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("chroma.sqlite3", "cut"),
        ("data_level0.bin", "noise"),
        ("header.bin", "gone"),
        ("length.bin", "empty"),
        ("link_lists.bin", "noise"),
    ],
)
def test_a_torn_index_is_mended_from_what_is_kept(big, tmp_path, embeddings, file, damage):
    tear(big.path, tmp_path / "torn", file, damage)
    with VectorStore.open(VectorstoreSettings(path=tmp_path / "torn"), embeddings=embeddings) as store:
        assert store.status().rebuilt
        for number in (0, 500, 1199):
            hits = store.search(f"bridge pier {number}", limit=50)
            assert f"big/{number}" in {hit.chunk.chunk_id for hit in hits}
            assert any(hit.dense_rank for hit in hits)
    assert embeddings.texts == []


@pytest.mark.parametrize(
    ("file", "damage"), [("chroma.sqlite3", "noise"), ("data_level0.bin", "noise"), ("header.bin", "gone")]
)
def test_a_probe_sees_a_torn_index(big, tmp_path, file, damage):
    tear(big.path, tmp_path / "torn", file, damage)
    report = probe(tmp_path / "torn", chunks=1200)
    assert report.verdict == "broken" or report.missing


def test_a_probe_finds_a_sound_index_sound(big):
    assert probe(big.path, chunks=1200) == Report(verdict="sound")


def test_a_probe_that_dies_means_broken(tmp_path):
    assert probe(tmp_path, chunks=1).verdict == "broken"


HOLDER = """
import sys, time
sys.path[:0] = [{root!r}, {tests!r}]
from conftest import WordCountEmbeddings
from vectorstore import VectorStore, VectorstoreSettings
store = VectorStore.open(VectorstoreSettings(path={path!r}), embeddings=WordCountEmbeddings())
print("ready", flush=True)
time.sleep(60)
"""


def test_one_process_at_a_time(filled, embeddings):
    code = HOLDER.format(root=str(ROOT), tests=str(TESTS), path=str(filled.path))
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    for create in (False, True):
        with pytest.raises(StoreLocked) as caught:
            VectorStore.open(filled, create=create, embeddings=embeddings)
        assert caught.value.holder == holder.pid
        assert str(holder.pid) in str(caught.value)
        assert "\n" not in str(caught.value)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    # The note of the dead holder is still there, and counts for nothing.
    VectorStore.open(filled, embeddings=embeddings).close()


def test_one_object_at_a_time_within_a_process(filled, embeddings):
    with VectorStore.open(filled, embeddings=embeddings) as store:
        with pytest.raises(StoreLocked) as caught:
            VectorStore.open(filled, embeddings=embeddings)
        assert caught.value.holder == os.getpid()
        assert store.search("bridge")
    VectorStore.open(filled, embeddings=embeddings).close()


def test_a_store_closed_in_another_thread_is_free(filled, embeddings):
    import threading

    store = VectorStore.open(filled, embeddings=embeddings)
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    VectorStore.open(filled, embeddings=embeddings).close()


def test_a_refused_opening_leaves_no_lock(filled, word_count, embeddings):
    from vectorstore import EmbeddingMismatch

    with pytest.raises(EmbeddingMismatch):
        VectorStore.open(filled, embeddings=word_count("another"))
    VectorStore.open(filled, embeddings=embeddings).close()
