"""Whether an index can be trusted.

Chroma's files can be torn when a process dies while it writes, and a torn file may kill or hang whoever
opens it. So an index is trusted without a look only if its files are as they were when it was last at rest;
else a child process opens it first (``python -m vectorstore.health``), which may die in our stead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vectorstore.index import IndexFailure, VectorIndex
from vectorstore.library import Library

if TYPE_CHECKING:
    from vectorstore.index import Vector

Verdict = Literal["sound", "broken"]

_QUERIES = 500
_BASE_SECONDS = 30
_CHUNKS_PER_SECOND = 500
# A stored vector has to find itself. int8 and float32 rounding stays far below; a lost neighbour lies far above.
_SAME = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a probe found: ``missing`` are chunks without an entry, ``strangers`` entries without a chunk."""

    verdict: Verdict
    missing: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


def footprint(folder: Path) -> list[list[object]]:
    """Return name, size and time of change of each file under ``folder``, sorted; empty if there is none."""
    found: list[list[object]] = []
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            with suppress(OSError):
                facts = path.stat()
                found.append([path.relative_to(folder).as_posix(), facts.st_size, facts.st_mtime_ns])
    return sorted(found, key=str)


def probe(store_folder: Path, *, chunks: int) -> Report:
    """Return what a child process finds in the index of a store; ``broken`` also if it dies or takes too long.

    The caller holds the store's lock and does not have the index open. ``chunks`` sets the limit of time.
    """
    if not sys.executable:
        return Report(verdict="broken")
    package_parent = str(Path(__file__).resolve().parent.parent)
    search_path = os.pathsep.join(filter(None, [package_parent, os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "vectorstore.health", str(store_folder.resolve())],
            env={**os.environ, "PYTHONPATH": search_path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_BASE_SECONDS + chunks / _CHUNKS_PER_SECOND,
            check=False,
        )
        found = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, OSError, ValueError, IndexError):
        found = {}
    if not found.get("sound"):
        return Report(verdict="broken")
    return Report(verdict="sound", missing=tuple(found["missing"]), strangers=tuple(found["strangers"]))


def examine(store_folder: Path) -> Report:
    """Open the index of a store and compare it with the library. A torn index may end the process."""
    library = Library(store_folder)
    try:
        index = VectorIndex(
            store_folder / library.recall("index"),
            model_id=library.recall("embedding_model"),
            dimension=library.recall("dimension"),
        )
        try:
            return _compared(library, index)
        except IndexFailure:
            return Report(verdict="broken")
        finally:
            index.close()
    finally:
        library.close()


def _compared(library: Library, index: VectorIndex) -> Report:
    kept = dict(_kept_vectors(library))
    held = index.ids()
    with library.reading() as connection:
        wanted = {row[0] for row in connection.execute("SELECT chunk_id FROM chunks")}
    # The pending are put right in either collection; any other stranger among the statements means a new index.
    if not _same_statements(library, index):
        return Report(verdict="broken")
    if not all(_alike(kept[chunk_id], vector) for chunk_id, vector in index.vectors(held & kept.keys())):
        return Report(verdict="broken")
    asked = sorted(held & kept.keys())
    for chunk_id in asked[:: max(1, len(asked) // _QUERIES)]:
        nearest = index.query(kept[chunk_id].tolist(), limit=1)
        if not nearest or nearest[0][1] < 1 - _SAME:
            return Report(verdict="broken")
    return Report(verdict="sound", missing=tuple(sorted(wanted - held)), strangers=tuple(sorted(held - wanted)))


def _same_statements(library: Library, index: VectorIndex) -> bool:
    pending = library.pending()
    with library.reading() as connection:
        rows = connection.execute("SELECT spoken_key, document_id FROM spoken").fetchall()
    open_to = set().union(*(index.statements.ids_of(document_id) for document_id in pending))
    open_to |= {key for key, document_id in rows if document_id in pending}
    return {key for key, _ in rows} - open_to == index.statements.ids() - open_to


def _kept_vectors(library: Library) -> Iterator[tuple[str, Vector]]:
    """Yield chunk id and vector of each chunk whose entry ought to be right."""
    import numpy as np

    sql = (
        "SELECT c.chunk_id, v.vector FROM chunks c JOIN vectors v ON v.text_hash = c.text_hash AND"
        " v.model = ?"
        " WHERE c.document_id NOT IN (SELECT document_id FROM pending)"
    )
    model = library.recall("embedding_model")
    with library.reading() as connection:
        rows = connection.execute(sql, (model,)).fetchall()
    for chunk_id, blob in rows:
        yield chunk_id, np.frombuffer(blob, dtype=np.float32)


def _alike(one: Vector, other: Vector) -> bool:
    """Return whether two vectors point the same way; Chroma may keep them at another length."""
    import numpy as np

    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return len(one) == len(other) and lengths > 0 and float(one @ other) / lengths > 1 - _SAME


def main() -> int:
    """Examine the store named on the command line and write the report as one line of JSON."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        # If the index kills this process, that is an answer, not a case for a core file.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    report = examine(Path(sys.argv[1]))
    answer = {"sound": report.verdict == "sound", "missing": report.missing, "strangers": report.strangers}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
