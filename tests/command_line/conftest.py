"""A store of one small document, a package that announces functions, and a clean environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assistant.commands import main
from vectorstore import Chunk, Entity, SourceDocument, Statement, VectorStore, VectorstoreSettings

SENTENCES = (
    "Maldora wants the canal tolls to be halved.",
    "“=SUM(A1:A9) is no answer,” Irena Holt, the president of Maldora, said.",
    "Tomas Brandel, the minister of Kestria, said that Kestria needs the tolls for the locks.",
)
SAID = (
    ("=SUM(A1:A9) is no answer,", "Irena Holt", "president of Maldora", "Maldora"),
    ("Kestria needs the tolls for the locks", "Tomas Brandel", "minister of Kestria", "Kestria"),
)
DAY = date(2031, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, and no setting of the developer's own."""
    for name in list(os.environ):
        if name.startswith(("ASSISTANT_", "INGEST_", "OPENAI_", "VECTORSTORE_")):
            monkeypatch.delenv(name)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def parley(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run one command in this process."""

    def run(*arguments: str) -> Outcome:
        try:
            code = main(arguments)
        except SystemExit as left:  # argparse leaves like this, as the console script does
            code = left.code if isinstance(left.code, int) else 1
        captured = capsys.readouterr()
        return Outcome(code=code, out=captured.out, err=captured.err)

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with one document; nobody opens it, copies are made of it."""
    folder = tmp_path_factory.mktemp("built") / "store"
    text = " ".join(SENTENCES)
    places = [text.index(item) for item in SENTENCES]
    document = SourceDocument(
        document_id="canal",
        title="Canal talks",
        text=text,
        source="canal.txt",
        publisher="Gazette",
        published_on=DAY,
    )
    chunk = Chunk(
        chunk_id="canal/0",
        document_id="canal",
        text=text,
        start=0,
        end=len(text),
        sentences=tuple((start, start + len(item)) for start, item in zip(places, SENTENCES, strict=True)),
        title="Canal talks",
        publisher="Gazette",
        published_on=DAY,
    )
    statements = [
        Statement(
            statement_id=f"canal/{speaker}",
            document_id="canal",
            content=content,
            start=text.index(content),
            end=text.index(content) + len(content),
            kind="direct" if "=" in content else "indirect",
            speaker=speaker,
            role=role,
            party=party,
            published_on=DAY,
        )
        for content, speaker, role, party in SAID
    ]
    labels = {"Maldora": "GPE", "Kestria": "GPE", "Irena Holt": "PERSON", "Tomas Brandel": "PERSON"}
    entities = [
        Entity(
            document_id="canal",
            text=name,
            start=text.index(name),
            end=text.index(name) + len(name),
            label=label,
        )
        for name, label in labels.items()
    ]
    with VectorStore.open(VectorstoreSettings(path=folder), create=True) as store:
        store.put(document, chunks=[chunk], statements=statements, entities=entities)
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the store that the settings name."""
    folder = tmp_path / "store"
    shutil.copytree(built, folder)
    monkeypatch.setenv("VECTORSTORE_PATH", str(folder))
    return folder


@pytest.fixture
def announce(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install a package of one module that announces functions, as another distribution does."""

    def install(module: str, code: str, **points: str) -> None:
        folder = tmp_path / "installed"
        described = folder / f"{module}-1.0.dist-info"
        described.mkdir(parents=True)
        (folder / f"{module}.py").write_text(code, encoding="utf-8")
        (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8")
        lines = [f"[parley.{group}]\nnamed = {module}:{name}\n" for group, name in points.items()]
        (described / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.syspath_prepend(str(folder))

    return install
