"""Making a follow-up standalone from the questions and answers before it, without a model.

Three things a follow-up leaves out are put back: whom a pronoun means ("How long does he want it to last?"), the
question that a bare "And Ukraine?" repeats, and the subject that it goes on about ("What does Ukraine want instead?").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.errors import QuestionError
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.question import read_question
from assistant.understand.words import Word, content_words, words_of

_HE = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"^(?:his|hers?)$", re.IGNORECASE)
# Behind "her" in "her offer" a noun follows, behind "warn her" the question ends or goes on with one of these.
_GOES_ON = re.compile(
    r"\s*(?:$|[?.!,;:]|(?:about|on|over|of|to|for|in|at|with|from|by|and|or|when|if|that|not|after|before|since)\b)"
)
_AROUND_A_NAME = frozenset({"the", "and", "what", "about", "how", "of", "for", "with", "as", "but", "or", "then"})
_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|this|these|those|there|then|instead|too|either|also|both|same|other"
    r"|others|one|so)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:and|but|so|or|then|what about|how about|why|why not|how so|since when|who else|what else"
    r"|how come)\b",
    re.IGNORECASE,
)
_ONLY_NAME = re.compile(r"^\W*(?:and|but|or|so)?\s*(?:what about|how about|what of|and)?\s*(?:the\s+)?", re.IGNORECASE)
# Who speaks of themselves opens a matter of their own.
_SELF = re.compile(r"\b(?:I|me|my|myself|we|us|our)\b")
_COURTESY = frozenset(
    {"thanks", "thank", "thx", "hello", "hi", "hey", "ok", "okay", "bye", "goodbye", "please", "great", "cool", "nice"}
    | {"perfect", "sorry", "cheers", "good", "morning", "evening", "afternoon", "fine", "sure", "yes", "no", "well"}
)
_AND_YOU = frozenset({"you", "very", "much", "so", "a", "lot", "for", "that", "the", "help", "all", "and", "it", "is"})
_YES = re.compile(
    r"\W*(?:yes|yeah|yep|y|sure|ok(?:ay)?|please|go (?:on|ahead)|do (?:so|it|that))(?:,? (?:please|do|go ahead))?\W*",
    re.IGNORECASE,
)
# A question of so few content words that names nobody can hardly stand alone.
_SHORT = 3
# So many different words, all of them without a topic, ask for nothing in particular.
_FEW = 4
# So many content words beside the speaker and the verb of saying are a topic of its own.
_OWN_TOPIC = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One earlier turn: the standalone question, who spoke in the answer's citations, best first, and what it offered.

    ``offer`` is the question that a bare "yes" asks.
    """

    question: str
    speakers: tuple[str, ...] = ()
    offer: str | None = None


def standalone(question: str, history: Sequence[Exchange], cast: Cast, *, occurs: Callable[[str], bool]) -> str:
    """Return ``question`` as it would be asked with no conversation before it.

    A question that needs nothing from ``history`` (oldest first) comes back unchanged. ``occurs`` tells whether a word
    is anywhere in the documents.

    Raises:
        QuestionError: if nothing is left to look for ("Thanks!", or "Why?" as the first question).
    """
    if history and history[-1].offer and _YES.fullmatch(question):
        return history[-1].offer
    asked = _with_history(question, history, cast, occurs) if history and not _is_courtesy(question) else question
    words = words_of(asked)
    empty = all(word.is_stop or word.key in _COURTESY for word in words)
    if empty and (len({word.key for word in words}) <= _FEW or _is_courtesy(question)):
        raise QuestionError(
            "The question names nothing to look for: say whom or what you mean, for example who wants what."
        )
    return asked


def _is_courtesy(question: str) -> bool:
    words = [word.key for word in words_of(question)]
    return any(key in _COURTESY for key in words) and all(key in _COURTESY or key in _AND_YOU for key in words)


def _with_history(question: str, history: Sequence[Exchange], cast: Cast, occurs: Callable[[str], bool]) -> str:
    last = history[-1]
    repeated = _same_question_of(question, last.question, cast)
    if repeated:
        return repeated
    named = _with_person(question, history, cast)
    if not _leans_back(question, cast, occurs):
        return named
    carried = _carried(named, history, cast)
    return f"{named.rstrip(' ?.!')}? ({', '.join(carried)})" if carried else named


def _same_question_of(question: str, before: str, cast: Cast) -> str | None:
    """ "And Ukraine?" after "What does Russia want?" asks what Ukraine wants."""
    rest = _ONLY_NAME.sub("", question).strip(" ?.!")
    mentions = cast.mentions(rest)
    earlier = cast.mentions(before)
    if (
        len(mentions) != 1
        or not earlier
        or len(content_words(rest)) > len(words_of(rest[mentions[0].start : mentions[0].end]))
    ):
        return None
    target = read_question(before, cast).subject or earlier[0]
    if target.key == mentions[0].key:
        return None
    name = rest[mentions[0].start : mentions[0].end]
    # "Who is Oskania?" is a question of its own; "Oskania?" and "the Oskanians?" are not.
    left = {word.key for word in words_of(rest.replace(name, " ", 1))}
    if not left <= _AROUND_A_NAME:
        return None
    return before[: target.start] + name + before[target.end :]


def _with_person(question: str, history: Sequence[Exchange], cast: Cast) -> str:
    """Replace "he" and "she" by the last person spoken of, unless the question itself names one before it."""
    match = _HE.search(question)
    if match is None or any(item.person and item.start < match.start() for item in cast.mentions(question)):
        return question
    person = _last_person(history, cast)
    if person is None:
        return question

    def put(found: re.Match[str]) -> str:
        owns = _POSSESSIVE.match(found.group()) and not _GOES_ON.match(question, found.end())
        return f"{person}'s" if owns else person

    return _HE.sub(put, question, count=1)


def _last_person(history: Sequence[Exchange], cast: Cast) -> str | None:
    for exchange in reversed(history):
        named = cast.mentions(exchange.question)
        asked = [item for item in named if item.person]
        if asked:
            return asked[-1].name if asked[-1].described else exchange.question[asked[-1].start : asked[-1].end]
        for speaker in exchange.speakers:
            # A group is no "he" or "she", also when its description names somebody's side.
            if any(item.person and item.end - item.start == len(speaker) for item in cast.mentions(speaker)):
                return speaker
        if named:  # it was about others: a person from before it is no longer meant
            break
    return None


def _leans_back(question: str, cast: Cast, occurs: Callable[[str], bool]) -> bool:
    """Whether a question leaves its subject to the one before: by a pronoun, or by too few words of its own.

    Words that no document has are a new subject, however few they are ("How do I bake bread?").
    """
    own = read_question(question, cast)
    topic = [word for word in own.topic if not word.is_stop]
    if _points_back(question) and (len(topic) < _OWN_TOPIC or own.subject is None):
        return True
    if _SELF.search(question) or (topic and not any(occurs(word.key) for word in topic)):
        return False
    if _OPENING.match(question):
        return len(topic) < _OWN_TOPIC
    if own.voiced:
        return not topic
    return len(own.words) < _SHORT and not own.mentions and not any(word.capital and word.start for word in own.words)


def _points_back(question: str) -> bool:
    """Whether a word of the question stands for something before it; "said that the quota ..." only joins."""
    known = lexicon()
    words = words_of(question)
    for index, word in enumerate(words):
        joins = (
            word.key == "that" and index and words[index - 1].stem in known.speech | known.view and words[index + 1 :]
        )
        if _BACK.fullmatch(word.key) and not joins:
            return True
    return False


def _carried(question: str, history: Sequence[Exchange], cast: Cast) -> list[str]:
    """The topic words of the question before that this one lacks, in their order, names of its subject left out."""
    present = {word.stem for word in words_of(question)}
    before = history[-1].question
    earlier = read_question(before, cast)
    replaced = _replaced(question, earlier.subject, cast)
    return [
        before[word.start : word.end]
        for word in _topic(earlier.topic or earlier.words, replaced)
        if word.stem not in present and not _BACK.fullmatch(word.key)
    ]


def _replaced(question: str, subject: Mention | None, cast: Cast) -> Mention | None:
    """The earlier subject, when the new question names another in its place."""
    named = cast.mentions(question)
    return subject if subject and named and all(item.key != subject.key for item in named) else None


def _topic(words: Sequence[Word], replaced: Mention | None) -> list[Word]:
    if replaced is None:
        return list(words)
    return [word for word in words if not replaced.start <= word.start < replaced.end]
