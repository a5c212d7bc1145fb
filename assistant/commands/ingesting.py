"""``parley ingest``."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.announced import sample_folder
from assistant.desk import Assistant
from assistant.rendering import as_dict
from vectorstore import SettingsError


def ingest(arguments: argparse.Namespace) -> int:
    """Read the paths into the store and print the report; exit code 1 when a wanted file was refused."""
    paths = arguments.paths or ([sample_folder()] if arguments.samples else [])
    if not paths and not arguments.rebuild:
        raise SettingsError("Nothing to ingest: name files or folders, e.g. `parley ingest news/`.")
    with Assistant.from_settings(samples=arguments.samples) as desk:
        if arguments.rebuild:
            desk.rebuild()
        if not paths:
            return 0
        overrides = {
            name: getattr(arguments, name)
            for name in ("title", "publisher", "published_on", "language")
            if getattr(arguments, name) is not None
        }
        with _Bar(visible=not arguments.json) as bar:
            report = desk.ingest(paths, prune=arguments.prune, overrides=overrides, progress=bar.show)
    if arguments.json:
        sys.stdout.write(json.dumps(as_dict(report), ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        sys.stdout.write(f"{report}\n")
    return 0 if report.ok else 1


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
        self._progress.stop()

    def show(self, step: Any) -> None:
        """Show one progress report of ingest (stage, done, total)."""
        if step.stage not in self._tasks:
            self._tasks[step.stage] = self._progress.add_task(step.stage, total=step.total)
        self._progress.update(self._tasks[step.stage], completed=step.done, total=step.total)
