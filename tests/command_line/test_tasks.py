"""``tasks.py`` in a folder of its own, over programs that only note that they were called."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout that is set up: what is called is noted in ``calls``."""
    shutil.copy(ROOT / "tasks.py", tmp_path)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "lint-imports"):
        program(tmp_path, name, "exit 0")
    for name in ("requirements.lock", "requirements-dev.lock"):
        digest = hashlib.sha256(f"{name}pyproject.toml".encode()).hexdigest()
        (tmp_path / ".venv" / f".{name}.stamp").write_text(digest)
    return tmp_path


def program(folder: Path, name: str, does: str) -> None:
    file = folder / ".venv" / "bin" / name
    file.write_text(f'#!/bin/sh\necho "{name} $*" >> {folder}/calls\n{does}\n')
    file.chmod(0o755)


def calls(folder: Path) -> str:
    file = folder / "calls"
    return file.read_text() if file.exists() else ""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tasks.py", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_all_checks_run_without_arguments(folder: Path) -> None:
    assert run(folder, "test").returncode == 0
    for check in ("ruff format --check", "ruff check", "lint-imports", "mypy", "pytest"):
        assert check in calls(folder)


def test_arguments_run_the_tests_alone_and_that_is_said(folder: Path) -> None:
    done = run(folder, "test", "-k", "gate")
    assert done.returncode == 0
    assert calls(folder) == "python -m pytest -k gate\n"
    assert "not checked" in done.stdout


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest"])
def test_one_failed_check_fails_the_whole(folder: Path, failing: str) -> None:
    program(folder, "python", f'case "$*" in *{failing}*) exit 5;; esac')
    assert run(folder, "test").returncode == 5


def test_what_cannot_be_installed_is_told(folder: Path) -> None:
    (folder / ".venv" / ".requirements.lock.stamp").unlink()
    program(folder, "python", "exit 1")
    done = run(folder, "setup")
    assert done.returncode == 3
    assert "network" in done.stderr


@pytest.mark.parametrize(("command", "waits_for"), [("setup", "pip"), ("test", "pytest"), ("lint", "ruff")])
def test_an_interruption_is_130_and_no_network_error(folder: Path, command: str, waits_for: str) -> None:
    if command == "setup":
        (folder / ".venv" / ".requirements.lock.stamp").unlink()
    # Like pip, it ends in its own way with a code of its own.
    program(folder, "python", f'case "$*" in *{waits_for}*) trap "exit 1" INT; while :; do sleep 0.05; done;; esac')
    running = subprocess.Popen(
        [sys.executable, "tasks.py", command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while waits_for not in calls(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert told == ""
