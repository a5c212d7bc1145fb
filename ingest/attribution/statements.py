"""From drafts with their speakers to the records that are kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.draft import Draft, is_enclosed, tidy, with_both_marks
from ingest.attribution.meaning import Resolved
from ingest.attribution.polarity import is_conditional, is_negated
from ingest.attribution.times import said_on
from vectorstore.records import SourceDocument, Statement, StatementKind

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“]*“")
_WINDOW = 20  # drafts; more do not fit into one sentence
_CELL = 500  # characters: some sentences
_SHORTEST = 2  # letters or digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A draft with its speaker, and the speaker of the statement that it stands in."""

    draft: Draft
    speaker: Resolved | None
    nested_in: str | None


def without_doubles(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without those that say the same words once more; the longer one stays.

    ``drafts`` come in the order of their cues, so a double is among the few before.
    """
    kept: list[Draft] = []
    for draft in drafts:
        recent = range(len(kept) - 1, max(-1, len(kept) - _WINDOW), -1)
        rival = next((i for i in recent if _double(draft, kept[i])), None)
        if rival is None:
            kept.append(draft)
        elif draft.end - draft.start > kept[rival].end - kept[rival].start:
            kept[rival] = draft
    return kept


def _double(one: Draft, other: Draft) -> bool:
    common = min(one.end, other.end) - max(one.start, other.start)
    if common <= 0:
        return False
    whole = max(one.end, other.end) - min(one.start, other.start)
    same_speaker = (
        one.mention is not None
        and other.mention is not None
        and (one.mention.start, one.mention.end) == (other.mention.start, other.mention.end)
    )
    return common > 0.8 * whole or (same_speaker and common > 0.5 * min(one.end - one.start, other.end - other.start))


def worth_keeping(drafts: Sequence[Draft], speakers: Sequence[Resolved | None]) -> list[Known]:
    """The drafts that tell something of their own, with their speakers.

    Words that nobody is named for count only as a quotation. Inside another statement, only somebody else who
    is named counts: "X said he hoped ..." is one statement, "X said Kyiv had refused ..." is two.
    """
    # By paragraph and place, so that a text that is one line costs no more than one of many lines.
    neighbours: dict[tuple[int, int], list[tuple[Draft, Resolved]]] = {}
    for draft, speaker in zip(drafts, speakers, strict=True):
        if speaker is not None:
            for cell in range(draft.start // _CELL, draft.end // _CELL + 1):
                neighbours.setdefault((draft.paragraph, cell), []).append((draft, speaker))
    kept: list[Known] = []
    for draft, speaker in zip(drafts, speakers, strict=True):
        if speaker is None and not draft.direct:
            continue
        cell = min(draft.frame_start, draft.start) // _CELL
        outer = _outer(draft, neighbours.get((draft.paragraph, cell), []))
        if outer is not None and (speaker is None or speaker.name == outer or not _is_named(draft, speaker)):
            continue
        if outer is not None and draft.supposed:
            continue  # "X will sign unless Y agrees to pay", Z said: Y has agreed to nothing
        kept.append(Known(draft=draft, speaker=speaker, nested_in=draft.via.words if draft.via else outer))
    return kept


def _is_named(draft: Draft, speaker: Resolved) -> bool:
    mention = draft.mention
    return mention is not None and not mention.pronoun and (mention.proper or speaker.person is not None)


def build(document: SourceDocument, known: Sequence[Known]) -> list[Statement]:
    """The statements in the order of their content; one without words is dropped."""
    built: list[Statement] = []
    for item in known:
        start, end = with_both_marks(document.text, *tidy(document.text, item.draft.start, item.draft.end))
        if sum(c.isalnum() for c in document.text[start:end]) >= _SHORTEST:
            built.append(_statement(document, item, start=start, end=end))
    return sorted(built, key=lambda s: (s.start, s.end))


def _statement(document: SourceDocument, item: Known, *, start: int, end: int) -> Statement:
    draft, speaker = item.draft, item.speaker
    content = document.text[start:end]
    mention = draft.mention
    key = f"{document.document_id}:{start}:{end}:{draft.frame_start}:{draft.cue}"
    return Statement(
        statement_id=hashlib.sha256(key.encode()).hexdigest()[:24],
        document_id=document.document_id,
        content=content,
        start=start,
        end=end,
        kind=_kind(draft, document.text, start, end),
        speaker=speaker.name if speaker is not None else None,
        speaker_start=mention.start if mention is not None else None,
        speaker_end=mention.reach if mention is not None else None,
        role=speaker.role if speaker is not None else None,
        party=speaker.party if speaker is not None else None,
        cue=draft.cue or None,
        said_on=said_on(draft.beside, published_on=document.published_on),
        published_on=document.published_on,
        negated=draft.negative or is_negated(content),
        conditional=draft.conditional or is_conditional(content),
        nested_in=item.nested_in,
    )


def _kind(draft: Draft, text: str, start: int, end: int) -> StatementKind:
    if draft.direct:
        return "direct"
    return "mixed" if _QUOTED.search(text, start, end) or is_enclosed(text, start, end) else "indirect"


def _outer(draft: Draft, neighbours: Sequence[tuple[Draft, Resolved]]) -> str | None:
    """The speaker of the smallest of the statements around it that holds this one with its cue."""
    best: tuple[int, str] | None = None
    for other, speaker in neighbours:
        size = other.end - other.start
        inside = other.start <= min(draft.frame_start, draft.start) and draft.end <= other.end
        if other is not draft and inside and draft.frame_start < other.end and (best is None or size < best[0]):
            best = size, speaker.name
    return best[1] if best is not None else None
