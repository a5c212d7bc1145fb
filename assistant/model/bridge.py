"""A chat model's asynchronous stream, read from ordinary code that can stop it at any time.

A thread that waits for a silent server cannot be stopped; a task can, and with it its connection closes. All streams
run as tasks on one event loop in a thread of its own, for the life of the process: the clients pool their connections
by loop.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from functools import cache
from typing import TypeVar

T = TypeVar("T")

# How often a reader that waits asks whether it is to stop.
_BETWEEN_LOOKS = 0.1
# A stream waits for a reader who is this many pieces behind, and with it its server.
_MOST_WAITING = 256
# How long it waits at a time.
_WHILE_FULL = 0.02
# How long a stream that is left may take to close its connection.
_SECONDS_TO_CLOSE = 2.0


class Stopped(Exception):
    """Whoever asked does not want the rest."""


class _End:
    """Ends a queue: normally, or with ``error``."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def read(
    start: Callable[[], AsyncIterator[T]], *, until: float, stopped: Callable[[], bool] | None = None
) -> Generator[T, None, None]:
    """Yield what ``start()`` yields, as it comes. Leaving the generator early closes the stream.

    Args:
        start: begins the stream; called on the loop.
        until: the deadline, on the clock of ``time.monotonic``.
        stopped: asked every tenth of a second whether to go on.

    Raises:
        TimeoutError: at the deadline.
        Stopped: when ``stopped`` says so.
    """
    pieces: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
    ended = False
    task = asyncio.run_coroutine_threadsafe(_fill(pieces, start, until), _loop())
    try:
        while True:
            piece = _next(pieces, until, stopped)
            if isinstance(piece, _End):
                ended = True
                if piece.error is not None:
                    raise piece.error
                return
            yield piece
    finally:
        if not ended:
            task.cancel()
            _drain(pieces)


async def _fill(pieces: queue.SimpleQueue[T | _End], start: Callable[[], AsyncIterator[T]], until: float) -> None:
    """Put what the stream yields into ``pieces``, then how it ended."""
    try:
        # Here as well as at the reader, who may be busy or away while pieces come.
        async with asyncio.timeout(until - time.monotonic()):
            async for piece in start():
                pieces.put(piece)
                while pieces.qsize() >= _MOST_WAITING:
                    await asyncio.sleep(_WHILE_FULL)
    except BaseException as error:
        pieces.put(_End(error))
        if isinstance(error, asyncio.CancelledError):
            raise
    else:
        pieces.put(_End())


def _next(pieces: queue.SimpleQueue[T | _End], until: float, stopped: Callable[[], bool] | None) -> T | _End:
    while True:
        if stopped is not None and stopped():
            raise Stopped
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return pieces.get(timeout=min(left, _BETWEEN_LOOKS))
        except queue.Empty:
            continue


def _drain(pieces: queue.SimpleQueue[T | _End]) -> None:
    """Wait until the stream has ended, so that its connection is closed when the reader goes on."""
    until = time.monotonic() + _SECONDS_TO_CLOSE
    while time.monotonic() < until:
        try:
            if isinstance(pieces.get(timeout=_BETWEEN_LOOKS), _End):
                return
        except queue.Empty:
            continue


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:  # two first questions at the same time would get a loop each, and share connections
        return _running()


_starting = threading.Lock()


@cache
def _running() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="parley-models", daemon=True).start()
    return loop
