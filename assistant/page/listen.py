"""Where the page listens and who may see it: the command line's options, loopback, ports."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.page.settings import PageSettings
from vectorstore import load_settings, unknown_settings

_log = logging.getLogger("parley")

_PORTS_TRIED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenOptions:
    """The options of ``parley ui``. ``login`` is a user and a password; without one ``host`` is a loopback host."""

    host: str
    port: int
    login: tuple[str, str] | None = field(repr=False)
    samples: bool
    browser: bool


def read_options(argv: Sequence[str] | None = None, *, env_file: str | Path | None = None) -> ListenOptions:
    """Return the options in ``argv``, or in the process's own arguments.

    Without ``--auth`` the login is that of ``PageSettings``, from the environment and ``env_file``.

    Raises:
        SystemExit: with code 2 and one line on standard error, if they cannot be used.
        SettingsError: if the settings cannot be read.
    """
    parser = _parser()
    options, rest = parser.parse_known_args(argv)
    if rest:
        # Without what follows: it may be a password that was meant for --auth.
        names = ", ".join(word.split("=")[0] for word in rest if word.startswith("--")) or "a word without an option"
        parser.error(f"{names} cannot be used: the options are in `parley ui --help`.")
    if not 1 <= options.port <= 65535:
        parser.error(f"--port {options.port} is no port: give a number from 1 to 65535.")
    login = _login(parser, options.auth, env_file=env_file)
    if not is_loopback(options.host) and login is None:
        parser.error(
            f"--host {options.host} would show the documents to everybody who can reach this machine: "
            "set PARLEY_UI_AUTH=USER:PASSWORD or add --auth USER:PASSWORD, or leave out --host."
        )
    return ListenOptions(
        host=options.host,
        port=options.port,
        login=login,
        samples=options.samples,
        browser=not options.no_browser,
    )


def _login(
    parser: argparse.ArgumentParser, given: str | None, *, env_file: str | Path | None
) -> tuple[str, str] | None:
    for line in unknown_settings([PageSettings], env_file=env_file):
        _log.warning("%s", line)
    source, auth = "--auth", given
    if auth is None:
        secret = load_settings(PageSettings, env_file=env_file).auth
        source, auth = "PARLEY_UI_AUTH", secret.get_secret_value() if secret else None
    user, _, password = (auth or "").partition(":")
    if auth is not None and not (user and password):
        parser.error(f"{source} needs a user and a password: USER:PASSWORD.")
    return (user, password) if user else None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_names(host: str) -> frozenset[str]:
    """Return the names under which a browser on this machine may address a page bound to ``host``."""
    return frozenset({"localhost", "127.0.0.1", "[::1]", host, f"[{host}]"})


def free_port(host: str, *, first: int) -> int:
    """Return ``first`` or the next port that can be bound on ``host``.

    Raises:
        OSError: none of a hundred ports from ``first`` on is free, or ``host`` is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(first, min(first + _PORTS_TRIED, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # Without it, a port stays taken for a minute after the last server on it was stopped.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
            else:
                return port
    raise OSError(f"no free port from {first} on")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="parley ui", description="Open the web page over the documents in the store.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=7860, help="port, or the next free one (default: 7860)")
    parser.add_argument("--samples", action="store_true", help="use the sample documents, in a store of their own")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        help="ask for this login; needed for any other than a loopback host (PARLEY_UI_AUTH does the same, unseen)",
    )
    return parser
