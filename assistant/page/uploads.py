"""Documents that are added through the page."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Set
from pathlib import Path

from assistant.desk import Assistant
from assistant.page.reports import failure_line, report

FORMATS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
LARGEST_FILE = "50mb"
_FILES_AT_ONCE = 100


class Uploads:
    """Keeps uploaded files in a folder beside the store and ingests them. Safe to use from several threads.

    A name does not say whose file it is: other users and earlier visits share the folder. Only a file that the same
    browser session has added is replaced by a new version of it; another document of the same name is kept beside.
    """

    def __init__(self, desk: Assistant) -> None:
        self._desk = desk
        self._lock = threading.Lock()

    def take(self, paths: list[str], *, own: Set[str]) -> tuple[str, frozenset[str]]:
        """Ingest the files and return the report as HTML, and the names of all files that are the session's own.

        Args:
            paths: the files, in the temporary folder that they were uploaded to.
            own: the names that this session's uploads were kept under so far.
        """
        if len(paths) > _FILES_AT_ONCE:
            reason = f"{len(paths)} files are too many at once: add at most {_FILES_AT_ONCE}."
            return report(reason, good=False), frozenset(own)
        mine = frozenset(own)
        try:
            store = self._desk.store_settings.path
            folder = store.with_name(f"{store.name}-uploads")
            folder.mkdir(parents=True, exist_ok=True)
            kept, lines = [], []
            for path in map(Path, paths):
                # Of two files of one name in the same upload, none is a version of the other: hence ``own``.
                with self._lock:
                    place, new = _keep(path, folder, own=own)
                kept.append(place)
                mine |= {place.name} if new else set()
                if place.name != path.name:
                    lines.append(f"Another document is named {path.name}: this one is kept as {place.name}.")
            done = self._desk.ingest(kept)
        except Exception as error:  # the border of the page: whatever failed becomes a line in it
            return report(failure_line(error), good=False), mine
        # The report names files by their path; the user knows them by name.
        lines.append(str(done).replace(f"{folder}{os.sep}", ""))
        return report("\n".join(lines), good=done.ok), mine


def _keep(path: Path, folder: Path, *, own: Set[str]) -> tuple[Path, bool]:
    """Return where the file is kept, and whether it was copied there now; a file that is there already is not."""
    for number in itertools.count(1):
        name = path.name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        place = folder / name
        if place.exists():
            if filecmp.cmp(path, place, shallow=False):
                return place, False
            if name not in own:
                continue
        # In one step, so that a full disk leaves the earlier version whole.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as new:
            os.replace(shutil.copyfile(path, Path(new) / name), place)
        return place, True
    raise AssertionError("the numbers do not end")
