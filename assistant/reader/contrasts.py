"""Sentences of two documents that tell one thing in the same words, but for a name, a number or what is asked for.

Where one says "the bridge was built in 1912" and another "the bridge was built in 1908", both are shown and the
difference is named, whatever the question's own words are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.reader.opposed import LOOKED_AT, Opposed, is_known
from assistant.reader.relevance import Relevance
from assistant.understand.answer_type import DATES, asks_for_property
from assistant.understand.question import Question
from assistant.understand.words import Word, spelled_alike

# Two sentences of so many words are the same but for an expression when so large a share of them stands in both, in
# order (the ratio of ``SequenceMatcher``). Lower, sentences of one pattern about other things come in.
_FEWEST_WORDS, _SAME = 6, 0.72
# Fewer words in common, in any order, cannot reach that; it is quick to tell.
_MOST_APART = 0.6
_MOST = 3
# How far below the best of all a sentence may stand that is set against one that is shown.
_MARGIN = 1.2
# A day of the week belongs to the report and not to what is reported.
_PASSING = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow", re.IGNORECASE)


def contrasted(question: Question, shown: Sequence[Relevance], found: Sequence[Relevance]) -> tuple[Opposed, ...]:
    """Return the pairs of a shown sentence and one of ``found`` (best first) that differ in names and numbers only."""
    pairs: list[Opposed] = []
    near = [item for item in found[:LOOKED_AT] if item.score >= found[0].score - _MARGIN]
    for item in shown:
        for other in near:
            if item.candidate.document_id == other.candidate.document_id or is_known(pairs, item, other):
                continue
            difference = _difference(question, item, other)
            if difference is not None:
                pairs.append(Opposed(item, other, difference))
            if len(pairs) == _MOST:
                return tuple(pairs)
    return tuple(pairs)


def _difference(question: Question, item: Relevance, other: Relevance) -> str | None:
    """The expression that stands in a sentence in the place of another in the other one: "“1912”, “1908”".

    ``None`` where other words differ, too: "in the first quarter of 2019" and "in the second quarter" tell of two
    things. So do two sentences of which one is about whom or what the question names, and the other about another.
    """
    some, others = item.candidate.words, other.candidate.words
    if min(len(some), len(others)) < _FEWEST_WORDS or _apart(some, others):
        return None
    aligned = SequenceMatcher(None, [word.key for word in some], [word.key for word in others], autojunk=False)
    if aligned.ratio() < _SAME:
        return None
    parts = [
        (some[first:last], others[begin:end])
        for kind, first, last, begin, end in aligned.get_opcodes()
        if kind == "replace" and _differ(some[first:last], others[begin:end])
    ]
    asked = {word.stem for word in question.words}
    if any(word.stem in asked for part in parts for words in part for word in words):
        return None
    told = [(_expression(item, one), _expression(other, two)) for one, two in parts]
    if not told or not all(_is_told(question, text) for pair in told for text in pair):
        return None
    return f"“{told[0][0]}”, “{told[0][1]}”"


def _apart(some: Sequence[Word], others: Sequence[Word]) -> bool:
    keys, theirs = {word.key for word in some}, {word.key for word in others}
    return len(keys & theirs) < _MOST_APART * min(len(keys), len(theirs))


def _expression(item: Relevance, words: Sequence[Word]) -> str:
    return item.candidate.text[words[0].start : words[-1].end]


def _differ(some: Sequence[Word], others: Sequence[Word]) -> bool:
    """Whether two stretches have content words, and none of them in common but for its spelling."""
    mine, theirs = ([word for word in words if not word.is_stop] for words in (some, others))
    alike = any(one.stem == two.stem or spelled_alike(one.key, two.key) for one in mine for two in theirs)
    return bool(mine and theirs) and not alike


def _is_told(question: Question, expression: str) -> bool:
    """Whether an expression is one that two reports cannot both be right about: a name, a number, what is asked for."""
    if question.answer_type != "time":
        expression = DATES.sub("", expression)
    expression = _PASSING.sub("", expression).strip()
    named = re.search(r"\d|\b[A-Z]", expression) is not None
    return named or (bool(expression) and asks_for_property(question.text))
