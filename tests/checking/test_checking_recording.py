"""A chat model's replies, recorded once over the wire and replayed without a key or a server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.commands import main
from assistant.model.choice import open_model
from assistant.regression import RecordingError, RecordingMissing, Suite, run
from assistant.regression.judging import verdict_in
from assistant.regression.recording import Recorder, Replayer
from tests.checking.conftest import ANYTHING, TOLL
from tests.evaluation.protocol import SECRET, Served, echo, serving

MODEL = {"assistant_chat_model": "openai:echo", "assistant_deadline_seconds": 10}
PASSES_WITH_THE_ECHO = f"cases:\n  - {{name: one, question: '{TOLL}', expect: {{attributed_to: Holt}}}}\n"
Written = Callable[..., Path]
HISTORY = "What does the repair of the locks cost?"


def verdicts(request: dict[str, Any]) -> str:
    """Answer as the echo does; judge by whether the demand's words are in the answer."""
    text = str(request["messages"][-1]["content"])
    if "<demand>" not in text:
        return echo(request)
    demand = text.split("<demand>")[1].split("</demand>")[0].strip()
    answer = text.split("<answer>")[1].split("</answer>")[0]
    if demand == "silence":
        return "I would rather not say."
    return "PASS: it does" if demand in answer else "FAIL: it does not"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(echo=verdicts) as found:
        yield found


@pytest.fixture(scope="module")
def store(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("talks") / "store"
    with Assistant.from_settings(env_file=None, vectorstore_path=path, assistant_chat_model="") as desk:
        assert desk.ingest([papers]).ok
    return path


Opened = Callable[..., Any]


@pytest.fixture
def opened(store: Path, server: Served) -> Opened:
    def make(models: Any, *, key: bool = True, **settings: Any) -> Assistant:
        values: dict[str, Any] = {**MODEL, "vectorstore_path": store, "openai_base_url": server.base_url}
        values |= {"openai_api_key": SECRET} if key else {}
        return Assistant.from_settings(env_file=None, models=models, **(values | settings))

    return make


def suite(**expect: Any) -> Suite:
    cases = [
        {"name": "said", "question": TOLL, "expect": {**ANYTHING, **expect}},
        {"name": "then", "question": "And what does it cost?", "history": [HISTORY], "expect": ANYTHING},
    ]
    return Suite.model_validate({"cases": cases})


def test_what_was_recorded_is_replayed_without_key_or_server(opened: Opened, server: Served, tmp_path: Path) -> None:
    tape = tmp_path / "tape"
    with opened(Recorder(folder=tape)) as desk:
        first = run(suite(judged="Holt"), desk)
    sent = server.seen.requests.total()
    # Another server of one's own has the same name for the model; nobody listens there.
    with opened(Replayer(folder=tape), key=False, openai_base_url="http://127.0.0.1:9/v1") as desk:
        again = run(suite(judged="Holt"), desk)
    assert first.ok, str(first)
    assert again.ok, str(again)
    assert server.seen.requests.total() == sent
    pairs = zip(first.results, again.results, strict=True)
    for one, other in pairs:
        assert one.asked is not None
        assert other.asked is not None
        assert one.asked.answer.text == other.asked.answer.text
        assert one.asked.answer.usage == other.asked.answer.usage
        assert one.asked.answer.citations == other.asked.answer.citations


def test_a_request_that_is_made_again_has_its_replies_in_order(store: Path, tmp_path: Path) -> None:
    said: list[int] = []

    def unsteady(request: dict[str, Any]) -> str:
        said.append(1)
        return echo(request) if len(said) % 2 else "None of the sentences answers the question."

    case = {**CASE, "repeat": {"times": 4, "pass": 2}, "expect": {"status": "answered"}}
    repeated = Suite.model_validate({"cases": [case]})
    settings: dict[str, Any] = {**MODEL, "vectorstore_path": store, "openai_api_key": SECRET}
    with serving(echo=unsteady) as server:
        for models, passes in ((Recorder(folder=tmp_path / "tape"), 2), (Replayer(folder=tmp_path / "tape"), 2)):
            given = settings | {"openai_base_url": server.base_url}
            with Assistant.from_settings(env_file=None, models=models, **given) as desk:
                (result,) = run(repeated, desk).results
                assert (result.verdict, result.passes) == ("passed", passes)
                if isinstance(models, Replayer):
                    with pytest.raises(RecordingMissing):
                        desk.ask(TOLL)  # all four are used up
        assert len(said) == 4


def test_a_new_recording_takes_the_place_of_an_older_one(opened: Opened, tmp_path: Path) -> None:
    for _ in range(2):
        with opened(Recorder(folder=tmp_path / "tape")) as desk:
            desk.ask(TOLL)
    with opened(Replayer(folder=tmp_path / "tape"), key=False) as desk:
        desk.ask(TOLL)
        with pytest.raises(RecordingMissing):
            desk.ask(TOLL)


def test_replies_to_one_request_that_come_at_once_are_all_kept(opened: Opened, tmp_path: Path) -> None:
    cases = [{**CASE, "name": str(number)} for number in range(6)]
    together = Suite.model_validate({"cases": cases})
    for models in (Recorder(folder=tmp_path / "tape"), Replayer(folder=tmp_path / "tape")):
        with opened(models) as desk:
            assert run(together, desk, jobs=6).ok
    assert [path.suffix for path in (tmp_path / "tape").iterdir()] == [".json"]


@pytest.mark.parametrize(
    "change",
    [
        {"question": "What did Brandel say about the toll?"},
        {"settings": {"assistant_passages": 1, "assistant_evidence_tokens": 200}},
        {"settings": {"assistant_answer_tokens": 99}},
        {"settings": {"assistant_chat_model": "openai:other"}},
        {"settings": {"assistant_structured_output": True}},
        {"settings": {"assistant_chat_fallback": "offline", "assistant_answer_tokens": 99}},
    ],
)
def test_any_other_request_is_a_miss_and_no_pass(change: dict[str, Any], opened: Opened, tmp_path: Path) -> None:
    tape = tmp_path / "tape"
    case = {"name": "said", "question": TOLL, "expect": ANYTHING}
    with opened(Recorder(folder=tape)) as desk:
        assert run(Suite.model_validate({"cases": [case]}), desk).ok
    case["question"] = change.get("question", TOLL)
    with opened(Replayer(folder=tape), key=False, **change.get("settings", {})) as desk:
        done = run(Suite.model_validate({"cases": [case]}), desk)
        with pytest.raises(RecordingMissing):
            desk.ask(str(case["question"]))
    assert (done.results[0].verdict, done.exit_code) == ("not_run", 3)


def test_a_changed_prompt_is_a_miss(opened: Opened, tmp_path: Path) -> None:
    """The kept request is what a change of the prompt's file leaves behind: other instructions than those of now."""
    tape = tmp_path / "tape"
    with opened(Recorder(folder=tape)) as desk:
        desk.ask(TOLL)
    (file,) = tape.glob("*.json")
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["request"]["messages"][0][1] += " Be brief."
    file.write_text(json.dumps(kept), encoding="utf-8")
    with opened(Replayer(folder=tape), key=False) as desk, pytest.raises(RecordingError):
        desk.ask(TOLL)
    file.rename(file.with_stem("0" * 64))
    with opened(Replayer(folder=tape), key=False) as desk, pytest.raises(RecordingMissing):
        desk.ask(TOLL)


def test_no_secret_is_recorded(opened: Opened, server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tape = tmp_path / "tape"
    with opened(Recorder(folder=tape)) as desk:
        desk.ask(TOLL)
    text = "".join(file.read_text(encoding="utf-8") for file in tape.iterdir())
    assert text
    assert SECRET not in text
    assert server.base_url not in text
    monkeypatch.setenv("SOME_API_KEY", "hunter2-hunter2")
    for asked in (f"Is {SECRET} what Holt said about the toll?", "Is hunter2-hunter2 what Holt said?"):
        with opened(Recorder(folder=tape)) as desk, pytest.raises(RecordingError) as caught:
            desk.ask(asked)
        assert SECRET not in str(caught.value)
    assert "".join(file.read_text(encoding="utf-8") for file in tape.iterdir()) == text


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 9}', '{"format": 3, "request": 3, "replies": []}'])
def test_a_damaged_recording_is_an_error(content: str, opened: Opened, tmp_path: Path) -> None:
    tape = tmp_path / "tape"
    with opened(Replayer(folder=tape), key=False) as desk, pytest.raises(RecordingError):
        desk.ask(TOLL)  # there is no such folder
    with opened(Recorder(folder=tape)) as desk:
        desk.ask(TOLL)
    for file in tape.iterdir():
        file.write_text(content, encoding="utf-8")
    with opened(Replayer(folder=tape), key=False) as desk, pytest.raises(RecordingError):
        desk.ask(TOLL)


@pytest.mark.parametrize("history", [[], [f"{TOLL} #500"]])
def test_what_a_fallback_answers_is_not_the_models_and_is_not_kept(
    history: list[str], opened: Opened, tmp_path: Path
) -> None:
    question = "And what does it cost?" if history else f"{TOLL} #500"
    case = {"name": "said", "question": question, "history": history, "expect": ANYTHING}
    with opened(open_model, assistant_chat_fallback="offline") as desk:
        (result,) = run(Suite.model_validate({"cases": [case]}), desk, cache=tmp_path / "kept").results
    assert (result.verdict, result.asked) == ("not_run", None)
    assert result.summary
    assert not (tmp_path / "kept").exists()


def test_what_broke_off_is_not_recorded(opened: Opened, tmp_path: Path) -> None:
    tape = tmp_path / "tape"
    for model in ("cut", "hang", "500", "bad-json"):
        with opened(Recorder(folder=tape), assistant_deadline_seconds=1) as desk:
            done = run(Suite.model_validate({"cases": [{**CASE, "question": f"{TOLL} #{model}"}]}), desk)
        assert done.results[0].verdict == "not_run"
    assert list(tape.iterdir()) == []


CASE = {"name": "said", "question": TOLL, "expect": ANYTHING}


@pytest.mark.parametrize(("demand", "verdict"), [("Holt", "passed"), ("Macron", "failed"), ("silence", "not_run")])
def test_a_chat_model_judges(demand: str, verdict: str, opened: Opened, tmp_path: Path) -> None:
    with opened(Recorder(folder=tmp_path / "tape")) as desk:
        (result, *_) = run(suite(judged=demand), desk).results
    assert result.verdict == verdict


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("PASS", True),
        ("FAIL", False),
        ("PASS: it does", True),
        ("FAIL: it invents a sum", False),
        ("  **PASS**: it does\n", True),
        ("Pass - it does", True),
        ("FAIL. It does not PASS", None),
        ("FAIL, since nothing of it would fail", False),
        ("PASS/FAIL: FAIL, it invents a sum", None),
        ("PASS or FAIL? FAIL", None),
        ("PASS: FAIL", None),
        ("PASS\nFAIL", None),
        ("Pass? No. It invents a sum.", None),
        ("PASSED: it does", None),
        ("It does: PASS", None),
        ("Not a PASS", None),
        ("", None),
    ],
)
def test_only_one_clear_word_is_a_verdict(reply: str, verdict: bool | None) -> None:
    found = verdict_in(reply)
    assert (found[0] if found else None) is verdict


def test_a_judge_out_of_reach_is_no_pass(canal: Assistant) -> None:
    from assistant.errors import Unreachable

    def judge(*_: object) -> tuple[bool, str]:
        raise Unreachable("nobody is there: try again")

    done = run(suite(judged="Holt"), canal, judge=judge)
    assert done.results[0].verdict == "not_run"
    assert done.exit_code == 3


def test_a_suite_with_its_own_documents_spends_from_the_same_budget(
    opened: Opened, papers: Path, tmp_path: Path, written: Written
) -> None:
    text = f"documents: [{papers}]\ncases:\n  - name: one\n    question: '{TOLL}'\n    expect: {{judged: Holt}}\n"
    limits = {"assistant_prices": {"openai:echo": (100.0, 100.0)}, "assistant_budget_per_day": 10.0}
    path = tmp_path / "elsewhere" / "store"
    with opened(Recorder(folder=tmp_path / "tape"), vectorstore_path=path, **limits) as desk:
        assert run(written(text), desk).ok
        spent = desk.budget.spent()
    assert spent > 0
    with opened(Recorder(folder=tmp_path / "tape"), vectorstore_path=path, **limits) as desk:
        assert desk.status().store is None  # the file of what was spent makes no store
        assert desk.budget.spent() == spent


@pytest.fixture
def commanded(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run `parley check` with these settings and no others; the exit code, and the complaint if it is one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VECTORSTORE_PATH", str(store))

    def run_with(*arguments: str | Path, **settings: str) -> tuple[int, str]:
        with monkeypatch.context() as context:
            for name, value in settings.items():
                context.setenv(name, value)
            code = main(["check", "--no-cache", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run_with


@pytest.mark.parametrize("structured", ["", "true"])
def test_a_recording_is_replayed_where_no_model_is_set_up(
    structured: str, server: Served, tmp_path: Path, written: Written, commanded: Callable[..., tuple[int, str]]
) -> None:
    path, tape = written(PASSES_WITH_THE_ECHO), tmp_path / "tape"
    model = {
        "ASSISTANT_CHAT_MODEL": "openai:echo",
        "OPENAI_BASE_URL": server.base_url,
        "ASSISTANT_STRUCTURED_OUTPUT": structured,
    }
    assert commanded(path, "--record", tape, **model)[0] == 0
    sent = server.seen.requests.total()
    code, told = commanded(path, "--replay", tape)
    assert code == 0, told
    assert "openai:echo" in told
    assert commanded(path, "--replay", tape, ASSISTANT_CHAT_MODEL="")[0] == 0
    # The reader of the rules would pass it too: what was not recorded is a miss all the same.
    written(PASSES_WITH_THE_ECHO.replace("the toll", "a toll"))
    code, told = commanded(path, "--replay", tape)
    assert code == 3, told
    assert commanded(path)[0] == 0
    assert server.seen.requests.total() == sent


def test_a_miss_because_of_the_server_says_so(
    server: Served, tmp_path: Path, written: Written, commanded: Callable[..., tuple[int, str]]
) -> None:
    path, tape = written(PASSES_WITH_THE_ECHO), tmp_path / "tape"
    model = {"ASSISTANT_CHAT_MODEL": "openai:echo"}
    assert commanded(path, "--record", tape, OPENAI_BASE_URL=server.base_url, **model)[0] == 0
    report = tmp_path / "out.json"
    code, _ = commanded(path, "--replay", tape, "--json", report, **model)
    (case,) = json.loads(report.read_text(encoding="utf-8"))["results"]
    assert code == 3
    assert "server" in case["checks"][0]["message"]


def test_what_cannot_be_recorded_or_replayed_is_told_before_anything_is_asked(
    tmp_path: Path, written: Written, commanded: Callable[..., tuple[int, str]]
) -> None:
    path, tape = written(PASSES_WITH_THE_ECHO), tmp_path / "tape"
    assert commanded(path)[0] == 0
    code, told = commanded(path, "--record", tape)
    assert (code, len(told.splitlines())) == (2, 1)
    assert not tape.exists()
    for model in ({}, {"ASSISTANT_CHAT_MODEL": "openai:echo"}):
        code, told = commanded(path, "--replay", tape, **model)
        assert (code, len(told.splitlines()), str(tape) in told) == (3, 1, True)
    tape.mkdir()
    (tape / "old.json").write_text('{"format": 1, "request": {"model": "a:b"}, "reply": []}', encoding="utf-8")
    code, told = commanded(path, "--replay", tape)
    assert (code, len(told.splitlines()), "old.json" in told) == (3, 1, True)


def test_a_recording_of_two_models_has_to_be_told_which(
    server: Served, tmp_path: Path, written: Written, commanded: Callable[..., tuple[int, str]]
) -> None:
    path, tape = written(PASSES_WITH_THE_ECHO), tmp_path / "tape"
    for model in ("openai:echo", "openai:other"):
        named = {"ASSISTANT_CHAT_MODEL": model, "OPENAI_BASE_URL": server.base_url}
        commanded(path, "--record", tape, **named)
    code, told = commanded(path, "--replay", tape)
    assert (code, "openai:other" in told) == (3, True)
    assert commanded(path, "--replay", tape, **{**named, "ASSISTANT_CHAT_MODEL": "openai:echo"})[0] == 0


def test_the_command_records_and_replays(
    store: Path,
    server: Served,
    tmp_path: Path,
    written: Written,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "VECTORSTORE_PATH": str(store),
        "ASSISTANT_CHAT_MODEL": "openai:echo",
        "OPENAI_BASE_URL": server.base_url,
        "OPENAI_API_KEY": SECRET,
    }.items():
        monkeypatch.setenv(name, value)
    text = PASSES_WITH_THE_ECHO
    suite_file, tape = str(written(text)), str(tmp_path / "tape")
    assert main(["check", suite_file, "--record", tape]) == 0
    monkeypatch.delenv("OPENAI_API_KEY")
    sent = server.seen.requests.total()
    assert main(["check", suite_file, "--replay", tape]) == 0
    written(text.replace("the toll", "a toll"))
    assert main(["check", suite_file, "--replay", tape]) == 3
    assert main(["check", suite_file, "--replay", str(tmp_path / "none")]) == 3
    assert server.seen.requests.total() == sent
    assert SECRET not in capsys.readouterr().out
