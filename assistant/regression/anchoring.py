"""Naming suites by their files, seen from one folder: the same on every machine and from every working folder."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from assistant.records import Answer, Citation
from assistant.regression.results import Asked, CaseResult, Run

# The root and one folder below it ("/home") have nothing to do with a project.
_FEWEST_PARTS = 3


def seen_from(root: Path, path: str | Path) -> str:
    """Return ``path`` relative to the folder ``root``, with slashes; whole where there is no way (another drive)."""
    whole = Path(path).resolve()
    try:
        return Path(os.path.relpath(whole, root.resolve())).as_posix()
    except ValueError:
        return whole.as_posix()


def anchored(run: Run, root: Path) -> Run:
    """Return a run whose suites are named by their files as seen from ``root``; one without a file keeps its name."""
    names = {item.suite: seen_from(root, item.path) for item in run.results if item.path}
    return replace(
        run,
        results=tuple(replace(item, suite=names.get(item.suite, item.suite)) for item in run.results),
        corpora={names.get(suite, suite): value for suite, value in run.corpora.items()},
    )


def portable(run: Run, root: Path) -> Run:
    """Return a run whose paths are seen from ``root``, to be kept in a file there: none names a user's folders."""
    return replace(run, results=tuple(_portable(item, root) for item in run.results))


def _portable(item: CaseResult, root: Path) -> CaseResult:
    path = _short(item.path, root) if item.path else None
    return replace(item, path=path, asked=_asked(item.asked, root) if item.asked else None)


def _asked(asked: Asked, root: Path) -> Asked:
    hits = tuple(replace(hit, source=_short(hit.source, root)) for hit in asked.hits)
    return replace(asked, hits=hits, answer=_answer(asked.answer, root))


def _answer(answer: Answer, root: Path) -> Answer:
    return replace(answer, citations=_cited(answer.citations, root), nearest=_cited(answer.nearest, root))


def _cited(citations: tuple[Citation, ...], root: Path) -> tuple[Citation, ...]:
    return tuple(replace(item, source=_short(item.source, root)) for item in citations)


def _short(source: str, root: Path) -> str:
    """A file seen from ``root``, only its name where the two lie far apart; what is no file's whole path stays."""
    path = Path(source)
    if not path.is_absolute():
        return source
    try:
        common = Path(os.path.commonpath([path.resolve(), root.resolve()]))
    except ValueError:  # on another drive
        return path.name
    return seen_from(root, path) if len(common.parts) >= _FEWEST_PARTS else path.name
