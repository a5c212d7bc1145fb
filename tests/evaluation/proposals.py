"""What the gate for proposed statements lets through: ``python -m tests.evaluation.proposals FILE [ARTICLES]``.

FILE has an article of PolNeAR on each line, with its annotated attributions. The annotators' own statements are
proposed, as by a model that makes no mistake, and then with another speaker of the same article in place of theirs.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.attribution import Analyst, Judged
from ingest.sentences import sentence_spans
from tests.evaluation.passages import paragraphs
from vectorstore import Proposal, SourceDocument, Span, Statement

_LEAST_COMMON = 0.5
_LIES = 3  # for each article


def whole(spans: Sequence[Sequence[int]]) -> Span:
    """Return the span from the first to the last of several."""
    return min(start for start, _ in spans), max(end for _, end in spans)


def joint(gold: Sequence[dict[str, Any]], found: Sequence[Statement]) -> int:
    """Return how many annotated statements have a record of half the same words with a word of the same speaker."""
    left, right = list(found), 0
    for item in gold:
        start, end = whole(item["content"])
        for statement in left:
            common = min(end, statement.end) - max(start, statement.start)
            if common >= _LEAST_COMMON * (max(end, statement.end) - min(start, statement.start)):
                left.remove(statement)
                right += _same_speaker(item, statement)
                break
    return right


def _same_speaker(item: dict[str, Any], statement: Statement) -> bool:
    if not item["source"] or statement.speaker_start is None or statement.speaker_end is None:
        return not item["source"] and statement.speaker_start is None
    start, end = whole(item["source"])
    return min(end, statement.speaker_end) > max(start, statement.speaker_start)


class Article:
    """One annotated article."""

    def __init__(self, row: dict[str, Any], analyst: Analyst) -> None:
        self.text: str = row["text"]
        self.gold = [item for item in row["attributions"] if item["content"]]
        self.named = [item for item in self.gold if item["source"] and item["cue"]]
        self._analyst = analyst
        self._document = SourceDocument(document_id="d", title="", text=self.text, source="d")
        self._sentences = [
            span
            for section in paragraphs(self.text)
            for span in sentence_spans(self.text[slice(*section.span)], offset=section.span[0])
        ]

    def proposal(self, item: dict[str, Any], *, speaker: str = "") -> Proposal:
        """Return an annotated statement as a proposal, with another speaker where one is given."""
        source, cue, content = (self.text[slice(*whole(item[name]))] for name in ("source", "cue", "content"))
        return Proposal(speaker=speaker or source, cue=cue, content=content)

    @property
    def statements(self) -> Sequence[Statement]:
        """What the rules find."""
        return self._analyst.analyse(self._document, sentences=self._sentences).statements

    def judge(self, proposals: Sequence[Proposal]) -> Judged:
        """Return what the gate makes of proposals."""
        return self._analyst.judge(self._document, sentences=self._sentences, proposals=proposals)

    def lies(self, chance: random.Random) -> list[tuple[Proposal, Proposal]]:
        """Return some statements with somebody else as the speaker, and as they are true."""
        true = [self.proposal(item) for item in self.named]
        found = []
        for item in chance.sample(self.named, min(_LIES, len(self.named))):
            own = self.proposal(item).speaker
            others = [each.speaker for each in true if not set(each.speaker.split()) & set(own.split())]
            if others:
                found.append((self.proposal(item, speaker=chance.choice(others)), self.proposal(item)))
        return found


def main() -> int:
    limit = int(sys.argv[2]) if sys.argv[2:] else None
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()][:limit]
    analyst, chance, counts = Analyst(), random.Random(1), Counter[str]()
    for row in rows:
        article = Article(row, analyst)
        judged = article.judge([article.proposal(item) for item in article.named])
        counts.update({f"dropped, {reason}": many for reason, many in judged.dropped.items()})
        counts["annotated"] += len(article.gold)
        for name, found in (("gate", judged.admitted.statements), ("rules", judged.by_rules.statements)):
            counts[f"{name} records"] += len(found)
            counts[f"{name} right"] += joint(article.gold, found)
        for lie, true in article.lies(chance):
            counts["lies"] += 1
            for statement in article.judge([lie]).admitted.statements:
                who = article.text[statement.speaker_start : statement.speaker_end]
                counts["lies admitted"] += not set(who.split()) & set(true.speaker.split())
    for name in ("gate", "rules"):
        right, records = counts[f"{name} right"], counts[f"{name} records"]
        precision, recall = right / max(1, records), right / max(1, counts["annotated"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"{name}: precision {precision:.1%}, recall {recall:.1%}, joint F1 {f1:.1%} (IoU 0.5)")
    print(", ".join(f"{name} {many}" for name, many in sorted(counts.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
