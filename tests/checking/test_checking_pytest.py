"""A stranger's use: a folder with two documents and one suite, and pytest in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.checking.conftest import write_papers

ROOT = Path(__file__).parents[2]
SUITE = """\
documents: [docs/]
cases:
  - name: who-rejects
    question: What did Holt say about the toll?
    expect: {mentions: [rejects any toll], attributed_to: Holt, cites: tolls.md}
  - name: wrong-price
    question: What does the repair of the locks cost?
    expect: {mentions: [50 million]}
  - name: not-yet
    known_gap: the documents do not say
    question: Who is the queen of Maldora?
    expect: {mentions: [Elsa]}
  - name: judged
    question: What did Holt say about the toll?
    tags: [needs-a-model]
    expect: {judged: it is polite}
"""


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "ASSISTANT_"))}
    paths = [path for path in [str(ROOT), os.environ.get("PYTHONPATH", "")] if path]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *arguments],
        cwd=folder,
        env=given | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    write_papers(folder / "docs")
    (folder / "talks.yaml").write_text(SUITE, encoding="utf-8")
    (folder / "compose.yaml").write_text("services: {web: {image: x}}\ncases: [1, 2]\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("a: [\n", encoding="utf-8")
    return folder


def test_a_suite_is_a_test_file_like_any_other(folder: Path) -> None:
    done = run_pytest(folder, "talks.yaml", "--junit-xml=out.xml", "-rA")
    assert done.returncode == 1, done.stdout + done.stderr
    (report,) = ET.parse(folder / "out.xml").getroot()
    states = {case.get("name"): [child.tag for child in case if child.tag != "system-out"] for case in report}
    assert states == {"who-rejects": [], "wrong-price": ["failure"], "not-yet": ["skipped"], "judged": ["failure"]}

    message = next(case.find("failure") for case in report if case.get("name") == "wrong-price")
    assert message is not None
    text = (message.text or "") + (message.get("message") or "")
    # From this alone one sees what was asked, what was wanted, what was answered, by which source, and where to look.
    for part in ("What does the repair", "50 million", "40 million", "repairs.md", "talks.yaml:6", "mentions"):
        assert part in text, text
    assert "Traceback" not in text


def test_other_files_are_left_alone(folder: Path) -> None:
    collected = run_pytest(folder, "--collect-only", "-q")
    assert collected.returncode == 0, collected.stdout + collected.stderr
    assert "talks.yaml::who-rejects" in collected.stdout
    assert "compose" not in collected.stdout
    assert "broken" not in collected.stdout
    assert "talks.yaml" not in run_pytest(folder, "--collect-only", "-q", "-p", "no:parley").stdout


def test_cases_are_chosen_as_tests_are(folder: Path) -> None:
    done = run_pytest(folder, "talks.yaml", "-k", "needs-a-model", "--collect-only", "-q")
    assert done.stdout.count("talks.yaml::") == 1


def test_a_suite_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(SUITE.replace("mentions", "mention"), encoding="utf-8")
    done = run_pytest(tmp_path, "talks.yaml")
    assert done.returncode == 2
    assert "line 5" in done.stdout
    (tmp_path / "talks.yaml").write_text(SUITE, encoding="utf-8")  # its documents are not there
    done = run_pytest(tmp_path, "talks.yaml", "-k", "who-rejects")
    assert done.returncode == 1
    assert "docs" in done.stdout


def test_a_suite_is_collected_in_any_style_and_form(tmp_path: Path) -> None:
    case = "{name: one, question: Q, expect: {status: answered}}"
    (tmp_path / "flow.yaml").write_text(f"{{documents: [docs/], cases: [{case}]}}\n", encoding="utf-8")
    (tmp_path / "table.CSV").write_text("name,question,status\none,Q,answered\n", encoding="utf-8")
    for hidden in (".draft.yaml", ".kept/more.yaml"):
        (tmp_path / hidden).parent.mkdir(exist_ok=True)
        (tmp_path / hidden).write_text(f"cases: [{case}]\n", encoding="utf-8")
    (tmp_path / "faq.csv").write_text("question,status,assignee\nQ,open,me\n", encoding="utf-8")
    for arguments in ([], ["flow.yaml", "table.CSV"]):
        done = run_pytest(tmp_path, *arguments, "--collect-only", "-q")
        assert done.returncode == 0, done.stdout
        assert [line for line in done.stdout.splitlines() if "::" in line] == ["flow.yaml::one", "table.CSV::one"]


OTHERS_PLUGIN = """
import pytest

class Theirs(pytest.File):
    def collect(self):
        return iter(())

def pytest_collect_file(file_path, parent):
    return Theirs.from_parent(parent, path=file_path) if file_path.name == "theirs.yaml" else None
"""


def test_a_named_file_that_is_no_suite_is_told_why_unless_it_is_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(OTHERS_PLUGIN, encoding="utf-8")
    for name in ("ours.yaml", "theirs.yaml"):
        (tmp_path / name).write_text("services: {web: 1}\n", encoding="utf-8")
    assert run_pytest(tmp_path, "theirs.yaml").returncode == 5  # no test in it
    done = run_pytest(tmp_path, "ours.yaml")
    assert done.returncode == 2
    assert "ours.yaml:1" in done.stdout
    assert run_pytest(tmp_path).returncode == 5


OTHERS_DESK = """
import pytest
from assistant import Assistant

_open = []

{mark}
def pytest_parley_desk(config, path):
    desk = Assistant.from_settings(env_file=None, vectorstore_path=str(path.parent / "store"), assistant_chat_model="")
    desk.ingest([path.parent / "docs"])
    _open.append(desk)
    return desk

def pytest_unconfigure():
    for desk in _open:
        desk.close()
"""


def desk_folder(folder: Path, price: str, *, mark: str = "") -> None:
    """A folder whose conftest.py names an assistant over its own papers."""
    write_papers(folder / "docs")
    paper = folder / "docs" / "tolls.md"
    paper.write_text(paper.read_text(encoding="utf-8").replace("12 crowns", f"{price} crowns"), encoding="utf-8")
    (folder / "conftest.py").write_text(OTHERS_DESK.format(mark=mark), encoding="utf-8")
    name = f"suite-{folder.name}"
    case = f"  - {{name: {name}, question: 'Which toll is fair?', expect: {{mentions: [{price} crowns]}}}}\n"
    (folder / f"{name}.yaml").write_text(f"cases:\n{case}", encoding="utf-8")


def test_a_conftest_speaks_for_the_suites_of_its_own_folder(tmp_path: Path) -> None:
    for name, price in (("a", "17"), ("b", "18")):
        desk_folder(tmp_path / name, price)
    done = run_pytest(tmp_path, "-q")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_a_conftest_with_an_optional_hook_works_without_the_plugin(tmp_path: Path) -> None:
    desk_folder(tmp_path, "17", mark="@pytest.hookimpl(optionalhook=True)")
    (tmp_path / "test_other.py").write_text("def test_other():\n    pass\n", encoding="utf-8")
    assert "1 passed" in run_pytest(tmp_path, "-q", "-p", "no:parley").stdout
    assert "2 passed" in run_pytest(tmp_path, "-q").stdout


@pytest.mark.parametrize("name", ["assistant", "prompts"])
def test_a_project_with_a_package_of_the_same_name_keeps_its_tests(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("OURS = True\n", encoding="utf-8")
    (tmp_path / "test_theirs.py").write_text(f"import {name}\n\n\ndef test_it():\n    assert {name}.OURS\n", "utf-8")
    (tmp_path / "compose.yaml").write_text("services: {web: 1}\n", encoding="utf-8")
    done = run_pytest(tmp_path, "-q")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    (tmp_path / "talks.yaml").write_text(SUITE, encoding="utf-8")
    done = run_pytest(tmp_path, "-q")
    assert done.returncode == 2
    assert str(tmp_path / name) in done.stdout
    assert "Traceback" not in done.stdout
    assert "1 passed" in run_pytest(tmp_path, "-q", "-p", "no:parley").stdout


def test_cases_in_any_order_are_asked_of_one_desk_for_each_suite(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_papers(tmp_path / name)
        cases = "".join(
            f"  - {{name: {name}-{number}, question: 'Which toll is fair?', expect: {{mentions: [12 crowns]}}}}\n"
            for number in range(2)
        )
        (tmp_path / f"{name}.yaml").write_text(f"documents: [{name}/]\ncases:\n{cases}", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "def pytest_collection_modifyitems(items):\n    items.sort(key=lambda item: item.name[::-1])\n\n\n"
        "def pytest_parley_desk(path):\n    print('opened for', path.name)\n",
        encoding="utf-8",
    )
    done = run_pytest(tmp_path, "-s", "-q")
    assert "4 passed" in done.stdout, done.stdout
    assert [done.stdout.count(f"opened for {name}.yaml") for name in ("one", "two")] == [1, 1]


def test_what_a_terminal_would_obey_is_not_printed(tmp_path: Path) -> None:
    write_papers(tmp_path / "docs")
    paper = tmp_path / "docs" / "tolls.md"
    hostile = "Maldora rejects \u202e any toll"
    paper.write_text(paper.read_text("utf-8").replace("Maldora rejects any toll", hostile), encoding="utf-8")
    case = "{name: one, question: 'What did Holt say about the toll?', expect: {mentions: [accepts]}}"
    (tmp_path / "talks.yaml").write_text(f"documents: [docs/]\ncases: [{case}]\n", encoding="utf-8")
    done = run_pytest(tmp_path, "talks.yaml")
    assert done.returncode == 1
    assert "Maldora rejects" in done.stdout
    assert "\u202e" not in done.stdout


def test_nothing_of_parley_is_loaded_where_there_is_no_suite(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "test_light.py").write_text(
        "import sys\n\n\ndef test_light():\n"
        "    heavy = {'assistant', 'pydantic', 'yaml', 'langchain_core', 'vectorstore', 'chromadb'}\n"
        "    assert not heavy & set(sys.modules)\n",
        encoding="utf-8",
    )
    done = run_pytest(tmp_path, "-p", "no:langsmith_plugin", "-p", "no:anyio")
    assert done.returncode == 0, done.stdout


def test_the_assistant_does_not_need_pytest() -> None:
    code = "import sys, assistant.regression.runner, assistant.commands.checking; print('pytest' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "False"
