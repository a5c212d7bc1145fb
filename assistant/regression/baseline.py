"""A run that a person has reviewed, kept as a file that later runs are compared with. It fails closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.regression.anchoring import anchored, portable
from assistant.regression.comparing import Comparison, compare
from assistant.regression.errors import BaselineError
from assistant.regression.results import CaseResult, Run
from assistant.regression.whole import write_whole

# Version 1 named a suite by a part of its path, and kept the paths of one machine.
_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What stands in a baseline's file."""

    parley_baseline: int
    run: Run


def accept(run: Run, path: Path) -> None:
    """Write a run as the baseline, its suites and sources as seen from there. It is written whole or not at all.

    Raises:
        BaselineError: if a case could not be run, only some cases were run, or the file cannot be written.
    """
    if not run.results or any(item.verdict == "not_run" for item in run.results):
        raise BaselineError(
            f"{path}: not written: some cases could not be run, so there is nothing to accept for them."
        )
    if run.selected:
        raise BaselineError(f"{path}: not written: only some of the cases were run. Run all of them to accept.")
    kept = portable(anchored(_light(run), path.parent), path.parent)
    try:
        write_whole(path, _adapter().dump_json(_File(parley_baseline=_VERSION, run=kept), indent=1))
    except OSError as error:
        raise BaselineError(f"{path}: cannot be written: {error.strerror or error}.") from None


def load(path: Path) -> Run:
    """Return the run that is kept as the baseline.

    Raises:
        BaselineError: if there is none, or it cannot be read.
    """
    try:
        found = _adapter().validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BaselineError(f"{path}: there is no baseline: review this run and write it with --accept.") from None
    except OSError as error:
        raise BaselineError(f"{path}: the baseline cannot be read: {error.strerror or error}.") from None
    except ValidationError:
        raise BaselineError(
            f"{path}: this is no baseline, or one of another version: write one with --accept."
        ) from None
    if found.parley_baseline != _VERSION:
        raise BaselineError(f"{path}: a baseline of another version: review this run and write one with --accept.")
    return found.run


def compared(run: Run, path: Path) -> Comparison:
    """Return what changed since the baseline in ``path``; its ``now`` is ``run`` with the suites named as there.

    Raises:
        BaselineError: as :func:`load` and :func:`compare`.
    """
    return compare(load(path), anchored(run, path.parent))


def _light(run: Run) -> Run:
    """The run without the passages' texts: they are in the store, and the file is to be kept beside the suite."""
    return replace(run, results=tuple(_lighter(item) for item in run.results))


def _lighter(item: CaseResult) -> CaseResult:
    if item.asked is None:
        return item
    hits = tuple(replace(hit, text="") for hit in item.asked.hits)
    return replace(item, asked=replace(item.asked, hits=hits))


@cache
def _adapter() -> TypeAdapter[_File]:
    return TypeAdapter(_File)
