"""Writing an offline answer: a line that says what follows, then quotations, each with its marker and speaker."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import prompts
from assistant.reader.followers import with_followers
from assistant.reader.opposed import holders
from assistant.reader.relevance import Relevance
from assistant.records import QuestionKind
from assistant.understand.answer_type import AnswerType
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.question import Question

# How many quotations an answer shows at most, and how far below the best one the last may score. Lists of what is
# wanted or said need more than a fact does.
_LIMITS: dict[QuestionKind, tuple[int, float]] = {
    "fact": (4, 0.95),
    "speaker": (3, 0.5),
    "statement": (4, 0.6),
    "position": (4, 0.7),
    "obstacle": (5, 0.6),
    "comparison": (4, 0.8),
}


# What is said and wanted changes from day to day: a sentence of the latest may stand so many margins below the best.
_CHANGING: frozenset[QuestionKind] = frozenset({"statement", "position", "obstacle"})
# It has to be on what is asked about at least half as much as the best of the others.
_LATER, _AS_MUCH = 1.5, 0.5
# A date, a number, a name is one sentence's matter; the next ones only confirm it.
_POINTED: dict[AnswerType, tuple[int, float]] = {
    "time": (3, 0.55),
    "duration": (3, 0.55),
    "quantity": (3, 0.55),
    "place": (3, 0.55),
}
# Quotations a side in a comparison, and how near a word of theirs has to come to what is compared.
_PER_SIDE, _TOUCHED = 2, 0.4
# A document is on the topic that comes so near to it, against the nearest.
_SAME_TOPIC = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quotation that a draft shows: where it is, whose words it says they are, and what they did with them."""

    marker: int
    document_id: str
    start: int
    end: int
    quote: str
    speaker: str | None
    cue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer before the gate: lines of our own words, and quotations, each on a line of its own.

    ``speaker`` is whom the first line names as the one who says what follows.
    """

    lines: tuple[str | Quoted, ...]
    speaker: str | None = None

    @property
    def quotes(self) -> tuple[Quoted, ...]:
        """The quotations, in order."""
        return tuple(line for line in self.lines if isinstance(line, Quoted))


def compose(question: Question, chosen: Sequence[Relevance], *, cast: Cast, found: Sequence[Relevance] = ()) -> Draft:
    """Return the draft that answers ``question`` with the best of ``chosen`` (best first, at least one).

    ``cast`` is who appears in the documents; ``found`` are all sentences found, among which the one after a chosen
    sentence may take it back.
    """
    if question.sides:
        compared = _comparison(question, chosen, cast)
        if compared.quotes:
            return compared
    limits = _LIMITS[question.kind]
    if question.kind == "fact":
        limits = _POINTED.get(question.answer_type, limits)
    best = _shown(chosen, limits)
    if question.kind in _CHANGING:
        best = _with_latest(best, question, chosen, limits)
    shown = with_followers(best, found)
    return Draft(lines=(_lead(question, shown), *quoted(shown)))


def _comparison(question: Question, chosen: Sequence[Relevance], cast: Cast) -> Draft:
    """The sides one after the other, each with its own evidence."""
    lines: list[str | Quoted] = [prompts.load("offline/lead/comparison").text]
    shown = 0
    if any(side.end for side in question.sides):
        looked_at = [item for item in chosen if _cover(item, question) >= _TOUCHED]
    else:
        looked_at = _in_documents_on_topic(question, chosen)
    evidence = _evidence(looked_at, question.sides, cast)
    for side, theirs in zip(question.sides, evidence, strict=True):
        if not theirs and not side.end:
            continue  # nobody asked of this one
        if not theirs:
            lines.append(prompts.load("offline/lead/side_silent").fill(party=side.name))
            continue
        quotes = quoted(theirs[:_PER_SIDE], first=shown + 1)
        lines += [prompts.load("offline/lead/side").fill(party=side.name), *quotes]
        shown += len(quotes)
    return Draft(lines=tuple(lines))


def _evidence(items: Sequence[Relevance], sides: Sequence[Mention], cast: Cast) -> list[list[Relevance]]:
    """For each side the sentences that hold its words, or else those about it; never another side's words.

    Those in which it takes a stance come first: that "talks broke up" sets nothing beside the other side.
    """
    found = []
    stances = {id(item): holders(item.candidate, cast) for item in items}
    for side in sides:
        others = {other.key for other in sides if other != side}
        open_to = [item for item in items if side.key in item.candidate.voices or not others & item.candidate.voices]
        by_them = [item for item in open_to if _is_by(item, side)]
        shown = _shown(by_them or [item for item in open_to if _is_about(item, side)], _LIMITS["position"])
        held = [item for item in by_them if side.name in stances[id(item)]]
        found.append(_shown([*held, *(item for item in shown if item not in held)], (_PER_SIDE, math.inf)))
    return found


def _is_by(item: Relevance, side: Mention) -> bool:
    """Whether a sentence holds a side's words, or says what it wants, offers, accepts or rejects."""
    if side.key in item.candidate.voices:
        return True
    stances = lexicon().stance.values()
    return _is_about(item, side) and any(item.candidate.stems & stems for stems in stances)


def _is_about(item: Relevance, side: Mention) -> bool:
    first = item.candidate.mentions[:1]
    return bool(first) and first[0].key == side.key and not item.measures["aside"]


def _in_documents_on_topic(question: Question, chosen: Sequence[Relevance]) -> list[Relevance]:
    """The sentences of the documents on the topic: where no side is named, it says where to look ("the port strike").

    It need not be in anybody's words.
    """
    topic = _compared(question)
    met: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(topic))
    for item in chosen:
        known = met[item.candidate.document_id]
        met[item.candidate.document_id] = [
            max(pair) for pair in zip(known, (item.words[i] for i in topic), strict=True)
        ]
    least = _SAME_TOPIC * max(map(sum, met.values()), default=0.0)
    return [item for item in chosen if sum(met[item.candidate.document_id]) >= least]


def _cover(item: Relevance, question: Question) -> float:
    """How near a side's sentence comes to what is compared; 1 when nothing in particular is."""
    return max((item.words[place] for place in _compared(question)), default=1.0)


def _compared(question: Question) -> list[int]:
    """The places, among the question's words, of what is compared."""
    names = [range(mention.start, mention.end) for mention in question.mentions]
    topic = (word for word in question.topic if not any(word.start in stretch for stretch in names))
    return [question.words.index(word) for word in topic]


def _shown(chosen: Sequence[Relevance], limits: tuple[int, float]) -> list[Relevance]:
    if not chosen:
        return []
    limit, margin = limits
    best = chosen[0].score
    shown: list[Relevance] = []
    texts: set[str] = set()
    for item in chosen:
        same = "".join(character for character in item.candidate.text.lower() if character.isalnum())
        if item.score >= best - margin and same not in texts:
            shown.append(item)
            texts.add(same)
        if len(shown) == limit:
            break
    return shown


def _with_latest(
    shown: list[Relevance], question: Question, chosen: Sequence[Relevance], limits: tuple[int, float]
) -> list[Relevance]:
    """The sentences to show with one of the latest day that has any on it: what was said first may not be the last.

    It takes the place of the last of them where there is no room.
    """
    limit, margin = limits
    topic = [question.words.index(word) for word in question.topic]
    least = _AS_MUCH * max((_mean(item, topic) for item in shown), default=0.0)
    near = [item for item in chosen if item.score >= chosen[0].score - _LATER * margin and _mean(item, topic) >= least]
    if question.subject and not topic:  # asked for all that they want, only their own words tell
        near = [item for item in near if question.subject.key in item.candidate.voices]
    latest = max((day for item in near if (day := _day(item))), default=None)
    if latest is None or any(_day(item) == latest for item in shown):
        return shown
    newest = next(item for item in near if _day(item) == latest)
    return [*shown[: limit - 1], newest]


def _mean(item: Relevance, topic: Sequence[int]) -> float:
    return sum(item.words[index] for index in topic) / len(topic) if topic else 1.0


def _day(item: Relevance) -> date | None:
    return item.candidate.hit.chunk.published_on


def quoted(items: Sequence[Relevance], *, first: int = 1) -> tuple[Quoted, ...]:
    """Return the sentences as quotations, numbered from ``first``."""
    return tuple(
        Quoted(
            marker=first + index,
            document_id=item.candidate.document_id,
            start=item.candidate.start,
            end=item.candidate.end,
            quote=item.candidate.text,
            speaker=item.candidate.speaker,
        )
        for index, item in enumerate(items)
    )


def _lead(question: Question, shown: Sequence[Relevance]) -> str:
    """The line that says what the quotations of an answer are."""
    subject = question.subject
    match question.kind:
        case "speaker":
            return prompts.load("offline/lead/speaker").text
        case "statement" if subject and all(subject.key in item.candidate.voices for item in shown):
            return prompts.load("offline/lead/statement").fill(speaker=subject.name)
        case "position" if subject:
            return prompts.load("offline/lead/position").fill(party=subject.name)
        case "obstacle":
            return prompts.load("offline/lead/obstacle").text
        case _:
            return prompts.load("offline/lead/fact").text
