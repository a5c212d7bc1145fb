"""Whether the ranked sentences answer the question at all, and if not, why.

The gates run in order; each looks for one way in which a question goes past the documents:

1. it names somebody or something that no document mentions;
2. it asks for the words of somebody who says nothing on the matter;
3. it asks for a number, a date, a span of time, and no sentence on the matter holds one;
4. it takes for granted that somebody did what no sentence says they did, or the opposite of it;
5. too little of what it is about occurs in the documents; where none of its words does, they are about something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.reader.candidates import about_those_asked
from assistant.reader.encoding import Encoded
from assistant.reader.expressions import of_asked_type
from assistant.reader.names import FULL_NAME, Occurs, looks_like_name, unknown_names
from assistant.reader.relevance import Relevance, word_weights
from assistant.records import Reason
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import Word, words_of

# Gate 2: the share of the topic's weight that the subject's own sentences lack, and another's have.
_OFF_TOPIC, _ON_TOPIC = 0.4, 0.7
# A word of the question is met in a sentence when its cover reaches this.
_MET = 0.5
# Cover of a name that the sentence has, also by a pronoun or under another of its names.
_NAMED = 0.7
# Gate 5. With few sentences only their likeness to the question tells; with this many the best has to stand out from
# the fifth as well: of all that was on offer, a question that nothing answers has five about as good.
_RIVAL = 5
# Weights and bounds come from logistic regressions, left rounded: the first bound on SQuAD 2.0 and CLAP NQ passages,
# the second on question sets over whole articles, where each article was judged by a fit on the others.
_MANY, _LEAST, _LEAST_EVIDENCE = 15, 1.47, 0.92
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
    if question.subject and question.voiced:
        chosen = _spoken_by_subject(question, list(ranked), asked)
        if not chosen:
            return Judgement(reason="no_statement_on_issue", names=question.speakers)
    else:
        about = set(about_those_asked(question, [item.candidate for item in ranked]))
        chosen = [item for item in ranked if item.candidate in about]
    chosen = of_asked_type(question, chosen, cast)
    if not chosen:
        return Judgement(reason="not_in_documents")
    if _false_premise(question, chosen):
        return Judgement(reason="false_premise")
    if not _asks_only_for_obstacles(question, chosen[0]) and _too_little(ranked, chosen[0]):
        touched = question.mentions or any(occurs(word.key) for word in question.words if not word.is_stop)
        return Judgement(reason="not_in_documents" if touched else "off_topic")
    return Judgement(chosen=tuple(chosen))


def _spoken_by_subject(question: Question, ranked: list[Relevance], asked: Encoded) -> list[Relevance]:
    """Gate 2: the sentences by (or of) the subject, unless another's are on the topic and none of the subject's is."""
    subject = question.subject
    # A person speaks; a party may be spoken for by somebody whose title the passage leaves out.
    least = 0.8 if subject and subject.person else 0.5
    theirs = [item for item in ranked if item.measures["speaker"] >= least]
    spoken = [item for item in theirs if item.measures["speaker"] >= 0.8]
    # What merely mentions a party stands behind what the party says or does.
    theirs = spoken + [item for item in theirs if item not in spoken]
    if not theirs:
        return []
    if not _touches_names(question, theirs, asked):
        return []
    topic = [index for index, word in enumerate(question.words) if word in question.topic]
    if not topic:
        return theirs
    weights = word_weights(question, [item.candidate for item in ranked], asked)[topic]

    def on_topic(item: Relevance) -> float:
        return float(np.dot(weights, np.asarray(item.words)[topic]) / (weights.sum() or 1.0))

    best_theirs = max(on_topic(item) for item in theirs[:4])
    best_other = max((on_topic(item) for item in ranked if item not in theirs), default=0.0)
    if best_theirs < _OFF_TOPIC and best_other >= _ON_TOPIC:
        return []
    return theirs


def _touches_names(question: Question, theirs: Sequence[Relevance], asked: Encoded) -> bool:
    """Whether one of the subject's sentences is about a name that the question asks them about, if it has any.

    A sentence may leave the name to its passage ("that mistake").
    """
    runs = [match.span() for match in FULL_NAME.finditer(question.text)]
    named = [
        index
        for index, word in enumerate(question.words)
        if word in question.topic
        and (any(start <= word.start < end for start, end in runs) or looks_like_name(word, question, asked))
    ]
    if not named or any(item.words[index] >= _NAMED for item in theirs for index in named):
        return True
    passages = {word.stem for item in theirs for word in words_of(item.candidate.hit.chunk.text)}
    return any(question.words[index].stem in passages for index in named)


def _false_premise(question: Question, ranked: Sequence[Relevance]) -> bool:
    """Gate 4, for questions that presuppose what their subject did ("Why did Arlo reject the plan?").

    The premise is false when the subject's best sentence says the opposite, or when the documents use the very verb
    of somebody else and nothing like it of the subject.
    """
    predicate = question.predicate
    if question.answer_type not in ("reason", "time") or question.subject is None or predicate is None:
        return False
    theirs = [item for item in ranked[:5] if item.measures["speaker"] >= 0.5]
    if not theirs:
        return bool(_stances(predicate))
    opposed = any(lexicon().opposite(predicate.stem, stem) for stem in theirs[0].candidate.stems)
    if opposed and not _did(question, theirs[0], predicate, least=_MET):
        return True
    met = any(_did(question, item, predicate, least=_MET) for item in theirs)
    others = (item for item in ranked[:5] if item.measures["speaker"] < 0.5 and item.candidate.names)
    another = any(predicate.stem in item.candidate.stems for item in others)
    return not met and (another or bool(_stances(predicate)))


def _did(question: Question, item: Relevance, predicate: Word, *, least: float) -> bool:
    """Whether a sentence says, in this or a like word, what the predicate says."""
    if predicate in question.words and item.words[question.words.index(predicate)] >= least:
        return True
    return any(item.candidate.stems & stems for stems in _stances(predicate))


def _stances(predicate: Word) -> list[frozenset[str]]:
    return [stems for stems in lexicon().stance.values() if predicate.stem in stems]


def _asks_only_for_obstacles(question: Question, best: Relevance) -> bool:
    """Whether the question is "what blocks a deal?" and no more, and the best sentence says what does."""
    known = lexicon()
    own = [
        word
        for word in question.topic
        if not word.is_stop and word.stem not in known.obstacle | known.trouble | known.deal
    ]
    return question.kind == "obstacle" and not own and best.measures["cue"] >= 1


def _too_little(ranked: Sequence[Relevance], best: Relevance) -> bool:
    """Gate 5: the best sentence is too far from the question, or stands out too little from all the others."""
    if len(ranked) < _MANY:
        return best.likeness < _LEAST
    standing_out = best.score - ranked[_RIVAL - 1].score
    return 0.75 * best.likeness + standing_out < _LEAST_EVIDENCE
