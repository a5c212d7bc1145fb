"""Writing files so that nobody meets half of one."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also when several threads or processes write it at once.

    Raises:
        OSError: if it cannot be written; what was there before is still there.
    """
    # A name of its own beside the file: a shared one is taken away by whoever is done first.
    partial = path.with_name(f".{uuid4().hex}.part")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
