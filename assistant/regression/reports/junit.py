"""A run as JUnit XML, which continuous integration shows."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

from assistant.regression.results import CaseResult, Run

# What no XML 1.0 document may hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(run: Run) -> str:
    """Return the XML: a failed case is a failure, one that could not be run an error, a known gap is skipped."""
    root = ET.Element("testsuites", _totals(run.results), name="parley check", time=f"{run.seconds:.3f}")
    for name in dict.fromkeys(item.suite for item in run.results):
        results = [item for item in run.results if item.suite == name]
        suite = ET.SubElement(root, "testsuite", _totals(tuple(results)), name=_fit(name), timestamp=run.started)
        properties = ET.SubElement(suite, "properties")
        about = {"model": run.model, "prompts": run.prompt_digest, "documents": run.corpora.get(name, "")}
        for key, value in about.items():
            ET.SubElement(properties, "property", name=key, value=_fit(value))
        for item in results:
            _add(suite, item)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(suite: ET.Element, item: CaseResult) -> None:
    seconds = item.asked.seconds if item.asked else 0.0
    place = {"file": _fit(item.path), "line": str(item.line)} if item.path and item.line else {}
    case = ET.SubElement(
        suite, "testcase", place, classname=_fit(item.suite), name=_fit(item.name), time=f"{seconds:.3f}"
    )
    if item.verdict == "known_gap":
        ET.SubElement(case, "skipped", message=_fit(f"known gap: {item.gap}"))
    elif item.verdict != "passed":
        told = "failure" if item.verdict == "failed" else "error"
        found = ET.SubElement(case, told, message=_fit(item.summary), type=item.broke_at or "answer")
        found.text = _fit(f"{item.question}\n\n{item.asked.answer.text if item.asked else 'no answer'}")


def _totals(results: tuple[CaseResult, ...]) -> dict[str, str]:
    counts = Counter(item.verdict for item in results)
    return {
        "tests": str(len(results)),
        "failures": str(counts["failed"]),
        "errors": str(counts["not_run"]),
        "skipped": str(counts["known_gap"]),
    }


def _fit(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
