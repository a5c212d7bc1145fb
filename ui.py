"""The web page: a chat over one ``Assistant``, the evidence beside it, and the documents in the store.

Run it with ``parley ui`` or ``python ui.py``. The page makes no request to any other address: fonts are the
system's, scripts are Gradio's own files, and a Content-Security-Policy header forbids the rest. Everything
that comes from a document, a model or a user is escaped here before it becomes HTML.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import html
import ipaddress
import logging
import os
import re
import shutil
import signal
import socket
import sys
import threading
import time
import uuid
import webbrowser
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    import gradio as gr  # noqa: TID251

    from assistant import Answer, Assistant, Citation, Coverage, Event, EvidenceEvent
    from vectorstore import SourceDocument

logger = logging.getLogger("parley.page")

FORMATS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
MAX_UPLOAD = "50mb"
MAX_FILES = 100
ANSWERS_AT_ONCE = 8
QUESTIONS_WAITING = 64
CONTEXT_CHARACTERS = 260
QUESTION_CHARACTERS_SHOWN = 600
READER_CHARACTERS = 400_000
TURNS_IN_PANEL = 20
DOCUMENTS_LISTED = 500
PORT_ATTEMPTS = 5
SECONDS_BETWEEN_UPDATES = 0.05

TITLE = "<h1>Parley</h1><p>Who wants what, what blocks a deal and who said so, in the words of your own documents.</p>"
WELCOME = (
    '<div class="pa-welcome"><h2>Ask about the documents</h2><p>Every answer quotes its sources and marks '
    "where the words stand. When the documents do not say, Parley says so.</p></div>"
)
OFFLINE_LABEL = "Offline: no model — answers are quotations chosen by rules"
REASONS = {
    "not_in_documents": "The documents do not say.",
    "party_not_mentioned": "The documents never mention who is asked about.",
    "no_statement_on_issue": "The documents hold no statement by them on this.",
    "false_premise": "The question assumes something that the documents do not support.",
    "off_topic": "This is not what the documents are about.",
}
VERDICTS = {
    "verbatim": "Checked: word for word",
    "normalised": "Checked: spacing or quotation marks differ",
    "wrong_document": "Failed the check: not in this document",
    "wrong_speaker": "Failed the check: somebody else's words",
    "not_found": "Failed the check: not found",
}

# ------------------------------------------------------------------------------------------------------------
# Text that nobody vouches for, made into HTML
# ------------------------------------------------------------------------------------------------------------

# The chat component reads its messages as Markdown. A character reference is never Markdown, so with these
# characters written as references a text cannot become an image, a link, a heading or a tag.
_MARKDOWN = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\"'`*_{}[]()#+-.!|~$:@\\/="})
_BLANK_LINES = re.compile(r"[ \t]*\n\s*")
_MARKER = re.compile(r"\[(\d{1,3})\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


def inert(text: str) -> str:
    """Return ``text`` as HTML that reads the same and that neither HTML nor Markdown gives a meaning to."""
    return text.translate(_MARKDOWN).replace("\r", "").replace("\n", "<br>")


def attribute(text: object) -> str:
    """Return ``text`` escaped for an attribute in double quotation marks."""
    return html.escape(str(text), quote=True)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rstrip() + " …"


def long_date(day: date) -> str:
    """Return a date as a newspaper prints it: ``3 December 2025``."""
    return f"{day.day} {day:%B} {day.year}"


def date_span(first: date, last: date) -> str:
    """Return two dates as a newspaper prints a span, what they share said once: ``3–24 December 2025``."""
    if first == last:
        return long_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {long_date(last)}"
    return f"{long_date(first)} to {long_date(last)}"


def _marker_link(number: int, *, turn: int) -> str:
    return f'<a class="pa-cite" href="#pa-e{turn}-{number}" title="Show evidence {number}">&#91;{number}&#93;</a>'


def _marked_line(line: str, *, turn: int, markers: frozenset[int]) -> str:
    parts, last = [], 0
    for match in _MARKER.finditer(line):
        number = int(match[1])
        if number not in markers:
            continue
        parts.append(inert(line[last : match.start()].rstrip()))
        parts.append(_marker_link(number, turn=turn))
        last = match.end()
    parts.append(inert(line[last:]))
    return "".join(parts)


def answer_text(text: str, *, turn: int, markers: frozenset[int]) -> str:
    """Return an answer's text as paragraphs and lists, with its ``[n]`` as links to the evidence cards.

    Only numbers in ``markers`` become links. Nothing else in the text can become markup.
    """
    blocks: list[str] = []
    items: list[str] = []

    def end_list() -> None:
        if items:
            blocks.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
            items.clear()

    for line in text.splitlines():
        bullet = _BULLET.match(line)
        if bullet:
            items.append(_marked_line(line[bullet.end() :], turn=turn, markers=markers))
        elif line.strip():
            end_list()
            blocks.append(f"<p>{_marked_line(line.strip(), turn=turn, markers=markers)}</p>")
    end_list()
    return "".join(blocks)


# ------------------------------------------------------------------------------------------------------------
# The chat's messages
# ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what the page shows for it.

    ``reply`` and ``evidence`` are finished HTML. ``ticket`` is the question's place in the ``WaitingRoom``.
    """

    number: int
    question: str
    reply: str = ""
    evidence: str = ""
    answer: Answer | None = None
    state: Literal["waiting", "running", "done", "stopped", "failed"] = "waiting"
    ticket: str = ""


def _notice(kind: Literal["error", "stopped", "busy", "waiting"], text: str) -> str:
    return f'<div class="pa-notice pa-{kind}"><p>{inert(text)}</p></div>'


def _understood(answer_or_event: Answer | EvidenceEvent) -> str:
    read = answer_or_event.understanding
    if " ".join(read.standalone.split()).casefold() == " ".join(read.asked.split()).casefold():
        return ""
    return f'<p class="pa-understood"><span>Understood as</span> {inert(read.standalone)}</p>'


def _receipt(coverage: Coverage) -> str:
    parts = [f"{_count(coverage.documents_searched, 'document')} searched"]
    first, last = coverage.date_from, coverage.date_to
    if first and last:
        parts.append(date_span(first, last))
    if coverage.publishers:
        shown = ", ".join(coverage.publishers[:4])
        more = len(coverage.publishers) - 4
        parts.append(f"{shown} and {more} more" if more > 0 else shown)
    line = f'<p class="pa-receipt">{inert(" · ".join(parts))}</p>'
    if coverage.silent_parties:
        silent = "No statement found by: " + ", ".join(coverage.silent_parties)
        line += f'<p class="pa-receipt">{inert(silent)}</p>'
    return line


def _conflicts(answer: Answer, *, turn: int) -> str:
    lines = []
    known = frozenset(c.marker for c in answer.citations)
    for conflict in answer.conflicts:
        numbers = _marked_line("".join(f"[{m}]" for m in conflict.markers), turn=turn, markers=known)
        lines.append(f'<p class="pa-conflict"><span>Sources disagree</span> {inert(conflict.about)} {numbers}</p>')
    return "".join(lines)


def answer_message(answer: Answer, *, turn: int) -> str:
    """Return the chat message of a finished answer or abstention."""
    markers = frozenset(c.marker for c in (*answer.citations, *answer.nearest))
    text = answer_text(answer.text, turn=turn, markers=markers)
    understood = _understood(answer)
    if answer.status == "answered":
        return (
            f'<div class="pa-answer">{understood}<div class="pa-text">{text}</div>'
            f"{_conflicts(answer, turn=turn)}{_receipt(answer.coverage)}</div>"
        )
    near = "".join(
        f"<li>{inert('“' + c.quote + '”')} <span>{inert(_source_line(c))}</span> "
        f"{_marker_link(c.marker, turn=turn)}</li>"
        for c in answer.nearest[:3]
    )
    nearest = (
        f'<p class="pa-label">Nearest passages, not an answer</p><ul class="pa-nearest">{near}</ul>' if near else ""
    )
    reason = REASONS.get(answer.reason or "", "The documents do not say.")
    return (
        f'<div class="pa-abstained">{understood}<p class="pa-reason">{inert("No answer: " + reason)}</p>'
        f'<div class="pa-text">{text}</div>{nearest}{_receipt(answer.coverage)}</div>'
    )


def chat_messages(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Return the turns as the messages of the chat component."""
    messages: list[dict[str, Any]] = []
    for turn in turns:
        asked = _shortened(turn.question, QUESTION_CHARACTERS_SHOWN)
        messages.append({"role": "user", "content": inert(asked)})
        if turn.reply:
            messages.append({"role": "assistant", "content": turn.reply})
    return messages


# ------------------------------------------------------------------------------------------------------------
# The evidence panel, the list of documents and the reader
# ------------------------------------------------------------------------------------------------------------


def _source_line(citation: Citation) -> str:
    parts = [
        citation.title,
        citation.publisher,
        long_date(citation.published_on) if citation.published_on else None,
    ]
    return " · ".join(part for part in parts if part)


def _meta(document: SourceDocument | Citation) -> str:
    parts = [
        document.publisher,
        long_date(document.published_on) if document.published_on else "no date given",
    ]
    return html.escape(" · ".join(part for part in parts if part))


def in_context(text: str, *, start: int, end: int, around: int = CONTEXT_CHARACTERS) -> str:
    """Return ``text[start:end]`` as ``<mark>`` with up to ``around`` characters each side, cut at words."""
    left, right = max(0, start - around), min(len(text), end + around)
    if left > 0:
        left = text.find(" ", left, start) + 1 or start
    if right < len(text):
        cut = text.rfind(" ", end, right)
        right = cut if cut >= 0 else end
    before = ("… " if left > 0 else "") + _BLANK_LINES.sub("\n", text[left:start].lstrip())
    after = _BLANK_LINES.sub("\n", text[end:right].rstrip()) + (" …" if right < len(text) else "")
    return f"{html.escape(before)}<mark>{html.escape(text[start:end])}</mark>{html.escape(after)}"


def _card(citation: Citation, *, turn: int, text: str | None, nearest: bool) -> str:
    if text is not None and text[citation.start : citation.end] == citation.quote:
        passage = in_context(text, start=citation.start, end=citation.end)
        opener = (
            f'<button type="button" class="pa-open" data-document="{attribute(citation.document_id)}" '
            f'data-start="{citation.start}" data-end="{citation.end}">Read in the document</button>'
        )
    else:
        passage = f"<mark>{html.escape(citation.quote)}</mark>"
        opener = '<span class="pa-gone">The document has changed or is gone since.</span>'
    speaker = f'<p class="pa-speaker">Words of {html.escape(citation.speaker)}</p>' if citation.speaker else ""
    if nearest:
        verdict = '<span class="pa-verdict pa-near">Nearest passage, not an answer</span>'
    else:
        good = citation.verdict in ("verbatim", "normalised")
        label = html.escape(VERDICTS.get(citation.verdict, citation.verdict))
        verdict = f'<span class="pa-verdict {"pa-good" if good else "pa-bad"}">{label}</span>'
    return (
        f'<article class="pa-card" id="pa-e{turn}-{citation.marker}" tabindex="-1" '
        f'aria-label="Evidence {citation.marker}" data-document="{attribute(citation.document_id)}" '
        f'data-start="{citation.start}" data-end="{citation.end}" '
        f'data-verdict="{attribute(citation.verdict)}">'
        f'<div class="pa-head"><span class="pa-number">{citation.marker}</span>'
        f"<div><h4>{html.escape(citation.title)}</h4><p>{_meta(citation)}</p></div></div>"
        f"{speaker}<blockquote>{passage}</blockquote>"
        f'<div class="pa-foot">{verdict}{opener}'
        '<button type="button" class="pa-back">Back to the answer</button></div></article>'
    )


def evidence_panel(desk: Assistant, answer: Answer, *, turn: int) -> str:
    """Return the cards of one answer's citations, or of an abstention's nearest passages."""
    texts: dict[str, str | None] = {}
    nearest = answer.status == "abstained"
    citations = answer.nearest if nearest else answer.citations
    for citation in citations:
        if citation.document_id not in texts:
            try:
                texts[citation.document_id] = desk.document(citation.document_id).text
            except KeyError:
                texts[citation.document_id] = None
    cards = "".join(_card(c, turn=turn, text=texts[c.document_id], nearest=nearest) for c in citations)
    if not cards:
        cards = '<p class="pa-empty">Nothing in the documents comes near this question.</p>'
    copy = (
        '<button type="button" class="pa-copy">Copy answer with sources</button>'
        f'<pre class="pa-plain" hidden>{html.escape(str(answer))}</pre>'
    )
    return (
        '<div class="pa-turn-head">'
        f'<p class="pa-asked">{html.escape(answer.understanding.standalone)}</p>{copy}</div>' + cards
    )


def passages_panel(event: EvidenceEvent) -> str:
    """Return the passages found, as shown until the answer says which of them it uses."""
    rows = "".join(
        f'<article class="pa-card pa-found"><div class="pa-head"><div><h4>{html.escape(hit.chunk.title)}</h4>'
        f"<p>{_meta(hit.chunk)}</p></div></div>"
        f"<blockquote>{html.escape(_shortened(hit.chunk.text, CONTEXT_CHARACTERS))}</blockquote></article>"
        for hit in event.hits[:8]
    )
    found = len(event.hits)
    head = f"{found} passage{'' if found == 1 else 's'} found, writing the answer" if found else "No passage found"
    return f'<div class="pa-turn-head"><p class="pa-asked">{head}</p></div>{rows}'


def whole_panel(turns: Sequence[Turn]) -> str:
    """Return the evidence of the newest turns. Only the last is shown; an older marker brings its own."""
    newest = turns[-1].number if turns else 0
    sections = "".join(
        f'<section class="pa-turn" aria-label="Evidence for question {turn.number}"'
        f"{'' if turn.number == newest else ' hidden'}>{turn.evidence}</section>"
        for turn in [turn for turn in turns if turn.evidence][-TURNS_IN_PANEL:]
    )
    if turns and turns[-1].evidence:
        return sections
    return (
        '<section class="pa-turn pa-empty"><p>The passages behind an answer appear here, each with its '
        f"source and the quotation marked.</p></section>{sections}"
    )


def document_list(documents: Sequence[SourceDocument]) -> str:
    """Return the documents of the store, newest first, each with a button that opens it."""
    if not documents:
        return '<p class="pa-empty">There are no documents yet. Add some above.</p>'
    ordered = sorted(documents, key=lambda d: (d.published_on or date.min, d.title), reverse=True)
    rows = "".join(
        f'<li><button type="button" class="pa-open pa-row" data-document="{attribute(d.document_id)}">'
        f"<strong>{html.escape(d.title)}</strong><span>{_meta(d)}</span>"
        f"<span>{html.escape(_file_name(d.source))}</span></button></li>"
        for d in ordered[:DOCUMENTS_LISTED]
    )
    more = len(ordered) - DOCUMENTS_LISTED
    rest = f'<p class="pa-receipt">and {more} more</p>' if more > 0 else ""
    total = f'<p class="pa-label">{_count(len(ordered), "document")}</p>'
    return f'{total}<ul class="pa-documents">{rows}</ul>{rest}'


def _file_name(source: str) -> str:
    return source if "://" in source else re.split(r"[\\/]", source)[-1]


def reader_page(document: SourceDocument, *, spans: Sequence[tuple[int, int]]) -> str:
    """Return a whole document with ``spans`` marked; the first of them has the id ``pa-here``.

    A text longer than ``READER_CHARACTERS`` is shown around the first span only, and says so.
    """
    text, half = document.text, READER_CHARACTERS // 2
    here = spans[0][0] if spans else 0
    low = max(0, here - half) if len(text) > READER_CHARACTERS else 0
    high = min(len(text), low + READER_CHARACTERS)
    parts, position = [], low
    for start, end in sorted(span for span in set(spans) if low <= span[0] < span[1] <= high):
        if start < position:  # overlapping quotations: the first one wins
            continue
        mark = ' id="pa-here"' if (start, end) == spans[0] else ' class="pa-other"'
        parts += [html.escape(text[position:start]), f"<mark{mark}>{html.escape(text[start:end])}</mark>"]
        position = end
    parts.append(html.escape(text[position:high]))
    cut = (
        ""
        if (low, high) == (0, len(text))
        else '<p class="pa-receipt">A long document: this is the part around the mark.</p>'
    )
    return (
        f'<h2 id="pa-reader-title">{html.escape(document.title)}</h2>'
        f'<p class="pa-receipt">{_meta(document)} · {html.escape(_file_name(document.source))}</p>{cut}'
        f'<div class="pa-fulltext">{"".join(parts)}</div>'
    )


def mode_badge(desk: Assistant) -> str:
    """Return the label that says who writes the answers."""
    status = desk.status()
    if status.mode == "offline":
        return f'<p class="pa-mode pa-offline" role="status">{html.escape(OFFLINE_LABEL)}</p>'
    label = f"Model: {status.model} — every quotation is checked against its document"
    return f'<p class="pa-mode" role="status">{html.escape(label)}</p>'


# ------------------------------------------------------------------------------------------------------------
# What the page does
# ------------------------------------------------------------------------------------------------------------


def failure_line(error: Exception) -> str:
    """Return one line for the user; anything unexpected is logged with the reference that the line shows."""
    from assistant import ParleyError

    if isinstance(error, ParleyError):
        return str(error)
    reference = uuid.uuid4().hex[:8]
    logger.error("page failure %s", reference, exc_info=error)
    return (
        f"Something went wrong inside Parley. Ask again; if it happens again, look for {reference} in the server's log."
    )


def answer_turn(desk: Assistant, turns: Sequence[Turn]) -> Iterator[tuple[Turn, bool]]:
    """Yield the last of ``turns`` as it fills; the second value says whether its evidence changed.

    Never raises: an exception that leaves a chat function leaves the page's question box locked.
    """
    turn = turns[-1]
    history = [earlier.answer for earlier in turns[:-1] if earlier.answer is not None]
    turn = replace(turn, reply=_notice("waiting", "Reading the documents"), state="running")
    yield turn, False
    try:
        with contextlib.closing(_stream(desk, turn.question, history)) as events:
            said, understood, shown_at = "", "", 0.0
            for event in events:
                if event.type == "evidence":
                    understood = _understood(event)
                    waiting = _notice("waiting", f"{len(event.hits)} passages found, writing the answer")
                    turn = replace(turn, reply=understood + waiting, evidence=passages_panel(event))
                    yield turn, True
                elif event.type == "token":
                    said += event.text
                    if time.monotonic() - shown_at >= SECONDS_BETWEEN_UPDATES:
                        shown_at = time.monotonic()
                        text = answer_text(said, turn=turn.number, markers=frozenset())
                        turn = replace(
                            turn,
                            reply=f'<div class="pa-answer">{understood}<div class="pa-text">{text}</div></div>',
                        )
                        yield turn, False
                else:
                    yield _finished(desk, turn, event.answer), True
                    return
        yield (
            replace(turn, reply=_notice("error", "The answer was cut short. Ask again."), state="failed"),
            False,
        )
    except Exception as error:  # the border of the page: whatever failed becomes a message
        yield replace(turn, reply=_notice("error", failure_line(error)), evidence="", state="failed"), True


def _stream(desk: Assistant, question: str, history: list[Answer]) -> Generator[Event, None, None]:
    # A generator of our own around the desk's iterator, so that it can be closed when the user stops.
    yield from desk.stream(question, history=history)


def _finished(desk: Assistant, turn: Turn, answer: Answer) -> Turn:
    return replace(
        turn,
        reply=answer_message(answer, turn=turn.number),
        evidence=evidence_panel(desk, answer, turn=turn.number),
        answer=answer,
        state="done",
    )


class WaitingRoom:
    """Counts the questions that were asked and have not begun to be answered, so that a full desk can say so.

    Gradio's own limit covers the conversation with an error and runs nothing afterwards, so that the page
    looks as if it were still answering; it is set higher and only backs this one up. A ticket that nobody
    takes (the browser was closed while waiting) expires.
    """

    def __init__(self, *, places: int = QUESTIONS_WAITING, expiry_seconds: float = 300.0) -> None:
        self._places = places
        self._expiry = expiry_seconds
        self._tickets: dict[str, float] = {}
        self._lock = threading.Lock()

    def enter(self) -> str | None:
        """Return a ticket, or ``None`` when every place is taken."""
        now = time.monotonic()
        with self._lock:
            self._tickets = {t: since for t, since in self._tickets.items() if now - since < self._expiry}
            if len(self._tickets) >= self._places:
                return None
            ticket = uuid.uuid4().hex
            self._tickets[ticket] = now
            return ticket

    def leave(self, ticket: str) -> None:
        """Give a place back. A ticket that has expired or was given back is nothing."""
        with self._lock:
            self._tickets.pop(ticket, None)


def _is_open(turns: Sequence[Turn]) -> bool:
    return bool(turns) and turns[-1].state in ("waiting", "running")


def asked(question: str, turns: Sequence[Turn], *, room: WaitingRoom) -> list[Turn]:
    """Return the turns and a new one for ``question``: waiting, or told that the desk is busy."""
    turn = Turn(number=len(turns) + 1, question=question.strip())
    ticket = room.enter()
    if ticket is None:
        busy = "Parley is busy: too many questions are waiting. Ask again in a moment."
        return [*turns, replace(turn, reply=_notice("busy", busy), state="failed")]
    return [*turns, replace(turn, reply=_notice("waiting", "Waiting for a free place"), ticket=ticket)]


def stopped_by_user(turns: list[Turn]) -> list[Turn]:
    """Return the turns after Stop. What was written stays, with a line that it was not checked."""
    if not _is_open(turns):
        return turns
    begun = 'class="pa-text"' in turns[-1].reply
    written = turns[-1].reply if begun else ""
    note = _notice("stopped", "Stopped. What stands above was not checked." if begun else "Stopped.")
    return [*turns[:-1], replace(turns[-1], reply=written + note, evidence="", state="stopped")]


def take_uploads(desk: Assistant, paths: Sequence[str]) -> str:
    """Keep uploaded files beside the store, ingest them, and return the report as HTML.

    They are copied first, under their own names: the folder that Gradio uploads to is temporary, and a file
    uploaded again under the same name shall replace its earlier version.
    """
    try:
        if len(paths) > MAX_FILES:
            return _report(f"{len(paths)} files are too many at once: add at most {MAX_FILES}.", good=False)
        store = desk.store_settings.path
        folder = store.with_name(f"{store.name}-uploads")
        folder.mkdir(parents=True, exist_ok=True)
        kept = [shutil.copyfile(path, folder / Path(path).name) for path in paths]
        report = desk.ingest(list(kept))
        return _report(str(report).replace(f"{folder}{os.sep}", ""), good=not report.refused)
    except Exception as error:  # the border of the page, as above
        return _report(failure_line(error), good=False)


def _report(text: str, *, good: bool) -> str:
    return f'<pre class="pa-report {"pa-good" if good else "pa-bad"}" role="status">{html.escape(text)}</pre>'


def open_document(desk: Assistant, request: object) -> str:
    """Answer the reader's request ``[document_id, [[start, end], ...]]``, which comes from a browser."""
    try:
        document_id, spans = cast("tuple[object, list[tuple[int, int]]]", request)
        marks = [(int(start), int(end)) for start, end in list(spans)[:50]]
        return reader_page(desk.document(str(document_id)), spans=marks)
    except (KeyError, TypeError, ValueError):
        return '<h2 id="pa-reader-title">This document is no longer in the store.</h2>'
    except Exception as error:  # the border of the page, as above
        return f'<h2 id="pa-reader-title">{html.escape(failure_line(error))}</h2>'


# ------------------------------------------------------------------------------------------------------------
# The page itself
# ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The components that events read or write."""

    turns: Any
    chat: Any
    examples: Any
    asks: list[Any]
    box: Any
    send: Any
    stop: Any
    clear: Any
    hint: Any
    evidence: Any
    files: Any
    report: Any
    listing: Any


# Hidden from the programming interface of the page: the events take part in one page's conversation.
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build_page(desk: Assistant) -> gr.Blocks:
    """Return the page over ``desk``, not yet served.

    Each browser session has its own turns (``gr.State``); nothing of a conversation is kept in this module.
    """
    gradio = _gradio()
    page: gr.Blocks = gradio.Blocks(
        title="Parley", analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400)
    )
    with page:
        parts = _layout(gradio, desk)
        _wire_documents(gradio, desk, page, parts)
        _wire_conversation(gradio, desk, parts)
    page.queue(max_size=4 * QUESTIONS_WAITING, default_concurrency_limit=ANSWERS_AT_ONCE, api_open=False)
    return page


def _layout(gr: Any, desk: Assistant) -> _Parts:
    """Lay out the header, the conversation with its question box, and the side panel."""

    def read_document(request: Any) -> str:
        return open_document(desk, request)

    turns = gr.State(list)
    with gr.Row(elem_id="pa-top"):
        gr.HTML(TITLE, elem_id="pa-title", apply_default_css=False)
        gr.HTML(mode_badge(desk), elem_id="pa-status", apply_default_css=False)
    with gr.Row(elem_id="pa-main"):
        with gr.Column(elem_id="pa-talk"):
            chat = gr.Chatbot(
                label="Conversation",
                show_label=False,
                elem_id="pa-chat",
                height="100%",
                buttons=[],
                latex_delimiters=[],
                allow_tags=False,
                feedback_options=None,
                container=False,
                placeholder=WELCOME,
            )
            with gr.Column(elem_id="pa-examples") as examples:
                asks = [gr.Button(size="sm", elem_classes="pa-example", visible=False) for _ in range(4)]
            with gr.Row(elem_id="pa-ask"):
                box = gr.Textbox(
                    label="Your question",
                    show_label=False,
                    placeholder="Ask who said what, who wants what, or what stands in the way",
                    max_lines=6,
                    autofocus=True,
                    container=False,
                    elem_id="pa-question",
                )
                send = gr.Button("Ask", variant="primary", elem_id="pa-send", min_width=80)
                stop = gr.Button("Stop", variant="stop", elem_id="pa-stop", min_width=80, visible=False)
                clear = gr.Button("Clear", elem_id="pa-clear", min_width=80)
            hint = gr.HTML(
                "", elem_id="pa-hint", apply_default_css=False, html_template='<p role="status">${value}</p>'
            )
        with gr.Column(elem_id="pa-side"), gr.Tabs():
            with gr.Tab("Evidence"):
                evidence = gr.HTML(whole_panel([]), elem_id="pa-evidence", apply_default_css=False)
            with gr.Tab("Documents"):
                files = gr.File(
                    label="Add documents: txt, md, html, pdf, docx",
                    file_count="multiple",
                    file_types=list(FORMATS),
                    height=150,
                    elem_id="pa-upload",
                )
                report = gr.HTML(elem_id="pa-report", apply_default_css=False)
                listing = gr.HTML(elem_id="pa-listing", apply_default_css=False)
    # Fetches a whole document for the reader, behind the page's own login.
    gr.HTML(
        "",
        elem_id="pa-bridge",
        server_functions=[read_document],
        js_on_load="window.parleyRead = (request) => server.read_document(request);",
    )
    return _Parts(
        turns=turns,
        chat=chat,
        examples=examples,
        asks=asks,
        box=box,
        send=send,
        stop=stop,
        clear=clear,
        hint=hint,
        evidence=evidence,
        files=files,
        report=report,
        listing=listing,
    )


def _wire_documents(gr: Any, desk: Assistant, page: Any, parts: _Parts) -> None:
    """Wire the list of documents, the example questions and uploading."""

    known_ideas: dict[str, list[str]] = {}
    one_at_a_time = threading.Lock()

    def shelf() -> str:
        try:
            return document_list(desk.documents() if desk.status().store else [])
        except Exception as error:  # the border of the page: whatever failed becomes a message
            return _report(failure_line(error), good=False)

    def ideas() -> list[Any]:
        # Finding questions that can be answered means answering them: once for each state of the store.
        try:
            with one_at_a_time:
                store = desk.status().store
                if store and store.fingerprint not in known_ideas:
                    known_ideas.clear()
                    known_ideas[store.fingerprint] = desk.suggestions(limit=len(parts.asks))
                found = known_ideas[store.fingerprint] if store else []
        except Exception as error:  # the border of the page, as above; a page without examples is still a page
            failure_line(error)
            found = []
        labels = [*found, *[""] * len(parts.asks)][: len(parts.asks)]
        return [gr.update(value=label, visible=bool(label)) for label in labels]

    def uploaded(paths: list[str] | None) -> Iterator[list[Any]]:
        if not paths:
            yield [gr.skip(), gr.skip()]
            return
        yield [_report(f"Reading {_count(len(paths), 'file')}", good=True), gr.skip()]
        yield [take_uploads(desk, paths), None]

    page.load(shelf, outputs=parts.listing, queue=False, **_QUIET)
    page.load(ideas, outputs=parts.asks, queue=False, **_QUIET)
    taken = parts.files.upload(
        uploaded, inputs=parts.files, outputs=[parts.report, parts.files], concurrency_limit=2, **_QUIET
    )
    taken.then(shelf, outputs=parts.listing, queue=False, **_QUIET)
    taken.then(ideas, outputs=parts.asks, queue=False, **_QUIET)


class _Conversation:
    """What the page does when somebody asks, stops or clears. Holds nothing of a conversation itself."""

    def __init__(self, gr: Any, desk: Assistant) -> None:
        self._desk = desk
        self._room = WaitingRoom()
        self._skip = gr.skip()
        self._shown, self._hidden = gr.update(visible=True), gr.update(visible=False)

    def begin(self, question: str, so_far: list[Turn]) -> list[Any]:
        """Show the question at once; outside the queue, so also while others are being answered."""
        if not (question or "").strip():
            return [self._skip] * 6 + ["Write a question first."]
        if _is_open(so_far):
            return [self._skip] * 6 + ["The last question is still being answered. Stop it to ask another."]
        now = asked(question, so_far, room=self._room)
        send, stop = (self._hidden, self._shown) if _is_open(now) else (self._shown, self._hidden)
        return ["", now, chat_messages(now), send, stop, self._hidden, ""]

    def respond(self, so_far: list[Turn]) -> Iterator[list[Any]]:
        """Fill the answer in, step by step."""
        # A second Enter while one question is open comes here too: only a waiting turn is answered. It yields
        # all the same, since a generator that yields nothing empties its outputs.
        if not so_far or so_far[-1].state != "waiting":
            yield [self._skip] * 3
            return
        self._room.leave(so_far[-1].ticket)
        for turn, evidence_changed in answer_turn(self._desk, so_far):
            now = [*so_far[:-1], turn]
            yield [now, chat_messages(now), whole_panel(now) if evidence_changed else self._skip]

    def ended(self, so_far: list[Turn]) -> list[Any]:
        """Bring the question box back, and the evidence that belongs to what is shown."""
        return [self._skip] * 4 if _is_open(so_far) else [whole_panel(so_far), self._shown, self._hidden, ""]

    def stopped(self, so_far: list[Turn]) -> list[Any]:
        """Keep what was written and say that it was stopped."""
        now = stopped_by_user(so_far)
        if now:
            self._room.leave(now[-1].ticket)
        return [now, chat_messages(now), whole_panel(now), self._shown, self._hidden, ""]

    def cleared(self, so_far: list[Turn]) -> list[Any]:
        """Forget the conversation."""
        if so_far:
            self._room.leave(so_far[-1].ticket)
        return [[], [], whole_panel([]), "", self._shown, self._hidden, self._shown, ""]


def _wire_conversation(gr: Any, desk: Assistant, parts: _Parts) -> None:
    """Wire asking, stopping and clearing."""
    talk = _Conversation(gr, desk)
    p, runs = parts, []
    sources = [(p.box.submit, p.box), (p.send.click, p.box), *[(ask.click, ask) for ask in p.asks]]
    for trigger, source in sources:
        first = [p.box, p.turns, p.chat, p.send, p.stop, p.examples, p.hint]
        run = trigger(talk.begin, inputs=[source, p.turns], outputs=first, queue=False, **_QUIET).then(
            talk.respond,
            inputs=p.turns,
            outputs=[p.turns, p.chat, p.evidence],
            concurrency_limit=ANSWERS_AT_ONCE,
            concurrency_id="answers",
            **_QUIET,
        )
        run.then(talk.ended, inputs=p.turns, outputs=[p.evidence, p.send, p.stop, p.hint], queue=False, **_QUIET)
        runs.append(run)
    after_stop = [p.turns, p.chat, p.evidence, p.send, p.stop, p.hint]
    to_top = "() => { const side = document.getElementById('pa-side'); if (side) side.scrollTop = 0; }"
    p.evidence.change(None, js=to_top, queue=False, **_QUIET)
    p.stop.click(talk.stopped, inputs=p.turns, outputs=after_stop, cancels=runs, queue=False, **_QUIET)
    after_clear = [p.turns, p.chat, p.evidence, p.box, p.send, p.stop, p.examples, p.hint]
    p.clear.click(talk.cleared, inputs=p.turns, outputs=after_clear, cancels=runs, queue=False, **_QUIET)


# ------------------------------------------------------------------------------------------------------------
# Looks and behaviour in the browser
# ------------------------------------------------------------------------------------------------------------

STYLE = """
:root {
  --pa-paper: #fbfaf7; --pa-card: #ffffff; --pa-ink: #1d2329; --pa-soft: #55606b; --pa-line: #dedbd3;
  --pa-accent: #1f4e79; --pa-accent-soft: #e7eef5; --pa-mark: #ffe9a3; --pa-mark-ink: #1d2329;
  --pa-good: #23643f; --pa-bad: #9b2c1f; --pa-warn: #7a5200; --pa-warn-soft: #fbf3df;
  --pa-serif: Georgia, "Times New Roman", "Liberation Serif", serif;
}
.dark {
  --pa-paper: #15191d; --pa-card: #1d2328; --pa-ink: #e9e7e2; --pa-soft: #a9b2bb; --pa-line: #38414a;
  --pa-accent: #9cc3ea; --pa-accent-soft: #233242; --pa-mark: #6b5511; --pa-mark-ink: #fff6d8;
  --pa-good: #86cfa3; --pa-bad: #f2a497; --pa-warn: #ebc06d; --pa-warn-soft: #2c2619;
}
body, gradio-app, .gradio-container { background: var(--pa-paper) !important; color: var(--pa-ink); }
.gradio-container { max-width: none !important; padding: 0 !important; color: var(--pa-ink) !important; }
.gradio-container .main.fillable { padding: 0 !important; max-width: 1440px !important;
  margin: 0 auto !important; }
.gradio-container main { padding: 16px 24px !important; }
.gradio-container main > .column { height: calc(100dvh - 34px); min-height: 520px; gap: 14px;
  flex-wrap: nowrap; }
.gradio-container .html-container { padding: 0 !important; }
.gradio-container .prose :is(h1, h2, h4, p, li, strong, blockquote, mark) { color: inherit; }
footer { display: none !important; }
#pa-top { align-items: center; border-bottom: 1px solid var(--pa-line); padding-bottom: 12px; gap: 16px;
  flex: 0 0 auto; }
#pa-title { flex: 1 1 320px; width: auto; } #pa-status { flex: 0 1 auto; width: auto; }
#pa-title h1 { font: 600 28px/1.1 var(--pa-serif); margin: 0; letter-spacing: -.01em; color: var(--pa-ink); }
#pa-title p { margin: 4px 0 0; color: var(--pa-soft); font-size: 15px; }
.pa-mode { margin: 0; padding: 6px 12px; border: 1px solid var(--pa-line); border-radius: 6px;
  font-size: 13px;
  color: var(--pa-soft); background: var(--pa-card); }
.pa-mode.pa-offline { border-color: var(--pa-warn); color: var(--pa-warn); background: var(--pa-warn-soft); }
#pa-main { gap: 24px; flex: 1 1 0; min-height: 0; flex-wrap: nowrap; align-items: stretch; }
#pa-talk { flex: 1 1 0 !important; min-width: 0 !important; height: 100%; flex-wrap: nowrap; gap: 10px; }
#pa-side { flex: 0 0 410px !important; min-width: 0 !important; height: 100%; overflow-y: auto;
  flex-wrap: nowrap;
  border-left: 1px solid var(--pa-line); padding: 0 2px 0 20px; }
#pa-chat { flex: 1 1 0 !important; height: auto !important; min-height: 0; border: 0;
  background: transparent; }
#pa-chat .icon-button-wrapper, #pa-chat button[title="Clear"] { display: none; }
#pa-chat .bubble-wrap { background: transparent; padding: 0; }
#pa-chat .message-wrap { gap: 14px; }
#pa-chat .user .message, #pa-chat .message.user { background: var(--pa-accent-soft) !important;
  border: 0 !important; color: var(--pa-ink) !important; }
#pa-chat .message.bot, #pa-chat .bot .message { background: transparent !important; border: 0 !important;
  box-shadow: none !important; padding: 0 !important; }
#pa-chat .message.panel-full-width { width: 100%; }
#pa-chat .prose, #pa-chat .md { font-size: 16px; line-height: 1.6; color: var(--pa-ink); opacity: 1; }
.pa-welcome { text-align: center; padding: 24px 8px; color: var(--pa-soft); max-width: 520px;
  margin: 0 auto; }
.pa-welcome h2 { font: 600 22px var(--pa-serif); color: var(--pa-ink); margin: 0 0 8px; }
.pa-welcome p { font-size: 15px; margin: 0; }
.pa-answer, .pa-abstained, .pa-notice { display: block; border-radius: 8px; padding: 14px 18px;
  background: var(--pa-card);
  border: 1px solid var(--pa-line); border-left: 3px solid var(--pa-accent); }
.pa-answer p, .pa-abstained p, .pa-notice p { margin: 0 0 8px; } .pa-notice p { margin: 0; }
.pa-text { font-family: var(--pa-serif); font-size: 17px; line-height: 1.6; }
.pa-text ul { margin: 0 0 8px; padding-left: 22px; list-style: disc; } .pa-text li { margin: 4px 0; }
.pa-abstained { border-left: 3px dashed var(--pa-warn); background: var(--pa-warn-soft); }
.pa-reason { font-weight: 600; color: var(--pa-warn); }
.pa-abstained .pa-text { font-family: inherit; font-size: 15px; }
.pa-nearest { padding-left: 20px; margin: 0 0 8px; font-size: 15px; list-style: disc; }
.pa-nearest span { color: var(--pa-soft); font-size: 13px; }
.pa-label, .pa-understood span, .pa-conflict span { font-size: 12px; font-weight: 600;
  color: var(--pa-soft); letter-spacing: .02em; }
.pa-label { margin: 8px 0 4px; }
.pa-understood { font-size: 14px; color: var(--pa-soft); border-bottom: 1px solid var(--pa-line);
  padding-bottom: 8px; }
.pa-conflict { font-size: 14px; border-top: 1px solid var(--pa-line); padding-top: 8px; }
.pa-conflict span { color: var(--pa-bad); }
.pa-receipt { font-size: 13px; color: var(--pa-soft); margin: 6px 0 0 !important; }
.pa-error { border-left-color: var(--pa-bad); color: var(--pa-bad); }
.pa-stopped, .pa-busy { border-left-color: var(--pa-warn); color: var(--pa-warn); margin-top: 8px; }
.pa-waiting { border-left-color: var(--pa-line); color: var(--pa-soft); }
a.pa-cite { font: 600 12px/1 system-ui, sans-serif; color: var(--pa-accent) !important;
  text-decoration: none !important; padding: 2px 3px;
  margin-left: 2px; border-radius: 4px; background: var(--pa-accent-soft); vertical-align: 2px;
    white-space: nowrap; }
a.pa-cite:hover { text-decoration: underline !important; }
:is(a.pa-cite, .pa-open, .pa-copy, .pa-back, .pa-card, #pa-reader button):focus-visible {
  outline: 2px solid var(--pa-accent); outline-offset: 2px; }
#pa-chat [data-testid="status-tracker"] { display: none !important; }
#pa-hint { flex: 0 0 auto; } #pa-hint p { margin: 0; font-size: 14px; color: var(--pa-warn); }
#pa-hint p:empty { display: none; }
#pa-examples { gap: 6px; flex: 0 0 auto !important; }
.pa-example { text-align: left !important; justify-content: flex-start !important;
  font-weight: 400 !important; white-space: normal !important;
  background: var(--pa-card) !important; border: 1px solid var(--pa-line) !important;
    color: var(--pa-ink) !important; font-size: 15px !important; padding: 9px 14px !important; }
.pa-example:hover { border-color: var(--pa-accent) !important; }
#pa-ask { align-items: flex-end; gap: 8px; flex-wrap: nowrap; flex: 0 0 auto; }
#pa-question { flex: 1 1 auto; min-width: 0 !important; }
#pa-question textarea { border: 1px solid var(--pa-soft); border-radius: 6px; background: var(--pa-card);
  color: var(--pa-ink); font-size: 16px; padding: 10px 12px; }
#pa-ask button { flex: 0 0 auto; height: 44px; border-radius: 6px; }
#pa-evidence h4 { font: 600 15px/1.3 system-ui, sans-serif; margin: 0; color: var(--pa-ink); }
.pa-turn[hidden], .pa-plain[hidden] { display: none !important; }
.pa-turn-head { display: flex; gap: 10px; justify-content: space-between; align-items: baseline;
  margin: 4px 0 10px; }
.pa-asked { font-size: 13px; color: var(--pa-soft); margin: 0; }
.pa-card { background: var(--pa-card); border: 1px solid var(--pa-line); border-radius: 8px;
  padding: 12px 14px; margin: 0 0 12px; }
.pa-card.is-current { border-color: var(--pa-accent); box-shadow: 0 0 0 1px var(--pa-accent); }
.pa-head > div { min-width: 0; overflow-wrap: anywhere; }
.pa-head { display: flex; gap: 10px; align-items: flex-start; } .pa-head p { margin: 2px 0 0;
  font-size: 13px; color: var(--pa-soft); }
.pa-number { flex: 0 0 auto; min-width: 22px; height: 22px; border-radius: 4px;
  background: var(--pa-accent-soft); color: var(--pa-accent);
  font: 600 13px/22px system-ui, sans-serif; text-align: center; }
.gradio-container .pa-card .pa-speaker { font-size: 13px; font-weight: 600; margin: 8px 0 0;
  color: var(--pa-ink); }
.gradio-container .pa-card blockquote { margin: 8px 0 10px; padding: 0 0 0 10px; border: 0;
  border-left: 2px solid var(--pa-line);
  font: 15px/1.55 var(--pa-serif); color: var(--pa-soft); background: none; white-space: pre-line;
    overflow-wrap: anywhere; font-style: normal; }
.gradio-container :is(#pa-side, #pa-reader) mark { background: var(--pa-mark); color: var(--pa-mark-ink);
  padding: 1px 0; border-radius: 2px; }
.pa-foot { display: flex; flex-wrap: wrap; gap: 8px; justify-content: space-between; align-items: center;
  font-size: 13px; }
.pa-verdict.pa-good { color: var(--pa-good); } .pa-verdict.pa-bad { color: var(--pa-bad); font-weight: 600; }
.gradio-container .pa-back { display: none; }
.pa-near, .pa-gone { color: var(--pa-warn); }
.gradio-container :is(.pa-open, .pa-copy, .pa-back) { background: none; border: 0; padding: 2px 0;
  color: var(--pa-accent); font: 400 13px/1.4 system-ui, sans-serif;
  text-decoration: underline; text-underline-offset: 2px; cursor: pointer; white-space: nowrap;
    box-shadow: none; width: auto; }
.pa-empty { color: var(--pa-soft); font-size: 15px; padding: 16px 0; }
.pa-documents { list-style: none; margin: 0; padding: 0; }
.pa-documents li { border-bottom: 1px solid var(--pa-line); }
.gradio-container .pa-row { display: block; width: 100%; text-align: left; padding: 10px 4px;
  text-decoration: none; white-space: normal; overflow-wrap: anywhere; }
.pa-row strong { display: block; font-size: 15px; color: var(--pa-ink); font-weight: 600; }
.pa-row span { display: block; color: var(--pa-soft); }
.pa-row:hover strong { text-decoration: underline; }
.pa-report { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; background: var(--pa-card);
  border: 1px solid var(--pa-line); border-left: 3px solid var(--pa-good); border-radius: 6px;
    padding: 10px 12px; color: var(--pa-ink); }
.pa-report.pa-bad { border-left-color: var(--pa-bad); }
#pa-bridge { display: none; }
#pa-reader { width: min(820px, 94vw); height: min(88vh, 1000px); padding: 0;
  border: 1px solid var(--pa-line); border-radius: 10px; background: var(--pa-card); color: var(--pa-ink);
  margin: auto; }
#pa-reader::backdrop { background: rgb(10 14 18 / 55%); }
#pa-reader .pa-bar { position: sticky; top: 0; display: flex; justify-content: flex-end; padding: 10px 14px;
  background: var(--pa-card); border-bottom: 1px solid var(--pa-line); }
#pa-reader .pa-bar button { font-size: 14px; border: 1px solid var(--pa-line); border-radius: 6px;
  padding: 6px 14px; background: none; color: var(--pa-ink); cursor: pointer; }
#pa-reader .pa-body { padding: 8px 28px 40px; } #pa-reader h2 { font: 600 22px/1.3 var(--pa-serif);
  margin: 12px 0 0; }
.pa-fulltext { font: 17px/1.65 var(--pa-serif); white-space: pre-wrap; overflow-wrap: anywhere;
  margin-top: 20px; }
mark.pa-other { opacity: .75; }
.gradio-container .prose :is(.pa-receipt, .pa-understood, .pa-label) { color: var(--pa-soft); }
.gradio-container .prose .pa-reason { color: var(--pa-warn); }
.gradio-container .prose .pa-error p { color: var(--pa-bad); }
.gradio-container .prose :is(.pa-stopped, .pa-busy) p { color: var(--pa-warn); }
.gradio-container .prose .pa-waiting p { color: var(--pa-soft); }
.gradio-container .prose ul { list-style: disc !important; }
.gradio-container button[role="tab"][aria-selected="true"] { color: var(--pa-accent); }
#pa-question textarea::placeholder { color: var(--pa-soft); opacity: 1; }
@media (max-width: 900px) {
  .gradio-container main { padding: 12px !important; }
  #pa-top { gap: 8px; flex-wrap: wrap; } #pa-main { flex-direction: column; }
  .gradio-container main > .column { height: auto; }
  #pa-talk { height: calc(100dvh - 190px); min-height: 460px; flex: 0 0 auto !important; }
  #pa-side { height: auto; flex: 1 1 auto !important; border-left: 0; padding: 8px 0 0;
    border-top: 1px solid var(--pa-line); overflow: visible; }
  #pa-title p { font-size: 14px; } #pa-title, #pa-status { flex: 1 1 100%; }
  #pa-ask { flex-wrap: wrap; } #pa-question { flex: 1 1 100% !important; } #pa-ask button { flex: 1 1 0; }
  #pa-reader .pa-body { padding: 8px 16px 32px; }
  .gradio-container .pa-back { display: inline; }
  #pa-chat .message-row { margin-inline: 2px !important; }
}
@media (prefers-reduced-motion: reduce) { * { scroll-behavior: auto !important; animation: none !important;
  } }
"""

SCRIPT = """
(() => {
  let cameFrom = null;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  function goTo(element) {
    element.scrollIntoView({block: 'center', behavior: calm});
    element.focus({preventScroll: true});
  }
  function showCard(id) {
    const card = document.getElementById(id);
    if (!card) return;
    const tab = document.querySelector('#pa-side [role="tab"]');
    if (tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
    const mine = card.closest('.pa-turn');
    document.querySelectorAll('.pa-turn').forEach((turn) => { turn.hidden = turn !== mine; });
    document.querySelectorAll('.pa-card.is-current').forEach((other) => other.classList.remove('is-current'));
    card.classList.add('is-current');
    setTimeout(() => goTo(card), 30);
  }
  function reader() {
    let box = document.getElementById('pa-reader');
    if (box) return box;
    box = document.createElement('dialog');
    box.id = 'pa-reader';
    box.setAttribute('aria-labelledby', 'pa-reader-title');
    box.innerHTML = '<div class="pa-bar"><button type="button" data-close>Close</button></div>' +
      '<div class="pa-body"></div>';
    // Inside Gradio's container, where its light and dark classes apply.
    (document.querySelector('.gradio-container') || document.body).append(box);
    return box;
  }
  async function openDocument(button) {
    const spans = [];
    if (button.dataset.start) {
      spans.push([+button.dataset.start, +button.dataset.end]);
      button.closest('.pa-turn')?.querySelectorAll('.pa-card[data-start]').forEach((card) => {
        const same = card.dataset.document === button.dataset.document;
        if (same) spans.push([+card.dataset.start, +card.dataset.end]);
      });
    }
    const box = reader(), body = box.querySelector('.pa-body');
    body.textContent = 'Opening the document';
    if (!box.open) box.showModal();
    try {
      body.innerHTML = await window.parleyRead([button.dataset.document, spans]);
      box.scrollTop = 0;
      body.querySelector('#pa-here')?.scrollIntoView({block: 'center'});
    } catch (error) {
      body.textContent = 'The document could not be fetched. Is Parley still running? Reload the page.';
    }
  }
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const cite = target.closest('a[href^="#pa-e"]');
    if (cite) {
      event.preventDefault();
      cameFrom = cite;
      showCard(cite.getAttribute('href').slice(1));
      return;
    }
    const open = target.closest('.pa-open');
    if (open) { openDocument(open); return; }
    if (target.closest('[data-close]') || target.id === 'pa-reader') { reader().close(); return; }
    if (target.closest('.pa-back') && cameFrom?.isConnected) { goTo(cameFrom); return; }
    const copy = target.closest('.pa-copy');
    if (copy) {
      const text = copy.closest('.pa-turn-head').querySelector('.pa-plain').textContent;
      navigator.clipboard.writeText(text).then(() => {
        copy.textContent = 'Copied';
        setTimeout(() => { copy.textContent = 'Copy answer with sources'; }, 1600);
      });
    }
  }, true);
  document.addEventListener('keydown', (event) => {
    const inCard = document.activeElement?.closest('.pa-card');
    if (event.key === 'Escape' && inCard && cameFrom?.isConnected) cameFrom.focus();
  });
})();
"""

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='6' fill='%231f4e79'/%3E"
    "%3Cpath d='M11 24V8h6a5 5 0 0 1 0 10h-6' fill='none' stroke='white' stroke-width='3'/%3E%3C/svg%3E"
)


# ------------------------------------------------------------------------------------------------------------
# Serving it
# ------------------------------------------------------------------------------------------------------------

# Gradio's page needs inline scripts and styles and builds its HTML components with ``Function``; what counts
# here is that nothing may be fetched from, sent to, or framed by another origin.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class Guard:
    """ASGI middleware: headers on every response, and no request that another site makes in the user's name.

    A POST whose ``Origin`` is not this server is refused. With ``hosts`` (a page without login) so is every
    request addressed to another host name, which is how a foreign site would reach a loopback server by
    rebinding its name.
    """

    def __init__(self, app: Any, hosts: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, or answer it with 403 and one line that says why."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, send_with_headers)
            return
        body = refusal.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send_with_headers({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _refusal(self, scope: Any) -> str | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if self.hosts and (host.rsplit(":", 1)[0] if not host.endswith("]") else host) not in self.hosts:
            return "Refused: this page answers only under the address that it printed when it started.\n"
        origin = headers.get(b"origin", "")
        if scope["method"] == "POST" and origin and origin.split("://", 1)[-1] != host:
            return "Refused: the request comes from another site.\n"
        return None


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a server bound to ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def free_port(host: str, first: int) -> int:
    """Return ``first`` or the next port that can be bound on ``host``.

    Raises:
        OSError: none of a hundred ports from ``first`` on is free, or ``host`` is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(first, min(first + 100, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
                continue
            return port
    raise OSError(f"no free port from {first} on")


def serve(desk: Assistant, *, host: str, port: int, auth: tuple[str, str] | None, browser: bool) -> None:
    """Serve the page until the process is told to stop, and print its address once it can be opened."""
    gr = _gradio()
    names = frozenset({"localhost", "127.0.0.1", "[::1]", host, f"[{host}]"}) if auth is None else frozenset()
    page = build_page(desk)
    address = _launch(gr, page, host=host, first_port=port, auth=auth, hosts=names)
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    _say(f"Parley is ready at {address.rstrip('/')}  (Ctrl-C stops it)")
    if browser and (sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)
    done.wait()
    page.close(verbose=False)


def _launch(
    gr: Any, page: Any, *, host: str, first_port: int, auth: tuple[str, str] | None, hosts: frozenset[str]
) -> str:
    """Start the server on the first port that is free and return its address."""
    from starlette.middleware import Middleware

    for attempt in range(1, PORT_ATTEMPTS + 1):
        try:
            _, address, _ = page.launch(
                server_name=host,
                server_port=free_port(host, first_port),
                auth=auth,
                prevent_thread_lock=True,
                quiet=True,
                ssr_mode=False,
                share=False,
                show_error=True,
                max_file_size=MAX_UPLOAD,
                footer_links=[],
                strict_cors=True,
                enable_monitoring=False,
                mcp_server=False,
                theme=_theme(gr),
                head=f'<link rel="icon" href="{ICON}"><style>{STYLE}</style><script>{SCRIPT}</script>',
                app_kwargs={"middleware": [Middleware(Guard, hosts=hosts)], "openapi_url": None},
            )
        except OSError:
            # Another process took the port between the look and the launch: look again.
            if attempt == PORT_ATTEMPTS:
                raise
        else:
            return str(address)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _theme(gr: Any) -> Any:
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif"]
    mono = ["ui-monospace", "DejaVu Sans Mono", "monospace"]
    # Names as strings are local fonts; the theme's own default would ask a font host.
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono)
    return theme.set(
        button_primary_background_fill="#1f4e79", button_primary_background_fill_hover="#173c5e",
        button_primary_background_fill_dark="#2f6496", button_primary_background_fill_hover_dark="#3a74ab",
        button_primary_text_color="#ffffff", button_primary_text_color_dark="#ffffff",
    )  # fmt: skip


def _say(line: str, *, to: Any = None) -> None:
    stream = to or sys.stdout
    stream.write(line + "\n")
    stream.flush()


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parley ui", description="Open the web page over the documents in the store.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=7860, help="port, or the next free one (default: 7860)")
    parser.add_argument("--samples", action="store_true", help="use the sample documents, in a store of their own")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        help="ask for this login; needed for any other than a loopback host",
    )
    options = parser.parse_args(argv)
    if not 1 <= options.port <= 65535:
        parser.error(f"--port {options.port} is no port: give a number from 1 to 65535.")
    user, _, password = (options.auth or "").partition(":")
    if options.auth is not None and not (user and password):
        parser.error("--auth needs a user and a password: USER:PASSWORD.")
    options.login = (user, password) if options.auth else None
    if not is_loopback(options.host) and options.login is None:
        parser.error(
            f"--host {options.host} would show the documents to everybody who can reach this machine: "
            "add --auth USER:PASSWORD, or leave out --host."
        )
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``parley ui`` and return its exit code: 0 stopped by the user, 2 wrong use, 3 could not run."""
    options = _arguments(argv)
    from assistant import Assistant, ParleyError

    try:
        free_port(options.host, options.port)  # what cannot work is said before anything is loaded
        desk = Assistant.from_settings(samples=options.samples)
        if options.samples and not desk.store_settings.path.exists():
            _say("Reading the sample documents", to=sys.stderr)
        # Opens the store (and fills that of the samples), so that what is wrong with it is said here and now.
        desk.status()
    except ParleyError as error:
        _say(f"parley ui: {error}", to=sys.stderr)
        return int(error.exit_code)
    except OSError as error:
        return _cannot_listen(options.host, error)
    try:
        login, browser = options.login, not options.no_browser
        serve(desk, host=options.host, port=options.port, auth=login, browser=browser)
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        return _cannot_listen(options.host, error)
    finally:
        desk.close()
    return 0


def _cannot_listen(host: str, error: OSError) -> int:
    _say(f"parley ui: cannot listen on {host}: {error}. Choose another --host or --port.", to=sys.stderr)
    return 3


def _gradio() -> Any:
    # Gradio reads the switch while it is imported, and asks hosts of its own without it.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio  # noqa: TID251

    return gradio


if __name__ == "__main__":
    sys.exit(main())
