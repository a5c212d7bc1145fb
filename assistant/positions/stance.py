"""What stance somebody's words take: demands, offers, accepts, rejects, conditions, or open.

Read by rules from the cue ("has rejected") and, where the cue only says that somebody spoke, from the words
themselves ("we will not accept"). A negation turns a stance round and a condition makes it one; where no rule
applies there is no stance, rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.positions.negation import bearing, is_not, unreal
from assistant.positions.records import Stance
from assistant.positions.rules import rules
from assistant.positions.subject import Whose
from assistant.positions.supposing import behind_supposition, is_untrue
from assistant.positions.turning import GUESSED, TURNED, Taken, denied, dropped, kept, lapsed, listed, turned
from assistant.positions.verbs import conditional_deed, in_words, infinitive, is_willing, stance_at, taken_at
from assistant.positions.words import NO, NOT
from assistant.understand.words import Word, words_of

# "Until 2028", "until the autumn" tell how long, "until they leave" sets a condition.
_LASTING = (
    r"(?! (?:at least |late |early |mid-?|about |around |the (?:end|middle|beginning|start|close) of "
    r"|the |next |last |this )*"
    r"(?:\d|jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|spring|summer|autumn|fall\b"
    r"|winter|year|month|week|day|tomorrow|tonight|noon|midnight|dawn|then|now|further notice|next))"
)
_CONDITION = re.compile(
    rf"(?<!as )(?<!what )(?<!asked )(?<!even )(?!whether)\b(?:{rules().supposing}|until{_LASTING}|{rules().binding})\b",
    re.IGNORECASE,
)
# These neither deny nor refuse anything, whatever words they have.
_IDIOM = re.compile(
    r"\bnot (?:only|just|merely|least)\b|\bno (?:doubt|less|later|fewer)\b|\btak(?:e|es|ing) sides\b", re.IGNORECASE
)
# "Welcomed the plan, but said it did not go far enough": no yes.
_RESERVED = re.compile(
    r"\b(?:not|n[’']t) (?:\w+ )?(?:far|good|big|large|high|low|long) enough|\bnot enough\b|\b(?:falls?|fell) short"
    r"|\binsufficient|\binadequate",
    re.IGNORECASE,
)
# Who sets another's figure a limit takes less than all of it: "no more than a 5% levy", "nothing but a truce".
_LIMIT = re.compile(
    r"\b(?:(?:no|not|nothing) (?:more|less|higher|lower|longer|greater|other) than|nothing (?:but|except)|at most"
    r"|not (?:above|beyond))\b",
    re.IGNORECASE,
)
# What another verb is said to have to do, it has not done.
_MUST, _HAS_TO = frozenset({"must", "should", "ought"}), frozenset({"has", "have", "needs", "need"})
# So many words behind a verb tell whether it is of a report, and of what else.
_REPORTED, _REACH = 3, 4


def stance_of(cue: str, content: str, *, own: Callable[[int], Whose]) -> Taken | None:
    """Return the stance that ``content``, said with ``cue``, takes; ``None`` where no rule finds one.

    Args:
        cue: the words that report the statement ("has rejected", "said"), empty where there are none.
        content: what was said, one sentence or a part of it.
        own: tells of a place in ``content`` whose the verb there is, by its subject.
    """
    cues, words = words_of(cue), words_of(_plain(content))
    if _tells_nothing(cues, words) or _is_required(cues):
        return None
    if _is_undecided(cues):
        return Taken(stance="open", end=0)
    within = in_words(words, content, own)
    found = _of_cue(cues, words, within)
    if found is None and not _is_denied(cues):  # "has not said that it accepts": nothing is held
        found = within
    if found and found.stance == "accepts" and _RESERVED.search(content):
        return Taken(stance="open", end=found.end, verb=found.verb)
    if found and found.stance in ("accepts", "offers") and _LIMIT.match(content[found.end :].lstrip()):
        return Taken(stance="conditions", end=found.end)
    demanded = found is not None and found.stance == "demands"  # "wants a fee if the sale fails": that is the demand
    if not _CONDITION.search(content) or demanded:
        return found
    deed = None if found else conditional_deed(words, own)
    end = found.end if found else deed.end if deed else 0
    return Taken(stance="conditions", end=end) if found or deed else None


def stances_of_others(cue: str, content: str, *, other: Callable[[int], str | None]) -> Iterator[tuple[str, Taken]]:
    """Yield who else, by their name, has taken which stance, as ``content`` tells it.

    Only what they did or do counts: what they will do, should do or would do under a condition is a guess, and so is
    what somebody hopes, fears or denies (``cue``).
    """
    cues = words_of(cue)
    telling = rules().tells | rules().granting
    if _is_denied(cues) or is_untrue(content) or (cues and telling.isdisjoint(word.stem for word in cues)):
        return
    words = words_of(_plain(content))
    hearsay = (at for at, word in enumerate(words) if word.stem in rules().hearsay)
    for place, word in enumerate(words[: next(hearsay, None)]):
        is_guess = any(item.key in GUESSED for item in words[max(0, place - _REPORTED) : place])
        before = content[: word.start]
        name = None if is_guess or behind_supposition(before) else other(word.start)
        stance = stance_at(words, place) if name else None
        if name and stance:
            yield name, taken_at(words, place, stance)


def _plain(content: str) -> str:
    """Words with blanks for those that deny nothing."""
    return _IDIOM.sub(
        lambda found: " " * len(found.group()), _LIMIT.sub(lambda found: " " * len(found.group()), content)
    )


def _tells_nothing(cue: Sequence[Word], words: Sequence[Word]) -> bool:
    """ "Declined to say whether the company would agree": nothing is held, whatever stands behind."""
    known, first = rules(), words[0].key if words else ""
    asks = _is_denied(cue) or bool({"ask", "wonder", "know"}.intersection(word.stem for word in cue))
    if first == "whether" or (first == "if" and asks):
        return True
    refused = any(word.stem in known.refuse for word in cue)
    return refused and bool(known.no_deed.intersection(item.stem for item in words[:2]))


def _is_required(cue: Sequence[Word]) -> bool:
    """ "[Norway] must accept", "should have accepted": what somebody else thinks of it."""
    keys = [word.key for word in cue]
    has_to = any(word in _HAS_TO and "to" in keys[at : at + 2] for at, word in enumerate(keys))
    return has_to or not _MUST.isdisjoint(keys) or any(unreal(cue, place) for place in range(len(cue)))


def _is_undecided(cue: Sequence[Word]) -> bool:
    """ "Neither accepted nor rejected": no yes and no no."""
    stances = {rules().stance.get(word.stem) for word in cue} - {None}
    return {"neither", "nor"} <= {word.key for word in cue} and len(stances) > 1


def _is_denied(cue: Sequence[Word]) -> bool:
    return any(map(is_not, cue)) or lapsed(word.key for word in cue)


def _of_cue(cue: Sequence[Word], words: Sequence[Word], within: Taken | None) -> Taken | None:
    """The stance that a cue shows, put together with that of the words where it reports a yes or no to them."""
    known = rules()
    for place, word in enumerate(cue):
        # "Would not hesitate to accept": a negation that governs another verb does not deny this one.
        borne = bearing(cue, place)
        if borne == "untold":
            continue
        is_denied = borne == "negated" or lapsed(item.key for item in cue)
        # "told", "is": whatever is said with them shows in the words.
        if word.stem in known.deny:
            return turned(within) if within and not is_denied else within
        if word.stem in known.refuse:
            inner = infinitive(words, within)
            stance: Stance = "rejects" if inner is None else TURNED.get(inner.stance, "rejects")
            return Taken(stance=stance if not is_denied else "open", end=inner.end if inner else 0)
        objects = (*cue[place + 1 :], *words[:_REACH])
        if (held := kept(word, objects, cue[:place], is_denied=is_denied)) is not None:
            return Taken(stance=held, end=0, before=dropped(word, objects) if held == "open" else None)
        if word.stem in known.promise:
            return Taken(stance="rejects" if is_denied or _none_of_it(words) else "offers", end=0)
        if is_willing(word):
            inner = infinitive(words, within)
            stance = inner.stance if inner else "open"
            if is_denied:
                stance = TURNED.get(stance, "rejects")
            return Taken(stance=stance, end=inner.end if inner else 0)
        if found := listed(word.stem, [item.key for item in (*cue[place + 1 :], *words[:_REACH])]):
            return _of_listed(found, (cue, place), words, within, is_denied=is_denied)
    return None


def _of_listed(
    found: Stance, at: tuple[Sequence[Word], int], words: Sequence[Word], within: Taken | None, *, is_denied: bool
) -> Taken | None:
    """The stance of the verb at a place of the cue, as its negation and its object leave it."""
    cue, place = at
    if found == "demands" and rules().no_deed.intersection(word.stem for word in words[:2]):
        return None  # "wants to know whether they accept", "asked to comment"
    reported = (item.stem for item in (*cue[place + 1 :], *words[:_REPORTED]))
    if found == "rejects" and rules().report.intersection(reported):
        return within  # "rejected rumours that ...": a report is denied, no proposal
    verb, over = cue[place].stem, lapsed(word.key for word in cue)
    stance = denied(verb, found, over=over) if is_denied else _absolute(found, words)
    return Taken(stance=stance, end=0, verb=verb, before=found if over else None) if stance else None


def _absolute(stance: Stance, words: Sequence[Word]) -> Stance:
    """A stance whose object is nothing ("accepts no troops", "wants no deal") is a refusal."""
    if stance == "demands":  # "urged Ottawa not to give in" demands
        return "rejects" if words and words[0].key in NO else stance
    return "rejects" if _none_of_it(words) and stance in ("accepts", "offers") else stance


def _none_of_it(words: Sequence[Word]) -> bool:
    return any(word.key in NO or word.key in NOT for word in words[:1])
