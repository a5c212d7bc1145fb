"""Running suites over an assistant."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import prompts
from assistant.regression.cases import Case, Suite
from assistant.regression.checker import Checker
from assistant.regression.checks import Judge
from assistant.regression.errors import SuiteError
from assistant.regression.loading import LoadedSuite, load_suites
from assistant.regression.results import CaseResult, Run
from assistant.regression.surroundings import model_of, settings_of, version

if TYPE_CHECKING:
    from assistant.desk import Assistant

Suites = str | Path | Suite | LoadedSuite


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
    chosen = _chosen(_loaded(suites), tags=set(tags), only=only)
    corpora: dict[str, str] = {}
    results: list[CaseResult] = []
    with ExitStack() as stack:
        desk = desk or stack.enter_context(_own_desk())
        for result in _results(chosen, desk, corpora, jobs=jobs, cache=cache, judge=judge):
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


def nothing_run() -> Run:
    """Return a run of no case, for the report on what kept all of them from being run."""
    return Run(
        results=(),
        corpora={},
        model="",
        prompt_digest=prompts.digest(),
        settings={},
        version=version(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A suite with those of its cases that are to be run, and their lines."""

    suite: LoadedSuite
    cases: tuple[tuple[Case, int | None], ...]


def _results(
    chosen: Sequence[Chosen], desk: Assistant, corpora: dict[str, str], **options: Any
) -> Iterator[CaseResult]:
    """Yield the result of each case; ``corpora`` gets the fingerprint of what each suite is asked over."""
    for item in chosen:
        with Checker.of(item.suite, desk, **options) as checker:
            corpora[item.suite.name] = checker.fingerprint
            yield from checker.results(item.cases)


def _own_desk() -> Assistant:
    from assistant.desk import Assistant

    return Assistant.from_settings()


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
            chosen.append(Chosen(suite=suite, cases=cases))
    if not chosen:
        limits = [f"the tag {', '.join(sorted(tags))}"] if tags else []
        limits += ["those that failed"] if only is not None else []
        raise SuiteError(f"No case is left to be run{': none has ' + ' and is of '.join(limits) if limits else ''}.")
    return chosen


__all__ = ["Suites", "nothing_run", "run"]
