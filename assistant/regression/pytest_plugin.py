"""The suites and cases that pytest runs; ``parley_pytest``, which pytest loads, collects them and tells their use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assistant.control_characters import neutral

if TYPE_CHECKING:
    from assistant.desk import Assistant
    from assistant.regression.cases import Case
    from assistant.regression.checker import Checker
    from assistant.regression.loading import LoadedSuite
    from assistant.regression.results import CaseResult


class Desks:
    """Whom the suites are asked of, each opened at the first of its cases and closed at the end."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._default: Assistant | None = None
        self._checkers: dict[Path, Checker] = {}

    @classmethod
    def of(cls, config: pytest.Config) -> Desks:
        """Return those of a session; pytest closes them when it leaves."""
        if _desks not in config.stash:
            config.stash[_desks] = cls()
            config.add_cleanup(config.stash[_desks]._stack.close)
        return config.stash[_desks]

    def checker(self, suite: LoadedSuite, item: pytest.Item) -> Checker:
        """Return what checks the cases of a suite; cases may come in any order."""
        from assistant.regression.checker import Checker

        path = item.path
        if path not in self._checkers:
            # The item's own hook: a conftest.py speaks for its folder and those below.
            desk = item.ihook.pytest_parley_desk(config=item.config, path=path) or self._own()
            self._checkers[path] = self._stack.enter_context(Checker.of(suite, desk))
        return self._checkers[path]

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
        result = Desks.of(self.config).checker(self._suite, self).result(self._case, self._line)
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
            return neutral(f"{self.path}:{self._line}: could not be run: {excinfo.value}")
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the case stands."""
        return self.path, self._line - 1, self._case.name


class CaseFailed(Exception):
    """A case failed or could not be run."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(result.summary)
        self.result = result


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
    return neutral("\n".join(lines))
