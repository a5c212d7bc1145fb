"""Figures with their units: what a demand or an offer comes to, and from which figure to which it moved."""

from __future__ import annotations

import re
from collections import Counter

from assistant.positions.rules import rules
from assistant.understand.words import stem, stop_words, words_of

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
_NUMBER = rf"(?:[$€£]\s?)?(?:\d[\d,.]*\d|\d|{_ONES}|a hundred)(?:[ -](?:hundred|thousand|million|billion|m|bn)\b)?"
_SHARE = r"(?:an? |one[ -]|two[ -]|three[ -])?(?:half|third|quarter|fifth|tenth|two-thirds|thirds|quarters|fifths)"
_NO_UNIT = (
    r"(?!(?:to|and|or|in|of|for|on|at|by|from|over|per|with|a|an|the|every|if|as|than|when|where|not|is|was|are|were|has"
    r"|have|had|he|she|it|they|we|i|but|until|also|only|so)\b)"
)
_UNITS = rf"%|(?:per ?cent|percent)\b|(?:(?:cubic|square|metric) )?{_NO_UNIT}[a-zA-Z][\w-]*"
_COUNTED = rf"(?:\d+|{_ONES})(?: [a-z]+)?"
_RATE = rf"{_COUNTED} (?:to|for|per) (?:every |each )?(?:\d+|{_ONES})(?: [a-z]+)?"
FIGURE = rf"(?:{_RATE}|{_SHARE}\b|{_NUMBER}\s?(?:{_UNITS})?)"
_FIGURE = re.compile(rf"(?<![\w.,]){FIGURE}", re.IGNORECASE)
_RATIO = re.compile(rf"{_COUNTED} (?:to|for|per) ", re.IGNORECASE)
_NUMBERS = re.compile(rf"\d[\d.,]*|\b(?:{_ONES}|million|billion|{_SHARE})\b", re.IGNORECASE)
_PARTS = {"half": "50", "third": "33", "quarter": "25", "fifth": "20", "tenth": "10"}
_NEAR = 50  # characters in which a figure begins that belongs to what is demanded
_FAR = 240  # characters before a "now" in which the demand stands that it replaces; the search is a quadratic one
_TIME = re.compile(r"\b(?:year|month|week|day|hour)s?$", re.IGNORECASE)
_PORTION = re.compile(rf"(?:%|per ?cent|\b{_SHARE})$", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|,(?!\d)|\b(?:and|but|unless|if|although|because|before|after|until)\b")
_FROM_TO = re.compile(rf"\bfrom ({FIGURE}) to ({FIGURE})", re.IGNORECASE)
# "A demand for a cut of a third and now asks for 25%": what stands before the "now" is given up.
_BEFORE_NOW = re.compile(
    rf"\b(?:demand|offer|bid|claim|request|call)\w*\b[^.;]{{0,40}}?(?<![\w.,])({FIGURE})[^.;]*\b(?:and|but)\b[^.;]{{0,12}}\bnow\b[^.;]{{0,20}}$",
    re.IGNORECASE,
)
# "A raise of 9%", "a 9% raise", "their pay demand from 14%": the noun that a figure is of.
_OF = re.compile(
    rf"\b(\w+) (?:of|that lasts|that runs for|lasting) (?:about |up to |at least |around )?({FIGURE})", re.IGNORECASE
)
_NOUN_BEHIND = re.compile(
    r"(?<![\w.,])(\d[\d.,]*\s?(?:%|per ?cent|percent)|\w+-year)\s+([a-z]+)\b"
    r"(?=\W*$|\s*[.,;:!?”\"]|\s+(?:in|on|of|for|to|at|by|and|or|but|as|is|was|over|after|from|with|that|until|before)\b)",
    re.IGNORECASE,
)
_SPECIES = re.compile(rf"\b(\w+) (?:demand|offer|bid|claim)s? (?:of|from|to) ({FIGURE})", re.IGNORECASE)


def same_figure(one: str, other: str) -> bool:
    """Return whether two figures are one, or are not to be compared: of two units, or missing."""
    if not one or not other or unit_of(one) != unit_of(other):
        return True
    return _numbers(one) == _numbers(other)


def _numbers(figure: str) -> list[str]:
    """The numbers of a figure in order; a quarter is 25 percent."""
    share = next(
        (value for word, value in _PARTS.items() if re.fullmatch(rf"(?:an? |one[ -])?{word}", figure.lower())), None
    )
    return [share] if share else [number.lower() for number in _NUMBERS.findall(figure)]


def figure_in(words: str) -> str:
    """Return the first figure in words, up to the end of their clause; "" where there is none."""
    clause = _CLAUSE.split(words)[0]
    found = _FIGURE.search(clause[:_NEAR]) and _FIGURE.search(clause)
    return found.group().strip() if found else ""


def unit_of(figure: str) -> str:
    """Return what a figure measures: a share, a time, or the word behind its number; figures of one unit compare."""
    if _RATIO.match(figure):
        return "ratio"
    if _PORTION.search(figure):
        return "share"
    return "time" if _TIME.search(figure) else figure.rpartition(" ")[2].lower()


def moved(sentence: str, at: int) -> tuple[str, str]:
    """Return from which figure to which a sentence says that somebody moved; "" for what it does not tell.

    Args:
        sentence: the whole sentence.
        at: where the words begin that a stance is taken of.
    """
    found = _FROM_TO.search(sentence, at)
    adjusts = any(word.stem in rules().adjust for word in words_of(sentence[max(0, at - _NEAR) : at]))
    if found and not _CLAUSE.search(sentence[at : found.start()]):
        return found[1] if adjusts else "", found[2]
    given_up = _BEFORE_NOW.search(sentence[max(0, at - _FAR) : at])
    return (given_up[1] if given_up else ""), ""


def named_by(figure: str, text: str) -> str:
    """Return the noun that figures of this unit are of in a text, the commonest; "" where there is none.

    Of a figure that stands alone ("wants 14%") the document may say elsewhere what it is of ("a raise of 9%").
    """
    unit, known = unit_of(figure), rules()
    pairs = [
        *_OF.findall(text),
        *_SPECIES.findall(text),
        *((noun, other) for other, noun in _NOUN_BEHIND.findall(text)),
    ]
    fitting = Counter(
        noun.lower()
        for noun, other in pairs
        if unit_of(other.replace("-year", " years")) == unit
        and noun.lower() not in stop_words()
        and stem(noun.lower()) not in known.of_figures | known.no_issue
    )
    return fitting.most_common(1)[0][0] if fitting and unit in ("share", "time") else ""
