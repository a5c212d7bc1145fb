"""The command line: ``parley ingest | ask | chat | statements | status | ui``."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from assistant.announced import commands as announced_commands
from assistant.commands.parser import build_parser
from assistant.errors import ParleyError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the checked thing failed, 2 wrong use, 3 could not run."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _open_streams()
    try:
        if arguments and arguments[0] in (others := announced_commands()):
            return others[arguments[0]](arguments[1:])
        parsed = build_parser().parse_args(arguments)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except ParleyError as error:
        sys.stderr.write(f"parley: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("parley: interrupted; what was finished is kept.\n")
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`parley ask ... | head`): nothing to report, nobody to tell.
        sys.stderr.close()
        return 0
    except OSError as error:
        sys.stderr.write(f"parley: cannot go on: {error.strerror or error}. Check the disk and the output.\n")
        return 3
    return code


def _open_streams() -> None:
    """Give a process that was started without standard streams some, and let any text through the encoding."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open until the process ends)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
