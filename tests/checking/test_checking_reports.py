"""Reports: the same facts in each form, and nothing of a document, a model or a suite can break out of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant import Assistant
from assistant.regression import Run, Suite, baseline, comparing, run
from assistant.regression.conclusion import Conclusion
from assistant.regression.reports.files import as_json
from assistant.regression.reports.html import as_html
from assistant.regression.reports.junit import as_junit
from assistant.regression.reports.terminal import as_table
from tests.checking.conftest import TOLL

HOSTILE = "<script>alert(1)</script><img src=x onerror=y>&amp;\"' \x1b[2J\x00\u202e ]]> {{x}} [bold]"
CASES = [
    {"name": "right", "question": TOLL, "expect": {"mentions": ["rejects"]}},
    {
        "name": "wrong",
        "question": TOLL,
        "expect": {"mentions": ["accepts"], "retrieves": "repairs.md", "max_seconds": 60},
    },
    {"name": "gap", "question": TOLL, "known_gap": "not yet", "expect": {"mentions": ["accepts"]}},
    {"name": "judged", "question": TOLL, "expect": {"judged": "it is polite"}},
]


@pytest.fixture(scope="module")
def done(canal: Assistant) -> Run:
    return run(Suite.model_validate({"cases": CASES}), canal)


@pytest.fixture(scope="module")
def hostile(done: Run) -> Run:
    """Everything that somebody else may have written holds what a terminal or a browser would obey."""

    def poisoned() -> Iterator[object]:
        for item in done.results:
            assert item.asked is not None
            answer = item.asked.answer
            citations = tuple(replace(c, quote=HOSTILE, speaker=HOSTILE, title=HOSTILE) for c in answer.citations)
            hits = tuple(replace(hit, text=HOSTILE, title=HOSTILE, source=HOSTILE) for hit in item.asked.hits)
            answer = replace(answer, text=f"{HOSTILE} said {HOSTILE}", citations=citations, model=HOSTILE)
            checks = tuple(replace(check, message=HOSTILE) for check in item.checks)
            asked = replace(item.asked, answer=answer, hits=hits)
            yield replace(
                item,
                name=item.name + HOSTILE,
                question=HOSTILE,
                asked=asked,
                checks=checks,
                gap=HOSTILE,
                path=HOSTILE,
                line=1,
            )

    return replace(done, results=tuple(poisoned()), model=HOSTILE)


class Reader(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.words: list[str] = []
        self.marked: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if "mark" in self.open:
            self.marked.append(data)


def test_the_page_shows_two_runs_beside_each_other(done: Run) -> None:
    asked = done.results[0].asked
    assert asked is not None
    other = replace(asked, answer=replace(asked.answer, text="It was otherwise once. [1]"))
    before = replace(done, results=(replace(done.results[0], asked=other), *done.results[1:]))
    page = Reader(as_html(compared(*(replace(r, results=r.results[:1]) for r in (before, done)))))
    assert page.open == []
    text = "".join(page.words)
    assert "It was otherwise once." in text
    assert "rejects any toll" in text
    quote = asked.answer.citations[0].quote
    assert page.marked.count(quote) >= 2  # in the answer and among its sources
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "onclick"} & page.attributes


def test_changed_evidence_is_shown_beside_that_of_the_baseline(done: Run, tmp_path: Path) -> None:
    right = replace(done, results=done.results[:1])
    asked = right.results[0].asked
    assert asked is not None
    quotes = list(dict.fromkeys(item.quote for item in asked.answer.citations))
    lost = replace(asked.hits[0], title="A paper that is found no more", document_id="lost", start=5, end=90)
    cited = replace(asked.answer.citations[0], document_id="lost", start=7, quote="words that were cited <then>")
    answer = replace(asked.answer, citations=(*asked.answer.citations, cited))
    once = replace(asked, hits=(*asked.hits, lost), answer=answer)
    baseline.accept(replace(right, results=(replace(right.results[0], asked=once),)), tmp_path / "base.json")
    page = as_html(Conclusion(run=right, comparison=baseline.compared(right, tmp_path / "base.json")))
    before, now = listed(page, "Baseline"), listed(page, "This run")
    assert "A paper that is found no more, 5 to 90" in "".join(before.words)
    assert "A paper that is found no more" not in "".join(now.words)
    # The baseline keeps no passage: its texts are those of this run, and what it cited where this run has none.
    assert sorted(before.marked) == sorted([*quotes, "words that were cited <then>"])
    for shown in (before, now):
        assert asked.hits[0].text in "".join(shown.words)
    assert sorted(now.marked) == sorted(quotes)
    assert Reader(page).open == []
    assert "<h4>Baseline</h4>" not in as_html(compared(right, right)).split("Passages found")[1]


def listed(page: str, title: str) -> Reader:
    """The passages below a heading."""
    found = re.search(f"Passages found.*?<h4>{title}</h4>(<ol>.*?</ol>)", page)
    assert found is not None
    return Reader(found[1])


def test_a_quotation_is_highlighted_where_it_stands_in_a_long_passage(done: Run) -> None:
    first = done.results[0]
    assert first.asked is not None
    hit, citation = first.asked.hits[0], first.asked.answer.citations[0]
    text = f"{'x ' * 600}<b>{citation.quote}"
    long = replace(hit, text=text, start=0, end=len(text), document_id=citation.document_id)
    for start in (1203, 7):  # also where a passage's text is not quite its document's
        answer = replace(first.asked.answer, citations=(replace(citation, start=start),))
        asked = replace(first.asked, hits=(long,), answer=answer)
        page = as_html(Conclusion(run=replace(done, results=(replace(first, asked=asked),))))
        assert listed(page, "This run").marked == [citation.quote]


def test_a_case_that_is_gone_is_shown_with_its_old_answer(done: Run) -> None:
    both = replace(done, results=done.results[:2])
    page = Reader(as_html(compared(both, replace(done, results=done.results[1:2]))))
    text = "".join(page.words)
    assert page.open == []
    assert "gone suite-1: right" in text
    assert both.results[0].asked is not None
    assert both.results[0].asked.answer.citations[0].quote in text


def test_the_page_keeps_the_search_apart_from_the_answer(done: Run) -> None:
    page = as_html(Conclusion(run=done))
    headings = re.findall(r"<h3>([^<]+)</h3><ul>(.*?)</ul>", page)
    kinds = {title: set(re.findall(r">(\w+) (?:passed|failed|not run)<", checks)) for title, checks in headings}
    assert len(kinds) == 3
    assert {"retrieves"} in kinds.values()
    assert {"max_seconds"} in kinds.values()


def test_nothing_breaks_out_of_the_page(hostile: Run, done: Run) -> None:
    plain, poisoned = (Reader(as_html(baseline_of(item))) for item in (done, hostile))
    assert poisoned.open == []
    assert set(poisoned.tags) <= set(plain.tags)
    assert poisoned.attributes <= plain.attributes
    assert not set("\x1b\x00\u202e") & set("".join(poisoned.words))


def baseline_of(item: Run) -> Conclusion:
    without = replace(item, results=tuple(r for r in item.results if r.verdict != "not_run"))
    return replace(compared(without, without), run=item)


def compared(before: Run, now: Run) -> Conclusion:
    return Conclusion(run=now, comparison=comparing.compare(before, now))


def test_junit_counts_and_survives_anything(done: Run, hostile: Run) -> None:
    for item in (done, hostile):
        root = ET.fromstring(as_junit(Conclusion(run=item)).encode())
        (suite,) = root
        assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": "4",
            "failures": "1",
            "errors": "1",
            "skipped": "1",
        }
        states = [[child.tag for child in case] for case in suite.iter("testcase")]
        assert states == [[], ["failure"], ["skipped"], ["error"]]


def test_json_holds_the_answers_and_the_verdicts(done: Run, hostile: Run) -> None:
    told = json.loads(as_json(baseline_of(done)))
    assert [item["verdict"] for item in told["results"]] == ["passed", "failed", "known_gap", "not_run"]
    assert (told["ok"], told["exit_code"]) == (False, 1)
    assert told["results"][0]["asked"]["answer"]["citations"][0]["quote"]
    assert told["comparison"]["ok"] is True
    assert json.loads(as_json(Conclusion(run=hostile)))["model"] == HOSTILE


def test_the_table_tells_what_did_not_pass(done: Run, hostile: Run) -> None:
    table = as_table(done, width=160)
    assert "wrong" in table
    assert "judged" in table
    assert "suite-1: right" not in table
    assert "suite-1: gap" not in table
    for width in (60, 100):
        shown = as_table(hostile, width=width)
        assert not set("\x1b\x00\u202e") & set(shown)
        assert max(len(line) for line in shown.splitlines()[:-2]) <= width
