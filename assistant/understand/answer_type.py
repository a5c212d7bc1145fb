"""What kind of thing a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import re
from typing import Literal

from assistant.understand.words import words_of

AnswerType = Literal["person", "place", "time", "duration", "quantity", "reason", "yes_no", "other"]

# Tried in this order: "how many years" is a duration before it is a number.
_ASKS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "duration",
        re.compile(
            r"\bhow long\b(?! ago)|\bhow many (?:more )?(?:second|minute|hour|day|week|month|year|decade)s?\b"
            r"|\bwhat (?:length|duration|period)\b|\bfor what (?:time|period)\b"
        ),
    ),
    (
        "quantity",
        re.compile(
            r"\bhow (?:many|much|big|large|high|low|often|old|ready|complete|few)\b"
            r"|\bwhat(?:['’]?s| is| was) the (?:\w+ )?(?:population|income|height|length|weight|area|rate|age)\b"
            r"|\b(?:what|which) (?:percentage|per ?cent|share|number|proportion|part|fraction|portion"
            r"|amount|figure|sum"
            r"|price|cost|size)\b|\bwhat % ?|\bhow .{0,12}percent"
        ),
    ),
    (
        "time",
        re.compile(
            # "When will they meet?", but not "What happens when ..." nor "When they met, what did ...".
            r"^(?:(?!\b(?:what|which|how|who|why|where)\b).)*\bwhen\b"
            r"(?!.*,\s*(?:what|which|how|who|why|where|did|does|do|is|was|were|has|had|will|would)\b)"
            r"|\b(?:what|which) (?:\w+ )?(?:day|date|year|month|time|century|week|weekday|deadline)\b"
            r"|\b(?:birth ?date|date of birth|birthday)\b|\bwhat(?:['’]?s| is| was) the (?:\w+ )?date\b"
            r"|\bhow (?:soon|long ago|recently)\b|\bsince (?:what|which)\b"
        ),
    ),
    (
        "reason",
        re.compile(
            r"\bwhy\b|\bhow come\b|\bwhat\b.{0,24}\breasons?\b|\b(?:for|on) (?:what|which) (?:reason"
            # "What is the money for?", but not "What is he asking for?".
            r"|ground)s?\b|\bwhat(?:['’]?s| is| are| was| were)\b.{0,40}(?<!ing)(?<!ed) for\s*\?*$"
            r"|\bwhat (?:makes|made|caused|causes|explains|motivates)\b|\breason\b.{0,20}\bfor\b"
            r"|\bwhat.{0,3}s? behind\b|\bcause of\b"
        ),
    ),
    (
        "place",
        re.compile(
            r"\bwhere\b(?!.{0,40}\bstands?\b)|\b(?:in|at|near|from) (?:what|which) (?:\w+ )?(?:country"
            r"|state|region|building|hotel|palace|province|district)\b"
            r"|\b(?:what|which) (?:\w+ )?(?:city|cities|capital|town|place|venue|location|site|village|resort)\b"
            r"|\bwhereabouts\b"
        ),
    ),
    (
        "person",
        re.compile(
            r"\bwho(?:se|m|['’]?s|['’]?d)?\b"
            # "Which minister", but not "What did Minister Holt say?".
            r"|\b(?:what|which) (?:(?!(?:did|does|do|is|was|are|were|has|have|had|will|would)\b)\w+ )?"
            r"(?:official|leader|person|man|woman"
            r"|minister|president|politician"
            r"|spokes\w+|country|countries|nation|state|organi[sz]ation|side|party|parties|group|agency"
            r"|guy|mediator|delegate)s?\b"
        ),
    ),
    (
        "yes_no",
        re.compile(
            r"^\W*(?:so |and |but |well |ok |then )*(?:is|are|was|were|do|does|did|has|have|had|will|would"
            r"|can|could|should|may"
            r"|isn|aren|doesn|didn|hasn|won)(?:['’]?t)?\b"
        ),
    ),
)

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?"
)
_FRACTIONS = (
    "half|thirds?|quarters?|fifths?|tenths?|majority|minority|percent|per cent|twice|double|none|few|fewer|several"
    "|nearly all|most of|all of"
)
_UNITS = "seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|generations?"
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)

# What "how many" counts ends before the verb or the next preposition; its last word is the noun.
_COUNTED = re.compile(
    r"\bhow many (?!did\b|do\b|does\b|will\b|would\b|can\b|could\b|are\b|were\b|have\b|has\b)"
    r"((?:[\w-]+ ){0,3}?[\w-]+)(?=\s*(?:[?.!,]|$)|\s+(?:did|do|does|were|was|are|is|have|has|had"
    r"|will|would|can|could|should"
    r"|must|it|he|she|they|you|we|of|in|on|at|to|for|from|with|by|during|live|lived|that|which|who|get|got)\b)"
)
_MONEY_ASKED = re.compile(r"\bhow much (?:money|cash)\b|\b(?:cost|costs|pay|pays|paid|price|worth|expensive)\b")
_MONEY = re.compile(
    r"[$€£¥%]|\b(?:per ?cent|dollars?|euros?|pounds?|yen|yuan|rubles?|roubles?|crowns?|francs?|cents?|budget)\b",
    re.IGNORECASE,
)
_AGE_ASKED = re.compile(r"\bhow old\b|\bwhat age\b")
_AGE = re.compile(
    r"\b(?:years? old|-year-old|aged?|born|turn(?:s|ed)|founded|built)\b|, \d{1,3},|\bin (?:1[5-9]|20)\d\d\b"
)
DATES = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd"
    rf"|th)?\b)?(?:,?\s+\d{{4}}\b)?|\b(?:1[5-9]|20)\d\d\b"
)

# "What sport is X known for?", "What is the genre of X?": one property.
_PROPERTY = re.compile(
    r"^\W*(?:what|which) (?:(?:is|was) the \w+(?: \w+)? of\b|(?!is\b|was\b|did\b|does\b)\w+ (?:is|was|does|did)\b)",
    re.I,
)

_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    "quantity": re.compile(rf"\d|%|\b(?:{_NUMBER_WORDS}|{_FRACTIONS})\b", re.IGNORECASE),
    "duration": re.compile(
        rf"\b(?:\d+|{_NUMBER_WORDS}|an?|several|few|many|couple of|half)[\s-]+(?:\w+[\s-]+)?(?:{_UNITS})\b"
        r"|\b(?:indefinite|permanent|forever|temporar|until|since|short-term|long-term|overnight|lifelong)\w*"
        r"|\b\d{3,4}\s*(?:-|–|to|through)\s*\d{2,4}\b|\b\w+th century",
        re.IGNORECASE,
    ),
    "time": re.compile(
        rf"\b(?:{_MONTHS})\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:1[5-9]|20)\d\d\b"
        rf"|\b\d{{1,2}}:\d\d\b"
        r"|\b(?:yesterday|today|tomorrow|tonight|ago|earlier|century|decade|midnight|noon|morning|evening"
        r"|afternoon)\b"
        rf"|\b(?:last|next|this|coming|past|previous|following|same|each|every)\s+(?:{_UNITS}|spring|summer"
        rf"|autumn|fall|winter|night|weekend)\b"
        rf"|\b(?:within|in|after|before|by)\s+(?:\w+\s+)?(?:{_NUMBER_WORDS}|\d+)\s+(?:{_UNITS})\b",
    ),
    "reason": re.compile(
        r"\b(?:because|since|due to|owing to|thanks to|so that|in order to|arguing|fear\w*|result\w*"
        r"|reason\w*|caus\w+"
        r"|therefore|given|after|concern\w*|worr\w+|would|which|for|to avoid|to prevent|as)\b",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"\b(?:in|at|near|from|to|outside|inside|across|around|of|on|between|along|over|off)\s+(?:the\s+"
        r"|an?\s+)?(?:[a-z]+\s+)?"
        rf"(?!(?:{_MONTHS}|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?s?\b)[A-Z]\w+"
        r"|\b(?:front line|border|river|coast|region|capital|city|island|valley|headquarters)s?\b|^[A-Z]{3,}"
    ),
    "person": re.compile(r"[\w,”\"]\s+[A-Z]\w+|^[A-Z]\w+ [A-Z]|\b(?:he|she|they|it)\b", re.DOTALL),
}


def asked_type(question: str) -> AnswerType:
    """Return what ``question`` asks for; ``"other"`` when its wording does not show it."""
    lower = question.lower()
    return next((name for name, pattern in _ASKS if pattern.search(lower)), "other")


def asks_for_money(question: str) -> bool:
    """Whether a question asks for a sum of money."""
    return _MONEY_ASKED.search(question.lower()) is not None


def asks_for_property(question: str) -> bool:
    """Whether a question asks for one property of a thing by its noun ("What is the profession of X?")."""
    return _PROPERTY.search(question) is not None


def number_of(question: str, sentence: str) -> bool:
    """Whether a sentence counts what the question counts.

    "How many inspectors ...?" is not answered by "inspectors have been there since 2022": years and dates are no
    counts, and where the sentence names the thing counted, a number has to stand just before it. Always true for
    questions that count nothing.
    """
    asked = _COUNTED.search(question.lower())
    if asked_type(question) != "quantity":
        return True
    if asks_for_money(question) and not _MONEY.search(sentence):
        return False
    if _AGE_ASKED.search(question.lower()):
        return _AGE.search(sentence) is not None
    bare = DATES.sub(" ", sentence)
    pattern = _HOLDS["quantity"]
    if not pattern.search(bare):
        return False
    if asked is None:
        return True
    noun = asked[1].split()[-1].removesuffix("s")
    counted = next((word for word in words_of(bare) if word.key.removesuffix("s") == noun), None)
    if counted is None:
        return True
    return pattern.search(" ".join(bare[: counted.start].split()[-4:])) is not None


def holds(answer_type: AnswerType, sentence: str) -> bool:
    """Whether ``sentence`` contains an expression of the type; always for types without a fixed form."""
    pattern = _HOLDS.get(answer_type)
    return pattern is None or pattern.search(sentence) is not None
