"""A child process for the parsers: a hostile or broken file can end the child, not the product.

The child is an ordinary interpreter that speaks JSON, one line a file, over its standard streams. It is not
made with ``multiprocessing``: that imports the caller's script again, which runs an unguarded script a second
time, and its messages are pickles, with which a parser that was taken over could take over the caller.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ingest.blocks import Block, DocumentFields, RawDocument
from ingest.errors import UnreadableDocument
from ingest.readers import IN_PROCESS_SUFFIXES, read

# Loading the parsers for the first file takes time that is not the file's.
_START_SECONDS = 60.0
_MAX_ANSWER = 100_000_000
_COMMAND = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ingest.sandbox import serve; serve()"
# What an interpreter needs to start; keys and tokens of the caller are not handed on.
_ENVIRONMENT = (
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "PYTHONHOME",
)


class Sandbox:
    """Reads files, those with a parser in one child process under limits. A context manager.

    Args:
        seconds: wall time, and time of the processor, that one file may take.
        memory_bytes: memory that one file may need, where the system can limit it (not on Windows).
        reader: reads the files that need no child.
    """

    def __init__(self, *, seconds: float, memory_bytes: int, reader: Callable[[Path], RawDocument] = read) -> None:
        self._reader = reader
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one; the next file starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def parse(self, path: Path) -> RawDocument:
        """Return what :func:`ingest.readers.read` returns for ``path``.

        Raises:
            UnreadableDocument: the reader refused the file, failed on it, or went over a limit.
        """
        if path.suffix.lower() in IN_PROCESS_SUFFIXES:
            return guarded(self._reader, path)
        if self._child is None:
            self._child = _Child(seconds=self._seconds, memory_bytes=self._memory_bytes)
        try:
            answer = self._child.ask(str(path.absolute()))
        except TimeoutError as error:
            self.close()
            raise UnreadableDocument(
                f"reading took over {self._seconds:g} s; raise INGEST_PARSE_SECONDS, or save its text as .txt"
            ) from error
        except EOFError as error:
            self.close()
            raise UnreadableDocument(
                "its parser broke down or needed too much memory; save it again, or save its text as .txt"
            ) from error
        except BaseException:
            self.close()  # interrupted: the answer to this file must not be taken for the next one's
            raise
        return _document(answer)


class _Child:
    """The process and the thread that waits for its answers."""

    def __init__(self, *, seconds: float, memory_bytes: int) -> None:
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        limits = json.dumps({"seconds": seconds, "memory_bytes": memory_bytes})
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-B",
                "-c",
                _COMMAND,
                json.dumps([str(Path(entry).absolute()) for entry in sys.path]),
                limits,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._seconds = seconds
        self._answers: queue.Queue[bytes] = queue.Queue()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin = self._process.stdin
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()
        self._ready = False

    def _listen(self, stream: IO[bytes]) -> None:
        while line := stream.readline(_MAX_ANSWER):
            self._answers.put(line)
        self._answers.put(b"")

    def ask(self, path: str) -> dict[str, Any]:
        """Return the child's answer. Raises TimeoutError, or EOFError when the child ended."""
        if not self._ready:
            self._answer(_START_SECONDS)
            self._ready = True
        try:
            self._stdin.write(json.dumps(path).encode() + b"\n")
            self._stdin.flush()
        except OSError as error:
            raise EOFError from error
        return self._answer(self._seconds)

    def _answer(self, seconds: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty as error:
            raise TimeoutError from error
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise EOFError from error
        if not isinstance(answer, dict):
            raise EOFError
        return answer

    def end(self) -> None:
        """Kill the process and wait until it and its listener are gone."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        with contextlib.suppress(OSError):
            self._stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _document(answer: dict[str, Any]) -> RawDocument:
    """Return the document of an answer; the child is not trusted, so every part is checked."""
    if "refused" in answer:
        raise UnreadableDocument(str(answer["refused"]))
    try:
        published_on = answer["fields"].pop("published_on")
        return RawDocument(
            blocks=tuple(Block(kind=kind, text=str(text), level=int(level)) for kind, text, level in answer["blocks"]),
            fields=DocumentFields(
                **answer["fields"], published_on=date.fromisoformat(published_on) if published_on else None
            ),
            warnings=tuple(str(line) for line in answer["warnings"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableDocument("its parser gave no usable answer; save it again, or save its text as .txt") from error


def serve() -> None:
    """Answer the paths on standard input until it ends: the main function of the child."""
    # The protocol gets a stream of its own: whatever a parser prints must not become an answer.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits = json.loads(sys.argv[2])
    for parser in ("html", "pdf", "docx"):
        __import__(f"ingest.readers.{parser}")
    _limit_process(memory_bytes=limits["memory_bytes"])
    _send(out, {"ready": True})
    for line in sys.stdin.buffer:
        _limit_processor(seconds=limits["seconds"])
        _send(out, _answer_for(Path(json.loads(line))))


def _send(out: IO[bytes], answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()


def guarded(reader: Callable[[Path], RawDocument], path: Path) -> RawDocument:
    """Return what ``reader`` returns for ``path``.

    Raises:
        UnreadableDocument: the reader refused the file, or failed on it in any other way.
    """
    try:
        return reader(path)
    except UnreadableDocument:
        raise
    except MemoryError as error:
        raise UnreadableDocument(
            "it needs too much memory; raise INGEST_PARSE_MEMORY_BYTES, or save its text as .txt"
        ) from error
    except Exception as error:
        # The border to the parsers: they raise anything on broken files, and the next file must be read.
        raise UnreadableDocument(
            f"its parser failed ({type(error).__name__}); save it again, or save its text as .txt"
        ) from error


def _answer_for(path: Path) -> dict[str, Any]:
    try:
        document = guarded(read, path)
    except UnreadableDocument as error:
        return {"refused": str(error)}
    fields = asdict(document.fields)
    fields["published_on"] = document.fields.published_on.isoformat() if document.fields.published_on else None
    return {
        "blocks": [(block.kind, block.text, block.level) for block in document.blocks],
        "fields": fields,
        "warnings": document.warnings,
    }


def _limit_process(*, memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the wall clock is the only limit
        return
    limits = (
        (resource.RLIMIT_AS, _address_space() + memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    )
    for limit, value in limits:
        with contextlib.suppress(ValueError, OSError):  # some systems know a limit but do not let it be set
            resource.setrlimit(limit, (value, value))


def _address_space() -> int:
    """Return the bytes that the loaded interpreter occupies, 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _limit_processor(*, seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))
