"""`parley check`: exit codes, reports, baselines, what is run again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from assistant.commands import main
from assistant.regression import load_suite
from tests.checking.conftest import write_papers

RIGHT = "cases:\n  - name: right\n    question: What did Holt say about the toll?\n    expect: {mentions: [rejects]}\n"
WRONG = "  - name: wrong\n    question: Which toll is fair?\n    tags: [money]\n    expect: {mentions: [13 crowns]}\n"
UNRUN = "  - name: judged\n    question: Which toll is fair?\n    expect: {judged: it is polite}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a store of two papers; the working folder of these tests."""
    folder = tmp_path_factory.mktemp("desk")
    write_papers(folder / "docs")
    before = Path.cwd()
    os.chdir(folder)
    assert main(["ingest", "docs"]) == 0
    yield folder
    os.chdir(before)


@pytest.fixture
def check(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the command over a suite of this text."""
    assert Path.cwd() == folder

    def run(text: str, *arguments: str | Path) -> Outcome:
        suite = tmp_path / "talks.yaml"
        suite.write_text(text, encoding="utf-8")
        try:
            code = main(["check", str(suite), *map(str, arguments)])
        except SystemExit as left:
            code = int(str(left.code))
        captured = capsys.readouterr()
        return Outcome(code=code, out=captured.out, err=captured.err)

    return run


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (RIGHT, 0),
        (RIGHT + WRONG, 1),
        (RIGHT + UNRUN, 3),
        (RIGHT + WRONG + UNRUN, 1),
        (RIGHT.replace("mentions", "mention"), 2),
        ("other: 1\n", 2),
    ],
)
def test_the_exit_code_tells_what_came_out(text: str, code: int, check: Callable[..., Outcome]) -> None:
    done = check(text)
    assert done.code == code
    assert done.out or done.err


def test_wrong_use_is_told(check: Callable[..., Outcome]) -> None:
    for arguments in (["--accept"], ["--tag", "none"], ["--draft", "0"], ["--record", "a", "--replay", "b"]):
        done = check(RIGHT, *arguments)
        assert done.code == 2, arguments
        assert len(done.err.strip().splitlines()) == 1
    assert main(["check"]) == 2


def test_only_those_that_failed_are_run_again(check: Callable[..., Outcome], tmp_path: Path) -> None:
    assert check(RIGHT + WRONG).code == 1
    out = tmp_path / "run.json"
    check(RIGHT + WRONG, "--only", "failing", "--json", out)
    assert [item["name"] for item in json.loads(out.read_text())["results"]] == ["wrong"]
    assert check(RIGHT + WRONG.replace("13 crowns", "12 crowns"), "--only", "failing").code == 0
    assert check(RIGHT + WRONG, "--only", "failing").code == 2  # none is left
    check(RIGHT + WRONG, "--tag", "money", "--json", out)
    assert [item["name"] for item in json.loads(out.read_text())["results"]] == ["wrong"]


def test_a_baseline_is_compared_with_and_accepted(check: Callable[..., Outcome], tmp_path: Path) -> None:
    kept = tmp_path / "base.json"
    assert check(RIGHT, "--baseline", kept).code == 3  # there is none
    assert check(RIGHT, "--baseline", kept, "--accept").code == 0
    assert check(RIGHT, "--baseline", kept).code == 0
    assert check(RIGHT + WRONG, "--baseline", kept).code == 1
    assert check(WRONG.replace("  - ", "cases:\n  - ", 1).replace("13", "12"), "--baseline", kept).code == 1  # gone
    assert check(RIGHT + UNRUN, "--baseline", kept, "--accept").code == 3
    assert check(RIGHT, "--baseline", kept).code == 0  # what could not be run was not accepted
    kept.write_text("{}", encoding="utf-8")
    assert check(RIGHT, "--baseline", kept).code == 3


def test_other_documents_are_no_baseline(check: Callable[..., Outcome], tmp_path: Path) -> None:
    kept = tmp_path / "base.json"
    write_papers(tmp_path / "own")
    own = f"documents: [{tmp_path / 'own'}]\n{RIGHT}"
    first = check(own, "--baseline", kept, "--accept")
    assert first.code == 0, first.out
    assert check(own, "--baseline", kept).code == 0
    (tmp_path / "own" / "more.md").write_text("Holt rejects any toll, she said again.\n", encoding="utf-8")
    assert check(own, "--baseline", kept).code == 3
    assert check(own, "--baseline", kept, "--accept").code == 0
    assert check(own, "--baseline", kept).code == 0


def test_reports_are_written(check: Callable[..., Outcome], tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("out.html", "out.xml", "out.json")]
    done = check(RIGHT, "--html", files[0], "--junit", files[1], "--json", files[2])
    assert done.code == 0
    assert all(file.stat().st_size > 500 for file in files)
    assert check(RIGHT, "--html", tmp_path / "none" / "out.html").code == 3


def test_drafts_are_a_suite_that_passes(
    check: Callable[..., Outcome], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", "--draft", "3"]) == 0
    drafted = capsys.readouterr().out
    cases = yaml.safe_load(drafted)["cases"]
    assert 1 <= len(cases) <= 3
    assert {case["expect"]["attributed_to"] for case in cases} <= {"Holt", "Brandel", "Maldora", "Kestria"}
    assert check(drafted).code == 0
    for case in load_suite(tmp_path / "talks.yaml").suite.cases:
        assert {"attributed_to", "cites", "retrieves"} <= set(case.expect.kinds)
