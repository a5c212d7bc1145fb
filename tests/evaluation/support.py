"""How well the gate for a model's claims tells supported from unsupported: the claims of WiCE.

Each claim cites the sentences that annotators found to support it; one that nothing supports cites the three that
share most of its words, as a model that makes something up would. Claims of the set are long and mostly compound: a
claim that is supported in part has to be withheld.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from assistant.reader.candidates import Candidate
from assistant.understand.words import words_of
from assistant.verify.support import support
from tests.evaluation.metrics import percent
from tests.evaluation.passages import PassageReader
from tests.evaluation.reading import Rows

_LIKE_A_MODEL = 3
_GAP = "\n\n"


def wice(folder: Path, reader: PassageReader) -> Rows:
    """Share of claims withheld, by what the annotators say."""
    withheld: dict[str, list[bool]] = {"supported": [], "partially_supported": [], "not_supported": []}
    lacks: Counter[str] = Counter()
    for line in (folder / "claim_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kept_back = _lacks(row, reader)
        withheld[row["label"]].append(all(kept_back))
        if row["label"] == "supported" and all(kept_back):
            lacks[str(kept_back[0])] += 1
    reasons = ", ".join(f"{name} {count}" for name, count in lacks.most_common())
    return [
        ("WiCE, supported claims withheld, %", percent(withheld["supported"]), "-"),
        (f"  ({reasons})", "", ""),
        ("WiCE, partly supported claims withheld, %", percent(withheld["partially_supported"]), "-"),
        ("WiCE, unsupported claims withheld, %", percent(withheld["not_supported"]), "-"),
    ]


def _lacks(row: dict[str, Any], reader: PassageReader) -> list[str | None]:
    """What the claim lacks with each of the sets of sentences that it may cite."""
    title = row["evidence"][0].removeprefix("(meta data) TITLE:").strip()
    chain = reader.open(_GAP.join(row["evidence"]), title=title)
    found = chain.sentences_of(tuple(chain.store.search("", limit=1)))
    return [
        support(row["claim"], cited, cast=chain.cast, titles=[title] * len(cited)).lack for cited in _citing(row, found)
    ]


def _citing(row: dict[str, Any], found: tuple[Candidate, ...]) -> Iterator[list[Candidate]]:
    if not row["supporting_sentences"]:
        words = {word.stem for word in words_of(row["claim"])}
        yield sorted(found, key=lambda item: -len(words & item.stems))[:_LIKE_A_MODEL]
        return
    ends = list(accumulate(len(text) + len(_GAP) for text in row["evidence"]))
    starts = [0, *ends]
    for numbers in row["supporting_sentences"]:
        spans = [(starts[number], ends[number]) for number in numbers]
        yield [item for item in found if any(first <= item.start < last for first, last in spans)]
