"""What stance somebody's words take: demands, offers, accepts, rejects, conditions, or open.

Read by rules from the cue ("has rejected") and, where the cue only says that somebody spoke, from the words
themselves ("we will not accept"). A negation turns a stance round and a condition makes it one; where no rule
applies there is no stance, rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.positions.records import Stance
from assistant.positions.rules import rules
from assistant.positions.subject import Whose
from assistant.understand.words import Word, words_of

# "Until 2028", "until the autumn" tell how long, "until they leave" sets a condition.
_LASTING = (
    r"(?! (?:at least |late |early |mid-?|about |around |the (?:end|middle|beginning|start|close) of "
    r"|the |next |last |this )*"
    r"(?:\d|jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|spring|summer|autumn|fall\b"
    r"|winter|year|month|week|day|tomorrow|tonight|noon|midnight|dawn|then|now|further notice|next))"
)
_CONDITION = re.compile(
    rf"(?<!as )(?<!what )(?<!asked )(?<!even )\bif\b|\b(?:unless|until{_LASTING}|provided(?: that)?|providing"
    r"|as long as|so long as|on (?:the )?condition|subject to|only (?:when|after|once)|not before|in exchange for"
    r"|in return for|in case|conditional on|depend(?:s|ed)? on|no(?:t|body|thing|ne)?\b[^.;]{0,80}\bwithout)\b",
    re.IGNORECASE,
)
# Behind these nothing is held yet: "a fee if regulators block the merger", "asked whether the union might want more".
SUPPOSED = re.compile(r"\b(?:if|unless|should|whether|in case)\b[^,;:.“\"]{0,40}$", re.IGNORECASE)
"""What opens a supposition, close before the words that it governs."""
_IDIOM = re.compile(r"\bnot (?:only|just|merely|least)\b|\bno (?:doubt|less|later|fewer)\b", re.IGNORECASE)
_NOT = frozenset({"not", "never", "cannot", "neither", "nor", "hardly", "nobody", "none", "without"})
# These negate from behind the verb as well: "would sign nothing".
_NO = frozenset({"no", "nothing", "none", "neither"})
_WILL = frozenset(
    {"will", "would", "shall", "can", "could", "cannot", "won't", "wouldn't", "can't", "couldn't", "i'll"}
)
# "Was not discussed": by whom, it does not say.
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been"})
_MAYBE = frozenset({"may", "might", "could"})
_MUST = frozenset({"must", "should", "ought"})
_HELPERS = (
    _WILL
    | _MAYBE
    | _MUST
    | _NOT
    | {"to", "has", "have", "had", "is", "are", "was", "were", "be", "been", "does", "do", "did", "also", "still"}
    | {"only", "now", "already", "yet", "therefore", "always", "even", "flatly", "firmly", "again", "fully", "would"}
)
# So many words before a verb and behind it a negation still belongs to it.
_BEFORE, _BEHIND = 4, 2
_REPORTED = 3
# "How long it should last": what is asked is not demanded.
_ASKED = frozenset({"how", "what", "whether", "who", "why", "when", "where", "which"})
_ADVERB = re.compile(r"[a-z]+ly")
# How a stance reads when it is denied.
_TURNED: dict[Stance, Stance] = {"accepts": "rejects", "offers": "rejects", "rejects": "open", "demands": "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A stance and the place in the words behind which its object stands; 0 where the cue shows it."""

    stance: Stance
    end: int


def stance_of(cue: str, content: str, *, own: Callable[[int], Whose]) -> Taken | None:
    """Return the stance that ``content``, said with ``cue``, takes; ``None`` where no rule finds one.

    Args:
        cue: the words that report the statement ("has rejected", "said"), empty where there are none.
        content: what was said, one sentence or a part of it.
        own: tells of a place in ``content`` whose the verb there is, by its subject.
    """
    words = words_of(_IDIOM.sub(lambda found: " " * len(found.group()), content))
    if _tells_nothing(words_of(cue), words):
        return None
    within = _in_words(words, content, own)
    by_cue = _of_cue(words_of(cue), words, within)
    found = by_cue if by_cue is not None else within
    demanded = found is not None and found.stance == "demands"  # "wants a fee if the sale fails": that is the demand
    if _CONDITION.search(content) and not demanded and (found or _conditional_deed(words, own)):
        return Taken(stance="conditions", end=found.end if found else 0)
    return found


def _tells_nothing(cue: Sequence[Word], words: Sequence[Word]) -> bool:
    """ "Declined to say whether the company would agree": nothing is held, whatever stands behind."""
    known = rules()
    refused = any(word.stem in known.refuse for word in cue)
    return refused and bool(known.no_deed.intersection(item.stem for item in words[:2]))


def _of_cue(cue: Sequence[Word], words: Sequence[Word], within: Taken | None) -> Taken | None:
    """The stance that a cue shows, put together with that of the words where it reports a yes or no to them."""
    known, denied = rules(), any(word.key in _NOT or word.key.endswith("n't") for word in cue)
    for place, word in enumerate(cue):
        behind = [item.key for item in (*cue[place + 1 :], *words[:1])]
        # "told", "is": whatever is said with them shows in the words.
        if word.stem in known.deny:
            return _turned(within) if within and not denied else within
        if word.stem in known.refuse:
            inner = _infinitive(words, within)
            stance: Stance = "rejects" if inner is None else _TURNED.get(inner.stance, "rejects")
            return Taken(stance=stance if not denied else "open", end=inner.end if inner else 0)
        if (dropped := _dropped(word, (*cue[place + 1 :], *words[:_REPORTED]))) is not None:
            return Taken(stance=dropped if denied else "open", end=0)
        if word.stem in known.promise:
            return Taken(stance="rejects" if denied or _none_of_it(words) else "offers", end=0)
        if _is_willing(word):
            inner = _infinitive(words, within)
            stance = inner.stance if inner else "open"
            if denied:
                stance = _TURNED.get(stance, "rejects")
            return Taken(stance=stance, end=inner.end if inner else 0)
        found = _listed(word.stem, behind)
        if found:
            reported = (item.stem for item in (*cue[place + 1 :], *words[:_REPORTED]))
            if found == "rejects" and known.report.intersection(reported):
                return within  # "rejected rumours that ...": a report is denied, no proposal
            turned = _denied(word.stem, found) if denied else _absolute(found, words)
            return Taken(stance=turned, end=0) if turned else None
    return None


def _dropped(verb: Word, behind: Iterable[Word]) -> Stance | None:
    """The stance that is given up in "dropped its demand", "withdrew the objection"."""
    known = rules()
    stances = (known.held[item.stem] for item in behind if item.stem in known.held)
    return next(stances, None) if verb.stem in known.cease else None


def _denied(verb: str, stance: Stance) -> Stance | None:
    """A stance that is denied: who does not want a thing rejects it, who does not need it says nothing of it."""
    if stance == "demands" and verb in rules().want:
        return "rejects"
    return None if stance == "demands" and verb in rules().need else _TURNED.get(stance, stance)


def _absolute(stance: Stance, words: Sequence[Word]) -> Stance:
    """A stance whose object is nothing ("accepts no troops", "wants no deal") is a refusal."""
    if stance == "demands":  # "urged Ottawa not to give in" demands
        return "rejects" if words and words[0].key in _NO else stance
    return "rejects" if _none_of_it(words) and stance in ("accepts", "offers") else stance


def _none_of_it(words: Sequence[Word]) -> bool:
    return any(word.key in _NO or word.key in _NOT for word in words[:1])


def _infinitive(words: Sequence[Word], within: Taken | None) -> Taken | None:
    """The stance of the verb that opens the words ("[refused] to accept the plan")."""
    for word in words[:2]:
        if word.key != "to" and (found := _listed(word.stem, [item.key for item in words if item.start > word.end])):
            return Taken(stance=found, end=word.end)
    return within if within and words and within.end <= words[min(3, len(words) - 1)].end else None


def _in_words(words: Sequence[Word], content: str, own: Callable[[int], Whose]) -> Taken | None:
    """The first stance of the speaker's own inside the words."""
    absolute = rules().unacceptable.search(content)
    if absolute:
        before = words_of(content[: absolute.start()])[-2:]
        turned = any(word.key in _NOT and "not" not in absolute.group().lower() for word in before)
        return Taken(stance="open" if turned else "rejects", end=0)
    return next(_stances(words, own), None)


def _stances(words: Sequence[Word], own: Callable[[int], Whose]) -> Iterator[Taken]:
    known = rules()
    for place, word in enumerate(words):
        behind = [item.key for item in words[place + 1 :]]
        if word.key in _MUST or (word.stem in ("has", "have", "need") and behind[:1] == ["to"]):
            verb = _verb(words, place + 1)
            if _ASKED.intersection(item.key for item in words[max(0, place - _BEFORE) : place]):
                continue
            if verb and (verb.stem not in known.guess or (verb.key == "be" and word.key == "must")):
                yield Taken(stance="demands", end=verb.end)
        elif _is_verb(words, place) and (whose := own(word.start)) != "other":
            found = _own(words, place, behind)
            # "Any deal needs Kyiv to leave": whatever needs it, who says so demands it.
            if found and (whose == "own" or (found == "demands" and word.stem in known.need)):
                yield Taken(stance=found, end=word.end)


def _own(words: Sequence[Word], place: int, behind: Sequence[str]) -> Stance | None:
    """The stance of a verb of the speaker's own, its negation counted."""
    known, word = rules(), words[place]
    negated = _negated(words, place)
    helpers = {item.key for item in words[max(0, place - _BEFORE) : place]}
    if word.key.endswith("ed") and word.stem not in known.willing_with and helpers & _PASSIVE:
        return None
    if word.stem in known.refuse:
        inner = _infinitive(words[place + 1 :], None)
        return "open" if negated else "rejects" if inner is None else _TURNED.get(inner.stance, "rejects")
    if _is_willing(word) and (word.stem not in known.willing_with or {"to", "for"} & set(behind[:1])):
        inner = _infinitive(words[place + 1 :], None)
        stance: Stance = inner.stance if inner else "open"
        return _TURNED.get(stance, "rejects") if negated else stance
    found = "offers" if word.stem in known.promise else _listed(word.stem, behind)
    if found:
        if negated:
            return _denied(word.stem, found)
        return "open" if found == "accepts" and helpers & _MAYBE else found
    if negated and helpers & _WILL and word.stem not in known.no_deed:
        return "rejects"
    return None


def _is_willing(word: Word) -> bool:
    return word.stem in rules().willing and word.key != "will"  # which has the stem of "willing"


def _conditional_deed(words: Sequence[Word], own: Callable[[int], Whose]) -> bool:
    """Whether the speaker would do something ("we would open the canal if ...")."""
    return any(
        word.key in _WILL and (verb := _verb(words, place + 1)) is not None and verb.stem not in rules().no_deed
        for place, word in enumerate(words)
        if own(word.start) == "own"
    )


def _listed(word: str, behind: Sequence[str]) -> Stance | None:
    """The stance of a stem, with the word that it needs behind it where it needs one."""
    known = rules()
    if word in known.needs:
        stance, wanted = known.needs[word]
        if "*" in wanted or (behind and behind[0] in wanted):
            return stance
        return None
    return known.stance.get(word)


def _is_verb(words: Sequence[Word], place: int) -> bool:
    """Whether a word is used as a verb: a helper or a subject before it, no article."""
    if place == 0:
        return True
    before = words[place - 1]
    if before.key in ("the", "a", "an", "this", "that", "of", "any", "his", "her", "its", "our", "my", "your", "their"):
        return False
    return before.key in _HELPERS or not before.is_stop or before.key in ("we", "i", "he", "she", "they", "it", "who")


def _verb(words: Sequence[Word], place: int) -> Word | None:
    """The verb behind a modal, helpers and adverbs passed over."""
    rest = (word for word in words[place : place + _BEFORE] if word.key not in _HELPERS - {"be", "have"})
    return next((word for word in rest if not _ADVERB.fullmatch(word.key)), None)


def _negated(words: Sequence[Word], place: int) -> bool:
    before = words[max(0, place - _BEFORE) : place]
    behind = words[place + 1 : place + 1 + _BEHIND]
    return any(word.key in _NOT or word.key.endswith("n't") or word.key in ("no", "nothing") for word in before) or any(
        word.key in _NO for word in behind
    )


def _turned(found: Taken) -> Taken:
    return Taken(stance=_TURNED.get(found.stance, found.stance), end=found.end)
