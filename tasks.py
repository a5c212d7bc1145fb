#!/usr/bin/env python3
"""Two commands on a machine with nothing but Python 3.11 or newer.

    python3 tasks.py ui      set up, then open the page over the sample documents
    python3 tasks.py test    set up with the developers' tools, then run every check

Standard library only: it runs before anything is installed. Both commands make `.venv` here, once, with the exact
versions of `requirements.lock` (each file's digest is checked).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
_INTERRUPTED = 130


def main() -> int:
    """Run the command named on the command line."""
    parser = argparse.ArgumentParser(description="Set up and run Parley.")
    parser.add_argument("command", choices=("setup", "ui", "test", "lint", "fix"))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on, e.g. `ui --port 8000`, `test -k gate`")
    arguments = parser.parse_args()
    if sys.version_info < (3, 11):
        return _fail(
            f"Parley needs Python 3.11 or newer; this is {sys.version.split()[0]}. Start it with a newer python3."
        )
    developer = arguments.command in ("test", "lint", "fix")
    if (code := _set_up(developer=developer)) or arguments.command == "setup":
        return code
    match arguments.command:
        case "ui":
            return _run([PYTHON, "ui.py", "--samples", *arguments.rest])
        case "fix":
            return _run([PYTHON, "-m", "ruff", "check", "--fix", "."]) or _run([PYTHON, "-m", "ruff", "format", "."])
        case "lint":
            return _checks()
        case _:
            return _test(arguments.rest)


def _set_up(*, developer: bool) -> int:
    """Make or update the virtual environment; a stamp of the lock file says whether there is anything to do."""
    lock = "requirements-dev.lock" if developer else "requirements.lock"
    stamp = VENV / f".{lock}.stamp"
    wanted = hashlib.sha256((ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return 0
    if not PYTHON.exists():
        _say(f"Setting up {VENV.name} (a few minutes, once)")
        if code := _run([sys.executable, "-m", "venv", VENV]):
            shutil.rmtree(VENV, ignore_errors=True)
            if code == _INTERRUPTED:
                return code
            return _fail(
                "Cannot make a virtual environment: install your system's venv package (python3-venv on Debian)."
            )
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    steps = ([*pip, "--require-hashes", "-r", lock], [*pip, "--no-deps", "--no-build-isolation", "-e", "."])
    for step in steps:
        if code := _run(step):
            if code == _INTERRUPTED:  # nobody needs to hear about the network who stopped it
                return code
            return _fail("Cannot install the packages: see pip's message above; check the network and try again.")
    stamp.write_text(wanted)
    return 0


def _checks() -> int:
    """Format, lint and import contracts; seconds."""
    steps: tuple[list[str | Path], ...] = (
        [PYTHON, "-m", "ruff", "format", "--check", "."],
        [PYTHON, "-m", "ruff", "check", "."],
        [BIN / "lint-imports"],
    )
    return next((code for step in steps if (code := _run(step))), 0)


def _test(rest: list[str]) -> int:
    """All checks, the type checker beside the tests: each of them keeps one core busy.

    With arguments for pytest only the tests that they choose.
    """
    begun = time.monotonic()
    if rest:
        _say("Tests only: with arguments, formatting, lint, imports and types are not checked")
        return _told(_run([PYTHON, "-m", "pytest", *rest]), begun)
    if code := _checks():
        return _told(code, begun)
    _say("Types (beside the tests)")
    types = subprocess.Popen([PYTHON, "-m", "mypy"], cwd=ROOT)
    try:
        tests = _run([PYTHON, "-m", "pytest"])
        code = tests if tests == _INTERRUPTED else types.wait() or tests
    except KeyboardInterrupt:
        code = _INTERRUPTED
    finally:
        types.kill()  # does nothing to one that has ended
        types.wait()
    return _told(code, begun)


def _told(code: int, begun: float) -> int:
    if code == _INTERRUPTED:
        _say("Interrupted")
    else:
        _say(f"{'Passed' if code == 0 else 'FAILED'} in {time.monotonic() - begun:.0f} s")
    return code


def _run(command: list[str | Path]) -> int:
    """Run a program and return its exit code; 130 when it was interrupted from the keyboard."""
    program = subprocess.Popen([str(part) for part in command], cwd=ROOT)
    interruptions = 0
    while True:
        try:
            code = program.wait()
        except KeyboardInterrupt:
            # The program got the same signal and is left to end in its own way; who presses again has waited enough.
            interruptions += 1
            if interruptions > 1:
                program.kill()
        else:
            return _INTERRUPTED if interruptions or code == -signal.SIGINT else code


def _say(line: str) -> None:
    print(f"== {line}", flush=True)


def _fail(line: str) -> int:
    print(f"tasks.py: {line}", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
