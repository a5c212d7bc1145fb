"""Checking the cases of one suite: asking, comparing, and the verdict over all tries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from assistant.errors import ParleyError
from assistant.regression.asking import Interview
from assistant.regression.cache import Cache
from assistant.regression.cases import Case
from assistant.regression.checks import CannotCheck, Judge, Subject, check
from assistant.regression.checks.library import Library
from assistant.regression.loading import LoadedSuite
from assistant.regression.results import Asked, CaseResult, Check
from assistant.regression.setting import Setting
from assistant.regression.surroundings import embedder, judge_of, own_desk
from assistant.regression.verdicts import Try, judged
from vectorstore import SettingsError, StoreError

if TYPE_CHECKING:
    from assistant.desk import Assistant

# A chat model's server works on as many requests at once; the rules keep the processor busy by themselves.
_JOBS = 4
# The load of a machine is not the answer's fault: a time is the best of so many.
_TIMED = 3


class Checker:
    """Checks cases of one suite over one assistant; a context manager, for the documents that are the suite's own."""

    def __init__(
        self,
        suite: LoadedSuite,
        desk: Assistant,
        *,
        jobs: int | None = None,
        cache: Path | None = None,
        judge: Judge | None = None,
        stack: ExitStack | None = None,
    ) -> None:
        self._suite, self._desk, self._stack = suite, desk, stack or ExitStack()
        self._offline = desk.status().mode == "offline"
        self._jobs = jobs or (1 if self._offline else _JOBS)
        self._judge = judge or judge_of(desk)
        self._embed = embedder(desk)
        self._library = Library(desk=desk)
        setting = Setting.of(desk)
        self.fingerprint = setting.fingerprint
        self._interview = Interview(
            desk=desk,
            library=self._library,
            setting=setting.digest,
            model=setting.model,
            cache=Cache(folder=cache) if cache else None,
        )
        self._warm = not self._offline
        self._warming = Lock()

    @classmethod
    def of(
        cls,
        suite: LoadedSuite,
        desk: Assistant,
        *,
        jobs: int | None = None,
        cache: Path | None = None,
        judge: Judge | None = None,
    ) -> Checker:
        """Return a checker over the suite's own documents where it has some, else over those of ``desk``."""
        with ExitStack() as stack:
            if suite.documents:
                desk = stack.enter_context(own_desk(suite, desk))
            desk.receipt()  # a store that is missing or held is told before anything is asked
            return cls(suite, desk, jobs=jobs, cache=cache, judge=judge, stack=stack.pop_all())
        raise AssertionError("an exit stack swallows nothing")

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def results(self, cases: Sequence[tuple[Case, int | None]]) -> Iterator[CaseResult]:
        """Yield the result of each case, in order."""
        if self._jobs == 1:
            yield from (self.result(case, line) for case, line in cases)
            return
        with ThreadPoolExecutor(self._jobs) as pool:
            yield from pool.map(lambda item: self.result(*item), cases)

    def result(self, case: Case, line: int | None = None) -> CaseResult:
        """Return one case with its verdict.

        Raises:
            StoreError, SettingsError: if no question could be asked.
        """
        # An answer that is kept took its time on another day.
        fresh = case.repeat.times > 1 or case.expect.max_seconds is not None
        tries = [self._tried(case, fresh=fresh) for _ in range(case.repeat.times)]
        defaults = self._suite.suite.defaults
        shared = [kind for kind in defaults.kinds if getattr(case.expect, kind) == getattr(defaults, kind)]
        found = judged(case, tries, shared=shared)
        asked, checks = tries[found.shown]
        return CaseResult(
            suite=self._suite.name,
            name=case.name,
            question=case.question,
            verdict=found.verdict,
            checks=(*checks, *found.added),
            asked=asked,
            times=len(tries),
            passes=found.passes,
            tags=case.tags,
            gap=case.known_gap,
            digest=case.digest,
            path=str(self._suite.path) if self._suite.path else None,
            line=line,
        )

    def _tried(self, case: Case, *, fresh: bool) -> Try:
        try:
            self._warm_up()
            asked, checks = self._checked(case, fresh=fresh)
            for _ in range(_TIMED - 1):
                if not self._offline or {item.kind for item in _wrong(checks)} != {"max_seconds"}:
                    break
                again, checked = self._checked(case, fresh=True)
                if again.seconds < asked.seconds:
                    asked, checks = again, checked
        except (StoreError, SettingsError):
            raise
        except (ParleyError, CannotCheck) as error:
            return None, (Check(kind="asking", outcome="not_run", step="answer", message=str(error)),)
        return asked, checks

    def _warm_up(self) -> None:
        with self._warming:  # whoever comes meanwhile would have its time lengthened by the loading
            if not self._warm:
                self._interview.warm_up()
                self._warm = True

    def _checked(self, case: Case, *, fresh: bool) -> tuple[Asked, tuple[Check, ...]]:
        asked = self._interview.ask(case, fresh=fresh)
        subject = Subject(
            answer=asked.answer,
            hits=asked.hits,
            seconds=asked.seconds,
            desk=self._desk,
            library=self._library,
            embed=self._embed,
            judge=self._judge,
        )
        try:
            return asked, check(case.expect, subject)
        except (StoreError, SettingsError):
            raise
        except ParleyError as error:  # the judge's model, or the embeddings' server
            return asked, (Check(kind="checking", outcome="not_run", step="answer", message=str(error)),)


def _wrong(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    return tuple(item for item in checks if item.outcome != "passed")
