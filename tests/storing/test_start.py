"""What a start costs: nothing heavy is imported before it is needed, and nothing asks the network."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import vectorstore
from vectorstore import count_tokens

ROOT = Path(vectorstore.__file__).parent.parent

# Any name look-up or connection ends the child: an audit hook sees them below every library.
OFFLINE = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        raise SystemExit(f"network: {event} {arguments}")
sys.addaudithook(refuse)
"""


def run(code: str, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TIKTOKEN", "DATA_GYM", "XDG"))}
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE + code],
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_imports_nothing_heavy():
    heavy = "chromadb onnxruntime tokenizers langchain_openai openai tiktoken gradio spacy"
    code = f"import vectorstore; print([name for name in {heavy.split()} if name in sys.modules])"
    assert run(code) == "[]"


def test_exports_are_sorted_and_there():
    assert vectorstore.__all__ == sorted(vectorstore.__all__)
    assert all(hasattr(vectorstore, name) for name in vectorstore.__all__)


def test_tokens_are_counted():
    assert count_tokens("") == 0
    assert count_tokens("The bridge is closed.") == 5
    assert count_tokens("<|endoftext|>") > 1
    assert count_tokens("half \ud800 a pair") > 2


COUNT = """
import os
from vectorstore import count_tokens
print(count_tokens("The bridge is closed."), count_tokens("The bridge is closed.", encoding="cl100k_base"))
import tiktoken
assert tiktoken.encoding_for_model("gpt-4o").name == "o200k_base"
print(os.environ.get("TIKTOKEN_CACHE_DIR"))
"""


@pytest.mark.parametrize("state", ["fresh", "users", "spoilt", "switched off", "unwritable", "no home"])
def test_no_vocabulary_is_downloaded(tmp_path, state):
    own, cache = tmp_path / "own", tmp_path / "cache" / "parley" / "tiktoken"
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    if state == "users":
        environment["TIKTOKEN_CACHE_DIR"] = str(own)
    elif state == "spoilt":
        cache.mkdir(parents=True)
        (cache / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(b"half a file")
    elif state == "switched off":
        environment["TIKTOKEN_CACHE_DIR"] = ""
    elif state == "unwritable":
        (tmp_path / "file").touch()
        environment["TIKTOKEN_CACHE_DIR"] = str(tmp_path / "file" / "below")
    elif state == "no home":
        (tmp_path / "file").touch()
        environment |= {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    counts, announced = (run(COUNT, **environment) + "\n").split("\n")[:2]
    assert counts == "5 5"
    before = environment.get("TIKTOKEN_CACHE_DIR")
    if before is not None:
        assert announced == before
    elif state != "no home":
        assert announced == str(cache)
        names = {hashlib.sha256(path.read_bytes()).hexdigest() for path in cache.iterdir()}
        assert len(names) == 2
