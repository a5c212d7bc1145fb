"""What holds for the packages as a whole: exports, settings, errors, imports."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from vectorstore import ParleyError, environment_names

PACKAGES = ("assistant", "ingest", "prompts", "vectorstore")
SETTINGS = (
    "assistant.page.settings:PageSettings",
    "assistant.settings:AssistantSettings",
    "ingest.settings:IngestSettings",
    "vectorstore.settings:VectorstoreSettings",
)
HEAVY = ("gradio", "spacy", "chromadb", "langchain_openai", "tiktoken")
ROOT = Path(__file__).parents[2]


def settings_class(place: str) -> type[BaseSettings]:
    module, name = place.split(":")
    found: type[BaseSettings] = getattr(importlib.import_module(module), name)
    return found


def modules(package: str) -> Iterator[str]:
    yield package
    for item in pkgutil.walk_packages(importlib.import_module(package).__path__, prefix=f"{package}."):
        if not item.name.endswith(".__main__"):
            yield item.name


def subclasses(root: type) -> Iterator[type]:
    yield root
    for child in root.__subclasses__():
        yield from subclasses(child)


@pytest.mark.parametrize("package", PACKAGES)
def test_exports_are_there_and_sorted(package: str) -> None:
    found = importlib.import_module(package)
    assert list(found.__all__) == sorted(set(found.__all__))
    for name in found.__all__:
        assert not name.startswith("_")
        assert getattr(found, name, None) is not None, name
    assert found.__doc__


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_can_be_imported_and_says_what_it_is(package: str) -> None:
    for name in modules(package):
        assert importlib.import_module(name).__doc__, name


@pytest.mark.parametrize("place", SETTINGS)
def test_every_setting_has_a_default_and_a_description(place: str) -> None:
    for name, field in settings_class(place).model_fields.items():
        assert not field.is_required(), name
        assert field.description, name


def test_the_example_file_documents_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = re.findall(r"^[ \t]*#?[ \t]*([A-Z][A-Z0-9_]*)=", text, re.MULTILINE)
    expected = {name for place in SETTINGS for name in environment_names(settings_class(place)).values()}
    assert set(documented) == expected
    assert len(documented) == len(set(documented))


def test_every_error_has_an_exit_code_and_says_when_it_occurs() -> None:
    for package in PACKAGES:
        for name in modules(package):
            importlib.import_module(name)
    found = list(subclasses(ParleyError))
    assert len(found) > 5
    for error in found:
        assert error.exit_code in {1, 2, 3}, error
        assert error.__doc__, error


def imported(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has after ``code``."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*(name.split('.')[0] for name in sys.modules))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return set(done.stdout.split())


def test_importing_the_assistant_is_light() -> None:
    assert imported("import assistant, assistant.commands.parser").isdisjoint(HEAVY)


def test_importing_the_store_and_the_prompts_is_light() -> None:
    assert imported("import vectorstore, prompts").isdisjoint(HEAVY)


def imports(file: Path) -> set[str]:
    """The top-level packages that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {item.name.split(".")[0] for item in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def files_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def test_only_the_page_imports_gradio() -> None:
    assert "gradio" in imports(ROOT / "ui.py")
    others = [file for package in PACKAGES for file in files_of(package)] + [ROOT / "tasks.py"]
    assert [file for file in others if "gradio" in imports(file)] == []


@pytest.mark.parametrize(
    ("package", "strangers"),
    [
        ("assistant", {"ingest", "ui"}),
        ("ingest", {"assistant", "prompts", "ui"}),
        ("prompts", {"assistant", "ingest", "ui", "vectorstore"}),
        ("vectorstore", {"assistant", "ingest", "prompts", "ui"}),
    ],
)
def test_the_data_flows_one_way(package: str, strangers: set[str]) -> None:
    assert files_of(package)
    for file in files_of(package):
        assert not imports(file) & strangers, file
