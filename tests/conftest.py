"""What the tests share: an assistant over the sample documents, made once; no way out of this machine.

No test can reach a paid service by accident: whoever runs them may have a key in the environment, so it is taken out,
and a connection to anything but this machine is an error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.announced import sample_folder

for _name in list(os.environ):
    if _name.startswith(("ASSISTANT_", "INGEST_", "OPENAI_", "VECTORSTORE_")):
        del os.environ[_name]


def _stay_here(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else None  # a socket in the file system has no host
    if host is not None and host not in ("127.0.0.1", "::1", "localhost", "0.0.0.0"):
        raise RuntimeError(f"A test tried to connect to {host}: tests stay on this machine.")


sys.addaudithook(_stay_here)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The sample documents in a store of their own; never changed by a test."""
    path: Path = tmp_path_factory.mktemp("samples") / "store"
    with Assistant.from_settings(env_file=None, vectorstore_path=path) as desk:
        report = desk.ingest([sample_folder()])
        assert report.ok, str(report)
        yield desk
