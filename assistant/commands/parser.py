"""The arguments of each command."""

from __future__ import annotations

import argparse
from datetime import date

from assistant.commands import answering, ingesting, listing


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands but those that other packages announce."""
    parser = argparse.ArgumentParser(
        prog="parley",
        description="Answers about a negotiation from your documents, in their own words, with checked citations.",
        epilog="`parley ui` opens the page. Exit codes: 0 done, 1 the checked thing failed, 2 wrong use,"
        " 3 could not run.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--samples", action="store_true", help="use the sample documents, in a store of their own")
    _ingest(commands, common)
    _ask(commands, common)
    _statements(commands, common)
    chat = commands.add_parser("chat", parents=[common], help="ask one question after the other")
    chat.set_defaults(run=answering.chat)
    status = commands.add_parser("status", parents=[common], help="show what answers and over what")
    status.add_argument("--json", action="store_true", help="print JSON")
    status.set_defaults(run=listing.status)
    commands.add_parser("ui", help="open the page in the browser", add_help=False)
    return parser


def _ingest(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    ingest = commands.add_parser("ingest", parents=[common], help="read files and folders into the store")
    ingest.add_argument("paths", nargs="*", metavar="PATH", help="txt, md, html, pdf, docx, or a folder of them")
    ingest.add_argument("--prune", action="store_true", help="remove documents whose file is gone from the given paths")
    ingest.add_argument("--rebuild", action="store_true", help="build the index anew from the texts that are kept")
    ingest.add_argument("--title", help="title of the document, if it states none or a wrong one")
    ingest.add_argument("--publisher", help="outlet of the documents")
    ingest.add_argument("--published-on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="date of the documents")
    ingest.add_argument("--language", help="language of the documents, e.g. en")
    ingest.add_argument("--json", action="store_true", help="print the report as JSON")
    ingest.set_defaults(run=ingesting.ingest)


def _ask(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    ask = commands.add_parser("ask", parents=[common], help="ask one question")
    ask.add_argument("question", help="the question, in quotation marks; - reads it from standard input")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument("--publisher", action="append", default=[], help="only documents of this outlet (repeatable)")
    ask.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="only documents from this day on")
    ask.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="only documents up to this day")
    ask.set_defaults(run=answering.ask)


def _statements(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    statements = commands.add_parser("statements", parents=[common], help="list who said what")
    statements.add_argument("--speaker", help="a name, a surname or a party")
    statements.add_argument("--about", help="words that the statement holds")
    statements.add_argument("--since", metavar="YYYY-MM-DD", help="published on this day or later")
    form = statements.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV")
    statements.set_defaults(run=listing.statements)
