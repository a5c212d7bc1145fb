"""What the verbs of a sentence show of a stance: the first one that is the speaker's own, with what turns it round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.positions.negation import bearing, unreal
from assistant.positions.records import Stance
from assistant.positions.rules import rules
from assistant.positions.subject import Whose
from assistant.positions.supposing import behind_supposition, is_called_untrue, is_untrue
from assistant.positions.turning import TURNED, Taken, denied, given_up, kept, lapsed, listed
from assistant.positions.words import HELPERS, NOT
from assistant.understand.words import Word, words_of

_CAN = frozenset({"can", "could", "cannot", "can't", "couldn't"})
_WILL = _CAN | {"will", "would", "shall", "won't", "wouldn't", "i'll"}
# What stands between one of these and a word is the verb.
_MODALS = _WILL | NOT | {"to", "may", "might", "must", "should"}
# "Was not discussed": by whom, it does not say.
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been"})
_MAYBE = frozenset({"may", "might", "could"})
_MUST = frozenset({"must", "should", "ought"})
# So many words before a verb tell whether it is a passive, a guess, a purpose.
_BEFORE = 4
# "How long it should last": what is asked is not demanded.
_ASKED = frozenset({"how", "what", "whether", "who", "why", "when", "where", "which"})
_ADVERB = re.compile(r"[a-z]+ly")
_SUBJECTS = frozenset({"we", "i", "he", "she", "they", "it", "who"})
_DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "of", "any", "his", "her", "its", "our", "my", "your", "their"}
)


def in_words(words: Sequence[Word], content: str, own: Callable[[int], Whose]) -> Taken | None:
    """Return the first stance of the speaker's own inside the words."""
    absolute = rules().unacceptable.search(content)
    if absolute and not behind_supposition(content[: absolute.start()]):
        before = words_of(content[: absolute.start()])[-2:]
        turned = any(word.key in NOT and "not" not in absolute.group().lower() for word in before)
        return Taken(stance="open" if turned else "rejects", end=0)
    return next(stances_in(words, content, own), None)


def stances_in(words: Sequence[Word], content: str, own: Callable[[int], Whose]) -> Iterator[Taken]:
    """Yield the stances of the verbs that are the speaker's own, in order; none of a supposition."""
    known, is_denial = rules(), is_untrue(content)
    for place, word in enumerate(words):
        untrue = is_denial and is_called_untrue(content[: word.start], content[word.end :])
        if untrue or behind_supposition(content[: word.start]):
            continue  # "we shall see whether we accept it", "claims that we accept it are false"
        behind = [item.key for item in words[place + 1 :]]
        if word.key in _MUST or (word.stem in ("has", "have", "need") and behind[:1] == ["to"]):
            verb = verb_behind(words, place + 1)
            if _ASKED.intersection(item.key for item in words[max(0, place - _BEFORE) : place]):
                continue
            if verb and (verb.stem not in known.guess or (verb.key == "be" and word.key == "must")):
                yield Taken(stance="demands", end=verb.end)
        elif _is_verb(words, place) and (whose := own(word.start)) != "other":
            found = stance_at(words, place)
            # "Any deal needs Kyiv to leave": whatever needs it, who says so demands it.
            if found and (whose == "own" or (found == "demands" and word.stem in known.need)):
                yield taken_at(words, place, found)


def taken_at(words: Sequence[Word], place: int, stance: Stance) -> Taken:
    """Return the stance of the verb at a place, with what it says was held until then."""
    word = words[place]
    before = given_up(word, words[place + 1 :], _around(words, place)) if stance in ("open", "rejects") else None
    return Taken(stance=stance, end=word.end, verb=word.stem, before=before)


def _around(words: Sequence[Word], place: int) -> list[str]:
    """The keys around a verb, where it may be said that something is so no longer."""
    return [item.key for item in (*words[max(0, place - _BEFORE) : place], *words[place + 1 : place + 1 + _BEFORE])]


def stance_at(words: Sequence[Word], place: int) -> Stance | None:
    """Return the stance of the verb at a place, its negation counted."""
    known, word, behind = rules(), words[place], [item.key for item in words[place + 1 :]]
    helpers = {item.key for item in words[max(0, place - _BEFORE) : place]}
    if word.key.endswith("ed") and word.stem not in known.willing_with and helpers & _PASSIVE:
        return None
    borne = bearing(words, place)
    if borne == "untold" or unreal(words, place):
        return None
    is_negated = borne == "negated"
    if (
        held := kept(word, words[place + 1 :], words[max(0, place - _BEFORE) : place], is_denied=is_negated)
    ) is not None:
        return held
    if word.stem in known.refuse:
        inner = infinitive(words[place + 1 :], None)
        return "open" if is_negated else "rejects" if inner is None else TURNED.get(inner.stance, "rejects")
    if is_willing(word) and (word.stem not in known.willing_with or {"to", "for"} & set(behind[:1])):
        inner = infinitive(words[place + 1 :], None)
        stance: Stance = inner.stance if inner else "open"
        return TURNED.get(stance, "rejects") if is_negated else stance
    if found := "offers" if word.stem in known.promise else listed(word.stem, behind):
        return _of_listed(found, words, place, is_negated=is_negated)
    return "rejects" if is_negated and _is_refused(words, place, helpers) else None


def _of_listed(found: Stance, words: Sequence[Word], place: int, *, is_negated: bool) -> Stance | None:
    """The stance of a verb that has one, as the words around leave it."""
    helpers = {item.key for item in words[max(0, place - _BEFORE) : place]}
    if _is_purpose(words, place):
        return None
    if found == "demands" and rules().no_deed.intersection(item.stem for item in words[place + 1 : place + 3]):
        return None  # "I want to thank the mediator", "we want to know"
    if helpers >= {"yet", "to"}:
        return "open" if found in ("accepts", "rejects") else None  # "has yet to accept"
    if is_negated:
        return denied(words[place].stem, found, over=lapsed(_around(words, place)))
    governing = {item.stem for item in words[max(0, place - _BEFORE) : place]}
    may = helpers & _MAYBE and not governing & rules().asserted  # "could not wait to accept" is no maybe
    return "open" if found == "accepts" and may else found


def _is_refused(words: Sequence[Word], place: int, helpers: set[str]) -> bool:
    """Whether "will not" or "cannot" before a deed refuses it; what one is only unable to do is not refused."""
    known, verb = rules(), words[place].stem
    unable = bool(helpers & _CAN) and not helpers & (_WILL - _CAN)
    said = verb not in known.no_deed | known.asserted | known.unsaid  # "will not let it fail" refuses nothing
    return bool(helpers & _WILL) and said and (not unable or verb in known.bargain)


def _is_purpose(words: Sequence[Word], place: int) -> bool:
    """Whether an infinitive tells what something is done for: "did not come to sign", no "decided to sign"."""
    before = [word for word in words[max(0, place - _BEFORE) : place] if not _ADVERB.fullmatch(word.key)]
    if not before or before[-1].key != "to":
        return False
    governing = [word for word in before[:-1] if word.key != "not"][-1:]
    own = rules().governs | rules().asserted  # those that assert it only where they are denied are told by then
    return any(word.stem not in own and word.key not in HELPERS for word in governing)


def is_willing(word: Word) -> bool:
    """Whether a word tells that a matter is open to somebody."""
    return word.stem in rules().willing and word.key != "will"  # which has the stem of "willing"


def infinitive(words: Sequence[Word], within: Taken | None) -> Taken | None:
    """Return the stance of the verb that opens the words ("[refused] to accept the plan")."""
    for word in words[:2]:
        behind = [item.key for item in words if item.start > word.end]
        if word.key != "to" and (found := listed(word.stem, behind)):
            return Taken(stance=found, end=word.end, verb=word.stem)
    return within if within and words and within.end <= words[min(3, len(words) - 1)].end else None


def conditional_deed(words: Sequence[Word], own: Callable[[int], Whose]) -> Word | None:
    """Return the verb of what the speaker would do ("we would open the canal if ...")."""
    deeds = (
        verb_behind(words, place + 1)
        for place, word in enumerate(words)
        if word.key in _WILL and own(word.start) == "own"
    )
    none = rules().no_deed | rules().asserted | rules().unsaid  # "will not rest until"
    return next((verb for verb in deeds if verb and verb.stem not in none), None)


def verb_behind(words: Sequence[Word], place: int) -> Word | None:
    """Return the verb behind a modal, helpers and adverbs passed over."""
    rest = (word for word in words[place : place + _BEFORE] if word.key not in HELPERS - {"be", "have"})
    return next((word for word in rest if not _ADVERB.fullmatch(word.key)), None)


def _is_verb(words: Sequence[Word], place: int) -> bool:
    """Whether a word is used as a verb: a helper or a subject before it, no article, no verb whose object it is."""
    if place == 0:
        return True
    before = words[place - 1]
    if before.key in _DETERMINERS or (words[place].capital and before.capital):
        return False  # also of a name: "Lena Grant"
    if place > 1 and before.key not in HELPERS and not before.is_stop and words[place - 2].key in _MODALS:
        return bool(_ADVERB.fullmatch(before.key))  # "cannot eat promises"
    return before.key in HELPERS or not before.is_stop or before.key in _SUBJECTS
