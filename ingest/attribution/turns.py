"""Labels: turns of a transcript, headlines ("Name: what was said"), times and topics that open an entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.lexicon import lexicon
from vectorstore.records import Span

_WORD = r"[A-Z][\w.’'\-]*"
_CLOCK = r"(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?"
_LABEL = re.compile(
    rf"[\"“]?\s*{_CLOCK}(?P<name>(?:{_WORD}|[A-Z]+)(?: (?:{_WORD}|of|the|for|de|von|al)){{0,6}})"
    r"(?:\s*[(\[][^)\]\n]{1,60}[)\]])?\s*:\s+(?=\S)"
)
# Of a transcript's paragraphs at least this share opens with a label; an article may quote a few lines of one.
_LEAST_LABELLED = 0.15
_STAGE = re.compile(r"[\"“]?\s*[(\[][^)\]\n]{1,80}[)\]][.\s\"”]*$")
_HEADLINE = re.compile(rf"(?P<name>{_WORD}(?: (?:{_WORD}|of|and|de|von|al|[a-z]+(?= [A-Z]))){{0,5}}):\s+(?=\S)")
_TRAILING = re.compile(r"\s[-–—]\s(?P<name>(?:[A-Za-z][\w.’'\-]*)(?: [\w.’'\-]+){0,4})[.\s]*$")


# What opens an entry of a live page ("18:42 — ") or of a list ("Wine names: ").
_CLOCK_LABEL = re.compile(
    r"\[?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?\]?\s*[-–—:|]\s+(?!\d)", re.IGNORECASE
)
_TOPIC_LABEL = re.compile(r"(?P<words>[A-Z][\w’'&-]*(?: [\w’'&-]+){0,3}):\s+(?=[A-Z\d])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one label introduces: the label's span and the span of the words, and the paragraphs they take."""

    speaker: Span
    content: Span
    first_paragraph: int
    last_paragraph: int


def transcript_turns(text: str, *, paragraphs: Sequence[Span]) -> list[Turn]:
    """The turns of a transcript, or nothing when the document is none.

    A label counts when it is written in capitals or comes back, and at least two turns must be found: one
    paragraph that opens with "Background:" makes no transcript.
    """
    labels: dict[int, re.Match[str]] = {}
    for number, (start, end) in enumerate(paragraphs):
        match = _LABEL.match(text, start, end)
        if match is not None and match["name"].lower().replace(" ", "-") not in lexicon().labels:
            labels[number] = match
    counts = Counter(match["name"] for match in labels.values())
    kept = {n: m for n, m in labels.items() if m["name"].isupper() or counts[m["name"]] > 1}
    if len(kept) < max(2, _LEAST_LABELLED * len(paragraphs)):
        return []
    numbers = sorted(kept)
    turns = []
    for number, following in zip(numbers, [*numbers[1:], numbers[-1] + 1], strict=True):
        last = number
        # A turn may have several paragraphs; it ends at the next label or at a note such as "(applause)".
        while last + 1 < following and not _STAGE.match(text, *paragraphs[last + 1]):
            last += 1
        turns.append(
            Turn(
                speaker=kept[number].span("name"),
                content=(kept[number].end(), paragraphs[last][1]),
                first_paragraph=number,
                last_paragraph=last,
            )
        )
    return turns


def headline(text: str, *, paragraph: Span) -> tuple[Span, Span] | None:
    """The speaker and the content of a headline such as "Name: words" or "words - minister"."""
    start, end = paragraph
    if len(text[start:end].split()) > 25:
        return None
    match = _HEADLINE.match(text, start, end)
    if (
        match is not None
        and match["name"].lower().replace(" ", "-") not in lexicon().labels
        and len(text[match.end() : end].split()) >= 2
    ):
        return match.span("name"), (match.end(), end)
    match = _TRAILING.search(text, start, end)
    if match is not None and len(text[start : match.start()].split()) >= 4:
        return match.span("name"), (start, match.start())
    return None


def entry_label(text: str, *, paragraph: Span) -> tuple[int, Span | None]:
    """Where the words of an entry begin, behind its time and its topic, and the span of the topic.

    A topic holds no verb of saying: "Holm added: We ..." has none.
    """
    start, end = paragraph
    clock = _CLOCK_LABEL.match(text, start, end)
    at = clock.end() if clock is not None else start
    topic = _TOPIC_LABEL.match(text, at, end)
    if topic is None or any(word in lexicon().verbs for word in topic["words"].lower().split()):
        return at, None
    return topic.end(), topic.span("words")
