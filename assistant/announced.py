"""What other packages of the distribution announce: the ingest function, the sample documents, further commands.

``assistant`` and ``ingest`` never import each other. What one offers the other is announced as an entry point in
``pyproject.toml`` (``parley.ingest``, ``parley.samples``, ``parley.commands``) and looked up here when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.errors import IngestMissing


def ingest_function() -> Callable[..., Any]:
    """Return the announced ingest function.

    Raises:
        IngestMissing: if the distribution is not installed (a bare checkout has no entry points).
    """
    function: Callable[..., Any] = _only("parley.ingest").load()
    return function


def ingest_folder() -> Path:
    """Return the folder of the package that announces the ingest function, without loading it.

    Raises:
        IngestMissing: as above.
    """
    name = _only("parley.ingest").module.partition(".")[0]
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise IngestMissing(f"Cannot ingest: the announced package {name} is not there. Install parley-qa anew.")
    return Path(spec.submodule_search_locations[0])


def commands() -> dict[str, Callable[[list[str]], int]]:
    """Return the further commands of ``parley`` by name; each takes its arguments and returns the exit code."""
    return {found.name: _late(found) for found in entry_points(group="parley.commands")}


def sample_folder() -> Path:
    """Return the folder of the announced sample documents: that of a package, which needs no code.

    Raises:
        IngestMissing: as above.
    """
    package = _only("parley.samples").load()
    return Path(next(iter(package.__path__)))


def _only(group: str) -> EntryPoint:
    found = next(iter(entry_points(group=group)), None)
    if found is None:
        raise IngestMissing(
            "Cannot ingest: the package parley-qa is not installed in this Python. Run `pip install -e .` in the"
            " checkout."
        )
    return found


def _late(found: EntryPoint) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        command: Callable[[list[str]], int] = found.load()
        return command(arguments)

    return run
