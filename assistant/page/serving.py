"""``parley ui`` from its arguments to its exit code, without the server itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.control_characters import neutral
from assistant.desk import Assistant
from assistant.page.listen import ListenOptions, free_port, read_options
from vectorstore import ParleyError


def run(
    argv: Sequence[str] | None,
    *,
    serve: Callable[[Assistant, ListenOptions], None],
    env_file: str | Path | None = ".env",
) -> int:
    """Open the desk, serve the page, and return the exit code: 0 stopped by the user, 2 wrong use, 3 could not run."""
    host = ""
    try:
        options = read_options(argv, env_file=env_file)
        host = options.host
        free_port(host, first=options.port)  # what cannot work is said before anything is opened
        with Assistant.from_settings(samples=options.samples, env_file=env_file) as desk:
            if options.samples and not desk.store_settings.path.exists():
                sys.stderr.write("Reading the sample documents\n")
            # Opens the store (and fills that of the samples), so that what is wrong with it is said here and now.
            desk.status()
            serve(desk, options)
    except KeyboardInterrupt:
        return 0
    except ParleyError as error:
        sys.stderr.write(f"parley ui: {neutral(str(error))}\n")
        return error.exit_code
    except OSError as error:
        reason = f"the page cannot be opened on {host}: {error}. Choose another --host or --port, or free the disk."
        sys.stderr.write(f"parley ui: {neutral(reason)}\n")
        return 3
    return 0


def wait_until_stopped(address: str, *, browser: bool) -> None:
    """Print the page's address, open it where there is a screen, and return when the process is told to stop."""
    told_to_stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: told_to_stop.set())
    sys.stdout.write(f"Parley is ready at {address.rstrip('/')}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    # Without a screen, Linux would open a browser for the terminal inside this one.
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if browser and screen:
        webbrowser.open(address)
    told_to_stop.wait()
