"""The folder that a store lives in."""

from __future__ import annotations

from pathlib import Path

from vectorstore.errors import StoreMissing, StoreUnavailable

FILE_NAME = "library.sqlite3"  # the file of texts and statements


def folder_of(path: Path, *, create: bool) -> Path:
    """Return the store's folder, made if asked for."""
    folder = path
    try:
        folder = path.expanduser().absolute()
        if folder.exists() and not folder.is_dir():
            raise StoreUnavailable(f"{folder} is a file, not the folder of a store: correct VECTORSTORE_PATH.")
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not (folder / FILE_NAME).exists():
            raise no_index(folder)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreUnavailable(
            f"Cannot use the folder {folder} for the store: {reason}. Correct VECTORSTORE_PATH or the permissions."
        ) from error
    return folder


def no_index(folder: Path) -> StoreMissing:
    """Return the error of a folder that holds no store."""
    return StoreMissing(
        f"There is no index in {folder}: make one with `parley ingest PATH...`, or set VECTORSTORE_PATH."
    )
