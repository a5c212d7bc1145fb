"""Words that turn or bind what is said: "not", "refused to", "far from"; "if", "unless", "no peace without".

The two flags are warnings: words that carry one are no plain consent. A double negation ("did not rule out") keeps
its flag, because it is no plain consent either.
"""

from __future__ import annotations

import re

_IDIOMS = re.compile(
    r"\b(?:not (?:only|just|merely|least)|no (?:doubt|less|later|fewer) ?(?:than)?|none other|no sooner|"
    r"false (?:flag|alarm)s?)\b|\bno\.? ?(?=\d)|№",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|neither|nobody|none|nothing|nowhere|cannot|without|hardly|scarcely|barely|"
    r"far from|anything but|yet to|false|untrue|impossible|unacceptable|unthinkable|unable|unwilling|unlikely|"
    r"fail(?:s|ed|ing)? to|lack(?:s|ed|ing)?|refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|den(?:y|ies|ied|ying|ial)|"
    r"declin(?:e|es|ed|ing) to|oppos(?:e|es|ed|ing)|disagree(?:s|d|ing)?|rul(?:e|es|ed|ing) (?:\w+ ){0,2}?out)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|provided(?: that)?|providing|as long as|so long as|on (?:the )?condition|subject to|"
    r"only (?:when|after|once)|not before|in case|in the event|assuming|conditional on|depend(?:s|ed|ing)? on|"
    r"in exchange for|in return for|no(?:t|body|thing|ne)?\b[^.;]{0,80}\bwithout)\b",
    re.IGNORECASE,
)


_COMPARISON = re.compile(r"\b(?:as if|what if)\b", re.IGNORECASE)


def is_negated(content: str) -> bool:
    """Whether words hold a negation or a refusal of their own."""
    return _NEGATION.search(_IDIOMS.sub(" ", content)) is not None


def is_conditional(content: str) -> bool:
    """Whether words hold a condition."""
    return _CONDITION.search(_COMPARISON.sub(" ", content)) is not None
