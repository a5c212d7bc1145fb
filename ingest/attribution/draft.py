"""A statement on its way: the words are known, the speaker is still a mention."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.attribution.meaning import RELATIVE, Mention
from vectorstore.records import Span

_QUOTE_PAIRS = {"“": "”", "”": "”", '"': '"', "‘": "’", "«": "»", "„": "“"}
_WINDOW = 20  # drafts; more do not fit around one position
_CLOSING = re.compile(r"[.,?!…]?[”\"»“]")
_EDGE = " \t\n\xa0,;:—–-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A statement whose speaker is still a mention.

    ``frame_start`` is where its cue stands, ``beside`` the adverbials of the cue, ``direct`` whether it is nothing
    but quotation, ``open`` whether that quotation goes on in the next paragraph, ``speech`` whether the cue is a
    verb of saying, ``via`` the one who passes the words on. ``supposed`` words are what has to be ("unless X agrees to
    sign").
    """

    start: int
    end: int
    cue: str
    mention: Mention | None
    frame_start: int
    paragraph: int
    unit: int
    negative: bool
    conditional: bool = False
    supposed: bool = False
    beside: str = ""
    direct: bool = False
    open: bool = False
    speech: bool = False
    via: Mention | None = None


class Reporters:
    """Tells in whose reported words a position stands; quotations do not count, nobody is looked for in them."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        reported = [
            d for d in drafts if d.mention is not None and not d.direct and d.mention.head.lower() not in RELATIVE
        ]
        self._drafts = sorted(reported, key=lambda d: d.start)
        self._starts = [draft.start for draft in self._drafts]

    def of(self, position: int) -> int | None:
        """Where the speaker of the words at ``position`` stands, the innermost if there are several."""
        last = bisect_right(self._starts, position)
        for draft in reversed(self._drafts[max(0, last - _WINDOW) : last]):
            mention = draft.mention
            if mention is not None and position < draft.end and not mention.start <= position < mention.reach:
                return mention.start
        return None


def tidy(text: str, start: int, end: int) -> Span:
    """The span without blanks and commas at its edges, and without one enclosing pair of quotation marks."""
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    while start < end and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        end -= 1
    inner = text[start + 1 : end - 1]
    closer = _QUOTE_PAIRS.get(text[start : start + 1])
    if closer is not None and text[end - 1 : end] == closer and not re.search(r"[“”\"«»‘]", inner):
        return tidy(text, start + 1, end - 1)
    # A sentence's own full stop belongs to the report unless it closes a quotation.
    if end - start > 1 and text[end - 1] == "." and not re.search(r"\b(?:[A-Z]|[a-z])\.$", text[start:end][-4:]):
        end -= 1
    return start, end


def is_enclosed(text: str, start: int, end: int) -> bool:
    """Whether marks of a quotation stand right around a span: who "called it “a trap.”" is quoted."""
    closer = _QUOTE_PAIRS.get(text[start - 1 : start]) if start else None
    closing = _CLOSING.match(text, end)
    return closer is not None and closing is not None and closing.group()[-1] == closer


def with_both_marks(text: str, start: int, end: int) -> Span:
    """The span with the mark next to it of a quotation of which it holds the other one.

    The parser hangs the marks of 'said it was "over."' on the verb of saying.
    """
    for opener, closer in _QUOTE_PAIRS.items():
        opened, closed = text.count(opener, start, end), text.count(closer, start, end)
        closing = _CLOSING.match(text, end)
        missing = opened % 2 if opener == closer else opened > closed
        if missing and closing is not None and closing.group()[-1] == closer:
            return start, closing.end()
        if (opened % 2 if opener == closer else closed > opened) and text[start - 1 : start] == opener:
            return start - 1, end
    return start, end
