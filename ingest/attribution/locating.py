"""Where words that somebody copied stand in a text, letter by letter but for marks that copying changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vectorstore.records import Span

# One character for one, so that every position stays. Brackets are among them: documents are shown to models with
# look-alikes in their place.
_FOLD = {
    **dict.fromkeys(map(ord, "“”„«»"), '"'),
    **dict.fromkeys(map(ord, "‘’‚`´"), "'"),
    **dict.fromkeys(map(ord, "–—―‑−"), "-"),
    **dict.fromkeys(map(ord, "\xa0\u2009\u202f\n\t"), " "),
    **dict.fromkeys(map(ord, "[("), "("),
    **dict.fromkeys(map(ord, "])"), ")"),
    **dict.fromkeys(map(ord, "<‹"), "<"),
    **dict.fromkeys(map(ord, ">›"), ">"),
}
_EDGE = " \"',.;:-…"
_MOST = 20  # occurrences; what stands there more often tells nothing


class CopiedFrom:
    """Finds in one text what was copied from it. Words are never changed: "will" is not "would", nor "Will"."""

    def __init__(self, text: str) -> None:
        self._folded = text.translate(_FOLD)

    def places(self, words: str, *, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Yield where ``words`` stand as whole words between two positions, without marks at their edges."""
        parts = [re.escape(part) for part in words.translate(_FOLD).strip(_EDGE).split()]
        if not parts:
            return
        pattern = re.compile(rf"(?<!\w){' +'.join(parts)}(?!\w)")
        last = len(self._folded) if end is None else end
        for number, match in enumerate(pattern.finditer(self._folded, max(0, start), last)):
            if number == _MOST:
                return
            yield match.span()
