"""How long a large suite takes: ``python -m tests.evaluation.checking``, 200 offline cases over 1,000 documents.

The documents are made here: reports on talks between invented parties, each with its own figures, and all alike in
words, so that not every case passes. What is timed is ``assistant.regression.run``; reading the documents in is told
apart. Cases that are not run, or too few that pass, are a failure whatever the time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.regression import Suite, run

_BAR = 60.0
# The share of cases that has to pass: 93 of 200 do, as the reports are alike in words. With far fewer, something is not
# answered or not checked, and its time measures nothing.
_FEWEST = 0.35
_FIRST = ("Al", "Bren", "Cor", "Dal", "Er", "Fal", "Gor", "Hal", "Ir", "Jor")
_LAST = ("adia", "enia", "istan", "ovia", "ulia", "mark", "land", "esia", "onia", "yra")
_GOODS = ("timber", "salt", "barley", "copper", "wool", "glass", "paper", "cement", "honey", "fish")


def report(number: int) -> tuple[str, str, str, int]:
    """Return a document's text, and the party, good and tariff that it is about."""
    party = f"{_FIRST[number % 10]}{_LAST[number // 10 % 10]}"
    good = _GOODS[number // 100 % 10]
    tariff = 10 + number * 7 % 83
    speaker = f"{_LAST[number % 10].title()} {_FIRST[number // 10 % 10]}rick"
    paragraphs = [
        f"{party} on the {good} tariff",
        f"The talks on {good} between {party} and the Trade Board went on for a third day in Port Ester.",
        f"{party} demands a tariff of {tariff} crowns on {good}, Foreign Minister {speaker} said on Tuesday.",
        f"“We will not sign a paper that ruins our {good} makers,” {speaker} said in report {number}.",
        f"The Trade Board said that it rejects any tariff on {good} above five crowns.",
        "Nobody expects the delegations to leave before the end of the week, people close to the talks said.",
    ]
    return "\n\n".join(paragraphs), party, good, tariff


def suite(cases: int, documents: int) -> Suite:
    """Return questions about documents that are spread over all of them; each tenth is one without an answer."""
    found: list[dict[str, Any]] = []
    for position in range(cases):
        number = position * documents // cases
        _, party, good, tariff = report(number)
        case = {
            "name": f"case-{position}",
            "question": f"What tariff on {good} does {party} demand?",
            "expect": {
                "mentions": [str(tariff)],
                "cites": {"document": f"report-{number}.txt", "span": f"demands a tariff of {tariff} crowns on {good}"},
                "retrieves": {"document": f"report-{number}.txt", "top": 10},
            },
        }
        if position % 10 == 9:
            case |= {"question": f"What did Macron say about {good}?", "expect": {"status": "abstained"}}
        found.append(case)
    return Suite.model_validate({"cases": found})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.checking", description=__doc__)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--documents", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        for number in range(arguments.documents):
            (papers / f"report-{number}.txt").write_text(report(number)[0], encoding="utf-8")
        store = Path(folder) / "store"
        with Assistant.from_settings(env_file=None, vectorstore_path=store, assistant_chat_model="") as desk:
            begun = time.perf_counter()
            desk.ingest([papers])
            print(f"ingest of {arguments.documents} documents: {time.perf_counter() - begun:.1f} s", flush=True)
        # Opened anew: what a run pays for loading is a part of its time.
        with Assistant.from_settings(env_file=None, vectorstore_path=store, assistant_chat_model="") as desk:
            begun = time.perf_counter()
            done = run(suite(arguments.cases, arguments.documents), desk)
            seconds = time.perf_counter() - begun
    verdicts = Counter(item.verdict for item in done.results)
    right, stuck = verdicts["passed"], verdicts["not_run"]
    print(f"{len(done.results)} cases: {seconds:.1f} s ({_BAR:.0f} s are allowed); {right} passed, {stuck} not run")
    if stuck or right < _FEWEST * len(done.results):
        print(f"not a measure: each case has to be run, and {_FEWEST:.0%} of them to pass")
        return 1
    return 0 if seconds <= _BAR else 1


if __name__ == "__main__":
    sys.exit(main())
