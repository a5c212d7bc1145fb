"""Reading suites from YAML and CSV files: whatever is wrong in one is told with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.regression.cases import Case, Defaults, Suite
from assistant.regression.errors import SuiteError
from assistant.regression.expectations import Expectations
from assistant.regression.forms import Lines, Misplaced, read_csv, read_yaml
from assistant.regression.shape import MOST_BYTES, looks_like_suite

_MOST_TOLD = 4
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SUFFIXES = {".yaml", ".yml", ".csv"}


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
    """Read suites; of a folder all YAML and CSV files in it that look like one.

    Raises:
        SuiteError: if a file cannot be read or used, or there is none.
    """
    found: list[LoadedSuite] = []
    for path in map(Path, paths):
        files = [path]
        if path.is_dir():
            files = sorted(item for item in path.rglob("*") if item.suffix in _SUFFIXES and looks_like_suite(item))
            if not files:
                raise SuiteError(f"{path}: no suite in this folder: a suite is a YAML file with a list of `cases`.")
        found += [load_suite(file) for file in files]
    names = [item.name for item in found]
    # Cases are told apart by suite and name: two files of one name need their folders too.
    return [item if names.count(item.name) == 1 else _longer(item) for item in found]


def load_suite(path: str | Path) -> LoadedSuite:
    """Read one suite from a YAML or CSV file.

    Raises:
        SuiteError: with the line, if it cannot be used.
    """
    path = Path(path)
    text = _text(path)
    try:
        content, lines = read_csv(text) if path.suffix == ".csv" else read_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it cannot be read"
        raise SuiteError(f"{path}:{mark.line + 1 if mark else 1}: this is no YAML: {what}.") from None
    except Misplaced as error:
        raise SuiteError(f"{path}:{error.line}: {error}.") from None
    except RecursionError:
        raise SuiteError(f"{path}: nested too deeply to be a suite.") from None
    try:
        suite = Suite.model_validate(_completed(content, lines))
    except Misplaced as error:
        raise SuiteError(f"{path}:{error.line}: {error}.") from None
    except ValidationError as error:
        raise SuiteError(_told(error, path, lines)) from None
    starts = tuple(_line(lines, ("cases", number)) for number in range(len(suite.cases)))
    return LoadedSuite(name=path.stem, path=path, suite=suite, lines=starts)


def _longer(item: LoadedSuite) -> LoadedSuite:
    assert item.path is not None
    name = item.path.with_suffix("").as_posix()
    return LoadedSuite(name=name, path=item.path, suite=item.suite, lines=item.lines)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SuiteError(f"{path}: larger than {MOST_BYTES:,} bytes: split the suite.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path}: cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{path}: is not in UTF-8: save it as UTF-8.") from None


def _completed(content: Any, lines: Lines) -> Any:
    """The suite with its defaults and variables put into the cases."""
    if not isinstance(content, dict) or not isinstance(content.get("cases"), list):
        raise Misplaced("no list of `cases` at the top: this is no suite", line=1)
    shared = content.get("variables") or {}
    cases: list[Any] = []
    defaults = content.get("defaults") or {}
    if not isinstance(defaults, dict) or not isinstance(shared, dict):
        raise Misplaced("`defaults` and `variables` are names with values", line=_line(lines, ("defaults",)))
    Defaults.model_validate(defaults)
    for number, case in enumerate(content["cases"]):
        if not isinstance(case, dict) or not isinstance(case.get("expect") or {}, dict):
            cases.append(case)
            continue
        own = {name: value for name, value in defaults.items() if name in ("filters", "tags", "repeat")}
        expected = {name: value for name, value in defaults.items() if name not in own}
        whole = {**own, **case, "expect": {**expected, **(case.get("expect") or {})}}
        mine = case.get("variables") or {}
        values = {**shared, **(mine if isinstance(mine, dict) else {})}
        cases.append(_filled(whole, values, _line(lines, ("cases", number))))
    return {**content, "cases": cases}


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


def _line(lines: Lines, place: tuple[str | int, ...]) -> int:
    """The line of a place, or of the nearest one around it."""
    return next(lines[place[:depth]] for depth in range(len(place), -1, -1) if place[:depth] in lines)


def _told(error: ValidationError, path: Path, lines: Lines) -> str:
    """One line for the first of the faults, each with its line in the file."""
    faults: dict[str, None] = {}
    root = ("defaults",) if error.title == "Defaults" else ()
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        place = (*root, *fault["loc"])
        name = ".".join(str(part) for part in place if not _is_case(part, place)) or "suite"
        what = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            known = _known(place)
            what = f"is unknown; known are {', '.join(known)}" if known else "is unknown"
        faults[f"line {_line(lines, place)}: {name} {what[:1].lower()}{what[1:]}"] = None
    told = list(faults)
    more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
    return f"{path}: " + "; ".join([*told[:_MOST_TOLD], *more])


def _is_case(part: str | int, place: tuple[str | int, ...]) -> bool:
    return place[:1] == ("cases",) and part in place[:2]


def _known(place: tuple[str | int, ...]) -> list[str]:
    match place[:-1]:
        case ():
            fields = Suite.model_fields
        case ("defaults",):
            fields = Defaults.model_fields
        case ("cases", int()):
            fields = Case.model_fields
        case ("cases", int(), "expect"):
            fields = Expectations.model_fields
        case _:
            return []
    return [field.alias or name for name, field in fields.items()]


__all__ = ["LoadedSuite", "load_suite", "load_suites"]
