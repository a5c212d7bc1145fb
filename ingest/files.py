"""Which files an ingest takes: what was named, and the documents in the folders that were named."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import NothingToIngest, UnreadableDocument
from ingest.metadata import SIDECAR_SUFFIX
from ingest.readers import SUFFIXES
from ingest.report import Refusal


@dataclass(slots=True)
class Found:
    """The files to read, each once and in order, and what was left out."""

    files: dict[Path, None] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def find_files(paths: Iterable[Path], *, gone: Collection[str]) -> Found:
    """Return all documents under the paths, sorted; what was named itself is taken or refused, never skipped.

    ``gone`` are the sources that may be missing, because they are to be removed.

    Raises:
        NothingToIngest: if a path does not exist.
    """
    found = Found()
    for path in paths:
        try:
            place = path.expanduser().absolute()
        except RuntimeError:  # "~somebody" without such a user
            raise NothingToIngest(f"There is no user for {shown(path)}: check the path.") from None
        try:
            _take(place, path, found, gone)
        except OSError as error:
            _leave_out(place, error, found)
    return found


def _take(place: Path, path: Path, found: Found, gone: Collection[str]) -> None:
    if place.is_dir():
        found.files |= dict.fromkeys(_in_folder(place, found))
    elif place.exists():
        reason = _reason_against(place)
        if reason:
            found.refused.append(Refusal(source=shown(place), reason=reason))
        else:
            found.files[place.resolve()] = None
    elif os.path.realpath(place) not in gone:
        raise NothingToIngest(f"There is no file or folder {shown(path)}: check the path.")


def _leave_out(file: Path, error: OSError, found: Found) -> None:
    """Refuse a file that cannot be looked at."""
    reason = f"it cannot be looked at: {error.strerror}; check its name and the permissions of its folder."
    found.refused.append(Refusal(source=shown(file), reason=reason))


def _in_folder(folder: Path, found: Found) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        place = Path(error.filename or folder)
        if _visible(place, folder):
            reason = f"the folder cannot be looked into: {error.strerror}; check its permissions."
            found.refused.append(Refusal(source=shown(place), reason=reason))

    walked = os.walk(folder, onerror=unreadable)
    for file in sorted(Path(place, name) for place, _, names in walked for name in names):
        if not _visible(file, folder) or file.name.endswith(SIDECAR_SUFFIX):
            continue
        if not _is_regular(file, found):
            continue
        if file.suffix.lower() not in SUFFIXES:
            found.skipped.append(shown(file))
        elif not file.resolve().is_relative_to(folder.resolve()):
            # A folder from somebody else must not pull in what lies beside it on this machine.
            link = "it is a link that leads out of the folder; name the file itself to take it."
            found.refused.append(Refusal(source=shown(file), reason=link))
        elif reason := _reason_against(file):
            found.refused.append(Refusal(source=shown(file), reason=reason))
        else:
            yield file.resolve()


def _is_regular(file: Path, found: Found) -> bool:
    """Whether a file of a folder is one that can be read; one that cannot be looked at is refused."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):  # a link that leads nowhere, or gone since
        return False
    except OSError as error:
        _leave_out(file, error, found)
        return False


def _reason_against(file: Path) -> str | None:
    """Why a file that is there cannot be taken, as far as its name and kind tell."""
    if not file.is_file():  # reading a pipe or a device may never end
        return "it is no regular file; copy its text to one."
    if file.suffix.lower() not in SUFFIXES:
        kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
        return f"its kind is not read; the kinds are {kinds}."
    if shown(file) != str(file):
        return "its name has characters that cannot be shown; rename it."
    return None


def shown(path: Path) -> str:
    """A path as it may be printed: no control characters, and no bytes that are no text."""
    return "".join(character if character.isprintable() else "\ufffd" for character in str(path))


def _visible(file: Path, root: Path) -> bool:
    return not any(part.startswith(".") for part in file.relative_to(root).parts)


def size_of(path: Path) -> int:
    """Return the size of a file in bytes.

    Raises:
        UnreadableDocument: the file cannot be looked at.
    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise UnreadableDocument(f"it cannot be opened: {error.strerror}; check its permissions.") from error
