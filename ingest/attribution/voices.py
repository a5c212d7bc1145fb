"""Who the grammar hears speak in a document: with what they say, or without, where it cannot tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from ingest.attribution.clauses import is_hypothetical
from ingest.attribution.draft import Draft
from ingest.attribution.drafts import draft_of
from ingest.attribution.frame import make_frame
from ingest.attribution.grammar import VERB_TAGS, subject_of
from ingest.attribution.lexicon import Lexicon
from ingest.attribution.loose import inside_stand_in
from ingest.attribution.units import Unit
from vectorstore.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


def speaking(unit: Unit, doc: Doc, *, known: Collection[Draft], number: int, lexicon: Lexicon) -> list[Draft]:
    """The drafts of verbs of saying with a subject of which the rules know no content: each is its verb alone."""
    taken = {draft.frame_start for draft in known}
    found = []
    for token in doc:
        verb = lexicon.verbs.get(token.lower_)
        if verb is None or verb.kind != "speech" or token.tag_ not in VERB_TAGS or token.dep_ in ("amod", "aux"):
            continue
        if unit.starts[token.idx] in taken or inside_stand_in(unit, token.idx) or is_hypothetical(token):
            continue
        if any(child.dep_ == "auxpass" for child in token.children) or (subject := subject_of(token)) is None:
            continue
        frame = make_frame(
            token,
            content=(token.i, token.i + 1),
            subject=subject,
            form="verb",
            negative=verb.negative,
            speech=True,
        )
        draft, _ = draft_of(unit, doc, frame, number=number)
        if draft is not None and draft.mention is not None:
            found.append(draft)
    return found


class Voices:
    """The drafts of one document that name a speaker, and the units in which they were read.

    ``bare`` are those of :func:`speaking`.
    """

    def __init__(self, drafts: Sequence[Draft], *, bare: Sequence[Draft], units: Sequence[Span]) -> None:
        self._whole = [draft for draft in drafts if draft.mention is not None]
        self._bare = frozenset(bare)
        self._units = sorted(units)

    def is_bare(self, draft: Draft) -> bool:
        """Whether a draft is a verb without content."""
        return draft in self._bare

    def around(self, span: Span) -> list[Draft]:
        """The drafts whose words share a character with ``span``, and the verbs without content in its units."""
        first, _ = self.unit_at(span[0])
        _, last = self.unit_at(max(span[0], span[1] - 1))
        sharing = (draft for draft in self._whole if draft.start < span[1] and span[0] < draft.end)
        return [*sharing, *(draft for draft in self._bare if first <= draft.start < last)]

    def unit_at(self, position: int) -> Span:
        """The unit that holds a position; one character where there is none."""
        index = bisect_right(self._units, position, key=lambda unit: unit[0]) - 1
        if index >= 0 and position < self._units[index][1]:
            return self._units[index]
        return position, position + 1
