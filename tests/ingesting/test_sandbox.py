"""The child process of the parsers: it gives the same as the readers, and it outlives hostile files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest
from ingest.blocks import RawDocument
from ingest.errors import UnreadableDocument
from ingest.readers import SUFFIXES, read
from ingest.sandbox import Sandbox

SAMPLES = Path(ingest.__file__).parent / "samples"
PARSED = sorted(path for path in SAMPLES.rglob("*") if path.suffix in SUFFIXES - {".txt", ".md"})


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=20, memory_bytes=1_000_000_000) as made:
        yield made


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that its parser needs seconds and hundreds of megabytes for."""
    path = tmp_path_factory.mktemp("heavy") / "heavy.html"
    path.write_text("<table>" + ("<tr>" + "<td>1" * 300) * 2_000 + "</table>")
    return path


@pytest.mark.parametrize("path", PARSED, ids=lambda path: path.name)
def test_the_child_gives_what_the_reader_gives(sandbox: Sandbox, path: Path) -> None:
    assert sandbox.parse(path) == read(path)


def test_a_refusal_keeps_its_reason_and_the_next_file_is_read(sandbox: Sandbox, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\nnothing")
    with pytest.raises(UnreadableDocument) as direct:
        read(broken)
    with pytest.raises(UnreadableDocument) as through:
        sandbox.parse(broken)
    assert str(through.value) == str(direct.value)
    assert sandbox.parse(PARSED[0]).blocks


def test_text_needs_no_child(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The delegations met.")
    # With no time at all for a child, only a reader in this process can answer.
    with Sandbox(seconds=0, memory_bytes=0) as closed:
        assert closed.parse(path).blocks[0].text == "The delegations met."


def test_names_of_all_kinds_reach_the_child(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "Gespräch 'eins'\n“zwei”.html"
    path.write_text("<p>Text.</p>")
    assert sandbox.parse(path).blocks[0].text == "Text."


def test_a_file_over_the_time_is_refused_and_the_next_one_is_read(heavy: Path) -> None:
    with Sandbox(seconds=0.8, memory_bytes=2_000_000_000) as hurried:
        with pytest.raises(UnreadableDocument):
            hurried.parse(heavy)
        assert hurried.parse(PARSED[0]).blocks


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process reliably")
def test_a_file_over_the_memory_is_refused_and_the_next_one_is_read(heavy: Path) -> None:
    with Sandbox(seconds=20, memory_bytes=60_000_000) as small:
        with pytest.raises(UnreadableDocument):
            small.parse(heavy)
        assert small.parse(PARSED[0]).blocks


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom ingest.sandbox import Sandbox\n"
        "sys.stdout.write('started ')\n"
        "with Sandbox(seconds=20, memory_bytes=1_000_000_000) as sandbox:\n"
        f"    sys.stdout.write(sandbox.parse(Path({str(PARSED[0])!r})).blocks[0].kind)\n"
    )
    root = Path(ingest.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(root)},
    )
    assert done.stdout == "started heading"


@pytest.mark.parametrize("error", [RecursionError("deep"), ValueError("line one\nline two"), MemoryError()])
def test_a_reader_that_fails_refuses_its_file_in_one_line(tmp_path: Path, error: Exception) -> None:
    def failing(_path: Path) -> RawDocument:
        raise error

    path = tmp_path / "a.txt"
    path.write_text("The delegations met.")
    with (
        Sandbox(seconds=1, memory_bytes=0, reader=failing) as closed,
        pytest.raises(UnreadableDocument) as refused,
    ):
        closed.parse(path)
    assert len(str(refused.value).splitlines()) == 1


def test_an_interruption_is_no_failure_of_the_file(tmp_path: Path) -> None:
    def interrupted(_path: Path) -> RawDocument:
        raise KeyboardInterrupt

    with Sandbox(seconds=1, memory_bytes=0, reader=interrupted) as closed, pytest.raises(KeyboardInterrupt):
        closed.parse(tmp_path / "a.txt")
