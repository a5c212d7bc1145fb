"""The file of settings: what it holds, and which of its lines are none."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import SettingsError

# Editors of some systems begin a file with a byte order mark, which would become part of the first name.
ENCODING = "utf-8-sig"


def values_in(env_file: str | Path | None) -> dict[str, str | None]:
    """Return the values of the file by name, or nothing if there is no file.

    Raises:
        SettingsError: if the file cannot be read.
    """
    from dotenv import dotenv_values

    text = _text_of(env_file)
    with without_parser_warnings():
        return dict(dotenv_values(stream=io.StringIO(text), interpolate=False)) if text else {}


def unreadable_lines(env_file: str | Path | None) -> list[str]:
    """Return one line about the lines of the file that are no settings, or nothing.

    Raises:
        SettingsError: if the file cannot be read.
    """
    from dotenv.parser import parse_stream

    wrong = [str(item.original.line) for item in parse_stream(io.StringIO(_text_of(env_file))) if item.error]
    if not wrong:
        return []
    which = f"line {wrong[0]} is" if len(wrong) == 1 else f"lines {', '.join(wrong)} are"
    return [f"In {env_file} {which} ignored: write NAME=value, or # before a comment."]


def unreadable(env_file: str | Path | None, error: OSError | UnicodeDecodeError) -> SettingsError:
    """Return the error for a file that cannot be read."""
    reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
    return SettingsError(f"Cannot read the settings file {env_file}: {reason}. Correct or remove it.")


@contextmanager
def without_parser_warnings() -> Iterator[None]:
    """Keep the parser's own warnings back: it repeats them at each reading; :func:`unreadable_lines` tells once."""
    logger = logging.getLogger("dotenv.main")
    logger.addFilter(_nothing)
    try:
        yield
    finally:
        logger.removeFilter(_nothing)


def _nothing(_: logging.LogRecord) -> bool:
    return False


def _text_of(env_file: str | Path | None) -> str:
    if env_file is None:
        return ""
    try:
        # Only what the settings themselves would read: a folder of this name is none.
        path = Path(env_file).expanduser()
        return path.read_text(encoding=ENCODING) if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(env_file, error) from error
