"""What is packaged: types, samples, and what the two files at the root import."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "ingest", "prompts", "vectorstore")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {item.name.split(".")[0] for item in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()
    assert package in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]


def test_the_types_of_the_files_at_the_root_are_checked_too() -> None:
    at_root = {file.stem for file in ROOT.glob("*.py")}
    assert set(PROJECT["tool"]["mypy"]["modules"]) == at_root


def test_the_files_at_the_root_are_packaged_but_for_the_tasks() -> None:
    packaged = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert {name for name in packaged if name.endswith(".py")} == {file.name for file in ROOT.glob("*.py")} - {
        "tasks.py"
    }


def test_the_page_reaches_the_rest_through_the_assistant_and_the_tasks_reach_nothing() -> None:
    # import-linter knows packages only; these two are single files.
    assert imports(ROOT / "ui.py") & set(PACKAGES) <= {"assistant", "vectorstore"}
    assert imports(ROOT / "tasks.py") <= sys.stdlib_module_names


def test_what_is_imported_is_declared() -> None:
    declared = {line.split("=")[0].split(">")[0].split("<")[0].strip() for line in PROJECT["project"]["dependencies"]}
    modules = {
        "docx": "python-docx",
        "dotenv": "python-dotenv",
        "bs4": "beautifulsoup4",
        "yaml": "pyyaml",
        "markdown_it": "markdown-it-py",
    }
    files = [ROOT / "ui.py", *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))]
    # Only pytest's plugin loads this one; without pytest nobody does.
    plugin = ROOT / "assistant" / "regression" / "pytest_plugin.py"
    assert [file for file in files if "pytest" in imports(file)] == [plugin]
    assert imports(ROOT / "parley_pytest.py") <= {"pytest", "assistant", *sys.stdlib_module_names}
    found = {name for file in files if file != plugin for name in imports(file)}
    foreign = found - set(sys.stdlib_module_names) - {*PACKAGES, "ui"}
    assert {modules.get(name, name.replace("_", "-")) for name in foreign} <= declared


def test_the_announced_names_are_those_of_the_project() -> None:
    for group, points in PROJECT["project"]["entry-points"].items():
        announced = {point.name: point.value for point in entry_points(group=group) if point.dist is not None}
        assert points.items() <= announced.items(), "install the checkout again"
