"""Whether a question takes for granted what the documents do not say: a deed of somebody, an event still to come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reader.relevance import Relevance
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import Word

# A word of the question is met in a sentence when its cover reaches this.
_MET = 0.5
# A sentence with so much of the question's words says what the question presupposes, whoever it names; somewhat less
# will do when the deed is among them.
_SAME_WORDS, _SAME_DEED = 0.85, 0.8
# A predicate of which so little is met near the top was not done.
_HINTED = 0.25
_DEED = re.compile(r"\b(?:did|does|do|has|have|had|will|would)\b", re.IGNORECASE)
_PAST = re.compile(r"^\W*(?:\w+ ){0,4}?(?:did|was|were)\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|(?:is|are) (?:expected|due|scheduled|set|supposed|likely) |intends? to|plans? to|hopes? to"
    r"|(?:is|are) to (?:be |meet|vote|decide|resume|begin|start|take))",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|has|have|said|began|broke|came|fell|fought|found|gave|got|grew|held|kept|laid|led|left"
    r"|lost|made|met|paid|put|ran|rose|saw|sent|sold|spoke|stood|struck|swore|told|took|thought|threw|went|won|wrote"
    r"|\w{3,}ed)\b"
)
# Sentences so near to the best one answer as well as it does.
_AS_GOOD = 0.2


def false_premise(question: Question, ranked: Sequence[Relevance]) -> bool:
    """Return whether a question wrongly presupposes what its subject did ("Why did Arlo reject the plan?").

    The premise is false when the subject's best sentence says the opposite, or when the documents use the very verb
    of somebody else and nothing like it of the subject.
    """
    predicate = question.predicate
    subject = question.subject
    if question.answer_type not in ("reason", "time") or subject is None or not subject.named or predicate is None:
        return False
    same = ranked[0].measures["covered"] >= (
        _SAME_DEED if _did(question, ranked[0], predicate, least=_MET) else _SAME_WORDS
    )
    theirs = [item for item in ranked[:5] if item.measures["speaker"] >= 0.5]
    if not theirs:
        return not same and bool(_stances(predicate))
    opposed = any(lexicon().opposite(predicate.stem, stem) for stem in theirs[0].candidate.stems)
    if opposed and not _did(question, theirs[0], predicate, least=_MET):
        return True
    if same:
        return False
    # Not even a word like it anywhere near: nothing of the kind is reported ("Why did Arlo walk out?").
    deed = question.answer_type == "reason" and _DEED.search(question.text) is not None
    if deed and not any(_did(question, item, predicate, least=_HINTED) for item in ranked[:3]):
        return True
    met = any(_did(question, item, predicate, least=_MET) for item in theirs)
    others = (item for item in ranked[:5] if item.measures["speaker"] < 0.5 and item.candidate.acting)
    another = any(predicate.stem in item.candidate.stems for item in others)
    return not met and (another or bool(_stances(predicate)))


def not_yet(question: Question, chosen: Sequence[Relevance]) -> bool:
    """Whether the question asks how something went that the documents only expect ("What did they agree on 5 May?")."""
    if question.voiced or not _PAST.search(question.text):
        return False
    near = [item for item in chosen[:3] if item.score >= chosen[0].score - _AS_GOOD]
    return all(_AHEAD.search(item.candidate.text) and not _HAPPENED.search(item.candidate.text) for item in near)


def _did(question: Question, item: Relevance, predicate: Word, *, least: float) -> bool:
    """Whether a sentence says, in this or a like word, what the predicate says."""
    if predicate in question.words and item.words[question.words.index(predicate)] >= least:
        return True
    return any(item.candidate.stems & stems for stems in _stances(predicate))


def _stances(predicate: Word) -> list[frozenset[str]]:
    return [stems for stems in lexicon().stance.values() if predicate.stem in stems]
