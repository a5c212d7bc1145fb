"""Near-duplicates: one wire story in several outlets counts once as evidence.

A document repeats an earlier one when most of its five-word runs occur there. The direction matters: a report that
takes up a short flash and adds to it is no copy of the flash. Candidates come from an inverted index over a sample of
the runs, and each is then counted exactly, so the work grows with the text and not with the pairs of documents.
datasketch's MinHash would do it too, but it estimates a symmetric likeness and brings SciPy.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

from vectorstore import SourceDocument

_RUN = 5
# Share of a document's runs that the other has to hold. Edited copies of a wire story keep .8 and more of them; two
# reports of their own on the same day seldom share .1, and one that quotes the same speech at length about .3.
_COPIED = 0.6
# Below it a candidate is not worth counting: the estimate from the sample errs by about .1.
_CANDIDATE = 0.4
_COUNTED = 5
# A document with fewer runs is too short to tell a copy from a formula ("No comment was available").
_FEWEST = 20
# A run that this many documents share is boilerplate (an outlet's footer), and would make the count quadratic.
_BOILERPLATE = 50
# Of a long document every eighth run is indexed (by value, so that the same runs are in every sample); a short one is
# indexed whole. Ten thousand news reports then take tens of megabytes, not gigabytes.
_SHORT = 200
_SAMPLE = 8


@dataclass(slots=True)
class _Index:
    """The documents that repeat none so far, by the runs that were sampled of them."""

    holders: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    texts: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    # For each holder: how many runs stand for one indexed run.
    weights: list[float] = field(default_factory=list)

    def add(self, document: SourceDocument, *, runs: frozenset[int]) -> None:
        sample = [run for run in runs if run % _SAMPLE == 0] if len(runs) > _SHORT else runs
        number = len(self.ids)
        for run in sample:
            if len(places := self.holders[run]) < _BOILERPLATE:
                places.append(number)
        self.ids.append(document.document_id)
        self.texts.append(document.text)
        self.weights.append(len(runs) / len(sample) if sample else 0.0)

    def original(self, runs: frozenset[int]) -> str | None:
        """Return the first document that holds most of ``runs``."""
        shared = Counter(holder for run in runs for holder in self.holders.get(run, ()))
        likely = [
            holder for holder, count in shared.most_common() if count * self.weights[holder] >= _CANDIDATE * len(runs)
        ]
        for holder in likely[:_COUNTED]:
            if len(runs & _runs(self.texts[holder])) >= _COPIED * len(runs):
                return self.ids[holder]
        return None


def near_duplicates(documents: Iterable[SourceDocument]) -> dict[str, str]:
    """Return for each copy, by document id, the document that it repeats: the earliest of them, then by source.

    The document that is repeated repeats none itself. Documents without a date count as the latest.
    """
    index = _Index()
    copies: dict[str, str] = {}
    for document in sorted(documents, key=lambda item: (item.published_on or date.max, item.source)):
        runs = _runs(document.text)
        if len(runs) < _FEWEST:
            continue
        original = index.original(runs)
        if original is None:
            index.add(document, runs=runs)
        else:
            copies[document.document_id] = original
    return copies


def _runs(text: str) -> frozenset[int]:
    # Four bytes a word, so that a run is a slice of bytes and not a joined string.
    words = b"".join(crc32(word.encode()).to_bytes(4, "big") for word in re.findall(r"\w+", text.casefold()))
    return frozenset(crc32(words[at : at + 4 * _RUN]) for at in range(0, len(words) - 4 * _RUN + 1, 4))
