"""Where words only suppose, ask or set a condition: nobody holds what stands there."""

from __future__ import annotations

import re

_OPENING = (
    r"(?:if|unless|whether|in case|provid(?:ed|ing)|as long as|so long as|assuming|supposing"
    r"|on (?:the )?(?:sole )?condition|conditional on)"
)
SUPPOSED = re.compile(rf"\b(?:{_OPENING}|should|until|once)\b[^,;:.“\"]{{0,40}}$", re.IGNORECASE)
"""What opens a supposition, close before the words that it governs."""
_LONGEST_CLAUSE = 400  # characters; the search is a quadratic one, and made for every word
_CLAUSE = re.compile(rf"(?<!as )\b{_OPENING}\b[^,;:.]*$", re.IGNORECASE)
# Somebody's act that another one denies, or does not tell: "denied that they had accepted it".
_DISOWNED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|doubt(?:s|ed)?|disput(?:es?|ed)|(?:not|never|n[’']t|declined to|refused to)"
    r" (?:say|said|confirm(?:ed)?|claim(?:ed)?|believe|think|know))\b[^,;:.“\"]{0,40}$",
    re.IGNORECASE,
)


# "She could live with it, she said, provided that they paid": the condition stands behind who says it.
_WHO_SAYS = (
    r"(?!\s|(?:and|but|while)\b)[^,.;:]{1,60}\b(?:said|says|added|told [^,.;:]{1,40})\b"
    r"(?: (?:on|in|at|late|early|this|last|yesterday|today|\w+day)\b[^,.;:]{0,25})?"
)
_ADDED = re.compile(rf"[\s,.”\"]*+(?:{_WHO_SAYS})?,?\s*{_OPENING}\b", re.IGNORECASE)


def adds_condition(behind: str) -> bool:
    """Return whether what follows somebody's words in their sentence sets them a condition."""
    found = _ADDED.match(behind)
    return found is not None and not found.group().lower().endswith("whether")


def behind_supposition(before: str) -> bool:
    """Return whether the clause that ``before`` ends in supposes, asks, sets a condition, or is one that is denied."""
    before = before[-_LONGEST_CLAUSE:]
    return _CLAUSE.search(before) is not None or _DISOWNED.search(before) is not None


def is_supposed(before: str) -> bool:
    """Return whether the words before somebody's act suppose it, ask for it or deny it."""
    return any(pattern.search(before) for pattern in (SUPPOSED, _DISOWNED))
