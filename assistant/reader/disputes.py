"""Whether documents answer one question with different things: then each is shown, and that they differ is said.

Only questions that have one answer are looked at: a time, a number, a place, a person, one property of a thing. Two
sentences differ when both hold the question's own words, come from different documents, and give another expression of
the kind asked for next to these words, while neither has the other's anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.reader.expressions import asked_who_is
from assistant.reader.opposed import document_of
from assistant.reader.relevance import Relevance
from assistant.understand.answer_type import DATES, asks_for_money
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question, has_one_answer
from assistant.understand.words import words_of
from vectorstore import Span

# How much of the question's words a sentence has to hold, and how far below the best it may be.
_COVERED, _MARGIN = 0.55, 1.2
# One document may speak of two things by the name asked about: its second sentence may stand so far below its first.
_BESIDE, _MOST_BY_ONE = 0.4, 2
# Whether two verbs are one deed: "accused" comes near to "blamed" and is another.
_SAME_DEED = 0.8
_WHO_DID = re.compile(r"^\W*who (?:(?:has|have|had|first|really|also) )?(?P<deed>[a-z]+)\b", re.IGNORECASE)
_WHO_HOLDS = re.compile(
    r"^\W*who(?:['’]?s| is| was| are) the (?:[a-z]+ )?(?P<office>[a-z]+)(?: of\b|\W*$)", re.IGNORECASE
)
_APPOSED = re.compile(r"[\s,–—-]*(?:(?:the|an?|its|their|is|was|of|from|for|[A-Z][\w’'-]*|chief),?\s*)*")
# More voices than these are no answer any more.
_MOST = 5
# A figure that moves from day to day.
_MOVED = re.compile(r"\b(?:rais|increas|lift|lower|cut|reduc|improv)\w*\b.{0,60}\bto\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_CURRENCY = re.compile(r"[$€£¥]\s?$")
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b)", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d.,]*")
_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:of |de |van |von )?[A-Z][\w’'-]*)*")


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one document answers: its sentence, the expression next to the question's words, and all of the kind."""

    item: Relevance
    value: str
    values: frozenset[str]


def disputed(question: Question, chosen: Sequence[Relevance], duplicate_of: Mapping[str, str]) -> tuple[Relevance, ...]:
    """Return one sentence for each of the different answers, best first; nothing when the documents agree.

    ``duplicate_of`` maps a copy to the document that it repeats: they are one voice.
    """
    if not has_one_answer(question) or asked_who_is(question):
        return ()
    heard: defaultdict[str, list[Relevance]] = defaultdict(list)
    different: list[_Voice] = []
    for item in chosen:
        before = heard[document_of(item, duplicate_of)]
        least = max([chosen[0].score - _MARGIN, *(other.score - _BESIDE for other in before[:1])])
        if item.score < least or len(before) == _MOST_BY_ONE or not _is_on_it(question, item):
            continue
        voice = _voice(question, item)
        if voice is None:
            continue
        before.append(item)
        if all(voice.value not in other.values and other.value not in voice.values for other in different):
            different.append(voice)
    days = {voice.item.candidate.hit.chunk.published_on for voice in different}
    if len(days) > 1 and any(_MOVED.search(voice.item.candidate.text) for voice in different):
        return ()  # what was raised since is no disagreement
    documents = {document_of(voice.item, duplicate_of) for voice in different[:_MOST]}
    return tuple(voice.item for voice in different[:_MOST]) if len(documents) > 1 else ()


def _is_on_it(question: Question, item: Relevance) -> bool:
    """Whether a sentence tells of most of what is asked; of who did a thing, only one with that very deed."""
    did = _WHO_DID.search(question.text)
    held = zip(question.words, item.words, strict=True)
    deed = next((share for word, share in held if did and word.start == did.start("deed")), 1.0)
    return sum(item.words) / (len(item.words) or 1) >= _COVERED and deed >= _SAME_DEED


def _voice(question: Question, item: Relevance) -> _Voice | None:
    text = item.candidate.text
    asked = {word.stem for word in question.words}
    places = [word.start for word in words_of(text) if word.stem in asked]
    found = [(start, value) for start, value in _expressions(question, text) if not _stems(value) <= asked]
    if not found or not places:
        return None
    held = _WHO_HOLDS.search(question.text)
    if held and lexicon().role_of(held["office"].lower()):  # whoever holds an office is named beside it
        found = [one for one in found if " " in one[1] and any(_beside(text, one, place) for place in places)]
    if not found:
        return None
    _, value = min(found, key=lambda one: min(abs(one[0] - place) for place in places))
    return _Voice(item=item, value=value, values=frozenset(value for _, value in found))


def _beside(text: str, found: tuple[int, str], place: int) -> bool:
    """Whether nothing but small words stands between a name and an office: "Lorne, the mediator", no "told the"."""
    start, end = found[0], found[0] + len(found[1])
    before, after = (end, place) if end <= place else (place, start)
    between = text[before:after].split(maxsplit=1)[-1:] if before == place else [text[before:after]]
    return all(_APPOSED.fullmatch(words) for words in between)


def _stems(value: str) -> set[str]:
    return {word.stem for word in words_of(value)}


def _expressions(question: Question, text: str) -> list[tuple[int, str]]:
    """The expressions of the kind asked for with their places: dates, numbers, or names."""
    if question.answer_type == "time":
        return [(found.start(), " ".join(found[0].lower().split())) for found in DATES.finditer(text)]
    if question.answer_type == "quantity":
        bare = DATES.sub(lambda found: " " * len(found[0]), text)
        figures = (found for found in _FIGURE.finditer(bare) if _is_unit_asked(question.text, bare, found.span()))
        return [(found.start(), found[0].rstrip(".,")) for found in figures]
    return [(found.start(), found[0].casefold()) for found in _NAME.finditer(text) if not _opens(text, found)]


def _is_unit_asked(question: str, text: str, span: Span) -> bool:
    """Whether a figure is money where money is asked for, a share where shares are, and neither where things count."""
    money = _CURRENCY.search(text[: span[0]]) is not None
    share = _PERCENT.match(text[span[1] :]) is not None
    if asks_for_money(question):
        return money
    return not (money or share) if _HOW_MANY.search(question) else True


def _opens(text: str, found: re.Match[str]) -> bool:
    """Whether a single word stands at the beginning, where any has a capital."""
    return " " not in found[0] and not text[: found.start()].strip(" \"“'‘(")
