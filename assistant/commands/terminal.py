"""The border to the terminal: everything that is printed passes here.

What a document says may hold control characters, which a terminal obeys: they could repaint what stands above, or
type for the user. They are shown as a replacement character. Nothing is wrapped or coloured, so that what is piped to
a file is the same text.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from assistant.control_characters import neutral
from assistant.rendering import as_dict

# The same in JSON, whose own line feeds stay; half a character pair cannot be written at all.
_CONTROL_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ReaderGone(Exception):
    """Whoever read our output has gone (``parley statements | head``): there is nobody left to tell anything."""


def say(text: object = "") -> None:
    """Write a text and a line feed to standard output.

    Raises:
        ReaderGone: if nobody reads it any more.
    """
    _write(neutral(str(text)) + "\n")


def say_json(value: Any) -> None:
    """Write a record as JSON to standard output; a program reads the same characters that the record has."""
    text = json.dumps(as_dict(value), ensure_ascii=False, indent=2, default=str)
    _write(_CONTROL_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n")


def complain(text: object) -> None:
    """Write one line to standard error."""
    sys.stderr.write(" ".join(f"parley: {neutral(str(text))}".split()) + "\n")


def finish() -> None:
    """Write what is still on its way to standard output, or raise :class:`ReaderGone`."""
    with _reader_watched():
        sys.stdout.flush()


def abandon_output() -> None:
    """Let the interpreter's last flush go nowhere, after the reader has gone."""
    # Not every stream has a file below it (a test's, a notebook's): those cannot break either.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def open_streams() -> None:
    """Give a process that was started without standard streams some, and let any text through the encoding."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open until the process ends)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def log_told(level: int = logging.WARNING) -> Iterator[None]:
    """Show what Parley logs at ``level`` or above, each record as one line on standard error."""
    logger, handler = logging.getLogger("parley"), _Complaints()
    before, propagates = logger.level, logger.propagate
    logger.setLevel(level)
    logger.addHandler(handler)
    # The handlers of whoever called this would tell it again.
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        logger.propagate = propagates


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        complain(record.getMessage())
        if record.exc_info:  # a fault of the page's own, for who runs it
            sys.stderr.write(neutral(logging.Formatter().formatException(record.exc_info)) + "\n")


def _write(text: str) -> None:
    with _reader_watched():
        sys.stdout.write(text)


@contextmanager
def _reader_watched() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ReaderGone from None
