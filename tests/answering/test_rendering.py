"""An answer as text, as HTML and as plain values."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant import Answer, Citation, Conflict, Coverage, Understanding
from assistant.rendering import answer_as_html, answer_as_text, as_dict, coverage_line, long_date, source_line
from vectorstore import Chunk, Filters, Hit

HOSTILE = """<script>alert('1')</script> & "x" <img src=x onerror='alert(1)'>"""
CITATION = Citation(
    marker=1,
    quote="The barges wait.",
    document_id="d",
    title="Canal",
    source="canal.txt",
    publisher="Gazette",
    published_on=date(2031, 3, 4),
    start=0,
    end=16,
    speaker=None,
    verdict="verbatim",
)
COVERAGE = Coverage(
    documents_searched=2,
    date_from=date(2031, 3, 4),
    date_to=date(2031, 5, 20),
    publishers=("Gazette", "Wire"),
    silent_parties=("Belgium",),
)
ANSWER = Answer(
    question="And?",
    text="Words:\n- “The barges wait.” [1]",
    status="answered",
    reason=None,
    citations=(CITATION,),
    coverage=COVERAGE,
    understanding=Understanding(asked="And?", standalone="What waits?", kind="fact", speakers=("Holt",)),
    model="offline",
    prompt_digest="abc",
    corpus_fingerprint="def",
    conflicts=(Conflict(about="the toll", markers=(1, 2)),),
    usage={"input_tokens": 3},
    timings={"verify": 0.25},
)
REFUSAL = replace(
    ANSWER,
    status="abstained",
    reason="not_in_documents",
    text="No.",
    citations=(),
    nearest=(replace(CITATION, quote="The lock is old."),),
)


class Seen(HTMLParser):
    """Which tags and attributes a browser would see, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def fields(record: type) -> set[str]:
    return {field.name for field in dataclasses.fields(record)}


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL], ids=["answer", "refusal"])
def test_nothing_from_a_document_becomes_markup(answer: Answer) -> None:
    hostile = replace(CITATION, quote=HOSTILE, title=HOSTILE, publisher=HOSTILE, source=HOSTILE, speaker=HOSTILE)
    full = replace(
        answer,
        text=f"{HOSTILE}\n- {HOSTILE} [1]",
        citations=tuple(hostile for _ in answer.citations),
        nearest=tuple(hostile for _ in answer.nearest),
        coverage=replace(COVERAGE, publishers=(HOSTILE,), silent_parties=(HOSTILE,)),
    )
    shown, plain = Seen(full._repr_html_()), Seen(answer_as_html(answer))
    assert shown.tags == plain.tags
    assert shown.attributes == plain.attributes
    assert shown.open == []
    assert shown.words.count(HOSTILE) >= 5


def test_a_refusal_shows_the_nearest_passages_apart() -> None:
    shown = Seen(answer_as_html(REFUSAL))
    assert "ol" not in shown.tags
    assert "The lock is old." in shown.words
    assert answer_as_html(REFUSAL) != answer_as_html(replace(REFUSAL, status="answered"))
    assert "The lock is old." in str(REFUSAL)


def test_the_text_has_the_sources_by_marker_and_the_receipt() -> None:
    lines = answer_as_text(ANSWER).splitlines()
    assert str(ANSWER) == answer_as_text(ANSWER)
    assert lines[: len(ANSWER.text.splitlines())] == ANSWER.text.splitlines()
    assert any(line.startswith("[1] ") and "Canal" in line and "Gazette" in line for line in lines)
    assert lines[-1] == coverage_line(COVERAGE)


def test_plain_values_go_through_json_with_the_same_names() -> None:
    plain = as_dict(ANSWER)
    assert json.loads(json.dumps(plain)) == plain
    assert plain.keys() == fields(Answer)
    assert plain["citations"][0].keys() == fields(Citation)
    assert plain["coverage"].keys() == fields(Coverage)
    assert plain["understanding"].keys() == fields(Understanding)
    assert plain["citations"][0]["published_on"] == "2031-03-04"
    assert plain["coverage"]["publishers"] == ["Gazette", "Wire"]
    assert plain["conflicts"] == [{"about": "the toll", "markers": [1, 2]}]
    assert plain["reason"] is None
    assert plain["usage"] == {"input_tokens": 3}


def test_plain_values_can_be_made_records_again() -> None:
    plain = as_dict(ANSWER)
    again = Citation(
        **{**plain["citations"][0], "published_on": date.fromisoformat(plain["citations"][0]["published_on"])}
    )
    assert again == CITATION
    understood = plain["understanding"]
    limits = {name: tuple(value) if isinstance(value, list) else value for name, value in understood["filters"].items()}
    read = {**understood, "speakers": tuple(understood["speakers"]), "filters": Filters(**limits)}
    assert Understanding(**read) == ANSWER.understanding


def test_a_hit_becomes_plain_values() -> None:
    chunk = Chunk(chunk_id="d/0", document_id="d", text="The barges wait.", start=0, end=16, sentences=((0, 16),))
    plain = as_dict(Hit(chunk=chunk, score=0.5))
    assert plain["chunk"]["sentences"] == [[0, 16]]
    assert json.loads(json.dumps(plain)) == plain


def test_the_receipt_says_what_was_searched() -> None:
    line = coverage_line(COVERAGE)
    for part in ("2", "4 March 2031", "20 May 2031", "Gazette", "Wire", "Belgium"):
        assert part in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"date_to": COVERAGE.date_from}, "20 May"),
        ({"date_from": None, "date_to": None}, "2031"),
        ({"publishers": ()}, "Gazette"),
        ({"silent_parties": ()}, "Belgium"),
        ({"documents_searched": 1}, "documents"),
    ],
)
def test_the_receipt_says_no_more_than_that(changes: dict[str, Any], absent: str) -> None:
    line = coverage_line(replace(COVERAGE, **changes))
    assert absent in coverage_line(COVERAGE)
    assert absent not in line
    assert line.count("4 March 2031") == ("date_from" not in changes)


def test_a_source_without_title_is_named_by_its_place() -> None:
    assert source_line(CITATION) == "Canal, Gazette, 4 March 2031"
    assert source_line(replace(CITATION, title="", publisher=None, published_on=None)) == "canal.txt"
    assert long_date(date(999, 1, 2)).startswith("2 January")
