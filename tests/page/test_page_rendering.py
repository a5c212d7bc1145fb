"""What the page makes of an answer and of a document, as HTML; no server and no browser."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any, get_args

import pytest

from assistant import Answer, Citation, Conflict, Coverage, Understanding
from assistant.chain import abstention
from assistant.page.assets import head
from assistant.page.cards import in_context
from assistant.page.documents import reader_page
from assistant.page.escaping import escaped, inert
from assistant.page.messages import answer_message, answer_text
from assistant.records import Reason
from vectorstore import SourceDocument

TEXT = "A line before.\n\nVarn will not sign, unless the quota stays. A line after."
QUOTE = "Varn will not sign, unless the quota stays."
HOSTILE = """<img src=x onerror="alert(1)"> ![a](http://elsewhere.example/a.png) <script>alert(1)</script>
[b](javascript:alert(1)) | `c` **d** $e$ http://elsewhere.example/f"""


def citation(**changes: Any) -> Citation:
    start = TEXT.index(QUOTE)
    fields: dict[str, Any] = {
        "marker": 1,
        "quote": QUOTE,
        "document_id": "d1",
        "title": "Talks",
        "source": "talks.md",
        "publisher": "Courier",
        "published_on": date(2031, 3, 4),
        "start": start,
        "end": start + len(QUOTE),
        "speaker": None,
        "verdict": "verbatim",
    }
    return Citation(**{**fields, **changes})


def answer(**changes: Any) -> Answer:
    fields: dict[str, Any] = {
        "question": "And Varn?",
        "text": f"“{QUOTE}” [1]",
        "status": "answered",
        "reason": None,
        "citations": (citation(),),
        "coverage": Coverage(
            documents_searched=2,
            date_from=date(2031, 3, 4),
            date_to=date(2031, 3, 9),
            publishers=("Courier",),
        ),
        "understanding": Understanding(asked="And Varn?", standalone="What does Varn want?", kind="position"),
        "model": "offline",
        "prompt_digest": "",
        "corpus_fingerprint": "",
    }
    return Answer(**{**fields, **changes})


@pytest.mark.parametrize("render", [inert, lambda text: answer_text(text, turn=1, markers=frozenset())])
def test_no_text_becomes_markup(render: Any) -> None:
    shown = render(HOSTILE)
    assert re.findall(r"<(?!/?(?:p|br|ul|li)>)", shown) == []
    assert not re.search(r"[`*_$!|:\[\](]", shown), "a character that Markdown reads is left as it is"


@pytest.mark.parametrize("render", [escaped, inert])
def test_no_character_reaches_the_page_that_a_terminal_would_obey(render: Any) -> None:
    shown = html.unescape(render("a\x1b[31mb\x9bc\x00d\u202ee\x7ff\tg\r\nh"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert re.findall("[a-z]", shown.replace("[31m", "").replace("<br>", "")) == list("abcdefgh")


def test_cards_and_reader_show_no_control_character() -> None:
    text = f"Before \x1b]0;title\x07 and {QUOTE} after \x9b2J"
    start = text.index(QUOTE)
    shown = reader_page(document(text), spans=[(start, start + len(QUOTE))])
    shown += in_context(text, start=start, end=start + len(QUOTE))
    assert shown.count(f">{QUOTE}<") == 2
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


def test_only_known_markers_become_links() -> None:
    shown = answer_text("One [1], two [2], three [33].", turn=4, markers=frozenset({1, 33}))
    assert re.findall(r'href="#(pa-e[\d-]+)"', shown) == ["pa-e4-1", "pa-e4-33"]


def test_an_answer_shows_how_the_question_was_read_and_what_disagrees() -> None:
    shown = answer_message(answer(conflicts=(Conflict(about="the quota", markers=(1,)),)), turn=2)
    assert "What does Varn want&#63;" in shown or "What does Varn want?" in shown
    assert "pa-conflict" in shown
    same = Understanding(asked="What does Varn want?", standalone="What does Varn want?", kind="position")
    assert "pa-understood" not in answer_message(answer(understanding=same), turn=2)


def test_an_abstention_never_looks_like_an_answer() -> None:
    shown = answer_message(
        answer(
            status="abstained",
            reason="not_in_documents",
            citations=(),
            nearest=(citation(),),
            text="Nothing.",
        ),
        turn=1,
    )
    assert "pa-abstained" in shown
    assert "pa-answer" not in shown


@pytest.mark.parametrize("reason", get_args(Reason))
def test_why_there_is_no_answer_stands_there_once_in_the_words_of_the_prompt(reason: Reason) -> None:
    why = abstention(reason, ["Varn"])
    shown = answer_message(answer(status="abstained", reason=reason, citations=(), text=why), turn=1)
    assert shown.count(inert(why)) == 1
    # Nothing else is said about it: what is left are the label and the receipt.
    rest = shown.replace(inert(why), "")
    assert len(re.findall(r"<p[ >]", rest)) == 4


def test_a_quotation_is_marked_in_its_context() -> None:
    start = TEXT.index(QUOTE)
    shown = in_context(TEXT, start=start, end=start + len(QUOTE), around=8)
    assert re.findall(r"<mark>(.*?)</mark>", shown) == [QUOTE]
    assert "A line before" not in shown


def document(text: str) -> SourceDocument:
    return SourceDocument(document_id="d1", title="Talks", text=text, source="talks.md")


def test_the_reader_marks_the_quotation_that_was_opened_where_others_overlap() -> None:
    shown = reader_page(document("abcdefghij"), spans=[(4, 8), (2, 6), (8, 9), (4, 8), (9, 40)])
    assert re.findall(r"<mark ([^>]*)>(.*?)</mark>", shown) == [('id="pa-here"', "efgh"), ('class="pa-other"', "i")]
    assert "".join(re.findall(r">([^<>]*)", shown)).endswith("abcdefghij")


def test_a_very_long_document_is_shown_around_the_mark() -> None:
    text = "word " * 200_000
    shown = reader_page(document(text), spans=[(700_000, 700_004)])
    assert '<mark id="pa-here">word</mark>' in shown
    assert len(shown) < len(text) / 2


def test_the_page_brings_its_own_style_script_and_icon() -> None:
    shown = head()
    assert shown.count("<style>") == shown.count("</style>") == 1
    assert shown.count("<script>") == shown.count("</script>") == 1
    assert not re.search(r"(?:src|href|url|@import)\W*(?:https?:)?//", shown)
