"""The arguments of each command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from assistant.commands.terminal import say
from assistant.control_characters import neutral

_EXAMPLES = """\
examples:
  parley ask --samples "What still blocks a deal?"    a question to the sample documents
  parley ingest news/                                 read your own documents
  parley ask "What does each side want?"              a question to them
  parley positions --party Russia                     who demands, offers or rejects what
  parley chat                                         one question after the other
  parley ui                                           the page in the browser

Exit codes: 0 done, 1 the checked thing failed, 2 wrong use, 3 could not run.
"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the examples' lines, and each command on one line with what it does."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line that ends with the way to more."""

    def error(self, message: str) -> NoReturn:
        line = " ".join(neutral(message).split())
        self.exit(2, f"{self.prog}: {line} (see `{self.prog} --help`)\n")


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


class _Version(argparse.Action):
    """Prints the version of the installed distribution; looked up only when it is asked for."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> NoReturn:
        del namespace, values, option_string
        try:
            number = version("parley-qa")
        except PackageNotFoundError:
            number = "(a checkout that is not installed)"
        say(f"parley {number}")
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands but those that other packages announce."""
    parser = _Parser(
        prog="parley",
        description="Answers about a negotiation from your documents, in their own words, with checked citations.",
        epilog=_EXAMPLES,
        formatter_class=_Help,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = _Parser(add_help=False)
    common.add_argument("--samples", action="store_true", help="use the sample documents, in a store of their own")
    _ingest(commands, common)
    _ask(commands, common)
    _statements(commands, common)
    _positions(commands, common)
    _obstacles(commands, common)
    _check(commands, common)
    chat = commands.add_parser("chat", parents=[common], help="ask one question after the other")
    chat.set_defaults(run=_later("answering", "chat"))
    status = commands.add_parser("status", parents=[common], help="show what answers and over what")
    status.add_argument("--json", action="store_true", help="print JSON")
    status.set_defaults(run=_later("listing", "status"))
    commands.add_parser("ui", help="open the page in the browser", add_help=False)
    return parser


def _later(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """A command that is imported when it runs: help and wrong use need none of the libraries behind it."""

    def run(arguments: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"assistant.commands.{module}"), function)(arguments)
        return code

    return run


def _ingest(commands: _Commands, common: _Parser) -> None:
    ingest = commands.add_parser("ingest", parents=[common], help="read files and folders into the store")
    ingest.add_argument("paths", nargs="*", metavar="PATH", help="txt, md, html, pdf, docx, or a folder of them")
    ingest.add_argument("--prune", action="store_true", help="remove documents whose file is gone from the given paths")
    ingest.add_argument("--rebuild", action="store_true", help="build the index anew from the texts that are kept")
    ingest.add_argument("--title", help="title of the document, if it states none or a wrong one")
    ingest.add_argument("--publisher", help="outlet of the documents")
    ingest.add_argument("--published-on", type=_day, metavar="YYYY-MM-DD", help="date of the documents")
    ingest.add_argument("--language", help="language of the documents, e.g. en")
    ingest.add_argument("--json", action="store_true", help="print the report as JSON")
    ingest.set_defaults(run=_later("ingesting", "ingest"))


def _ask(commands: _Commands, common: _Parser) -> None:
    ask = commands.add_parser("ask", parents=[common], help="ask one question")
    ask.add_argument("question", help="the question, in quotation marks; - reads it from standard input")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument("--publisher", action="append", default=[], help="only documents of this outlet (repeatable)")
    ask.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="only documents from this day on")
    ask.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="only documents up to this day")
    ask.set_defaults(run=_later("answering", "ask"))


def _statements(commands: _Commands, common: _Parser) -> None:
    statements = commands.add_parser("statements", parents=[common], help="list who said what")
    statements.add_argument("--speaker", help="a name, a surname or a party")
    statements.add_argument("--about", help="words that the statement holds")
    statements.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="published on this day or later")
    _form(statements)
    statements.set_defaults(run=_later("listing", "statements"))


def _positions(commands: _Commands, common: _Parser) -> None:
    positions = commands.add_parser("positions", parents=[common], help="list who wants, offers or rejects what")
    _limits(positions)
    _form(positions)
    positions.set_defaults(run=_later("listing", "positions"))


def _obstacles(commands: _Commands, common: _Parser) -> None:
    obstacles = commands.add_parser("obstacles", parents=[common], help="list what is said to be in the way of a deal")
    _limits(obstacles)
    _form(obstacles)
    obstacles.set_defaults(run=_later("listing", "obstacles"))


def _limits(command: _Parser) -> None:
    command.add_argument("--party", help="a party, or somebody who speaks for one")
    command.add_argument("--issue", help="words that the evidence has to speak of")
    command.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="said or published on this day or later")
    command.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="said or published up to this day")


def _form(command: _Parser) -> None:
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")


def _check(commands: _Commands, common: _Parser) -> None:
    check = commands.add_parser("check", parents=[common], help="run suites of questions with expected answers")
    check.add_argument("suites", nargs="*", metavar="SUITE", help="a YAML or CSV file, or a folder of them")
    check.add_argument("--only", choices=("failing",), help="only the cases that did not pass the last time")
    check.add_argument("--tag", action="append", default=[], help="only cases with this tag (repeatable)")
    check.add_argument("--baseline", type=Path, metavar="FILE", help="compare with this reviewed run")
    check.add_argument("--accept", action="store_true", help="write this run as the baseline, after a review")
    check.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML")
    check.add_argument("--json", type=Path, metavar="FILE", help="write the whole run as JSON")
    check.add_argument("--html", type=Path, metavar="FILE", help="write one HTML file, beside the baseline's answers")
    taped = check.add_mutually_exclusive_group()
    taped.add_argument("--record", type=Path, metavar="DIR", help="keep the chat model's replies")
    taped.add_argument("--replay", type=Path, metavar="DIR", help="answer with kept replies; needs no key")
    check.add_argument("--draft", type=_many, metavar="N", help="propose N cases from the documents, as YAML")
    check.add_argument("--jobs", type=_many, metavar="N", help="questions at once (default: 4 with a chat model)")
    check.add_argument("--no-cache", action="store_true", help="ask everything anew")
    check.set_defaults(run=_later("checking", "check"))


def _many(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 1000")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2025-12-29") from None
