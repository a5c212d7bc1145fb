"""What the tests share: an assistant over the sample documents, made once; no way out of this machine.

No test can reach a paid service by accident: whoever runs them may have a key in the environment, so it is taken out,
and a connection to anything but this machine is an error.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assistant import Assistant
from assistant.announced import sample_folder

_SUITES = Path(__file__).parent / "regression"

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


class _Samples:
    """The sample documents in a store of their own, read at the first need."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._desk: Assistant | None = None

    def desk(self) -> Assistant:
        if self._desk is None:
            folder = self._stack.enter_context(TemporaryDirectory(prefix="parley-samples-"))
            desk = Assistant.from_settings(env_file=None, vectorstore_path=Path(folder) / "store")
            self._stack.enter_context(desk)
            report = desk.ingest([sample_folder()])
            assert report.ok, str(report)
            self._desk = desk
        return self._desk

    def close(self) -> None:
        self._stack.close()


_samples = _Samples()


@pytest.fixture(scope="session")
def samples() -> Assistant:
    """An assistant over the sample documents; never changed by a test."""
    return _samples.desk()


@pytest.hookimpl(optionalhook=True)
def pytest_parley_desk(path: Path) -> Assistant | None:
    """The project's own suites are asked of the same one."""
    return _samples.desk() if path.is_relative_to(_SUITES) else None


def pytest_unconfigure() -> None:
    _samples.close()
