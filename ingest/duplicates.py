"""Near-duplicates: one wire story in several outlets counts once as evidence.

Two documents are near-duplicates when most five-word runs of the shorter one occur in the other. Runs are compared
by hash over an inverted index, so the work grows with the text and not with the pairs. datasketch's MinHash would do
it too, but it estimates what is cheap to count here and brings SciPy.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from zlib import crc32

from vectorstore import SourceDocument

_RUN = 5
# Share of the shorter document's runs that the other has to hold. Edited copies of a wire story keep .8 and more of
# them; two reports of their own on the same day seldom share .1.
_COPIED = 0.6
# A document with fewer runs is too short to tell a copy from a formula ("No comment was available").
_FEWEST = 20
# A run that this many documents share is boilerplate (an outlet's footer), and would make the count quadratic.
_BOILERPLATE = 50


def near_duplicates(documents: Iterable[SourceDocument]) -> dict[str, str]:
    """Return for each copy, by document id, the document that it repeats: the earliest of them, then by source."""
    ordered = sorted(documents, key=lambda item: (item.published_on or date.max, item.source))
    holders: dict[int, list[str]] = defaultdict(list)
    sizes: dict[str, int] = {}
    copies: dict[str, str] = {}
    for document in ordered:
        runs = _runs(document.text)
        if len(runs) < _FEWEST:
            continue
        shared = Counter(holder for run in runs for holder in holders.get(run, ())[:_BOILERPLATE])
        sizes[document.document_id] = len(runs)
        for holder, count in shared.most_common():
            if count >= _COPIED * min(len(runs), sizes[holder]):
                copies[document.document_id] = holder
                break
        else:
            for run in runs:
                holders[run].append(document.document_id)
    return copies


def _runs(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(crc32(" ".join(words[index : index + _RUN]).encode()) for index in range(len(words) - _RUN + 1))
