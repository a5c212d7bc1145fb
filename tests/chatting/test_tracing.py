"""What is asked and read leaves the machine for nobody but the chat model that was named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.chatting.conftest import QUESTION, Opened
from tests.evaluation.protocol import Served

# A process of its own: LangSmith reads the environment once.
_CODE = """
import sys
from assistant import Assistant
from langchain_core.tracers.langchain import wait_for_all_tracers

with Assistant.from_settings(env_file=None, vectorstore_path=sys.argv[1]) as desk:
    assert desk.ask(sys.argv[2]).status == "answered"
wait_for_all_tracers()
"""


class Collector(ThreadingHTTPServer):
    """Takes what LangSmith's client posts."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_GET(self) -> None:
        self._done()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.posts.append(self.path)
        self._done()

    def _done(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.mark.parametrize("model", ["", "openai:echo"])
@pytest.mark.parametrize("wanted", ["false", "true"])
def test_nothing_is_traced_unless_our_own_setting_allows_it(
    store: Path, tmp_path: Path, opened: Opened, server: Served, collector: Collector, model: str, wanted: str
) -> None:
    opened().close()
    shutil.copytree(store, tmp_path / "store")
    environment = {
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_API_KEY": "some",
        "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
        "ASSISTANT_TRACING": wanted,
        "ASSISTANT_CHAT_MODEL": model,
        "OPENAI_BASE_URL": server.base_url,
    }
    subprocess.run(
        [sys.executable, "-c", _CODE, str(tmp_path / "store"), QUESTION],
        cwd=Path(__file__).parents[2],
        env=os.environ | environment,
        timeout=120,
        check=True,
    )
    assert bool(collector.posts) == (wanted == "true")
