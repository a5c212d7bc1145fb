"""The small words that turn a verb round or stand between it and its subject, as ``rules.yaml`` has them."""

from __future__ import annotations

from assistant.positions.rules import rules

NOT = rules().nots
"""Words that negate what stands behind them."""
NO = rules().nos
"""These negate from behind the verb as well: "would sign nothing"."""
HELPERS = (
    frozenset({"will", "would", "shall", "can", "could", "can't", "couldn't", "won't", "wouldn't", "i'll"})
    | {"may", "might", "must", "should", "ought"}
    | NOT
    | {"to", "has", "have", "had", "is", "are", "was", "were", "be", "been", "does", "do", "did", "also", "still"}
    | {"only", "now", "already", "yet", "therefore", "always", "even", "flatly", "firmly", "again", "fully", "longer"}
)
"""What may stand between a subject and its verb."""
