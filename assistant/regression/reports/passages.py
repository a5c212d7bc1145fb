"""The passages found for a question as HTML, with what the answer cites highlighted; of two runs side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from assistant.control_characters import neutral
from assistant.records import Citation
from assistant.regression.results import CaseResult, Found, Run

# More of a passage is shown only where something in it is cited.
_LONG = 600

# The text of a passage by its title and place: a baseline keeps no texts, and a document's id is of one machine.
Texts = Mapping[tuple[str, int, int], str]


def safe(text: str) -> str:
    """Return a text of a document, a model or a suite as HTML that shows it and does nothing else."""
    return escape(neutral(text))


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` as HTML with the ``spans`` marked; of two that overlap, the one that begins first.

    The spans are of the plain text, so that escaping cannot hide one.
    """
    parts, last = [], 0
    for start, end in sorted(spans):
        if start >= last:
            parts += [safe(text[last:start]), f"<mark>{safe(text[start:end])}</mark>"]
            last = end
    return "".join([*parts, safe(text[last:])])


def texts_of(run: Run) -> Texts:
    """Return the texts of all passages that a run found, for those of a baseline over the same documents."""
    return {_place(hit): hit.text for item in run.results if item.asked for hit in item.asked.hits if hit.text}


def passages(item: CaseResult, before: CaseResult | None, texts: Texts) -> str:
    """Return the passages of a case, beside those ``before`` where that is given."""
    if item.asked is None or not (item.asked.hits or before):
        return ""
    now = _list("This run", item, texts)
    shown = f"{_list('Baseline', before, texts)}{now}" if before else now
    opened = " open" if before else ""
    head = f"<summary>Passages found ({len(item.asked.hits)}), best first</summary>"
    return f"<details{opened}>{head}<div class='pair'>{shown}</div></details>"


def _list(title: str, item: CaseResult, texts: Texts) -> str:
    hits = item.asked.hits if item.asked else ()
    citations = item.asked.answer.citations if item.asked else ()
    rows = "".join(_passage(hit, citations, texts) for hit in hits)
    return f"<div><h4>{title}</h4><ol>{rows}</ol></div>"


def _passage(hit: Found, citations: Iterable[Citation], texts: Texts) -> str:
    cited = [item for item in citations if item.document_id == hit.document_id and hit.start <= item.start < hit.end]
    used = " · <b>cited</b>" if cited else ""
    place = f"{safe(hit.title or hit.source)}, {hit.start} to {hit.end}"
    text = hit.text or texts.get(_place(hit), "")
    if text:
        spans = [span for item in cited if (span := _span(item, hit, text))]
        shown = highlighted(text if spans or len(text) <= _LONG else f"{text[:_LONG]}…", spans)
    else:  # of a baseline, and found for no question any more: what it cited is kept
        shown = "".join(f"<mark>{safe(item.quote)}</mark> " for item in cited) or "(its text is not kept)"
    return f"<li><small>{place} · score {hit.score:.3f}{used}</small><br>{shown}</li>"


def _span(citation: Citation, hit: Found, text: str) -> tuple[int, int] | None:
    """Where a passage shows what is cited, also where the quotation goes on behind its end."""
    start = citation.start - hit.start
    shown = citation.quote[: max(len(text) - start, 0)]
    if not shown or text[start : start + len(shown)] != shown:
        start = text.find(citation.quote)  # a passage may hold a heading that its document has elsewhere
    return (start, min(start + len(citation.quote), len(text))) if start >= 0 else None


def _place(hit: Found) -> tuple[str, int, int]:
    return hit.title, hit.start, hit.end
