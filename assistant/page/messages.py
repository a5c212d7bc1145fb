"""The chat's messages: answers with links to their evidence, abstentions, and notices.

The chat component reads a message as Markdown, so every text goes through ``inert``.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from typing import Literal

from assistant.page.escaping import inert
from assistant.records import Answer, Citation, Understanding
from assistant.rendering import coverage_line, remarks, source_line

_NEAREST_SHOWN = 3
_PUBLISHERS_SHOWN = 4
_MARKER = re.compile(r"\[(\d{1,3})\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


def notice(kind: Literal["error", "stopped", "busy", "waiting"], text: str) -> str:
    """Return a message of the page itself."""
    return f'<div class="pa-notice pa-{kind}"><p>{inert(text)}</p></div>'


def draft_message(text: str, *, understanding: str) -> str:
    """Return the message of an answer that is still being written. Its markers lead nowhere yet."""
    written = answer_text(text, turn=0, markers=frozenset())
    return f'<div class="pa-answer">{understanding}<div class="pa-text">{written}</div></div>'


def answer_message(answer: Answer, *, turn: int) -> str:
    """Return the message of a finished answer or abstention. ``turn`` is its number in the conversation."""
    markers = {item.marker for item in (*answer.citations, *answer.nearest)}
    text = f'<div class="pa-text">{answer_text(answer.text, turn=turn, markers=markers)}</div>'
    understanding, receipt = understanding_line(answer.understanding), _receipt(answer)
    if answer.status == "answered":
        return f'<div class="pa-answer">{understanding}{text}{_conflicts(answer, turn=turn)}{receipt}</div>'
    # Why is in the text itself.
    return (
        f'<div class="pa-abstained">{understanding}<p class="pa-reason">{inert("No answer")}</p>'
        f"{text}{_nearest(answer, turn=turn)}{receipt}</div>"
    )


def understanding_line(understanding: Understanding) -> str:
    """Return how the question was read, or nothing if it was read as it was typed."""
    asked, standalone = understanding.asked, understanding.standalone
    if " ".join(standalone.split()).casefold() == " ".join(asked.split()).casefold():
        return ""
    return f'<p class="pa-understood"><span>Understood as</span> {inert(standalone)}</p>'


def answer_text(text: str, *, turn: int, markers: Set[int]) -> str:
    """Return an answer's text as paragraphs and lists, with its ``[n]`` as links to the evidence cards.

    Only numbers in ``markers`` become links. Nothing else in the text can become markup.
    """
    blocks: list[str] = []
    items: list[str] = []
    # The empty line at the end closes a list that the text ends with.
    for line in [*filter(str.strip, text.splitlines()), ""]:
        bullet = _BULLET.match(line)
        if bullet:
            items.append(f"<li>{_linked(line[bullet.end() :], turn=turn, markers=markers)}</li>")
            continue
        if items:
            blocks.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if line:
            blocks.append(f"<p>{_linked(line.strip(), turn=turn, markers=markers)}</p>")
    return "".join(blocks)


def _linked(line: str, *, turn: int, markers: Set[int]) -> str:
    parts, done = [], 0
    for match in _MARKER.finditer(line):
        if int(match[1]) in markers:
            parts += [inert(line[done : match.start()].rstrip()), _link(int(match[1]), turn=turn)]
            done = match.end()
    return "".join([*parts, inert(line[done:])])


def _link(marker: int, *, turn: int) -> str:
    # The brackets as references: Markdown reads [1] as the beginning of a link.
    return f'<a class="pa-cite" href="#pa-e{turn}-{marker}" title="Show evidence {marker}">&#91;{marker}&#93;</a>'


def _conflicts(answer: Answer, *, turn: int) -> str:
    cited = {item.marker for item in answer.citations}
    lines = []
    for conflict in answer.conflicts:
        links = "".join(_link(marker, turn=turn) for marker in conflict.markers if marker in cited)
        lines.append(f'<p class="pa-conflict"><span>Sources disagree</span> {inert(conflict.about)} {links}</p>')
    return "".join(lines)


def _nearest(answer: Answer, *, turn: int) -> str:
    def item(citation: Citation) -> str:
        source = f"<span>{inert(source_line(citation))}</span>"
        return f"<li>{inert(f'“{citation.quote}”')} {source} {_link(citation.marker, turn=turn)}</li>"

    if not answer.nearest:
        return ""
    items = "".join(item(citation) for citation in answer.nearest[:_NEAREST_SHOWN])
    return f'<p class="pa-label">Nearest passages, not an answer</p><ul class="pa-nearest">{items}</ul>'


def _receipt(answer: Answer) -> str:
    coverage = answer.coverage
    # A long list of publishers would drown what else was searched.
    more = len(coverage.publishers) - _PUBLISHERS_SHOWN
    if more > 0:
        shown = (*coverage.publishers[:_PUBLISHERS_SHOWN], f"and {more} more")
        coverage = replace(coverage, publishers=shown)
    lines = [coverage_line(coverage), *remarks(answer)]
    return "".join(f'<p class="pa-receipt">{inert(line)}</p>' for line in lines)
