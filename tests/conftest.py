"""What the tests share: an assistant over the sample documents, made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.announced import sample_folder


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The sample documents in a store of their own; never changed by a test."""
    path: Path = tmp_path_factory.mktemp("samples") / "store"
    with Assistant.from_settings(env_file=None, vectorstore_path=path) as desk:
        report = desk.ingest([sample_folder()])
        assert report.ok, str(report)
        yield desk
