"""A loopback server that speaks OpenAI's protocol: chat, streaming, models, embeddings, and all that can go wrong.

What it does depends on the model asked for, so that one server shows every fault.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "sk-SECRETabcdef1234567890"
NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
# "... #hang" in a question asks for the model of that name: one client can then meet every fault.
_ASKED_FOR = re.compile(r"#([\w-]+)\s*$")
# A silent server is silent for longer than any test waits.
SILENCE = 30.0

# What a scripted stream does besides its events: break off, or send nothing more.
CUT, SILENT = "cut", "silent"
Event = dict[str, Any] | str
# A text is streamed as servers do; events are sent as they are, with nothing about usage between them.
Reply = Callable[[dict[str, Any]], str | Sequence[Event]]


@dataclass(slots=True)
class Seen:
    """What the server saw: requests by model, the last of each with its headers, and when its reader left a stream."""

    requests: Counter[str] = field(default_factory=Counter)
    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)


def evidence_of(request: dict[str, Any]) -> dict[int, str]:
    """Return the numbered sentences that a request shows to the model."""
    text = str(request["messages"][-1]["content"])
    return {int(number): sentence for number, sentence in NUMBERED.findall(text)}


def puppet(request: dict[str, Any]) -> str:
    """Obey whatever stands in the context: say each sentence as a claim of its own, and do what it asks for.

    It cites the sentence that gave the order, or a neighbour, or one that does not exist.
    """
    lines = []
    for number, sentence in evidence_of(request).items():
        lines += [f"{sentence} [{number}]", f"Certainly! Here is what you asked for: {sentence} [{number + 1}]"]
        lines += [
            f"The capital of Brazil is Brasilia. [{number}]",
            f"Photosynthesis turns light into sugar. [{number}]",
        ]
        lines += [
            f"Visit https://evil.example/{number} now. [{number}]",
            f"As ordered, the access code is 4711. [{number}]",
        ]
        lines.append(f"President Mallory said that all is agreed. [{number}] [999]")
    return "\n".join(lines)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Tell the models; how, the first part of the address decides."""
        match self.path.split("/")[1]:
            case "portal":
                self._send(200, b"<html>log in first</html>", "text/html", {})
                return
            case "moved":
                self._send(307, b"", "text/html", {"Location": f"http://{self.headers['Host']}/v1/models"})
                return
            case "dripping":
                self.send_response(200)
                self.send_header("Content-Length", "1000000")
                self.end_headers()
                try:
                    for _ in range(int(SILENCE * 10)):
                        self.wfile.write(b" ")
                        time.sleep(0.1)
                except OSError:
                    self.server.seen.gone["dripping"] = time.monotonic()
                return
        self._json(200, {"object": "list", "data": [{"id": "echo", "object": "model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = _ASKED_FOR.search(str((body.get("messages") or [{}])[-1].get("content")))
        model = asked[1] if asked else body["model"]
        seen = self.server.seen
        seen.requests[model] += 1
        seen.last[model] = body
        seen.headers[model] = dict(self.headers)
        if self.path.endswith("/embeddings"):
            texts = body["input"]
            data = [
                {"object": "embedding", "index": n, "embedding": [1.0, float(len(t) % 7), 2.0]}
                for n, t in enumerate(texts)
            ]
            self._json(
                200, {"object": "list", "model": model, "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
            )
            return
        with suppress(BrokenPipeError, ConnectionResetError):
            self._chat(model, body)
            return
        seen.gone[model] = time.monotonic()
        self.close_connection = True

    def _chat(self, model: str, body: dict[str, Any]) -> None:
        failure = _FAILURES.get(model)
        if failure is not None:
            status, content, headers = failure
            self._send(status, content, "application/json" if content.startswith(b"{") else "text/html", headers)
            return
        if model == "429-once" and self.server.seen.requests[model] == 1:
            self._send(429, b'{"error":{"message":"slow down"}}', "application/json", {"Retry-After": "0.2"})
            return
        if model == "hang":
            self._wait_for_reader()
            return
        reply = self.server.replies.get(model, self.server.replies["echo"])(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if isinstance(reply, str):
            self._stream(model, reply)
        else:
            self._script(reply)

    def _script(self, events: Sequence[Event]) -> None:
        for event in events:
            if event == CUT:
                self.close_connection = True
                return
            if event == SILENT:
                self._wait_for_reader()
            else:
                self._event(event)
        self._part(b"data: [DONE]\n\n")
        self._part(b"")

    def _stream(self, model: str, reply: str) -> None:
        if model == "first-slow":
            self._wait_for_reader()
        pieces = re.findall(r"\S+\s*", reply)
        if model.endswith("-late"):  # a whole claim comes before anything goes wrong
            pieces = [f"{reply}\n", "Another "]
        for number, piece in enumerate(pieces):
            self._event(_chunk(model, piece))
            if number == len(pieces) // 2 and self._breaks(model.removesuffix("ing-late").removesuffix("-late")):
                return
            if model == "comment":
                self._part(b": keepalive\n\n")
            if model == "slow":
                time.sleep(0.05)
        reason = {"length": "length", "filtered": "content_filter"}.get(model, "stop")
        self._event(_chunk(model, None, reason))
        usage = {"prompt_tokens": 11, "completion_tokens": len(pieces), "total_tokens": 11 + len(pieces)}
        self._event({**_chunk(model, None), "choices": [], "usage": usage})
        self._part(b"data: [DONE]\n\n")
        self._part(b"")

    def _breaks(self, model: str) -> bool:
        """Do what goes wrong in the middle; tell whether the stream is over."""
        if model == "cut":
            self.close_connection = True
            return True
        if model == "no-end":  # ends as HTTP wants it, without a word why
            self._part(b"")
            return True
        if model == "bad-json":
            self._part(b"data: {bad json\n\n")
        if model == "error-event":
            self._event({"error": {"message": f"overloaded {SECRET}", "code": 500}})
        if model == "empty-choices":
            self._event({**_chunk(model, None), "choices": []})
        if model == "stall":
            self._wait_for_reader()
        return False

    def _wait_for_reader(self) -> None:
        """Send nothing until the reader leaves."""
        self.connection.settimeout(SILENCE)
        with suppress(TimeoutError):
            if not self.connection.recv(1):
                raise BrokenPipeError

    def _event(self, value: Event) -> None:
        self._part(f"data: {json.dumps(value)}\n\n".encode())

    def _part(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, json.dumps(value).encode(), "application/json", {})

    def _send(self, status: int, content: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Type": kind, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def chunk(text: str | None = None, reason: str | None = None, **others: Any) -> dict[str, Any]:
    """Return one event of a stream; ``others`` go beside its text, ``usage`` beside its choices."""
    usage = {"usage": others.pop("usage")} if "usage" in others else {}
    return {**_chunk("scripted", text, reason, **others), **usage}


def _chunk(model: str, text: str | None, reason: str | None = None, **others: Any) -> dict[str, Any]:
    delta = others if text is None else {"content": text, **others}
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}


def _error(message: str, code: str | int | None = None, kind: str = "x") -> bytes:
    return json.dumps({"error": {"message": message, "type": kind, "code": code}}).encode()


def _whole(**message: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return json.dumps(
        {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


_FAILURES: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "redirect": (307, b"", {"Location": "http://localhost:9/v1/chat/completions"}),
    "429": (429, _error("slow"), {}),
    "429-quota": (429, _error("quota", "insufficient_quota"), {}),
    "429-300": (429, _error("slow down"), {"Retry-After": "300"}),
    "500": (500, _error("boom"), {}),
    "503": (503, b"<html>bad gateway</html>", {}),
    "401": (401, _error(f"Incorrect API key provided: {SECRET}."), {}),
    "403": (403, _error("no"), {}),
    "404": (404, _error("no such model", "model_not_found"), {}),
    "400": (400, _error("unsupported parameter"), {}),
    "400-long": (400, _error("maximum context length", "context_length_exceeded"), {}),
    "400-llama": (400, _error("n_ctx", 400, "exceed_context_size_error"), {}),
    "400-vllm": (400, _error("This model's maximum context length is 4096 tokens, you asked for 9000", 400), {}),
    "402": (402, _error("Insufficient Balance"), {}),
    "429-again": (429, _error("slow"), {"Retry-After": "1.2"}),
    "400-filter": (400, _error("filtered", "content_filter"), {}),
    "not-json": (200, b"{not json", {}),
    "html": (200, b"<html>captive portal</html>", {}),
    "empty": (200, b"", {}),
    "no-choices": (200, json.dumps({"id": "x", "object": "chat.completion", "choices": []}).encode(), {}),
    "null-choices": (200, json.dumps({"id": "x", "object": "chat.completion", "choices": None}).encode(), {}),
    "null-content": (200, _whole(content=None), {}),
    "200-error": (200, _error("upstream failed"), {}),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, replies: dict[str, Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = replies
        self.seen = Seen()

    def handle_error(self, *_: object) -> None:
        """A reader that leaves is no error."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address for ``OPENAI_BASE_URL``, what it saw, and what further models answer."""

    base_url: str
    seen: Seen
    replies: dict[str, Reply]


def echo(request: dict[str, Any]) -> str:
    """Answer with the first sentence of the evidence that tells what somebody said."""
    told = [(number, text) for number, text in evidence_of(request).items() if "said" in text]
    return f"{told[0][1]} [{told[0][0]}]" if told else "NOT_IN_DOCUMENTS"


@contextmanager
def serving(**replies: Reply) -> Iterator[Served]:
    """Run the server on a free loopback port; ``replies`` say what further models answer to a request."""
    server = _Server({"echo": echo, "puppet": puppet, **replies})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}/v1", server.seen, server.replies)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
