"""Where the page listens, and which requests it refuses; no server and no browser."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from assistant.page.guard import Guard
from assistant.page.listen import free_port, read_options


@pytest.mark.parametrize(
    "argv", [["--host", "0.0.0.0"], ["--auth", "somebody"], ["--port", "0"], ["--host", "192.0.2.1"]]
)
def test_wrong_use_is_refused_before_anything_starts(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_options(argv)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_login_opens_other_hosts() -> None:
    options = read_options(["--host", "0.0.0.0", "--auth", "user:pass:word", "--port", "8000"])
    assert (options.host, options.port, options.login) == ("0.0.0.0", 8000, ("user", "pass:word"))


def test_the_login_can_come_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PARLEY_UI_AUTH=file:pass:word\n", encoding="utf-8")
    monkeypatch.delenv("PARLEY_UI_AUTH", raising=False)
    assert read_options(["--host", "0.0.0.0"], env_file=env_file).login == ("file", "pass:word")
    monkeypatch.setenv("PARLEY_UI_AUTH", "environment:other")
    assert read_options([], env_file=env_file).login == ("environment", "other")
    assert read_options(["--auth", "line:word"], env_file=env_file).login == ("line", "word")
    monkeypatch.setenv("PARLEY_UI_AUTH", "")
    assert read_options([]).login is None


@pytest.mark.parametrize(
    "argv", [[], ["--auth", "only-hunter2"], ["--auth", "somebody", "hunter2"], ["--oath=hunter2"]]
)
def test_no_part_of_a_login_is_shown(
    argv: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PARLEY_UI_AUTH", "no-colon-hunter2")
    with pytest.raises(SystemExit) as ended:
        read_options(argv)
    assert ended.value.code == 2
    told = "".join(capsys.readouterr())
    assert told
    assert "hunter2" not in told + caplog.text
    assert "hunter2" not in repr(read_options(["--auth", "somebody:hunter2"]))


def test_a_misspelt_setting_is_told(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("PARLEY_UI_AUHT", "somebody:hunter2")
    read_options([])
    assert "PARLEY_UI_AUTH" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", first=port) > port


@pytest.mark.parametrize(
    ("host", "origin", "method", "status"),
    [
        (b"127.0.0.1:7860", None, "GET", 200),
        (b"127.0.0.1:7860", b"http://127.0.0.1:7860", "POST", 200),
        (b"127.0.0.1:7860", b"http://elsewhere.example", "POST", 403),
        (b"elsewhere.example:7860", None, "GET", 403),
    ],
)
def test_guard_refuses_other_sites_and_sets_the_policy(
    host: bytes, origin: bytes | None, method: str, status: int
) -> None:
    sent: list[dict[str, Any]] = []

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", host), *([(b"origin", origin)] if origin else [])]
    guard = Guard(inner, hosts=frozenset({"127.0.0.1"}))
    asyncio.run(guard({"type": "http", "method": method, "headers": headers}, None, keep))
    assert sent[0]["status"] == status
    assert dict(sent[0]["headers"])[b"content-security-policy"].startswith(b"default-src 'self'")
