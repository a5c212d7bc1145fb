"""`parley check`: exit codes, reports, baselines, what is run again."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

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
    for arguments in (
        ["--accept"],
        ["--accept", "--baseline", "none.json", "--only", "failing"],
        ["--accept", "--baseline", "none.json", "--tag", "money"],
        ["--tag", "none"],
        ["--draft", "0"],
        ["--draft", "2"],  # with a suite
        ["--record", "a", "--replay", "b"],
    ):
        done = check(RIGHT, *arguments)
        assert done.code == 2, arguments
        assert len(done.err.strip().splitlines()) == 1
    assert main(["check"]) == 2
    for options in ("--only failing", "--tag a", "--accept", "--json a", "--replay a", "--jobs 2", "--no-cache"):
        assert main(["check", "--draft", "2", *options.split()]) == 2, options


def test_only_those_that_failed_are_run_again(check: Callable[..., Outcome], tmp_path: Path) -> None:
    assert check(RIGHT + WRONG).code == 1
    out = tmp_path / "run.json"
    check(RIGHT + WRONG, "--only", "failing", "--json", out)
    assert [item["name"] for item in json.loads(out.read_text())["results"]] == ["wrong"]
    assert check(RIGHT + WRONG.replace("13 crowns", "12 crowns"), "--only", "failing").code == 0
    for tag in ([], ["--tag", "money"]):
        done = check(RIGHT + WRONG, "--only", "failing", *tag)  # none is left
        assert (done.code, len(done.out.splitlines()), done.err) == (0, 1, "")
    assert check(RIGHT + WRONG, "--only", "failing", "--tag", "none").code == 2
    check(RIGHT + WRONG, "--tag", "money", "--json", out)
    assert [item["name"] for item in json.loads(out.read_text())["results"]] == ["wrong"]


@pytest.fixture
def checked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run the command over files as they are; the exit code, and the names of the cases that were run."""
    assert Path.cwd() == folder

    def run(*arguments: str | Path) -> tuple[int, list[str]]:
        report = tmp_path / "checked.json"
        report.unlink(missing_ok=True)
        code = main(["check", *map(str, arguments), "--json", str(report)])
        capsys.readouterr()
        results = json.loads(report.read_text(encoding="utf-8"))["results"] if report.exists() else []
        return code, [item["name"] for item in results]

    return run


def test_failures_of_two_suites_of_one_name_are_told_apart(checked: Callable[..., Any], tmp_path: Path) -> None:
    one, other = (tmp_path / name / "talks.yaml" for name in ("a", "b"))
    for path, text in ((one, WRONG), (other, WRONG.replace("13", "12"))):
        path.parent.mkdir()
        path.write_text(f"cases:\n{text}", encoding="utf-8")
    assert checked(one) == (1, ["wrong"])
    assert checked(other) == (0, ["wrong"])
    assert checked(one, "--only", "failing") == (1, ["wrong"])
    assert checked(tmp_path, "--only", "failing") == (1, ["wrong"])
    assert checked(other, "--only", "failing") == (0, [])


def test_a_row_without_a_name_is_known_by_what_it_asks(checked: Callable[..., Any], tmp_path: Path) -> None:
    table = tmp_path / "talks.csv"
    rows = ["question,history,mentions", "Which toll is fair?,,13 crowns", "Who is Holt?,,rejects"]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    code, names = checked(table)
    assert (code, len(set(names))) == (1, 2)
    rows.insert(1, "What did Holt say about the toll?,,rejects")  # each row is one line further down
    rows.insert(1, "Which toll is fair?,Who is Brandel?,12 crowns")
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    code, names = checked(table, "--only", "failing")
    assert code == 1
    assert sum(name == "Which toll is fair?" for name in names) == 1
    assert len(names) == 3  # with the two that were never run


def test_what_was_never_run_has_not_passed(checked: Callable[..., Any], tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(RIGHT, encoding="utf-8")
    other.write_text(f"cases:\n{WRONG}", encoding="utf-8")
    assert checked(one) == (0, ["right"])
    assert checked(other, "--only", "failing") == (1, ["wrong"])


def test_a_suite_that_is_named_twice_is_run_once(checked: Callable[..., Any], tmp_path: Path) -> None:
    suite = tmp_path / "one.yaml"
    suite.write_text(RIGHT, encoding="utf-8")
    assert checked(suite, tmp_path, os.path.relpath(suite)) == (0, ["right"])


def test_a_baseline_is_the_same_wherever_the_project_lies(checked: Callable[..., Any], tmp_path: Path) -> None:
    project = tmp_path / "somebody" / "project"
    write_papers(project / "docs")
    for name in ("a", "b"):
        (project / "suites" / name).mkdir(parents=True)
        text = f"documents: [../../docs]\n{RIGHT}"
        (project / "suites" / name / "talks.yaml").write_text(text, encoding="utf-8")
    base = project / "base.json"
    assert checked(project / "suites", "--baseline", base, "--accept")[0] == 0
    assert str(tmp_path) not in base.read_text(encoding="utf-8")
    assert checked(project / "suites" / "b" / "talks.yaml", project / "suites" / "a", "--baseline", base)[0] == 0
    moved = tmp_path / "elsewhere" / "deep"
    shutil.copytree(project, moved)
    report = tmp_path / "moved.json"
    assert main(["check", str(moved), "--baseline", str(moved / "base.json"), "--json", str(report)]) == 0
    changes = json.loads(report.read_text(encoding="utf-8"))["comparison"]
    assert changes.pop("ok")
    assert not any(changes.values()), changes


def test_a_baseline_that_knows_no_case_of_the_run_compares_nothing(
    check: Callable[..., Outcome], checked: Callable[..., Any], tmp_path: Path
) -> None:
    kept = tmp_path / "base.json"
    assert check(RIGHT + WRONG.replace("13", "12"), "--baseline", kept, "--accept").code == 0
    renamed = tmp_path / "renamed.yaml"
    (tmp_path / "talks.yaml").rename(renamed)
    assert checked(renamed, "--baseline", kept)[0] == 3
    added = WRONG.replace("wrong", "new").replace("13", "12").replace("money", "fresh")
    assert check(RIGHT + added, "--baseline", kept, "--tag", "fresh").code == 3
    assert check(RIGHT + WRONG.replace("13", "12"), "--baseline", kept, "--tag", "money").code == 0


def test_a_baseline_of_before_is_told_and_can_be_made_anew(check: Callable[..., Outcome], tmp_path: Path) -> None:
    kept = tmp_path / "base.json"
    assert check(RIGHT, "--baseline", kept, "--accept").code == 0
    whole = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps(whole | {"parley_baseline": 1}), encoding="utf-8")
    done = check(RIGHT, "--baseline", kept)
    assert done.code == 3
    assert "base.json" in done.out
    assert check(RIGHT, "--baseline", kept, "--accept").code == 0
    assert check(RIGHT, "--baseline", kept).code == 0


def test_a_baseline_is_compared_with_and_accepted(check: Callable[..., Outcome], tmp_path: Path) -> None:
    kept = tmp_path / "base.json"
    assert check(RIGHT, "--baseline", kept).code == 3  # there is none
    assert check(RIGHT, "--baseline", kept, "--accept").code == 0
    assert check(RIGHT, "--baseline", kept).code == 0
    assert check(RIGHT + WRONG, "--baseline", kept).code == 1
    assert (
        check(WRONG.replace("  - ", "cases:\n  - ", 1).replace("13", "12"), "--baseline", kept).code == 3
    )  # no case in common
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What each report says by itself, to somebody who does not see the exit code."""

    junit: ET.Element
    json: dict[str, Any]
    html: str

    @property
    def wrong(self) -> tuple[int, int]:
        """Failures and errors in JUnit; the totals are those of the cases, and each has its element."""
        counts = tuple(int(self.junit.get(name, "-1")) for name in ("failures", "errors"))
        assert counts == tuple(len(list(self.junit.iter(name))) for name in ("failure", "error"))
        assert int(self.junit.get("tests", "-1")) == len(list(self.junit.iter("testcase")))
        return counts[0], counts[1]

    @property
    def looks(self) -> str:
        """The colour of the page's head."""
        return re.findall(r"<h1 class='(\w+)'>", self.html)[0]


@pytest.fixture
def reported(check: Callable[..., Outcome], tmp_path: Path) -> Callable[..., tuple[Outcome, Reports]]:
    def run(text: str, *arguments: str | Path) -> tuple[Outcome, Reports]:
        junit, json_file, html = (tmp_path / f"report.{end}" for end in ("xml", "json", "html"))
        done = check(text, *arguments, "--junit", junit, "--json", json_file, "--html", html)
        told = json.loads(json_file.read_text(encoding="utf-8"))
        return done, Reports(junit=ET.parse(junit).getroot(), json=told, html=html.read_text(encoding="utf-8"))

    return run


@pytest.mark.parametrize(
    ("kept", "text", "code", "wrong", "looks"),
    [
        (None, RIGHT, 3, (0, 1), "not_run"),  # there is no baseline
        ("{}", RIGHT, 3, (0, 1), "not_run"),  # it cannot be read
        ({"corpora": {"talks.yaml": "0" * 64}}, RIGHT, 3, (0, 1), "not_run"),
        ({}, RIGHT + WRONG, 1, (1, 0), "failed"),
        ({}, WRONG.replace("  - ", "cases:\n  - ", 1).replace("13", "12"), 1, (1, 0), "failed"),  # one is gone
        ({}, RIGHT, 0, (0, 0), "passed"),
    ],
)
def test_each_report_has_the_verdict_of_the_exit_code(
    kept: str | dict[str, Any] | None,
    text: str,
    code: int,
    wrong: tuple[int, int],
    looks: str,
    check: Callable[..., Outcome],
    reported: Callable[..., tuple[Outcome, Reports]],
    tmp_path: Path,
) -> None:
    path = tmp_path / "base.json"
    if isinstance(kept, dict):
        both = RIGHT + WRONG.replace("13", "12") if "12" in text else RIGHT
        assert check(both, "--baseline", path, "--accept").code == 0
        whole = json.loads(path.read_text(encoding="utf-8"))
        whole["run"] |= kept
        path.write_text(json.dumps(whole), encoding="utf-8")
    elif kept:
        path.write_text(kept, encoding="utf-8")
    done, reports = reported(text, "--baseline", path)
    assert (done.code, reports.wrong, reports.looks) == (code, wrong, looks)
    assert (reports.json["ok"], reports.json["exit_code"]) == (code == 0, code)
    assert bool(reports.json["reasons"]) == (code != 0)
    assert all(line in done.out for line in reports.json["reasons"])
    if "12" in text:
        assert any("talks.yaml: right" in line and "--accept" in line for line in reports.json["reasons"])


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (RIGHT.replace("mentions", "mention"), [], 2),
        (RIGHT, ["--replay", "none"], 3),
        (RIGHT, ["--record", "none"], 2),
        (f"documents: [gone]\n{RIGHT}", [], 2),
    ],
)
def test_a_run_that_never_began_leaves_no_report_of_the_one_before(
    text: str, arguments: list[str], code: int, reported: Callable[..., tuple[Outcome, Reports]]
) -> None:
    done, reports = reported(RIGHT)
    assert (done.code, reports.wrong, reports.looks) == (0, (0, 0), "passed")
    done, reports = reported(text, *arguments)
    assert (done.code, reports.wrong, reports.looks, reports.json["exit_code"]) == (code, (0, 1), "not_run", code)
    assert any(line in done.err for line in reports.json["reasons"])


def test_a_run_that_was_not_accepted_says_so_in_its_reports(
    reported: Callable[..., tuple[Outcome, Reports]], tmp_path: Path
) -> None:
    done, reports = reported(RIGHT, "--baseline", tmp_path / "none" / "base.json", "--accept")
    assert (done.code, reports.wrong, reports.looks, reports.json["exit_code"]) == (3, (0, 1), "not_run", 3)


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
