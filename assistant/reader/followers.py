"""The sentence after one that is shown, where it takes back or binds what that one says.

It shares few words with the question, so that no ranking brings it; without it the answer would be half the truth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reader.relevance import Relevance

# A sentence that takes back the one before it.
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|dismiss\w*|disput\w*|contradict\w*|retract\w*|rebut\w*|refut\w*|withdrew|disown\w*)"
    r" (?:this|that|it|so|having|any such|the (?:reports?|claims?|accounts?|stor(?:y|ies)|statements?|allegations?))\b"
    r"|\b(?:this|that|it|the (?:reports?|claims?|accounts?|stor(?:y|ies)|statements?|allegations?))"
    r" (?:is|was|are|were) (?:not true|not so|untrue|false|wrong|invented|denied|retracted|withdrawn)\b",
    re.IGNORECASE,
)
# A sentence that sets a bound, and one that leans on the sentence before it.
_BINDS = re.compile(
    r"\b(?:not|cannot|never|unless|only (?:if|when)|without|as long as|provided)\b|n['’]t\b", re.IGNORECASE
)
_LEANS = re.compile(r"\b(?:it|that|this|them|these|those|so)\b", re.IGNORECASE)


def with_followers(shown: Sequence[Relevance], found: Sequence[Relevance]) -> list[Relevance]:
    """Return the sentences to show, each with the one of ``found`` behind it that denies it or binds it."""
    complete: list[Relevance] = []
    for item in shown:
        follower = _behind(item, found)
        goes_on = follower is not None and (_denies(follower) or _binds(item, follower))
        complete += [one for one in (item, follower if goes_on else None) if one and one not in complete]
    return complete


def _behind(item: Relevance, found: Sequence[Relevance]) -> Relevance | None:
    """The sentence right behind one, if it was found."""
    one = item.candidate
    after = [
        other
        for other in found
        if other.candidate.document_id == one.document_id
        and other.candidate.start >= one.end
        and other.candidate.previous == one.text
    ]
    return min(after, key=lambda other: other.candidate.start, default=None)


def _denies(item: Relevance) -> bool:
    """Whether a sentence denies the one before it ("Holt denied this")."""
    return _DENIAL.search(item.candidate.text) is not None


def _binds(item: Relevance, follower: Relevance) -> bool:
    """Whether somebody goes on with what binds their words: "We can accept ten. We cannot accept it without a lock"."""
    one, other = item.candidate, follower.candidate
    own, theirs = ({word.stem for word in words if not word.is_stop} for words in (one.words, other.words))
    same = bool(one.voices & other.voices) and bool(own & theirs)
    return same and not _BINDS.search(one.text) and bool(_BINDS.search(other.text) and _LEANS.search(other.text))
