"""Words that turn or bind what is said: "not", "refused to", "far from"; "if", "unless", "no peace without".

The two flags are warnings: words that carry one are no plain consent. A double negation ("did not rule out") keeps
its flag, because it is no plain consent either.
"""

from __future__ import annotations

import re

_IDIOMS = re.compile(
    r"\b(?:not (?:only|just|merely|least)|no (?:doubt|less|later|fewer) ?(?:than)?|none other|no sooner|"
    r"false (?:flag|alarm)s?|little doubt|little by little|"
    r"(?:as|an?|the|this|these|those|his|her|its|their|our|my|your|next|last|past|first|every|some|any)"
    r" (?:very )?(?:few|little))\b|\bno\.? ?(?=\d)|№",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|neither|nobody|none|nothing|nowhere|cannot|without|hardly|scarcely|barely|"
    r"seldom|rarely|(?-i:few|little|(?:^|(?<=[.!?] ))(?:Few|Little) (?=[a-z]))|rather than|instead of|short of|"
    r"refrain(?:s|ed|ing)? from|far from|anything but|yet to|false|untrue|impossible|unacceptable|unthinkable|"
    r"unable|unwilling|unlikely|"
    r"fail(?:s|ed|ing)? to|lack(?:s|ed|ing)?|refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|den(?:y|ies|ied|ying|ial)|"
    r"declin(?:e|es|ed|ing) to|oppos(?:e|es|ed|ing)|disagree(?:s|d|ing)?|rul(?:e|es|ed|ing) (?:\w+ ){0,2}?out|"
    r"turn(?:s|ed|ing)? (?:\w+ ){0,3}?down)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
# "until June 30" and "until the end of the week" are dates; "until the end of the war" is a condition.
_TIME = (
    r"(?:(?:the )?(?:end|start|beginning|middle) of |"
    r"early |late |mid-?|next |last |this |at least |about |around |the )*"
    r"(?:\d+|now|then|today|tonight|tomorrow|yesterday|recently|noon|midnight|dawn|weekend|mornings?|evenings?|"
    r"afternoon|weeks?|months?|years?|decade|century|spring|summer|autumn|winter|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan(?:uary|\b)|Feb(?:ruary|\b)|March|April|May|June|July|"
    r"Aug(?:ust|\b)|Sept(?:ember|\b)|Oct(?:ober|\b)|Nov(?:ember|\b)|Dec(?:ember|\b))\b"
)
_CONDITION = re.compile(
    rf"\b(?:if|unless|until(?! {_TIME})|"
    r"provided(?: that)?|providing|as long as|so long as|on (?:the )?condition|subject to|"
    r"only (?:when|after|once)|not before|in case|in the event|assuming|conditional on|depend(?:s|ed|ing)? on|"
    r"in exchange for|in return for|no(?:t|body|thing|ne)?\b[^.;]{0,80}\bwithout)\b",
    re.IGNORECASE,
)


# A condition without its "if": "Were Moscow to leave, Kyiv would sign", "would sign should Moscow leave". A question
# ("Should we leave?") puts its words in the same order.
_SUBJECT = r"(?:(?:the|an?|any|this|these|those|it|s?he|they|we|you|there|both|either|his|her|their|its|our)\b|[A-Z])"
_WILL = r"(?:\b(?:will|would|could|can|may|might|shall|must)\b|[’'](?:ll|d)\b)"
_NO_QUESTION = r"(?![^.!]{0,250}\?)"
_REST = rf"{_NO_QUESTION}[^.?!;]{{0,120}}?"
_INVERSION = re.compile(
    rf"(?:^|[.!?:“\"‘«] ?)(?:[Ww]ere|[Hh]ad|[Ss]hould) {_SUBJECT}{_REST}, (?!and\b|but\b|or\b)[^.?!;]{{0,80}}?{_WILL}"
    rf"|, (?:should|were) {_SUBJECT}{_REST}, (?!and\b|but\b|or\b)[^.?!;]{{0,80}}?{_WILL}"
    rf"|{_WILL} {_NO_QUESTION}[^.?!;]{{2,100}}?(?<!why)(?<!how)(?<!what)(?<!when)(?<!where)(?<!nor)(?<!so) "
    rf"(?:should {_SUBJECT}"
    r"|were (?:it|s?he|they|we|you|[A-Z]\w*)(?: not)? to\b"
    r"|(?<=\w )had (?:s?he|they|we|you|I)\b)"
)
_COMPARISON = re.compile(r"\b(?:as if|what if|if anything)\b", re.IGNORECASE)


def is_negated(content: str) -> bool:
    """Whether words hold a negation or a refusal of their own."""
    return _NEGATION.search(_IDIOMS.sub(" ", content)) is not None


def is_conditional(content: str) -> bool:
    """Whether words hold a condition."""
    return _CONDITION.search(_COMPARISON.sub(" ", content)) is not None or _INVERSION.search(content) is not None


def opens_with_condition(clause: str) -> bool:
    """Whether words begin with a condition: "if they leave, we ...", "were they to leave, we would ..."."""
    opened = _CONDITION.match(_COMPARISON.sub(" ", clause.removeprefix("only ").removeprefix("Only ")))
    return (opened or _INVERSION.match(clause)) is not None
