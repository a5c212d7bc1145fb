"""Reading suites from YAML and CSV files: whatever is wrong in one is told with its line."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.regression.cases import Defaults, Suite
from assistant.regression.errors import SuiteError
from assistant.regression.faults import told
from assistant.regression.forms import Content, Misplaced, read_yaml
from assistant.regression.shape import MOST_BYTES, SUFFIXES, is_table, looks_like_suite
from assistant.regression.tables import read_csv

_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MOST_SHOWN = 6
_log = logging.getLogger("parley")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSuite:
    """A suite with where it was read from; ``lines`` are those on which its cases begin."""

    name: str
    path: Path | None
    suite: Suite
    lines: tuple[int, ...] = ()

    @property
    def documents(self) -> tuple[Path, ...]:
        """The files and folders that are read for this suite."""
        folder = self.path.parent if self.path else Path()
        return tuple(folder / name for name in self.suite.documents)


def load_suites(paths: Iterable[str | Path]) -> list[LoadedSuite]:
    """Read suites; of a folder all YAML and CSV files in it that are meant as one. The others are told in the log.

    Raises:
        SuiteError: if a file cannot be read or used, or there is none.
    """
    files: dict[Path, Path] = {}
    for path in map(Path, paths):
        for file in _suites_in(path) if path.is_dir() else [path]:
            files.setdefault(file.resolve(), file)  # what is named twice is run once
    found = [load_suite(file) for file in files.values()]
    names = [item.name for item in found]
    if len(set(names)) == len(names):
        return found
    # Cases are told apart by suite and name: of files of one name each is called by its path below the folder of all.
    folder = Path(os.path.commonpath([file.parent for file in files]))
    pairs = zip(found, names, files, strict=True)
    return [
        item if names.count(name) == 1 else replace(item, name=file.relative_to(folder).as_posix())
        for item, name, file in pairs
    ]


def _suites_in(folder: Path) -> list[Path]:
    suites: list[Path] = []
    others: list[str] = []
    for path in _files(folder):
        if looks_like_suite(path):
            suites.append(path)
        else:
            others.append(str(path.relative_to(folder)))
    shown = ", ".join(others[:_MOST_SHOWN]) + (f" and {len(others) - _MOST_SHOWN} more" * (len(others) > _MOST_SHOWN))
    if not suites:
        over = f" ({shown} looked at)" if others else ""
        raise SuiteError(f"{folder}: no suite in this folder{over}: a suite is a YAML file with a list of `cases`.")
    if others:
        _log.info("%s: passed over, as no suites: %s", folder, shown)
    return suites


def _files(folder: Path) -> Iterator[Path]:
    """The YAML and CSV files below a folder, in order; hidden folders are no place for suites."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = (Path(place) / name for name in sorted(names) if not name.startswith("."))
        yield from (path for path in files if path.suffix.lower() in SUFFIXES)


def load_suite(path: str | Path) -> LoadedSuite:
    """Read one suite from a YAML or CSV file.

    Raises:
        SuiteError: with the line, if it cannot be used.
    """
    path = Path(path)
    text = _text(path)
    try:
        content = read_csv(text) if is_table(path) else read_yaml(text)
        suite = _suite(content, path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it cannot be read"
        raise SuiteError(f"{path}:{mark.line + 1 if mark else 1}: this is no YAML: {what}.") from None
    except Misplaced as error:
        raise SuiteError(f"{path}:{error.line}: {error}.") from None
    except RecursionError:
        raise SuiteError(f"{path}: nested too deeply to be a suite.") from None
    starts = tuple(content.line(("cases", number)) for number in range(len(suite.cases)))
    return LoadedSuite(name=path.stem, path=path, suite=suite, lines=starts)


def _suite(content: Content, path: Path) -> Suite:
    try:
        whole = _completed(content)
        _check_names(whole["cases"], content)
        return Suite.model_validate(whole)
    except ValidationError as error:
        raise SuiteError(f"{path}: {told(error, content)}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SuiteError(f"{path}: larger than {MOST_BYTES:,} bytes: split the suite.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path}: cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{path}: is not in UTF-8: save it as UTF-8.") from None


def _check_names(cases: list[Any], content: Content) -> None:
    """Two cases of one name are told with the lines of both, which the models do not know."""
    lines: dict[str, int] = {}
    for number, case in enumerate(cases):
        name, line = case.get("name") if isinstance(case, dict) else None, content.line(("cases", number))
        if isinstance(name, str):
            if name in lines:
                raise Misplaced(f"a case is called {name!r} like that of line {lines[name]}", line=line)
            lines[name] = line


def _completed(content: Content) -> dict[str, Any]:
    """The suite with its defaults and variables put into the cases."""
    whole = content.value
    if not isinstance(whole, dict) or not isinstance(whole.get("cases"), list):
        raise Misplaced(f"no list of `cases` at the top{_near(whole)}: this is no suite", line=1)
    shared = whole.get("variables") or {}
    cases: list[Any] = []
    defaults = whole.get("defaults") or {}
    for name, value in (("defaults", defaults), ("variables", shared)):
        if not isinstance(value, dict):
            raise Misplaced(f"`{name}` are names with values", line=content.line((name,)))
    Defaults.model_validate(defaults)
    for number, case in enumerate(whole["cases"]):
        if not isinstance(case, dict) or not isinstance(case.get("expect") or {}, dict):
            cases.append(case)
            continue
        own = {name: value for name, value in defaults.items() if name in ("filters", "tags", "repeat")}
        expected = {name: value for name, value in defaults.items() if name not in own}
        filled = {**own, **case, "expect": {**expected, **(case.get("expect") or {})}}
        mine = case.get("variables") or {}
        values = {**shared, **(mine if isinstance(mine, dict) else {})}
        cases.append(_filled(filled, values, content.line(("cases", number))))
    return {**whole, "cases": cases}


def _near(whole: Any) -> str:
    """What stands there instead, where that is nearly it."""
    if isinstance(whole, list):
        return ", but a list: write `cases:` above it"
    if isinstance(whole, dict) and (names := [name for name in whole if name.casefold() == "cases"]):
        return f", but `{names[0]}`: write `cases:` and below it a list"
    return ""


def _filled(value: Any, values: dict[str, Any], line: int) -> Any:
    if isinstance(value, dict):
        return {key: item if key == "variables" else _filled(item, values, line) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values, line) for item in value]
    if not isinstance(value, str):
        return value

    def given(match: re.Match[str]) -> str:
        if not isinstance(values.get(match[1]), str):
            raise Misplaced(f"no variable is called {match[1]!r}: set it under `variables`", line=line)
        return str(values[match[1]])

    return _VARIABLE.sub(given, value)


__all__ = ["LoadedSuite", "load_suite", "load_suites"]
