"""``parley check``."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from assistant.commands.terminal import complain, say
from assistant.control_characters import neutral
from assistant.desk import Assistant
from assistant.errors import ParleyError
from assistant.model.choice import ModelOpener, chosen_model, open_model
from assistant.regression import baseline
from assistant.regression.conclusion import Conclusion
from assistant.regression.errors import BaselineError, SuiteError
from assistant.regression.last_run import LastRun
from assistant.regression.loading import LoadedSuite, load_suites
from assistant.regression.recording import Recorder, Replayer
from assistant.regression.reports.files import write_reports
from assistant.regression.reports.terminal import as_table
from assistant.regression.results import CaseResult, Run
from assistant.regression.runner import nothing_run, run
from assistant.regression.surroundings import checks_folder
from assistant.regression.tape import settings_of_recording
from vectorstore import SettingsError

_LAST, _ANSWERS = "last-run.json", "answers"
_NOT_OF_A_DRAFT = {"suites": "SUITE"} | {
    name: f"--{name.replace('_', '-')}"
    for name in ("only", "tag", "baseline", "accept", "junit", "json", "html", "record", "replay", "jobs", "no_cache")
}


def check(arguments: argparse.Namespace) -> int:
    """Run suites and print what did not pass; compare with a baseline, write reports, propose cases."""
    _check_use(arguments)
    if arguments.draft is not None:
        with _desk(arguments) as desk:
            return _drafted(desk, arguments.draft)
    try:
        with _desk(arguments) as desk:
            done = _run(desk, arguments)
    except ParleyError as error:  # a report of the run before would say that all is well
        _report(Conclusion(run=nothing_run(), trouble=error), arguments)
        raise
    if done is None:
        say("nothing to do: every case passed the last time that it was run.")
        return 0
    say(as_table(done))
    conclusion = _concluded(done, arguments)
    _report(conclusion, arguments)
    for line in conclusion.reasons:
        say(line)
    return conclusion.exit_code


def _report(conclusion: Conclusion, arguments: argparse.Namespace) -> None:
    write_reports(conclusion, junit=arguments.junit, json_file=arguments.json, html=arguments.html)


def _check_use(arguments: argparse.Namespace) -> None:
    """Whether the options go together.

    Raises:
        SuiteError: if they do not.
    """
    if arguments.draft is not None:
        if others := [option for name, option in _NOT_OF_A_DRAFT.items() if getattr(arguments, name)]:
            raise SuiteError(f"--draft proposes cases and checks none: leave out {', '.join(others)}.")
        return
    if arguments.accept and not arguments.baseline:
        raise SuiteError("--accept needs --baseline FILE, the file to write.")
    if arguments.accept and (arguments.only or arguments.tag):
        raise SuiteError("--accept needs all cases to be run: leave --only and --tag out.")
    if not arguments.suites:
        raise SuiteError("No suite to check: name YAML files, or propose cases with --draft N.")


def _run(desk: Assistant, arguments: argparse.Namespace) -> Run | None:
    """Run the cases that are asked for; ``None`` where those that failed are, and all passed."""
    kept = checks_folder(desk.store_settings)
    last = LastRun(path=kept / _LAST)
    suites = load_suites(arguments.suites)
    only = last.unpassed(suites, tags=arguments.tag) if arguments.only == "failing" else None
    if only is not None and not only and _has_tag(suites, arguments.tag):
        return None
    taped = arguments.record or arguments.replay
    with _Counter() as counter:
        done = run(
            suites,
            desk,
            progress=counter,
            tags=arguments.tag,
            only=only,
            jobs=arguments.jobs,
            # What is recorded has to be asked, and what is replayed has to come from the recording.
            cache=None if arguments.no_cache or taped else kept / _ANSWERS,
        )
    try:
        last.keep(done)
    except OSError as error:
        complain(f"--only failing will not know this run: {last.path} cannot be written ({error.strerror}).")
    return done


def _has_tag(suites: Sequence[LoadedSuite], tags: Collection[str]) -> bool:
    return not tags or any(set(tags) & set(case.tags) for suite in suites for case in suite.suite.cases)


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
        comparison = baseline.compared(done, path)
    except BaselineError as error:
        return Conclusion(run=done, trouble=error)
    return Conclusion(run=comparison.now, comparison=comparison)


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
