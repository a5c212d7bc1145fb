"""``parley ingest``."""

from __future__ import annotations

import argparse
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.announced import sample_folder
from assistant.commands.terminal import say, say_json
from assistant.control_characters import neutral
from assistant.desk import Assistant
from vectorstore import SettingsError


def ingest(arguments: argparse.Namespace) -> int:
    """Read the paths into the store and print the report; exit code 1 when a wanted file was refused."""
    paths = arguments.paths or ([sample_folder()] if arguments.samples else [])
    if not paths and not arguments.rebuild:
        raise SettingsError("Nothing to ingest: name files or folders, e.g. `parley ingest news/`.")
    with Assistant.from_settings(samples=arguments.samples) as desk, _Bar(visible=not arguments.json) as bar:
        if arguments.rebuild:
            desk.rebuild(bar.rebuilding)
        if not paths:
            bar.stop()
            say(f"The index was made anew. {_stored(desk)}")
            return 0
        overrides = {
            name: getattr(arguments, name)
            for name in ("title", "publisher", "published_on", "language")
            if getattr(arguments, name) is not None
        }
        report = desk.ingest(paths, prune=arguments.prune, overrides=overrides, progress=bar.reading)
        bar.stop()
        if arguments.json:
            say_json(report)
        else:
            say(report)
            say(_stored(desk))
            say(_next(samples=arguments.samples))
    return 0 if report.ok else 1


def _stored(desk: Assistant) -> str:
    many = desk.receipt().documents
    return f"Store: {desk.store_settings.path} ({many} document{'' if many == 1 else 's'})"


def _next(*, samples: bool) -> str:
    return f'Next: parley ask {"--samples " if samples else ""}"What does each side want?"'


class _Bar:
    """A progress bar on standard error, so that the report can be piped."""

    def __init__(self, *, visible: bool) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not visible or not console.is_terminal,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar away; calling it again does nothing."""
        self._progress.stop()

    def reading(self, step: Any) -> None:
        """Show one progress report of ingest (stage, done, total)."""
        self._show(step.stage, step.done, step.total)

    def rebuilding(self, done: int, total: int) -> None:
        """Show how many texts of a rebuild have their vectors."""
        self._show("embedding", done, total)

    def _show(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(neutral(stage), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)
