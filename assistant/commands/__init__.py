"""The command line: ``parley ingest | ask | chat | statements | positions | obstacles | check | status | ui``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from assistant.announced import commands as announced_commands
from assistant.commands.parser import build_parser
from assistant.commands.terminal import ReaderGone, abandon_output, complain, finish, log_told, open_streams
from assistant.errors import ParleyError

_WRONG_USE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the checked thing failed, 2 wrong use, 3 could not run."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    open_streams()
    try:
        code = _run(arguments)
        finish()
    except ParleyError as error:
        complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        complain("interrupted; what was finished is kept.")
        return 130
    except ReaderGone:
        abandon_output()
        return 0
    except OSError as error:
        complain(f"cannot go on: {error.strerror or error}. Check the disk and the output.")
        return 3
    return code


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in (others := announced_commands()):
        with log_told():
            return others[arguments[0]](arguments[1:])
    parser = build_parser()
    if not arguments:
        # Nothing was done, so it is no success; but whoever tries the command for the first time is to see a way on.
        parser.print_help(sys.stderr)
        return _WRONG_USE
    parsed = parser.parse_args(arguments)
    # These commands have nothing else to tell of what takes its time; an announced one tells it in its own way.
    with log_told(logging.INFO):
        code: int = parsed.run(parsed)
    return code
