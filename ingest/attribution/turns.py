"""Labels: turns of a transcript, headlines ("Name: what was said"), times and topics that open an entry."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.cast import bare_name, initial_of
from ingest.attribution.draft import Draft
from ingest.attribution.lexicon import lexicon
from ingest.attribution.loose import LABEL_CUE
from ingest.attribution.mentions import label_mention
from vectorstore.parties import parties
from vectorstore.records import Entity, Span

_WORD = r"[A-Z][\w.’'\-]*"
# What somebody is, or for whom they speak, behind their name: "ANN BERG, HEAD OF PRESS, CITY OF LUND:".
_AFFILIATION = rf"{_WORD}(?:,?\s(?:{_WORD}|&|of|the|for|and|at|in|on|de)){{0,11}}"
_CLOCK = r"(?:\[?\d{1,2}:\d{2}(?::\d{2})?\]?\s*)?"
_LABEL = re.compile(
    rf"[\"“]?\s*{_CLOCK}(?P<name>(?:{_WORD}|[A-Z]+)(?: (?:{_WORD}|of|the|for|de|von|al)){{0,6}})"
    rf"(?:\s*[(\[][^)\]\n]{{1,60}}[)\]])?(?:,\s(?P<role>{_AFFILIATION}))?\s*:\s+(?=\S)"
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
    """What one label introduces: the span of its name and the span of the words, and the paragraphs they take.

    ``role`` is the span of what the label says of the speaker.
    """

    speaker: Span
    role: Span | None
    content: Span
    first_paragraph: int
    last_paragraph: int


def transcript_turns(text: str, *, paragraphs: Sequence[Span]) -> list[Turn]:
    """The turns of a transcript, or nothing when the document is none.

    A label counts when it is written in capitals or its last word comes back, and at least two turns must be found: one
    paragraph that opens with "Background:" makes no transcript.
    """
    labels: dict[int, re.Match[str]] = {}
    for number, (start, end) in enumerate(paragraphs):
        match = _LABEL.match(text, start, end)
        if match is not None and match["name"].lower().replace(" ", "-") not in lexicon().labels:
            labels[number] = match
    counts = Counter(_last_word(match["name"]) for match in labels.values())
    kept = {n: m for n, m in labels.items() if m["name"].isupper() or counts[_last_word(m["name"])] > 1}
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
                role=kept[number].span("role") if kept[number]["role"] else None,
                content=(kept[number].end(), paragraphs[last][1]),
                first_paragraph=number,
                last_paragraph=last,
            )
        )
    return turns


def _last_word(name: str) -> str:
    return name.split()[-1]


def labelled_people(text: str, turns: Sequence[Turn], found: Sequence[Entity], *, document_id: str) -> list[Entity]:
    """The entities of a transcript, in order, with the people whom its labels name in full.

    Their labels tell something of them, give an initial, or others have the surname alone. The recogniser reads
    capitals badly; what it makes of such a label does not count.
    """
    surnames = {_last_word(name) for turn in turns if " " not in (name := text[slice(*turn.speaker)])}
    labels = [
        turn
        for turn in turns
        if _is_full_name(name := text[slice(*turn.speaker)])
        and (turn.role is not None or _last_word(name) in surnames or initial_of(name) is not None)
    ]
    spans = sorted((turn.speaker[0], turn.content[0]) for turn in labels)
    starts = [start for start, _ in spans]

    def inside(entity: Entity) -> bool:
        last = bisect_left(starts, entity.end) - 1
        return last >= 0 and entity.start < spans[last][1]

    people = [
        Entity(document_id=document_id, text=text[slice(*turn.speaker)], start=start, end=end, label="PERSON")
        for turn in labels
        for start, end in [turn.speaker]
    ]
    return sorted([*people, *(entity for entity in found if not inside(entity))], key=lambda e: e.start)


def _is_full_name(words: str) -> bool:
    """Whether a label can be a given name and a surname; "MR. BERG" and "MINISTER BERG" have none of the former."""
    names = bare_name(words.title()).split()
    return 2 <= len(names) <= 4 and names[-2] not in lexicon().offices and parties().of_mention(words) is None


def turn_drafts(text: str, turns: Sequence[Turn]) -> list[Draft]:
    """The drafts of turns, but for those of who only asks: they are questions and nobody's statement."""
    return [
        Draft(
            start=turn.content[0],
            end=turn.content[1],
            cue=LABEL_CUE,
            mention=label_mention(text, turn.speaker),
            frame_start=turn.speaker[0],
            paragraph=turn.first_paragraph,
            unit=-1,
            negative=False,
            direct=True,
        )
        for turn in turns
        if text[slice(*turn.speaker)].lower() not in lexicon().askers
    ]


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
