"""Each command: its exit code, what it prints, and what it says when it cannot."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Citation, Coverage, Status, Understanding
from assistant.rendering import as_dict
from vectorstore import Statement, StoreStatus

ROOT = Path(__file__).parents[2]
QUESTION = "What does Maldora want?"
MAIN = "import sys; from assistant.commands import main; sys.exit(main())"
READS_PATHS = '''
"""Reads nothing: reports what it was given."""
from dataclasses import dataclass


@dataclass
class Step:
    stage: str
    done: int
    total: int


@dataclass
class Report:
    added: tuple
    ok: bool

    def __str__(self):
        return "a report of " + ", ".join(self.added)


def ingest(paths, *, store, progress, **options):
    progress(Step("read", 1, 1))
    names = tuple(str(item) for item in paths)
    return Report(names, ok="bad" not in names)
'''
TALKS_ON = """
from assistant.commands.terminal import say


def run(arguments):
    for _ in range(30_000):
        say("a statement")
    return 0
"""
HOLDS_STORE = """
import sys
from pathlib import Path
from vectorstore import VectorStore, VectorstoreSettings
with VectorStore.open(VectorstoreSettings(path=Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def names(record: type) -> set[str]:
    return {field.name for field in dataclasses.fields(record)}


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as the console script does."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **options,
    )


# --- ask


@pytest.mark.usefixtures("store")
def test_ask_prints_the_answer_its_sources_and_that_no_model_wrote_it(parley: Any) -> None:
    done = parley("ask", QUESTION)
    assert (done.code, done.err) == (0, "")
    assert "“Maldora wants the canal tolls to be halved.” [1]" in done.out
    assert "[1] Canal talks, Gazette, 4 March 2031" in done.out
    assert "offline" in done.out.splitlines()[-1]


@pytest.mark.usefixtures("store")
def test_a_refusal_is_an_answer_too(parley: Any) -> None:
    done = parley("ask", "What does Zorvania want?")
    assert (done.code, done.err) == (0, "")
    assert "Zorvania" in done.out


@pytest.mark.usefixtures("store")
def test_ask_json_has_the_fields_of_the_records(parley: Any) -> None:
    done = parley("ask", QUESTION, "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert told.keys() == names(Answer)
    assert all(item.keys() == names(Citation) for item in told["citations"])
    assert told["citations"]
    assert told["coverage"].keys() == names(Coverage)
    assert told["understanding"].keys() == names(Understanding)
    with Assistant.from_settings(env_file=None) as desk:
        assert {**told, "timings": {}} == {**as_dict(desk.ask(QUESTION)), "timings": {}}
        text = desk.document("canal").text
    assert [text[item["start"] : item["end"]] for item in told["citations"]] == [
        item["quote"] for item in told["citations"]
    ]


@pytest.mark.usefixtures("store")
def test_a_question_from_standard_input(parley: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{QUESTION}\n"))
    done = parley("ask", "-", "--json")
    assert json.loads(done.out)["question"] == QUESTION


@pytest.mark.parametrize(
    ("limits", "documents"),
    [
        (["--publisher", "Gazette"], 1),
        (["--publisher", "Wire", "--publisher", "Gazette"], 1),
        (["--since", "2031-03-04", "--until", "2031-03-04"], 1),
    ],
)
@pytest.mark.usefixtures("store")
def test_ask_may_be_limited(parley: Any, limits: list[str], documents: int) -> None:
    told = json.loads(parley("ask", QUESTION, "--json", *limits).out)
    assert told["coverage"]["documents_searched"] == documents
    assert bool(told["citations"]) == bool(documents)


@pytest.mark.parametrize("limits", [["--publisher", "Wire"], ["--since", "2031-03-05"], ["--until", "2031-03-03"]])
@pytest.mark.usefixtures("store")
def test_limits_that_fit_nothing_are_wrong_use(parley: Any, limits: list[str]) -> None:
    done = parley("ask", QUESTION, *limits)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)


@pytest.mark.parametrize("question", ["", "  ", "?!", "x" * 100_000], ids=["empty", "space", "marks", "100 kB"])
@pytest.mark.usefixtures("store")
def test_no_question_is_wrong_use(parley: Any, question: str) -> None:
    done = parley("ask", question)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)


# --- statements


@pytest.mark.usefixtures("store")
def test_statements_as_lines(parley: Any) -> None:
    done = parley("statements", "--speaker", "brandel")
    assert (done.code, done.err) == (0, "")
    assert "Tomas Brandel" in done.out
    assert "Kestria needs the tolls for the locks" in done.out
    assert "Holt" not in done.out


@pytest.mark.usefixtures("store")
def test_statements_json_has_the_fields_of_the_record(parley: Any) -> None:
    told = json.loads(parley("statements", "--json").out)
    assert [item["speaker"] for item in told] == ["Irena Holt", "Tomas Brandel"]
    assert all(item.keys() == names(Statement) for item in told)
    assert told[0]["content"].startswith("=SUM"), "JSON is read by programs: nothing is escaped"
    assert json.loads(parley("statements", "--json", "--about", "nothing like it").out) == []


@pytest.mark.usefixtures("store")
def test_statements_csv_is_safe_in_a_spreadsheet(parley: Any) -> None:
    done = parley("statements", "--csv")
    assert done.code == 0
    header, *rows = csv.reader(io.StringIO(done.out, newline=""))
    assert header == [field.name for field in dataclasses.fields(Statement)]
    assert len(rows) == 2
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=SUM(A1:A9) is no answer," in cells
    assert rows[1][header.index("said_on")] == ""
    assert rows[1][header.index("published_on")] == "2031-03-04"
    assert int(rows[1][header.index("start")]) > 0


@pytest.mark.parametrize("since", ["yesterday", "2031-13-01", "04.03.2031", ""])
@pytest.mark.parametrize("command", [["statements"], ["ask", QUESTION]], ids=["statements", "ask"])
@pytest.mark.usefixtures("store")
def test_a_date_that_is_none_is_wrong_use(parley: Any, command: list[str], since: str) -> None:
    done = parley(*command, "--since", since)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)
    assert "--since" in done.err


# --- status


def test_status_without_a_store(parley: Any, clean: Path) -> None:
    done = parley("status")
    assert (done.code, done.err) == (0, "")
    assert "parley ingest" in done.out
    assert json.loads(parley("status", "--json").out)["store"] is None
    assert list(clean.iterdir()) == [], "looking makes nothing"


def test_status_of_a_store(parley: Any, store: Path) -> None:
    assert str(store) in parley("status").out
    told = json.loads(parley("status", "--json").out)
    assert told.keys() == names(Status)
    assert told["store"].keys() == names(StoreStatus)
    assert (told["mode"], told["store"]["documents"], told["store"]["path"]) == ("offline", 1, str(store))


def test_a_setting_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PASAGES", "3")
    done = process("status", cwd=ROOT, env=dict(os.environ) | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0
    assert "ASSISTANT_PASAGES" in done.stderr


# --- chat


@pytest.mark.usefixtures("store")
def test_chat_sees_what_was_said_before(parley: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{QUESTION}\n???\n\n  \nAnd Kestria?\nquit\nWhat is never read?\n"))
    done = parley("chat")
    assert done.code == 0
    assert one_line(done.err), "what is no question is complained of, and the chat goes on"
    assert "halved" in done.out
    assert "What does Kestria want?" in done.out
    assert "never read" not in done.out


@pytest.mark.parametrize("typed", ["", "\n", "exit\n", "\nQUIT\n"], ids=["end", "empty line", "exit", "quit"])
@pytest.mark.usefixtures("store")
def test_chat_ends(parley: Any, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert parley("chat").code == 0


# --- ingest


def test_the_wait_for_the_samples_is_explained(parley: Any, announce: Any) -> None:
    announce("reads_paths", READS_PATHS.replace("progress, **", "progress=lambda _: None, **"), ingest="ingest")
    done = parley("statements", "--samples", "--json")
    assert (done.code, json.loads(done.out)) == (0, [])
    assert one_line(done.err)


def test_ingest_prints_the_report(parley: Any, announce: Any, clean: Path) -> None:
    announce("reads_paths", READS_PATHS, ingest="ingest")
    done = parley("ingest", "news", "more")
    assert (done.code, done.err) == (0, "")
    told, where, next_step = done.out.splitlines()
    assert told == "a report of news, more"
    assert str(clean / ".parley") in where
    assert "parley ask" in next_step
    assert json.loads(parley("ingest", "news", "--json").out) == {"added": ["news"], "ok": True}
    assert parley("ingest", "bad").code == 1
    assert (clean / ".parley").is_dir()


@pytest.mark.parametrize(
    "arguments",
    [["ingest"], ["ingest", "--prune"], ["ingest", "--title", "T"], ["ingest", "x", "--published-on", "now"]],
)
def test_ingest_without_paths_is_wrong_use(parley: Any, clean: Path, arguments: list[str]) -> None:
    done = parley(*arguments)
    assert (done.code, done.out) == (2, "")
    assert list(clean.iterdir()) == []


@pytest.mark.usefixtures("store")
def test_rebuild_keeps_the_documents(parley: Any, store: Path) -> None:
    done = parley("ingest", "--rebuild")
    assert done.code == 0
    assert str(store) in done.out
    assert "halved" in parley("ask", QUESTION).out


# --- announced commands


def test_an_announced_command_gets_its_arguments(parley: Any, announce: Any) -> None:
    announce("other", "def run(arguments):\n    return len(arguments)\n", commands="run")
    assert parley("named", "--json", "x").code == 2
    assert parley("named").code == 0


def test_an_interruption_is_no_traceback(parley: Any, announce: Any) -> None:
    announce("stops", "def run(arguments):\n    raise KeyboardInterrupt\n", commands="run")
    done = parley("named")
    assert done.code == 130
    assert one_line(done.err)


# --- what goes wrong


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["two\nlines\x1b[31m"],
        ["statements", "--since", "yesterday"],
        ["ask"],
        ["ask", "a", "b"],
        ["ask", QUESTION, "--csv"],
        ["ask", QUESTION, "--until", "soon"],
        ["statements", "--json", "--csv"],
        ["status", "--nonsense"],
        ["chat", "extra"],
    ],
)
def test_wrong_use(parley: Any, arguments: list[str]) -> None:
    done = parley(*arguments)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)
    assert "--help" in done.err
    assert "\x1b" not in done.err


def test_without_a_command_the_help_shows_examples(parley: Any) -> None:
    done = parley()
    assert (done.code, done.out) == (2, "")
    for command in ("ingest", "ask", "chat", "ui"):
        assert f"  parley {command}" in done.err


def test_the_version_is_that_of_the_distribution(parley: Any) -> None:
    done = parley("--version")
    assert (done.code, done.out, done.err) == (0, f"parley {version('parley-qa')}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["ingest", "--help"], ["statements", "-h"]])
def test_help_is_no_failure(parley: Any, arguments: list[str]) -> None:
    done = parley(*arguments)
    assert (done.code, done.err) == (0, "")
    assert "usage" in done.out


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["statements", "--json"], ["chat"], ["ingest", "--rebuild"]])
def test_a_missing_index(parley: Any, clean: Path, arguments: list[str]) -> None:
    done = parley(*arguments)
    assert (done.code, done.out) == (3, "")
    assert one_line(done.err)
    assert "parley ingest" in done.err
    assert list(clean.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_PASSAGES", "many"),
        ("ASSISTANT_PASSAGES", "0"),
        ("VECTORSTORE_EMBEDDINGS", "no/such/model"),
        ("VECTORSTORE_URL", "http://127.0.0.1:1"),
    ],
)
@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["status"], ["statements"]], ids=lambda item: item[0])
@pytest.mark.usefixtures("store")
def test_a_setting_that_cannot_be_used(
    parley: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str, arguments: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    done = parley(*arguments)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)
    assert name in done.err


@pytest.mark.usefixtures("built")
def test_the_settings_file_of_the_folder_is_read(
    parley: Any, clean: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VECTORSTORE_PATH")
    (clean / ".env").write_text(f"VECTORSTORE_PATH={store}\n", encoding="utf-8")
    assert parley("ask", QUESTION).code == 0
    (clean / ".env").write_text("ASSISTANT_PASSAGES=many\n", encoding="utf-8")
    done = parley("ask", QUESTION)
    assert done.code == 2
    assert "ASSISTANT_PASSAGES" in done.err


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["status"]], ids=["ask", "status"])
def test_a_settings_file_that_is_no_text(parley: Any, clean: Path, arguments: list[str]) -> None:
    (clean / ".env").write_bytes(b"\xff\xfe\x00")
    done = parley(*arguments)
    assert (done.code, done.out) == (2, "")
    assert one_line(done.err)
    assert ".env" in done.err


@pytest.mark.usefixtures("store")
def test_a_key_is_never_shown(parley: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-to-be-seen")
    monkeypatch.setenv("VECTORSTORE_EMBEDDINGS", "nonsense:model")
    for arguments in (["status"], ["status", "--json"], ["ask", QUESTION]):
        done = parley(*arguments)
        assert "sk-not-to-be-seen" not in done.out + done.err


def test_a_store_held_by_another_process(store: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS_STORE, str(store)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        # The holder never lets go by itself: a command that waited for it would run into the time limit.
        done = process("ask", QUESTION, cwd=ROOT)
    finally:
        holder.communicate("")
    assert (done.returncode, done.stdout) == (3, "")
    assert one_line(done.stderr)
    assert str(holder.pid) in done.stderr
    assert process("status", cwd=ROOT).returncode == 0


@pytest.mark.usefixtures("store")
def test_the_console_script_in_a_process_of_its_own() -> None:
    done = process("ask", "-", "--json", cwd=ROOT, input=QUESTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "answered"
    assert process("ask", cwd=ROOT).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("read_some", [False, True])
def test_a_reader_that_went_away_is_no_failure(announce: Any, tmp_path: Path, read_some: bool) -> None:
    # More than a pipe holds, so that the writer is still writing when the reader goes.
    announce("talks", TALKS_ON, commands="run")
    asking = subprocess.Popen(
        [sys.executable, "-c", MAIN, "named"],
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asking.stdout is not None
    assert asking.stderr is not None
    if read_some:
        assert asking.stdout.readline()
    asking.stdout.close()
    told = asking.stderr.read()
    asking.stderr.close()
    assert (asking.wait(timeout=120), told) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.usefixtures("store")
def test_control_c_while_waiting_for_a_question() -> None:
    chat = subprocess.Popen(
        [sys.executable, "-u", "-c", MAIN, "chat"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert chat.stdout is not None
    assert chat.stdout.readline()
    chat.send_signal(signal.SIGINT)
    _, told = chat.communicate(timeout=120)
    assert chat.returncode == 130
    assert one_line(told)


# --- progress


@pytest.mark.usefixtures("store")
def test_progress_is_shown_on_a_terminal_and_nowhere_else(announce: Any, tmp_path: Path) -> None:
    announce("reads_paths", READS_PATHS.replace('"read"', '"[bold]read[/bold]"'), ingest="ingest")
    quiet = {"PYTHONPATH": str(tmp_path / "installed"), "TERM": "xterm"}
    for arguments, word in ((("ingest", "--rebuild"), "embedding"), (("ingest", "news"), "[bold]read[/bold]")):
        shown = process(*arguments, cwd=ROOT, env=os.environ | quiet | {"FORCE_COLOR": "1"})
        assert shown.returncode == 0
        assert word in shown.stderr, "and no markup is interpreted"
        assert word not in shown.stdout
        assert process(*arguments, cwd=ROOT, env=os.environ | quiet).stderr == ""
