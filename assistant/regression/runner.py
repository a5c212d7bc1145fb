"""Running suites over an assistant."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import prompts
from assistant.errors import ParleyError
from assistant.regression.asking import Interview
from assistant.regression.cache import Cache
from assistant.regression.cases import Case, Suite
from assistant.regression.checks import CannotCheck, Judge, Subject, check
from assistant.regression.checks.subject import Library
from assistant.regression.errors import SuiteError
from assistant.regression.loading import LoadedSuite, load_suites
from assistant.regression.results import Asked, CaseResult, Check, Run, Verdict
from assistant.regression.surroundings import embedder, judge_of, model_of, own_desk, setting_of, settings_of, version
from vectorstore import SettingsError, StoreError

if TYPE_CHECKING:
    from assistant.desk import Assistant

Suites = str | Path | Suite | LoadedSuite
# A chat model's server works on as many requests at once; the rules keep the processor busy by themselves.
_JOBS = 4
# The load of a machine is not the answer's fault: a time is the best of so many.
_TIMED = 3


def run(
    suites: Suites | Iterable[Suites],
    desk: Assistant | None = None,
    *,
    tags: Collection[str] = (),
    only: Collection[str] | None = None,
    jobs: int | None = None,
    cache: Path | None = None,
    judge: Judge | None = None,
    progress: Callable[[CaseResult], None] | None = None,
) -> Run:
    """Ask every question of the suites and check the answers.

    >>> from assistant.regression import run
    >>> print(run("talks.yaml"))  # doctest: +SKIP

    Args:
        suites: files, folders, or suites that are read already.
        desk: whom to ask; without one it is set up from the environment and ``.env``. A suite with ``documents`` of
            its own is asked over these, in a store that is gone afterwards.
        tags: only cases with one of these tags.
        only: only the cases of these keys (``SUITE: NAME``).
        jobs: questions at the same time; four with a chat model, else one.
        cache: a folder that keeps answers; nothing is kept without it.
        judge: decides ``judged`` expectations; the desk's chat model where it has one.
        progress: is called after each case.

    Raises:
        SuiteError: if a suite cannot be used, or no case is left to be run.
        StoreError, SettingsError: if nothing can be asked at all.
    """
    begun, started = perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
    loaded = _chosen(_loaded(suites), tags=set(tags), only=only)
    with ExitStack() as stack:
        if desk is None:
            from assistant.desk import Assistant

            desk = stack.enter_context(Assistant.from_settings())
        results: list[CaseResult] = []
        corpora: dict[str, str] = {}
        for suite in loaded:
            with Checker.of(suite, desk, jobs=jobs, cache=cache, judge=judge) as checker:
                corpora[suite.name] = checker.fingerprint
                for result in checker.results(suite.cases):
                    results.append(result)
                    if progress is not None:
                        progress(result)
        return Run(
            results=tuple(results),
            corpora=corpora,
            model=model_of(desk),
            prompt_digest=prompts.digest(),
            settings=settings_of(desk),
            version=version(),
            started=started,
            seconds=round(perf_counter() - begun, 3),
            selected=bool(tags) or only is not None,
        )


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A suite with those of its cases that are to be run."""

    loaded: LoadedSuite
    cases: tuple[tuple[Case, int | None], ...]

    @property
    def name(self) -> str:
        """The name of the suite."""
        return self.loaded.name


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
        store = desk.status().store
        self.fingerprint = store.fingerprint if store else ""
        self._interview = Interview(
            desk=desk,
            library=self._library,
            setting=setting_of(desk, fingerprint=self.fingerprint),
            cache=Cache(folder=cache) if cache else None,
        )
        self._warm = not self._offline

    @classmethod
    def of(
        cls,
        suite: LoadedSuite | Chosen,
        desk: Assistant,
        *,
        jobs: int | None = None,
        cache: Path | None = None,
        judge: Judge | None = None,
    ) -> Checker:
        """Return a checker over the suite's own documents where it has some, else over those of ``desk``."""
        loaded = suite.loaded if isinstance(suite, Chosen) else suite
        with ExitStack() as stack:
            if loaded.documents:
                desk = stack.enter_context(own_desk(loaded, desk))
            desk.receipt()  # a store that is missing or held is told before anything is asked
            return cls(loaded, desk, jobs=jobs, cache=cache, judge=judge, stack=stack.pop_all())
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
        tries = [self._tried(case, fresh=case.repeat.times > 1) for _ in range(case.repeat.times)]
        passes = sum(not _wrong(checks) for _, checks in tries)
        verdict, shown = _verdict(case, tries, passes)
        asked, checks = tries[shown]
        if case.known_gap and verdict == "passed":
            closed = "the gap is closed: take the line `known_gap` out of the case"
            verdict, checks = (
                "failed",
                (*checks, Check(kind="known_gap", outcome="failed", step="answer", message=closed)),
            )
        elif case.known_gap and verdict == "failed":
            verdict = "known_gap"
        return CaseResult(
            suite=self._suite.name,
            name=case.name,
            question=case.question,
            verdict=verdict,
            checks=checks,
            asked=asked,
            times=len(tries),
            passes=passes,
            tags=case.tags,
            gap=case.known_gap,
            digest=case.digest,
            path=str(self._suite.path) if self._suite.path else None,
            line=line,
        )

    def _tried(self, case: Case, *, fresh: bool) -> tuple[Asked | None, tuple[Check, ...]]:
        try:
            if not self._warm:
                self._warm = True
                self._interview.warm_up(case)
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


def _loaded(suites: Suites | Iterable[Suites]) -> list[LoadedSuite]:
    given = [suites] if isinstance(suites, str | Path | Suite | LoadedSuite) else list(suites)
    found: list[LoadedSuite] = []
    for number, item in enumerate(given, start=1):
        if isinstance(item, LoadedSuite):
            found.append(item)
        elif isinstance(item, Suite):
            found.append(LoadedSuite(name=f"suite-{number}", path=None, suite=item))
    paths = [item for item in given if isinstance(item, str | os.PathLike)]
    return [*found, *load_suites(paths)] if paths else found


def _chosen(suites: list[LoadedSuite], *, tags: set[str], only: Collection[str] | None) -> list[Chosen]:
    chosen = []
    for suite in suites:
        lines: Sequence[int | None] = suite.lines or [None] * len(suite.suite.cases)
        cases = tuple(
            (case, line)
            for case, line in zip(suite.suite.cases, lines, strict=True)
            if (not tags or tags & set(case.tags)) and (only is None or f"{suite.name}: {case.name}" in only)
        )
        if cases:
            chosen.append(Chosen(loaded=suite, cases=cases))
    if not chosen:
        limits = [f"the tag {', '.join(sorted(tags))}"] if tags else []
        limits += ["those that failed"] if only is not None else []
        raise SuiteError(f"No case is left to be run{': none has ' + ' and is of '.join(limits) if limits else ''}.")
    return chosen


def _wrong(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    return tuple(item for item in checks if item.outcome != "passed")


def _verdict(case: Case, tries: Sequence[tuple[Asked | None, tuple[Check, ...]]], passes: int) -> tuple[Verdict, int]:
    """The verdict over all tries, and which of them shows it."""
    if passes >= case.repeat.needed:
        return "passed", next(number for number, (_, checks) in enumerate(tries) if not _wrong(checks))
    for number, (_, checks) in enumerate(tries):
        if any(item.outcome == "failed" for item in checks):
            return "failed", number
    return "not_run", next(number for number, (_, checks) in enumerate(tries) if _wrong(checks))


__all__ = ["Checker", "Chosen", "run"]
