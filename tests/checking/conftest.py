"""Two short papers, and suites over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.regression.cases import Expect
from assistant.regression.loading import LoadedSuite, load_suite

PAPERS = {
    "tolls.md": (
        "---\ntitle: Canal tolls divide Maldora and Kestria\npublisher: Gazette\ndate: 2031-03-04\n---\n\n"
        "Maldora rejects any toll on ships in the Sandrel canal, President Irena Holt said on Monday. "
        "“We will not pay for water that is ours,” Holt said. "
        "Foreign Minister Tomas Brandel of Kestria said that a toll of 12 crowns a ship was fair.\n"
    ),
    "repairs.md": (
        "---\ntitle: Repairs of the locks\npublisher: Courier\ndate: 2031-02-11\n---\n\n"
        "The repair of the locks costs 40 million crowns, the canal authority said. "
        "Two of the five locks are closed since the flood in May.\n"
    ),
}
# Holds for every answer, where a test is not about what is expected.
ANYTHING = {"status": "any", "not_mentions": ["words that nobody wrote"]}
TOLL = "What did Holt say about the toll?"


def write_papers(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in PAPERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="session")
def canal(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the two papers; never changed by a test."""
    path = tmp_path_factory.mktemp("canal") / "store"
    with Assistant.from_settings(env_file=None, vectorstore_path=path, assistant_chat_model="") as desk:
        assert desk.ingest([papers]).ok
        yield desk


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a suite to a file."""

    def write(text: str, name: str = "talks.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def loaded(written: Callable[..., Path]) -> Callable[..., LoadedSuite]:
    return lambda text, name="talks.yaml": load_suite(written(text, name))


@pytest.fixture
def expecting() -> Callable[..., Expect]:
    """What a case expects, by keyword, as it would stand in a suite."""
    return lambda **given: Expect.model_validate(given)
