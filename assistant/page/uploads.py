"""Documents that are added through the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from assistant.desk import Assistant
from assistant.page.reports import failure_line, report

FORMATS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
LARGEST_FILE = "50mb"
_FILES_AT_ONCE = 100


def take_uploads(desk: Assistant, paths: Sequence[str]) -> str:
    """Keep uploaded files in a folder beside the store, ingest them, and return the report as HTML.

    They are copied first, under their own names: the folder that they were uploaded to is temporary, and a file
    that is uploaded again under the same name shall replace its earlier version.
    """
    if len(paths) > _FILES_AT_ONCE:
        return report(f"{len(paths)} files are too many at once: add at most {_FILES_AT_ONCE}.", good=False)
    try:
        store = desk.store_settings.path
        folder = store.with_name(f"{store.name}-uploads")
        folder.mkdir(parents=True, exist_ok=True)
        done = desk.ingest([shutil.copyfile(path, folder / Path(path).name) for path in paths])
    except Exception as error:  # the border of the page: whatever failed becomes a line in it
        return report(failure_line(error), good=False)
    # The report names files by their path; the user knows them by name.
    return report(str(done).replace(f"{folder}{os.sep}", ""), good=done.ok)
