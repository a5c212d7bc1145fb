"""Whether the ranked sentences answer the question at all, and if not, why.

The gates run in order; each looks for one way in which a question goes past the documents:

1. it names somebody or something that no document mentions;
2. it asks for the words of somebody who says nothing on the matter;
3. it asks for a number, a date, a span of time, and no sentence on the matter holds one;
4. it takes for granted that somebody did what no sentence says they did, or the opposite of it, or that something
   has happened that is still to come;
5. too little of what it is about occurs in the documents; where none of its words does, they are about something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reader.candidates import about_those_asked
from assistant.reader.encoding import Encoded
from assistant.reader.expressions import of_asked_type, telling_first
from assistant.reader.names import Occurs, unknown_names
from assistant.reader.premise import false_premise, not_yet
from assistant.reader.relevance import Relevance
from assistant.reader.silence import spoken_by_subject
from assistant.records import Reason
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import words_of

# Gate 5: nothing of the question but names is in the sentences that may answer, or next to nothing while much of it is
# in one that may not.
_OWN_WORDS = 2
# So near in meaning a sentence may use other words throughout.
_NEAR = 0.5
_MET_BY_NONE, _MET_BY_FEW, _MET_ELSEWHERE = 0.06, 0.15, 0.5
# With few sentences only their likeness to the question tells; with this many the best has to stand out from
# the fifth as well: of all that was on offer, a question that nothing answers has five about as good.
_RIVAL = 5
# Weights and bounds come from logistic regressions, left rounded: the first bound on SQuAD 2.0 and CLAP NQ passages,
# the second on question sets over whole articles, where each article was judged by a fit on the others.
_MANY, _LEAST, _LEAST_EVIDENCE = 15, 1.47, 0.92
# Who says "we" speaks for their own side, whomever they name.
_FIRST = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The sentences that may answer, best first, or the ``reason`` why none does, with the ``names`` it concerns."""

    chosen: tuple[Relevance, ...] = ()
    reason: Reason | None = None
    names: tuple[str, ...] = ()


def judge(question: Question, ranked: Sequence[Relevance], *, cast: Cast, asked: Encoded, occurs: Occurs) -> Judgement:
    """Return the sentences of ``ranked`` (best first) that answer ``question``, or why none does.

    ``occurs`` tells whether a word occurs anywhere in the documents searched.
    """
    if not ranked:
        return Judgement(reason="not_in_documents")
    unknown = unknown_names(question, ranked, cast=cast, asked=asked, occurs=occurs)
    if unknown:
        return Judgement(reason="party_not_mentioned", names=unknown)
    if any(_YEAR.fullmatch(word.key) and not occurs(word.key) for word in question.words):
        return Judgement(reason="not_in_documents")
    if question.subject and question.voiced and question.subject.named and not question.sides:
        chosen = spoken_by_subject(question, list(ranked), asked)
        if not chosen:
            return Judgement(reason="no_statement_on_issue", names=question.speakers)
        if question.kind == "statement" and question.subject.person:
            # "Marrant was less generous" is about her and none of her words.
            chosen = [item for item in chosen if question.subject.key in item.candidate.voices] or chosen
    else:
        about = set(about_those_asked(question, [item.candidate for item in ranked]))
        chosen = _not_of_others(question, [item for item in ranked if item.candidate in about])
    chosen = of_asked_type(question, chosen, cast)
    if not chosen:
        return Judgement(reason="not_in_documents")
    if false_premise(question, chosen) or not_yet(question, chosen):
        return Judgement(reason="false_premise")
    short = _too_little(ranked, chosen[0]) or _unmet(question, ranked, chosen)
    if short and not _asks_for_all(question, chosen[0]):
        touched = question.mentions or any(occurs(word.key) for word in question.words if not word.is_stop)
        return Judgement(reason="not_in_documents" if touched else "off_topic")
    return Judgement(chosen=tuple(telling_first(question, chosen, cast)))


def _not_of_others(question: Question, chosen: list[Relevance]) -> list[Relevance]:
    """Leave out the words of others where a group is asked about that does speak ("the union").

    What documents call otherwise elsewhere ("the ferrymen") is kept as long as nobody else is known to say it.
    """
    subject = question.subject
    if subject is None or not question.voiced or not any(subject.key in item.candidate.voices for item in chosen):
        return chosen

    def of_others(item: Relevance) -> bool:
        voices = item.candidate.voices
        named = subject.key in {mention.key for mention in item.candidate.mentions} and not _FIRST.search(
            item.candidate.text
        )
        return bool(voices) and subject.key not in voices and not named

    return [item for item in chosen if not of_others(item)]


def _asks_for_all(question: Question, best: Relevance) -> bool:
    """Whether the question is "what blocks a deal?" or "what does each side want?" and no more.

    It has no words of its own to be met: what the best sentence says of an obstacle, or the sides, is the answer.
    """
    known = lexicon()
    if question.sides and not question.topic:
        return True
    own = [
        word
        for word in question.topic
        if not word.is_stop and word.stem not in known.obstacle | known.trouble | known.deal
    ]
    around = {word.stem for word in words_of(f"{best.candidate.hit.chunk.title} {best.candidate.hit.chunk.text}")}
    return question.kind == "obstacle" and best.measures["cue"] >= 1 and all(word.stem in around for word in own)


def _unmet(question: Question, ranked: Sequence[Relevance], chosen: Sequence[Relevance]) -> bool:
    """Gate 5: whether the sentences that may answer meet nothing of the question but its names."""
    names = [(mention.start, mention.end) for mention in question.mentions]
    own = [
        index
        for index, word in enumerate(question.words)
        if not word.is_stop and not any(start <= word.start < end for start, end in names)
    ]
    if len(own) < _OWN_WORDS:
        return False
    here = max(_share(item, own) for item in chosen[:3])
    if here < _MET_BY_NONE:
        return True
    elsewhere = max(_share(item, own) for item in ranked)
    return here < _MET_BY_FEW and elsewhere >= _MET_ELSEWHERE and chosen[0].measures["meaning"] < _NEAR


def _share(item: Relevance, indices: Sequence[int]) -> float:
    return sum(item.words[index] for index in indices) / len(indices)


def _too_little(ranked: Sequence[Relevance], best: Relevance) -> bool:
    """Gate 5: the best sentence is too far from the question, or stands out too little from all the others."""
    if len(ranked) < _MANY:
        return best.likeness < _LEAST
    standing_out = best.score - ranked[_RIVAL - 1].score
    return 0.75 * best.likeness + standing_out < _LEAST_EVIDENCE
