"""Whether the sentences that a claim cites support it: the same numbers, names, speaker, sense and matter.

Each check looks for one way in which a model goes past its sources. None needs a model of its own: a claim that
repeats its sentence in other words passes, one that adds, swaps or turns round is withheld. They err towards
withholding: what is withheld is counted on the answer, and the sentence itself can be read in the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.reader.candidates import Candidate
from assistant.reader.encoding import Encoder
from assistant.understand.cast import Cast, Mention
from assistant.understand.lexicon import lexicon
from assistant.understand.words import Word, spelled_alike, words_of

Lack = Literal["no_sentence", "no_statement", "number", "name", "speaker", "polarity", "condition", "matter"]

_NUMBER = re.compile(r"\d[\d.,]*")
# Number words are compared as digits; "one" is mostly a pronoun.
_UP_TO_TWENTY = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_SPELLED = {word: str(value) for value, word in enumerate(_UP_TO_TWENTY.split(), start=2)} | {
    word: str(value * 10) for value, word in enumerate(_TENS.split(), start=3)
}
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|cannot|without|against|hardly|unlikely|unable|unwilling"
    r"|impossible|unacceptable|inadmissible|untrue|false|oppos\w+|object(?:s|ed|ing|ions?)|resist\w*|forbid\w*|bann?\w*"
    r"|reject\w*|refus\w*|den(?:y|ies|ied|ying|ial)|declin\w+|dismiss\w*|exclud\w+|rul(?:e|es|ed|ing) out"
    r"|fail\w*|lack\w*|stalled|block\w*|withdr\w+|halt\w*|stop\w*|yet to|far from|red lines?|off the table)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|only|until|provided|providing|as long as|condition\w*|depend\w*|except|subject to|in return"
    r"|in exchange|when|once|without|requir\w+|must|need\w*)\b",
    re.IGNORECASE,
)
_STRICT_CONDITION = re.compile(
    r"\b(?:only if|if|unless|only (?:when|after|once)|provided that|providing|as long as|on (?:the )?condition"
    r"|until)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[;:—–]|,|\b(?:but|while|whereas|although|though|and)\b", re.IGNORECASE)
_QUOTATION = re.compile(r"[“\"«][^“”\"«»]*[”\"»]")
# What a planted instruction begins with. There is no parser when a question is asked: this list is of the verbs with
# which one orders a writer or a reader about.
_ORDER = re.compile(
    r"^\W*(?:please|kindly|do not|don[’']t|let[’']s|ignore|disregard|forget|pretend|act as"
    r"|write|draft|compose|create|develop|design|generate|provide|give|show|list|tell|say|answer|reply|respond"
    r"|repeat|print|output|explain|describe|define|discuss|summari[sz]e|translate|convert|calculate|compute|find"
    r"|identify|analy[sz]e|evaluate|compare|suggest|recommend|propose a|help|teach|send|click|visit|open|download"
    r"|install|run|execute|call|email|imagine|make|add|remove|delete|use|solve|plan a|organi[sz]e|remember|note that"
    r"|begin|start|stop|end|include|insert|append|replace|substitute|integrate|embed|encode|decode|reverse|break down"
    r"|sort|count|rewrite|rephrase|paraphrase|simplify|name (?:the|a|three|five))\b",
    re.IGNORECASE,
)
# With what a model presents work that it was told to do.
_CHATTER = re.compile(
    r"^\W*(?:here(?:[’']s| is| are| was)|as (?:asked|requested|ordered|instructed|desired|you)|in (?:reply|response) to"
    r"|certainly|sure|absolutely|of course|okay|ok|as an ai|i (?:am|will|can|have)|i[’']m|the answer (?:is|to))\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:you|your|yours|yourself)\b|https?://|www\.", re.IGNORECASE)
# The share of a claim's content words that its sentences have to hold, alone and where the meaning is near.
_COVERED, _COVERED_WHEN_NEAR, _NEAR = 0.65, 0.4, 0.55
# So many content words in a row that no sentence has are a phrase of the model's own.
_ADDED = 3
_FEWEST_LETTERS = 3


def lacking(
    claim: str, cited: Sequence[Candidate], *, cast: Cast, encoder: Encoder, titles: Sequence[str] = ()
) -> Lack | None:
    """Return what ``claim`` has that the ``cited`` sentences do not give it, or ``None`` when they support it.

    ``titles`` are further words of their documents (title, outlet, date) from which names and numbers may come.
    """
    if not cited or not words_of(claim):
        return "no_sentence"
    if _states_nothing(claim) or all(_states_nothing(item.text) for item in cited):
        return "no_statement"
    said = " ".join(item.text for item in cited)
    # The sentence before counts only where the one that is cited leans on it ("He said the plan ...").
    around = " ".join([said, *(item.previous for item in cited if item.carried), *titles])
    if _numbers(claim) - _numbers(" ".join([said, *titles])):
        return "number"
    mentions = cast.mentions(claim)
    if _strange_name(claim, cited, mentions, around):
        return "name"
    if _wrong_speaker(claim, cited, mentions):
        return "speaker"
    if _turned(claim, cited):
        return "polarity"
    if _STRICT_CONDITION.search(_nearest(claim, cited).text) and not _CONDITION.search(claim):
        return "condition"
    if not _on_matter(claim, said, around, encoder):
        return "matter"
    return None


def _states_nothing(text: str) -> bool:
    """Whether a text asks, orders or addresses its reader: what somebody is quoted with is not meant for the reader."""
    own = _QUOTATION.sub(" ", text).strip(" .")
    return (
        _CHATTER.match(own) is not None
        or own.endswith("?")
        or _ORDER.match(own) is not None
        or _READER.search(own) is not None
    )


def _numbers(text: str) -> set[str]:
    digits = {found.rstrip(".,").replace(",", "") for found in _NUMBER.findall(text)}
    return digits | {_SPELLED[word.key] for word in words_of(text) if word.key in _SPELLED}


def _strange_name(claim: str, cited: Sequence[Candidate], mentions: Sequence[Mention], around: str) -> bool:
    """Whether the claim names somebody or something that neither the sentences nor those before them name."""
    known = frozenset[str]().union(*(item.names for item in cited))
    present = {word.key for word in words_of(around)}
    parties = {item.party.casefold() for sentence in cited for item in sentence.statements if item.party}
    for word in words_of(claim):
        if not word.capital or word.is_stop or len(word.key) < _FEWEST_LETTERS:
            continue
        owner = next((item for item in mentions if item.start <= word.start < item.end), None)
        if owner is not None and (owner.key in known or owner.key in parties):
            continue
        first = not claim[: word.start].strip(" \"“'‘(-")
        if first and owner is None:  # an ordinary word at the beginning
            continue
        if not any(_same_name(word.key, other) for other in present):
            return True
    return False


def _same_name(key: str, other: str) -> bool:
    """Whether two words are one name: the same, spelled alike, or a name and its adjective ("Kestrian")."""
    stem_of = key[:-1] if len(key) > _FEWEST_LETTERS + 1 else key
    return spelled_alike(key, other) or (len(stem_of) > _FEWEST_LETTERS and other.startswith(stem_of))


def _wrong_speaker(claim: str, cited: Sequence[Candidate], mentions: Sequence[Mention]) -> bool:
    """Whether "X said ..." puts words into the mouth of somebody who does not speak in the sentences."""
    words = words_of(claim)
    speaks = next((word for word in words if word.stem in lexicon().speech), None)
    if speaks is None:
        return False
    before = [item for item in mentions if item.end <= speaks.start and item.person]
    if not before:
        return False
    # It is their words only if they speak in the sentence that the claim is from, not in another that is cited too.
    theirs = _nearest(claim, cited)
    named = [words_of(item.speaker)[-1:] for item in theirs.statements if item.speaker]
    spoken = {word.key for last in named for word in last} | theirs.voices
    return not any(spelled_alike(before[0].key, key) for key in spoken)


def _turned(claim: str, cited: Sequence[Candidate]) -> bool:
    """Whether the claim denies what the sentences affirm, or the reverse, in the clause that it is about."""
    denied = bool(_NEGATIVE.search(claim))
    if denied:
        return not any(_NEGATIVE.search(item.text) or _CONDITION.search(item.text) for item in cited)
    # Affirmed: the clause nearest to the claim must not be a denial.
    return bool(_NEGATIVE.search(_nearest_clause(claim, cited)))


def _nearest_clause(claim: str, cited: Sequence[Candidate]) -> str:
    asked = _stems(claim)
    clauses = [part for item in cited for part in _CLAUSES.split(item.text) if part and part.strip()]
    return max(clauses, key=lambda part: len(asked & _stems(part)) / (4 + len(_stems(part))), default="")


def _nearest(claim: str, cited: Sequence[Candidate]) -> Candidate:
    """The sentence that shares most of the claim's words."""
    asked = _stems(claim)
    return max(cited, key=lambda item: len(asked & _stems(item.text)))


def _on_matter(claim: str, said: str, around: str, encoder: Encoder) -> bool:
    own = [word for word in words_of(claim) if not word.is_stop and not _frames(word)]
    if not own:
        return True
    stems = {word.stem for word in words_of(around)}
    known = [word.stem in stems for word in own]
    if any(not any(known[place : place + _ADDED]) for place in range(len(known) - _ADDED + 1)):
        return False
    covered = sum(known) / len(known)
    if covered >= _COVERED:
        return True
    if covered < _COVERED_WHEN_NEAR:
        return False
    one, other = encoder.encode([claim, said])
    return float(one.sentence @ other.sentence) >= _NEAR


def _frames(word: Word) -> bool:
    """Whether a word only carries a claim ("said that", "wants")."""
    known = lexicon()
    return word.stem in known.speech or word.stem in known.view


def _stems(text: str) -> set[str]:
    return {word.stem for word in words_of(text) if not word.is_stop}
