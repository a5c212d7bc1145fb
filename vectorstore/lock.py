"""One process per store: a second one would spoil Chroma's files without any error."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import StoreLocked, StoreUnavailable

# Long enough for a short command to end, short enough that nobody waits.
_PATIENCE_SECONDS = 0.8


class StoreLock:
    """The operating system's lock on a store's folder. It ends with the process, also when that is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._note = folder / "holder.json"
        # Not thread-local: a store opened in one thread may be closed in another.
        self._lock = FileLock(folder / "lock", thread_local=False, fallback_to_soft=False)

    def acquire(self) -> None:
        """Take the lock, or raise ``StoreLocked`` with the holder's process id within a second."""
        try:
            self._lock.acquire(timeout=_PATIENCE_SECONDS, poll_interval=0.05)
        except Timeout:
            raise self._refusal() from None
        except (OSError, NotImplementedError) as error:
            raise StoreUnavailable(
                f"Cannot lock the store {self._folder}: {error}. Check the folder's permissions, or"
                " name a folder on a"
                " local disk in VECTORSTORE_PATH."
            ) from error
        try:
            self._note.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
        except OSError as error:
            self._lock.release()
            raise StoreUnavailable(f"Cannot write in the store {self._folder}: {error.strerror or error}.") from error

    def release(self) -> None:
        """Give the lock back; calling it again does nothing."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink()
            self._lock.release()

    def _refusal(self) -> StoreLocked:
        holder = self._holder()
        if holder == os.getpid():
            return StoreLocked(
                f"This process holds the store {self._folder} already: use that object, or close it first.",
                holder=holder,
            )
        who = f"process {holder}" if holder else "another process"
        return StoreLocked(
            f"The store {self._folder} is held by {who}: wait until it is done or end it, or ask"
            " there (an open page or"
            " shell holds its store), or name another folder in VECTORSTORE_PATH.",
            holder=holder,
        )

    def _holder(self) -> int | None:
        """Return the holder's process id, if its note can be read."""
        try:
            holder = json.loads(self._note.read_text(encoding="utf-8"))["pid"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return holder if isinstance(holder, int) else None
