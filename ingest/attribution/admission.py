"""The gate for statements that a chat model proposes: what the text and its grammar do not show is not admitted.

Nothing of a proposal is stored. Its words only choose a stretch of the text and one who is heard to speak there; the
words, the places, the cue and who is meant are the text's own, found as the rules find them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.attribution.draft import Draft
from ingest.attribution.locating import CopiedFrom
from ingest.attribution.meaning import Mention
from ingest.attribution.polarity import is_conditional, is_negated
from ingest.attribution.quotes import Quotation, quotations
from ingest.attribution.voices import Voices
from vectorstore.records import Proposal, Span

Reason = Literal["content", "speaker", "cue", "repeated"]
"""Why a proposal is dropped: words that the document has not, somebody who is not named there or not heard to speak
beside the cue, no word of saying beside the content, or the same as another."""

# Between a verb of which the rules know no content, with its speaker, and what it says: an adverbial.
_WIDEST_GAP = 60
_GAP_ENDS = frozenset(".;!?\n")
# Of the shorter of a proposal and of what the rules find at the same cue, so much has to be common to both.
_LEAST_COMMON = 0.5
_NEAR = 120  # characters around a cue in which its words are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A draft of the proposal's words; ``named`` is who is to be meant, where the words beside the cue differ."""

    draft: Draft
    named: str | None = None


class Gate:
    """Judges the proposals for one document by what the rules read in it.

    ``sentences`` are spans in order. ``paragraph_at`` gives the paragraph that holds a position.
    """

    def __init__(
        self, text: str, *, voices: Voices, sentences: Sequence[Span], paragraph_at: Callable[[int], Span]
    ) -> None:
        self._text = text
        self._copied = CopiedFrom(text)
        self._voices = voices
        self._sentences = sentences
        self._paragraph_at = paragraph_at
        self._quotations: dict[Span, list[Quotation]] = {}  # by paragraph: asked for again with each word

    def admit(self, proposal: Proposal) -> Admitted | Reason:
        """Return the draft of a proposal, or why there is none."""
        places = list(self._copied.places(proposal.content))
        if not places:
            return "content"
        if not any(True for _ in self._copied.places(proposal.speaker)):
            return "speaker"
        heard = False
        later: Admitted | None = None
        for place in places:
            for draft in self._saying(proposal.cue, place):
                mention = draft.mention
                assert mention is not None
                heard = True
                if self._is_named(proposal.speaker, mention):
                    return Admitted(draft=draft)
                later = later or Admitted(draft=draft, named=proposal.speaker)
        return later or ("speaker" if heard else "cue")

    def _saying(self, cue: str, place: Span) -> list[Draft]:
        """The drafts of the words at ``place`` with ``cue``, the one that the rules know most of first."""
        found = []
        for draft in self._voices.around(place):
            said = self._said(draft, place)
            if said is not None and self._is_cue(cue, draft):
                start, end = self._with_marks(said)
                made = replace(draft, start=start, end=end, direct=self._only_quotation(start, end), open=False)
                found.append((self._voices.is_bare(draft), -_common(draft, place), draft.frame_start, made))
        return [made for *_, made in sorted(found, key=lambda item: item[:3])]

    def _said(self, draft: Draft, place: Span) -> Span | None:
        """What of the words at ``place`` the speaker of a draft is heard to say; ``None`` for nothing.

        Where the rules know what is said, the words end where that does: who goes on behind it nobody can tell.
        """
        mention = draft.mention
        assert mention is not None
        bare = self._voices.is_bare(draft)
        start, end = place if bare else (max(place[0], draft.start), min(place[1], draft.end))
        if not self._goes_round(draft, mention, (start, end)):
            return None
        if self._swallows_another(draft, (start, end)):
            return None
        if bare:
            return place if self._beside(draft, place) and self._within(draft, place) else None
        shorter = min(place[1] - place[0], draft.end - draft.start)
        return self._kept_whole(draft, (start, end)) if end - start >= _LEAST_COMMON * shorter else None

    def _goes_round(self, draft: Draft, mention: Mention, place: Span) -> bool:
        """Whether the words have a part on both sides of a cue inside them: "the plan, he said, failed"."""
        start, end = place
        if not (start <= draft.frame_start < end or start <= mention.start < end):
            return True
        before = self._text[start : min(draft.frame_start, mention.start)]
        behind = self._text[max(draft.frame_start + len(draft.cue.split()[-1]), mention.reach) : end]
        return any(map(str.isalnum, before)) and any(map(str.isalnum, behind))

    def _swallows_another(self, draft: Draft, place: Span) -> bool:
        """Whether the words hold somebody else's cue that is not inside what the rules have for this one."""
        return any(
            place[0] <= other.frame_start < place[1] and not draft.start <= other.frame_start < draft.end
            for other in self._voices.around(place)
            if other.mention != draft.mention
        )

    def _within(self, draft: Draft, place: Span) -> bool:
        """Whether no word outside quotation marks stands in another sentence than the verb."""
        low, high = self._voices.unit_at(draft.frame_start)
        start, end = place
        return self._only_quotation(start, min(low, end)) and self._only_quotation(max(high, start), end)

    def _beside(self, draft: Draft, place: Span) -> bool:
        """Whether a verb without content stands next to the words, and nothing there turns them round."""
        mention = draft.mention
        assert mention is not None
        first, last = min(draft.start, mention.start), max(draft.end, mention.reach)
        gap = (last, place[0]) if last <= place[0] else (place[1], first)
        between = self._text[slice(*gap)]
        if gap[0] > gap[1] or len(between) > _WIDEST_GAP or _GAP_ENDS & set(between):
            return False
        low, high = self._voices.unit_at(draft.start)
        before = self._text[last if last <= place[0] else low : place[0]]
        behind = self._text[place[1] : high if last <= place[0] else first]
        return not _turns(before) and not _turns(behind)

    def _is_cue(self, cue: str, draft: Draft) -> bool:
        """Whether the words of the cue stand where the grammar has it."""
        if draft.unit < 0:  # a label or signature: the mark is all of its cue
            return cue.strip() in (draft.cue, ":", "-", "–", "—")
        near = self._copied.places(cue, start=draft.frame_start - _NEAR, end=draft.frame_start + _NEAR)
        return any(start <= draft.frame_start < end for start, end in near)

    def _is_named(self, speaker: str, mention: Mention) -> bool:
        """Whether the words for the speaker hold the word that the mention turns on."""
        heads = {mention.head_start, mention.apposition} - {None}
        length = len(speaker) + _NEAR
        near = self._copied.places(speaker, start=mention.start - length, end=mention.reach + length)
        return any(start <= head < end for start, end in near for head in heads if head is not None)

    def _kept_whole(self, draft: Draft, place: Span) -> Span:
        """The words with what turns them round in what the rules have for the cue, as far as the sentence goes."""
        start, end = place
        first, last = max(draft.start, self._sentence_at(start)[0]), min(draft.end, self._sentence_at(end - 1)[1])
        if (quoted := self._quoted_at(start)) is not None:
            first = max(first, quoted[0])
        if (quoted := self._quoted_at(end - 1)) is not None:
            last = min(last, quoted[1])
        return (
            first if first < start and _turns(self._text[first:start]) else start,
            last if end < last and _turns(self._text[end:last]) else end,
        )

    def _sentence_at(self, position: int) -> Span:
        index = bisect_right(self._sentences, position, key=lambda span: span[0]) - 1
        if index >= 0 and position < self._sentences[index][1]:
            return self._sentences[index]
        return self._paragraph_at(position)

    def _with_marks(self, place: Span) -> Span:
        """The words with the mark at an edge of theirs whose other mark they hold."""
        start, end = place
        if self._only_quotation(start, end):
            return place
        first, last = self._quoted_at(start), self._quoted_at(end - 1)
        if first is not None and first[0] == start:
            start -= 1
        if last is not None and not any(map(str.isalnum, self._text[end : last[1]])):
            end = last[1] + 1
        return start, min(end, self._paragraph_at(place[1] - 1)[1])

    def _quoted_at(self, position: int) -> Span | None:
        """The inside of the quotation that holds a position."""
        paragraph = self._paragraph_at(position)
        if paragraph not in self._quotations:
            self._quotations[paragraph] = quotations(self._text, start=paragraph[0], end=paragraph[1])
        found = self._quotations[paragraph]
        return next(((q.inner_start, q.inner_end) for q in found if q.start <= position < q.end), None)

    def _only_quotation(self, start: int, end: int) -> bool:
        """Whether every word between two positions is quoted."""
        at = start
        while at < end:
            if not self._text[at].isalnum():
                at += 1
                continue
            quoted = self._quoted_at(at)
            if quoted is None:
                return False
            at = max(at + 1, quoted[1])
        return True


def _common(draft: Draft, place: Span) -> int:
    return max(0, min(draft.end, place[1]) - max(draft.start, place[0]))


def _turns(words: str) -> bool:
    return is_negated(words) or is_conditional(words)
