"""The pytest plugin ``parley``: ``pytest talks.yaml`` runs a suite, one test a case.

A YAML file is collected when it has ``cases`` with a ``question`` at its top, a CSV file when it has the columns of a
suite, named or in a folder, as by ``parley check``; other files are left to whoever wants them. ``-p no:parley`` turns
the plugin off. Nothing of Parley is loaded before the first suite is found.

The cases are asked over the suite's own ``documents``, else over what ``pytest_parley_desk`` in a ``conftest.py``
returns, else over the store that the environment and ``.env`` name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assistant.desk import Assistant
    from assistant.regression.cases import Case
    from assistant.regression.checker import Checker
    from assistant.regression.loading import LoadedSuite
    from assistant.regression.results import CaseResult


class Hooks:
    """The hook that this plugin offers."""

    @pytest.hookspec(firstresult=True)
    def pytest_parley_desk(self, config: pytest.Config, path: Path) -> Assistant | None:
        """Return whom the suite in ``path`` is asked of; whoever opens it closes it."""


class Desks:
    """Whom the suites are asked of, opened at the first case of each and closed at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._stack = ExitStack()
        self._default: Assistant | None = None
        self._current: tuple[Path, Checker] | None = None

    def checker(self, suite: LoadedSuite, path: Path) -> Checker:
        """Return what checks the cases of a suite."""
        from assistant.regression.checker import Checker

        if self._current is None or self._current[0] != path:
            self._leave()
            desk = self._config.hook.pytest_parley_desk(config=self._config, path=path) or self._own()
            self._current = (path, Checker.of(suite, desk))
        return self._current[1]

    def close(self) -> None:
        """Close what was opened here."""
        self._leave()
        self._stack.close()

    def _leave(self) -> None:
        if self._current is not None:
            self._current[1].__exit__(None, None, None)
            self._current = None

    def _own(self) -> Assistant:
        from assistant.desk import Assistant

        if self._default is None:
            self._default = self._stack.enter_context(Assistant.from_settings())
        return self._default


_desks: pytest.StashKey[Desks] = pytest.StashKey()


class SuiteFile(pytest.File):
    """A suite; its cases are the tests."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield a test for each case; a suite that cannot be used is an error with its line."""
        from assistant.regression.errors import SuiteError
        from assistant.regression.loading import load_suite

        try:
            suite = load_suite(self.path)
        except SuiteError as error:
            raise self.CollectError(str(error)) from None
        for case, line in zip(suite.suite.cases, suite.lines, strict=True):
            yield CaseItem.from_parent(self, name=case.name, suite=suite, case=case, line=line)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, suite: LoadedSuite, case: Case, line: int, **other: Any) -> None:
        super().__init__(**other)
        self._suite, self._case, self._line = suite, case, line
        self.extra_keyword_matches.update(case.tags)  # `-k TAG` chooses them

    def runtest(self) -> None:
        """Ask and check; a known gap that fails is an expected failure."""
        result = self.config.stash[_desks].checker(self._suite, self.path).result(self._case, self._line)
        if result.verdict == "known_gap":
            pytest.xfail(result.gap or "")
        if result.verdict != "passed":
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what was wrong, without a traceback; a fault of the program keeps its own."""
        from assistant.errors import ParleyError

        if isinstance(excinfo.value, CaseFailed):
            return _told(excinfo.value.result)
        if isinstance(excinfo.value, ParleyError):
            return f"{self.path}:{self._line}: could not be run: {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands."""
        return self.path, self._line - 1, self._case.name


class CaseFailed(Exception):
    """A case failed or could not be run."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(result.summary)
        self.result = result


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Offer the hook that names the assistant."""
    pluginmanager.add_hookspecs(Hooks)


def pytest_configure(config: pytest.Config) -> None:
    """Prepare to open assistants, without opening one."""
    config.stash[_desks] = Desks(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close what was opened."""
    if desks := config.stash.get(_desks, None):
        desks.close()


@pytest.hookimpl(hookwrapper=True)  # the older form: newer pytests know both
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Iterator[None]:
    """Collect a file that is meant as a suite; one that is named and that nobody else collects is told why it is none.

    So a file of another tool is that tool's, and a suite with a slip at its top is not merely "not found".
    """
    outcome: Any = yield
    from assistant.regression.shape import SUFFIXES, looks_like_suite

    is_named = parent.session.isinitpath(file_path)
    if file_path.suffix.lower() not in SUFFIXES or (file_path.name.startswith(".") and not is_named):
        return
    found = outcome.get_result()
    if looks_like_suite(file_path) or (is_named and not found):
        outcome.force_result([*found, SuiteFile.from_parent(parent, path=file_path)])


def _told(result: CaseResult) -> str:
    """Why a case did not pass: what is wrong, then the answer with its sources."""
    verdict = "failed" if result.verdict == "failed" else "could not be run, which is no pass"
    times = f" ({result.passes} of {result.times} times right)" if result.times > 1 else ""
    lines = [f"{result.path}:{result.line}: {result.name} {verdict}{times}", f"  question: {result.question}"]
    lines += [f"  {item.kind}: {item.message}" for item in result.complaints]
    if result.asked is not None:
        answer = result.asked.answer
        lines.append(f"  answer ({answer.status}, {answer.model}):")
        lines += [f"    {line}" for line in answer.text.splitlines()]
        lines += [
            f"    [{item.marker}] {item.speaker or 'nobody named'}: “{item.quote}” ({item.source})"
            for item in answer.citations
        ]
    return "\n".join(lines)
