"""Evidence cards: each citation with its source, its words marked in their context, and what the check found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.desk import Assistant
from assistant.page.documents import origin_line
from assistant.page.escaping import escaped
from assistant.records import Answer, Citation, EvidenceEvent, Verdict

_CONTEXT_CHARACTERS = 260
_PASSAGES_SHOWN = 8
_BLANK_LINES = re.compile(r"[ \t]*\n\s*")
_VERDICTS: dict[Verdict, str] = {
    "verbatim": "Checked: word for word",
    "normalised": "Checked: spacing or quotation marks differ",
    "wrong_document": "Failed the check: not in this document",
    "wrong_speaker": "Failed the check: somebody else's words",
    "not_found": "Failed the check: not found",
}


def answer_cards(desk: Assistant, answer: Answer, *, turn: int) -> str:
    """Return the cards of an answer's citations, or of an abstention's nearest passages.

    ``turn`` is the answer's number in the conversation; the markers in its text lead to cards of that number.
    """
    nearest = answer.status == "abstained"
    citations = answer.nearest if nearest else answer.citations
    texts = _texts(desk, citations)
    cards = "".join(_card(item, turn=turn, text=texts.get(item.document_id), nearest=nearest) for item in citations)
    copy = (
        '<button type="button" class="pa-copy">Copy answer with sources</button>'
        f'<pre class="pa-plain" hidden>{escaped(str(answer))}</pre>'
    )
    nothing = '<p class="pa-empty">Nothing in the documents comes near this question.</p>'
    return _head(answer.understanding.standalone, copy) + (cards or nothing)


def passage_cards(event: EvidenceEvent) -> str:
    """Return the passages found, shown until the answer says which of them it uses."""
    cards = "".join(
        f'<article class="pa-card pa-found"><div class="pa-head"><div><h4>{escaped(hit.chunk.title)}</h4>'
        f"<p>{origin_line(hit.chunk)}</p></div></div>"
        f"<blockquote>{escaped(_beginning(hit.chunk.text))}</blockquote></article>"
        for hit in event.hits[:_PASSAGES_SHOWN]
    )
    return _head(found_line(event)) + cards


def found_line(event: EvidenceEvent) -> str:
    """Return how many passages were found, as plain text."""
    found = len(event.hits)
    return f"{found} passage{'' if found == 1 else 's'} found, writing the answer" if found else "No passage found"


def in_context(text: str, *, start: int, end: int, around: int = _CONTEXT_CHARACTERS) -> str:
    """Return ``text[start:end]`` as ``<mark>`` with up to ``around`` characters each side, cut at words."""
    left = max(0, start - around)
    if left > 0:
        space = text.find(" ", left, start)
        left = start if space < 0 else space + 1
    right = min(len(text), end + around)
    if right < len(text):
        space = text.rfind(" ", end, right)
        right = end if space < 0 else space
    before = ("… " if left > 0 else "") + _BLANK_LINES.sub("\n", text[left:start].lstrip())
    after = _BLANK_LINES.sub("\n", text[end:right].rstrip()) + (" …" if right < len(text) else "")
    return f"{escaped(before)}<mark>{escaped(text[start:end])}</mark>{escaped(after)}"


def _texts(desk: Assistant, citations: Sequence[Citation]) -> dict[str, str]:
    texts = {}
    for document_id in {item.document_id for item in citations}:
        try:
            texts[document_id] = desk.document(document_id).text
        except KeyError:  # removed since the answer was found: its card says so
            continue
    return texts


def _card(citation: Citation, *, turn: int, text: str | None, nearest: bool) -> str:
    whose = "Reports" if citation.reported else "Words of"
    speaker = f'<p class="pa-speaker">{whose} {escaped(citation.speaker)}</p>' if citation.speaker else ""
    passage, opener = _passage(citation, text)
    # The script opens the document at this place, and marks the other quotations of the same answer from theirs.
    return (
        f'<article class="pa-card" id="pa-e{turn}-{citation.marker}" tabindex="-1" '
        f'aria-label="Evidence {citation.marker}" {_place(citation)} data-verdict="{citation.verdict}">'
        f'<div class="pa-head"><span class="pa-number">{citation.marker}</span>'
        f"<div><h4>{escaped(citation.title)}</h4><p>{origin_line(citation)}</p></div></div>"
        f'{speaker}<blockquote>{passage}</blockquote><div class="pa-foot">{_verdict(citation, nearest=nearest)}'
        f'{opener}<button type="button" class="pa-back">Back to the answer</button></div></article>'
    )


def _passage(citation: Citation, text: str | None) -> tuple[str, str]:
    if text is None or text[citation.start : citation.end] != citation.quote:
        gone = '<span class="pa-gone">The document has changed or is gone since.</span>'
        return f"<mark>{escaped(citation.quote)}</mark>", gone
    opener = f'<button type="button" class="pa-open" {_place(citation)}>Read in the document</button>'
    return in_context(text, start=citation.start, end=citation.end), opener


def _place(citation: Citation) -> str:
    return f'data-document="{escaped(citation.document_id)}" data-start="{citation.start}" data-end="{citation.end}"'


def _verdict(citation: Citation, *, nearest: bool) -> str:
    if nearest:
        return '<span class="pa-verdict pa-near">Nearest passage, not an answer</span>'
    good = citation.verdict in ("verbatim", "normalised")
    style = "pa-good" if good else "pa-bad"
    return f'<span class="pa-verdict {style}">{escaped(_VERDICTS[citation.verdict])}</span>'


def _head(line: str, button: str = "") -> str:
    return f'<div class="pa-turn-head"><p class="pa-asked">{escaped(line)}</p>{button}</div>'


def _beginning(text: str) -> str:
    return text if len(text) <= _CONTEXT_CHARACTERS else text[:_CONTEXT_CHARACTERS].rstrip() + " …"
