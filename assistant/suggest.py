"""Example questions made from the documents' own speakers, offered only when they have an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from vectorstore import Statement


def suggestions(statements: Sequence[Statement], *, answers: Callable[[str], bool], limit: int) -> list[str]:
    """Return up to ``limit`` questions about who says most in the documents.

    ``answers`` tells whether a question has an answer; those that have none are not offered.
    """
    parties = [name for name, _ in Counter(item.party for item in statements if item.party).most_common(3)]
    speakers = [
        name
        for name, _ in Counter(
            item.speaker for item in statements if item.speaker and " " in item.speaker and item.speaker != item.party
        ).most_common(3)
    ]
    if not statements:
        return []
    asked = ["What stands in the way of a deal?"]
    asked += [f"What does {party} want?" for party in parties[:2]]
    asked += [f"What did {speaker} say?" for speaker in speakers[:2]]
    asked += [f"What does {party} reject?" for party in parties[2:]]
    found: list[str] = []
    for question in asked:
        if len(found) < limit and answers(question):
            found.append(question)
    return found
