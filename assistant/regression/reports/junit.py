"""A run as JUnit XML, which continuous integration shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from assistant.regression.conclusion import Conclusion
from assistant.regression.results import CaseResult, Run

# What no XML 1.0 document may hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTED = ("tests", "failures", "errors", "skipped")
_WHOLE = "whole run"


def as_junit(conclusion: Conclusion) -> str:
    """Return the XML: a failed case is a failure, one that could not be run an error, a known gap is skipped.

    What concerns no single case of the run, cases that are gone and what kept it from being compared or even begun, is
    a suite of its own.
    """
    run = conclusion.run
    suites = [_suite(name, run) for name in dict.fromkeys(item.suite for item in run.results)]
    if (whole := _of_the_whole(conclusion)) is not None:
        suites.append(whole)
    totals = {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in _COUNTED}
    root = ET.Element("testsuites", totals, name="parley check", time=f"{run.seconds:.3f}")
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(name: str, run: Run) -> ET.Element:
    results = [item for item in run.results if item.suite == name]
    suite = ET.Element("testsuite", _totals(results), name=_fit(name), timestamp=run.started)
    properties = ET.SubElement(suite, "properties")
    about = {"model": run.model, "prompts": run.prompt_digest, "documents": run.corpora.get(name, "")}
    for key, value in about.items():
        ET.SubElement(properties, "property", name=key, value=_fit(value))
    for item in results:
        _add(suite, item)
    return suite


def _of_the_whole(conclusion: Conclusion) -> ET.Element | None:
    """The cases that are gone as failures, and the trouble as an error."""
    gone = conclusion.comparison.gone if conclusion.comparison is not None else ()
    trouble = conclusion.trouble
    if not gone and trouble is None:
        return None
    counts = {"tests": len(gone) + (trouble is not None), "failures": len(gone), "errors": int(trouble is not None)}
    suite = ET.Element("testsuite", {name: str(counts.get(name, 0)) for name in _COUNTED}, name=_WHOLE)
    for key in gone:
        case = ET.SubElement(suite, "testcase", classname=_WHOLE, name=_fit(key), time="0.000")
        ET.SubElement(case, "failure", message="a case of the baseline that was not run", type="gone")
    if trouble is not None:
        case = ET.SubElement(suite, "testcase", classname=_WHOLE, name=type(trouble).__name__, time="0.000")
        ET.SubElement(case, "error", message=_fit(str(trouble)), type=type(trouble).__name__)
    return suite


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


def _totals(results: Sequence[CaseResult]) -> dict[str, str]:
    counts = Counter(item.verdict for item in results)
    return {
        "tests": str(len(results)),
        "failures": str(counts["failed"]),
        "errors": str(counts["not_run"]),
        "skipped": str(counts["known_gap"]),
    }


def _fit(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
