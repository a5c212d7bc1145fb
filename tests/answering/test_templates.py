"""The templates: declared variables, values taken as they are, a digest that follows the words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

import prompts
from assistant.records import QuestionKind, Reason
from prompts import MissingVariables, Template, UnknownTemplate


def template(text: str, *variables: str) -> Template:
    return Template(name="t", text=text, variables=frozenset(variables))


def test_a_variable_without_a_value_is_named() -> None:
    one = template("{speaker} on {issue}", "speaker", "issue")
    assert one.fill(speaker="Holt", issue="tolls") == "Holt on tolls"
    with pytest.raises(MissingVariables, match="issue"):
        one.fill(speaker="Holt")


@pytest.mark.parametrize(
    "value", ["{speaker}", "{issue}", "{}", "{0}", "}{", "{{", "%s $x", "{issue.__class__}", "", "😀\n"]
)
def test_values_are_never_read_as_variables(value: str) -> None:
    assert template("<{speaker}>", "speaker").fill(speaker=value) == f"<{value}>"


def test_doubled_braces_in_a_template_are_braces() -> None:
    assert template("{{speaker}} is {speaker}", "speaker").fill(speaker="Holt") == "{speaker} is Holt"


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(UnknownTemplate, match="offline/abstain/nothing"):
        prompts.load("offline/abstain/nothing")


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_its_line(reason: str) -> None:
    found = prompts.load(f"offline/abstain/{reason}")
    assert found.variables <= {"names"}
    assert found.fill(names="Zorvania")


@pytest.mark.parametrize("kind", get_args(QuestionKind))
def test_every_kind_of_question_has_its_lead(kind: str) -> None:
    found = prompts.load(f"offline/lead/{kind}")
    assert found.fill(**dict.fromkeys(found.variables, "Holt"))


def copy(folder: Path) -> Path:
    shutil.copytree(str(files("prompts")), folder / "prompts", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "prompts" / "offline" / "abstain.yaml"


def digest(folder: Path) -> str:
    """The digest as another process sees it that has the package in ``folder``."""
    done = subprocess.run(
        [sys.executable, "-c", "import prompts; print(prompts.digest())"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_the_digest_follows_the_words(tmp_path: Path) -> None:
    file = copy(tmp_path)
    assert digest(tmp_path) == prompts.digest()
    file.write_text(file.read_text("utf-8") + "# a comment\n", "utf-8")
    assert digest(tmp_path) == prompts.digest()
    file.write_text(file.read_text("utf-8").replace("The documents", "These documents"), "utf-8")
    changed = digest(tmp_path)
    assert changed != prompts.digest()
    assert len(changed) == len(prompts.digest())


@pytest.mark.parametrize(
    "entry",
    [
        'extra: {variables: [names], text: "no variable"}',
        'extra: {text: "{names}"}',
        'extra: {variables: [names], text: "{names.__class__}"}',
        'extra: {variables: [names], text: "{names} {}"}',
    ],
)
def test_a_template_that_declares_other_variables_than_it_uses_is_refused(tmp_path: Path, entry: str) -> None:
    file = copy(tmp_path)
    file.write_text(f"{file.read_text('utf-8')}\n{entry}\n", "utf-8")
    assert "MissingVariables" in digest(tmp_path)
