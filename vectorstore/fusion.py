"""One ranking of two: by meaning (vectors) and by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# How many candidates each side brings, and the weight of meaning. Measured on three public collections
# (SQuAD, Chroma's chunking evaluation, TIME): this mix is better than either side, where reciprocal rank
# fusion is worse than words alone.
CANDIDATES = 50
DENSE_WEIGHT = 0.3

# (chunk id, score), best first
Ranking = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """A candidate with its fused ``score`` in [0, 1] and what each side says of it; ranks are 1-based."""

    chunk_id: str
    score: float
    dense_score: float | None = None
    dense_rank: int | None = None
    lexical_score: float | None = None
    lexical_rank: int | None = None


def fuse(dense: Ranking, lexical: Ranking) -> list[Fused]:
    """Return the union of both rankings, best first.

    Each side's scores are stretched to [0, 1]. Zero is the lowest candidate for meaning, whose scores have
    no natural zero, and no shared word for words; so a candidate that one side does not know gets 0 from it.
    Where all candidates of a side score alike, they get 1. Ties keep the order of meaning, then of ids.
    """
    meaning = _stretched(dense, floor=min((score for _, score in dense), default=0.0))
    words = _stretched(lexical, floor=0.0)
    dense_ranks = {chunk_id: rank for rank, (chunk_id, _) in enumerate(dense, start=1)}
    lexical_ranks = {chunk_id: rank for rank, (chunk_id, _) in enumerate(lexical, start=1)}
    dense_scores, lexical_scores = dict(dense), dict(lexical)
    fused = [
        Fused(
            chunk_id=chunk_id,
            score=DENSE_WEIGHT * meaning.get(chunk_id, 0.0) + (1 - DENSE_WEIGHT) * words.get(chunk_id, 0.0),
            dense_score=dense_scores.get(chunk_id),
            dense_rank=dense_ranks.get(chunk_id),
            lexical_score=lexical_scores.get(chunk_id),
            lexical_rank=lexical_ranks.get(chunk_id),
        )
        for chunk_id in dense_ranks | lexical_ranks
    ]
    last = len(dense) + 1
    return sorted(fused, key=lambda item: (-item.score, item.dense_rank or last, item.chunk_id))


def _stretched(ranking: Ranking, *, floor: float) -> dict[str, float]:
    width = max((score for _, score in ranking), default=floor) - floor
    return {chunk_id: (score - floor) / width if width > 0 else 1.0 for chunk_id, score in ranking}
