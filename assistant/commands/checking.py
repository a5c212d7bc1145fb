"""``parley check``."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from assistant.commands.terminal import complain, say
from assistant.control_characters import neutral
from assistant.desk import Assistant
from assistant.model.choice import ModelOpener, chosen_model, open_model
from assistant.regression import baseline
from assistant.regression.conclusion import Conclusion
from assistant.regression.errors import BaselineError, SuiteError
from assistant.regression.recording import Recorder, Replayer
from assistant.regression.reports.files import write_reports
from assistant.regression.reports.terminal import as_table
from assistant.regression.results import CaseResult, Run
from assistant.regression.runner import run
from assistant.regression.surroundings import checks_folder
from assistant.regression.tape import settings_of_recording
from vectorstore import SettingsError

_LAST, _ANSWERS = "last-run.json", "answers"


def check(arguments: argparse.Namespace) -> int:
    """Run suites and print what did not pass; compare with a baseline, write reports, propose cases."""
    if arguments.accept and not arguments.baseline:
        raise SuiteError("--accept needs --baseline FILE, the file to write.")
    if not arguments.suites and arguments.draft is None:
        raise SuiteError("No suite to check: name YAML files, or propose cases with --draft N.")
    with _desk(arguments) as desk:
        if arguments.draft is not None:
            return _drafted(desk, arguments.draft)
        done = _run(desk, arguments)
    say(as_table(done))
    conclusion = _concluded(done, arguments)
    write_reports(conclusion, junit=arguments.junit, json_file=arguments.json, html=arguments.html)
    for line in conclusion.reasons:
        say(line)
    return conclusion.exit_code


def _run(desk: Assistant, arguments: argparse.Namespace) -> Run:
    kept = checks_folder(desk.store_settings)
    last = kept / _LAST
    only = _failing(last) if arguments.only == "failing" else None
    taped = arguments.record or arguments.replay
    with _Counter() as counter:
        done = run(
            arguments.suites,
            desk,
            progress=counter,
            tags=arguments.tag,
            only=only,
            jobs=arguments.jobs,
            # What is recorded has to be asked, and what is replayed has to come from the recording.
            cache=None if arguments.no_cache or taped else kept / _ANSWERS,
        )
    _keep(last, done)
    return done


class _Counter:
    """Shows on a terminal how many cases are done: a chat model's take their time."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._status = console.status("checking") if console.is_terminal else None
        self._done = 0

    def __enter__(self) -> _Counter:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, result: CaseResult) -> None:
        self._done += 1
        if self._status is not None:
            self._status.update(Text(f"checked {self._done}, now after {neutral(result.key)}"))


def _concluded(done: Run, arguments: argparse.Namespace) -> Conclusion:
    """The run with what changed since the baseline, or why nothing can be compared; with --accept it is written."""
    if not arguments.baseline:
        return Conclusion(run=done)
    conclusion = _compared(done, arguments.baseline)
    if conclusion.comparison is not None:
        say(conclusion.comparison)
    if not arguments.accept:
        return conclusion
    try:
        baseline.accept(done, arguments.baseline)
    except BaselineError as error:
        return replace(conclusion, trouble=error)
    say(f"accepted as the baseline: {arguments.baseline}")
    return Conclusion(run=done)


def _compared(done: Run, path: Path) -> Conclusion:
    try:
        return Conclusion(run=done, comparison=baseline.compare(baseline.load(path), done))
    except BaselineError as error:
        return Conclusion(run=done, trouble=error)


def _desk(arguments: argparse.Namespace) -> Assistant:
    """Whom the questions are asked of; what is replayed is answered by the model that was recorded, if none is set up.

    Raises:
        SettingsError: if there is no model to record.
        RecordingError: if there is no recording to replay.
    """
    desk = Assistant.from_settings(samples=arguments.samples, models=_opener(arguments))
    if arguments.record and chosen_model(desk.settings) is None:
        raise SettingsError(
            "--record: no chat model is set up, so there is nothing to record: set ASSISTANT_CHAT_MODEL."
        )
    if not arguments.replay:
        return desk
    settings = settings_of_recording(arguments.replay, desk.settings)
    return Assistant(
        settings=settings, store_settings=desk.store_settings, samples=arguments.samples, models=desk.models
    )


def _opener(arguments: argparse.Namespace) -> ModelOpener:
    if arguments.record:
        return Recorder(folder=arguments.record)
    return Replayer(folder=arguments.replay) if arguments.replay else open_model


def _drafted(desk: Assistant, many: int) -> int:
    from assistant.regression.drafting import draft

    say(draft(desk, many).removesuffix("\n"))
    return 0


def _failing(last: Path) -> set[str]:
    """The cases that did not pass in the run before.

    Raises:
        SuiteError: if there was none.
    """
    try:
        kept = json.loads(last.read_text(encoding="utf-8"))
        return {str(key) for key in kept["failing"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise SuiteError("--only failing: no run before this one is known: run all cases first.") from None


def _keep(last: Path, done: Run) -> None:
    """Remember what did not pass; what was not run this time keeps its state."""
    run_now = {item.key for item in done.results}
    try:
        before = _failing(last) - run_now
    except SuiteError:
        before = set()
    failing = before | {item.key for item in done.results if item.verdict in ("failed", "not_run")}
    try:
        last.parent.mkdir(parents=True, exist_ok=True)
        last.write_text(json.dumps({"failing": sorted(failing)}, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        complain(f"--only failing will not know this run: {last} cannot be written ({error.strerror}).")
