"""Whether somebody whose words are asked for says anything on the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.reader.encoding import Encoded
from assistant.reader.names import FULL_NAME, looks_like_name
from assistant.reader.relevance import Relevance, word_weights
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import words_of

# So far ahead of all others a sentence answers, whatever words it uses.
_CLEAR = 0.3
# So little of the topic's weight is in the subject's own sentences, so much in one of another's. Who says
# nothing of it at all is silent also where others touch on it only.
_LITTLE, _NOTHING = (0.4, 0.7), (0.15, 0.45)
# So far behind the best a side's own sentence still stands before those that merely mention it.
_AHEAD = 0.3
_ON_MATTER = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|thinks?|comment\w*|positions?|views?|stance|opinions?|statements?|remarks?|words?)\b"
    r"(?: \w+)? (?:about|on|regarding|concerning)\b",
    re.IGNORECASE,
)
# Cover of a name that the sentence has, also by a pronoun or under another of its names.
_NAMED = 0.7


def spoken_by_subject(question: Question, ranked: list[Relevance], asked: Encoded) -> list[Relevance]:
    """Return the sentences by (or of) the subject, unless another's are on the topic and none of the subject's is."""
    subject = question.subject
    # A person speaks; a party may be spoken for by somebody whose title the passage leaves out.
    least = 0.8 if subject and subject.person else 0.5
    theirs = [item for item in ranked if item.measures["speaker"] >= least]
    spoken = [item for item in theirs if item.measures["speaker"] >= 0.8]
    # What merely mentions a party stands behind what the party says or does.
    if question.answer_type == "yes_no":  # "Did they accept ...?" is told by whoever tells of that
        theirs = sorted(theirs, key=lambda item: -item.score - (_AHEAD if item in spoken else 0.0))
    else:
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

    best = max(theirs, key=lambda item: item.score)
    best_theirs = max(on_topic(item) for item in theirs[:4])
    best_other = max((on_topic(item) for item in ranked if item not in theirs), default=0.0)
    leads = best.score >= max((item.score for item in ranked if item not in theirs), default=0.0) + _CLEAR
    same_stance = question.predicate is not None and any(
        question.predicate.stem in stems and stems & best.candidate.stems for stems in lexicon().stance.values()
    )
    # What is asked of them, or a number in it, may be in words of its own.
    open_ended = question.answer_type not in ("quantity", "duration", "time") and not same_stance
    nothing = best_theirs < _NOTHING[0] and best_other >= _NOTHING[1] and len(topic) > 1 and open_ended
    little = best_theirs < _LITTLE[0] and best_other >= _LITTLE[1] and not leads
    # Asked in so many words about a matter that nobody touches, they say nothing on it either.
    about = best_theirs < _NOTHING[0] and _ON_MATTER.search(question.text) is not None
    return [] if nothing or little or about else theirs


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
