"""Joins quotations that stand on their own to what was said before or after them."""

from __future__ import annotations

from dataclasses import replace

from ingest.attribution.draft import Draft

_ASIDE = 150  # characters: a longer clause between two quotations is a report of its own, not "she said"


class Sequel:
    """Takes the drafts of a document in order and joins a quotation without a clause to its speaker.

    A quotation that follows another one in its paragraph continues it. One that fills the next paragraph has
    the speaker of the last words reported, unless a sentence stands between them. One whose marks stay open
    waits for the paragraph that closes them.
    """

    def __init__(self) -> None:
        self._drafts: list[Draft] = []
        self._direct: int | None = None  # where the last quotation stands in the drafts
        self._spoken: int | None = None  # where the last quotation or words reported by a verb of saying stand
        self._waiting: Draft | None = None

    def add(self, draft: Draft) -> None:
        """Takes the next draft."""
        draft, first_unit = self._closing(draft)
        alone = draft.direct and draft.mention is None and not draft.cue
        if alone and draft.open and not self._continues(draft):
            self._waiting = draft
        elif alone:
            self._float(draft, first_unit=first_unit)
        else:
            self._keep(draft)

    def finish(self) -> list[Draft]:
        """All drafts, after the last one was added."""
        if self._waiting is not None:
            self._float(self._waiting, first_unit=self._waiting.unit)
            self._waiting = None
        return self._drafts

    def _closing(self, draft: Draft) -> tuple[Draft, int]:
        """The draft with the quotation that it closes, and the unit in which that begins."""
        waiting = self._waiting
        if waiting is None:
            return draft, draft.unit
        self._waiting = None
        if draft.direct and draft.paragraph - waiting.paragraph == 1:
            return replace(draft, start=waiting.start), waiting.unit
        self._float(waiting, first_unit=waiting.unit)
        return draft, draft.unit

    def _continues(self, draft: Draft) -> bool:
        if self._direct is None:
            return False
        previous = self._drafts[self._direct]
        return previous.open and draft.paragraph - previous.paragraph <= 1

    def _keep(self, draft: Draft) -> None:
        if draft.direct:
            self._direct = len(self._drafts)
        if draft.direct or draft.speech:
            self._spoken = len(self._drafts)
        self._drafts.append(draft)

    def _float(self, draft: Draft, *, first_unit: int) -> None:
        at = self._direct
        if at is not None:
            previous = self._drafts[at]
            same = previous.paragraph == draft.paragraph and draft.start - previous.end <= _ASIDE
            if first_unit - previous.unit == 1 and (same or previous.open):
                self._drafts[at] = replace(
                    previous, end=draft.end, open=draft.open, unit=draft.unit, paragraph=draft.paragraph
                )
                return
        last = self._drafts[self._spoken] if self._spoken is not None else None
        # A sentence between them may have brought in somebody else: "X was more guarded. “...”".
        next_to_it = last is not None and first_unit - last.unit <= 1
        if last is not None and last.mention is not None and next_to_it and draft.paragraph - last.paragraph <= 1:
            self._keep(replace(draft, mention=last.mention, cue=last.cue, beside=""))
