"""What the README says runs."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.commands import main

_ROOT = Path(__file__).resolve().parents[2]
_README = (_ROOT / "README.md").read_text(encoding="utf-8")
_BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", _README, re.MULTILINE | re.DOTALL)


def _blocks(kind: str) -> list[str]:
    return [text for name, text in _BLOCKS if name == kind]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Assistant) -> Path:
    """A folder with no settings and the README's file names."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "news").mkdir(parents=True)
    for document in samples.documents():
        if document.source.endswith((".md", ".txt")):
            source = Path(document.source)
            (folder / "news" / source.name).write_bytes(source.read_bytes())
        if document.source.endswith(".pdf"):
            (folder / "brief.pdf").write_bytes(Path(document.source).read_bytes())
    (folder / "talks.yaml").write_text(_blocks("yaml")[0], encoding="utf-8")
    return folder


@pytest.fixture
def in_new_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_the_two_commands_are_there() -> None:
    commands = [
        line.split("#")[0].split() for block in _blocks("sh") for line in block.splitlines() if "tasks.py" in line
    ]
    assert len(commands) == 2
    for command in commands:
        assert (_ROOT / command[1]).is_file()
        shown = subprocess.run(
            [sys.executable, _ROOT / command[1], "--help"], capture_output=True, text=True, check=True
        ).stdout
        assert command[2] in shown
    assert f"{' '.join(commands[1])}" in (_ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.usefixtures("in_new_folder")
def test_python_block_runs() -> None:
    blocks = _blocks("python")
    assert blocks
    for block in blocks:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(block, "README.md", "exec"), {})
        assert "answer" in printed.getvalue()


@pytest.mark.usefixtures("in_new_folder")
def test_shell_commands_run(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.split("#")[0].split("|")[0].strip() for block in _blocks("sh") for line in block.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("parley ")]
    assert len(commands) >= 5
    for command in commands:
        if command == ["chat"]:  # reads the terminal; its own tests feed it
            continue
        assert main(command) == 0, capsys.readouterr()
        assert capsys.readouterr().out.strip()


@pytest.mark.usefixtures("in_new_folder")
def test_shown_answers_are_what_comes_out(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = _blocks("console")
    shown = [part for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part.strip()]
    for part in shown:
        command, _, text = part.partition("\n")
        assert main(shlex.split(command)[1:]) == 0
        printed = " ".join(capsys.readouterr().out.split())
        for piece in text.split("..."):
            assert " ".join(piece.split()) in printed, command
