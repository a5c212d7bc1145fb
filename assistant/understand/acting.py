"""Who speaks or acts in a question."""

from __future__ import annotations

import re

from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.words import Word, words_of

_VOICE_AFTER = re.compile(
    r"\b(?:according to|in the (?:words|eyes|view|opinion|mind) of|(?:words|views?|opinions?|positions?"
    r"|stance|attitude|reaction|response"
    r"|demands?|statements?|terms|conditions?) (?:of|from|by))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# What stands behind one of these is spoken about; it does not speak.
OBJECT_AFTER = re.compile(
    r"\b(?:about|of|on|over|with|to|in|at|against|from|for|by|into|towards?|between|under|after|before|near"
    r"|through|regarding"
    r"|if|when|that|because|unless|whether)\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:did|does|do|has|have|had|will|would|can|could|should)\b", re.IGNORECASE)
# "Was (the judge) Holt", and the form of the verb that goes with it.
_IS = re.compile(r"\b(?:is|are|was|were|been|being)\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_DONE = re.compile(r"(?:ed|told|said)$")
# "When was the treaty first signed?": the deed is the next word.
_ORDER = frozenset({"first", "last", "originally", "initially", "finally", "eventually"})
# "Arlo's latest public remark": so many content words behind the owner the thing owned is found.
_OWNED = 3


def acting(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention | None, Word | None]:
    """Return the mention that speaks or acts, and the first content word after it that is no mention itself."""
    if not mentions:
        return None, None
    after_preposition = next((item for item in mentions if is_voice(text[: item.start])), None)
    candidates = [
        item
        for item in mentions
        if not OBJECT_AFTER.search(text[: item.start])
        and not _owns(text, item, mentions)
        and not _opens_a_title(text, item, mentions)
    ]
    subject = after_preposition or (
        candidates[0] if candidates and not _another_acts(text, candidates[0], mentions) else None
    )
    if subject is None:
        return None, None
    rest = [
        word
        for word in words_of(text)
        if word.start >= subject.end
        and not word.is_stop
        and word.key not in _ORDER
        and not any(item.start <= word.start < item.end for item in mentions)
    ]
    return subject, rest[0] if rest else None


def is_voice(before: str) -> bool:
    """Whether what follows speaks ("the demands of Arlo"); in "did Arlo demand from Bel" it does not."""
    match = _VOICE_AFTER.search(before)
    verb = match is not None and match.group().lower().startswith(("demand ", "state ", "position "))
    return match is not None and not (verb and re.search(r"\b(?:did|does|do)\b", before, re.IGNORECASE) is not None)


def is_done_to(text: str, subject: Mention) -> bool:
    """Whether something is said of or to the subject: "When was Holt confirmed by the senate?"."""
    before, after = text[: subject.start], [word for word in words_of(text) if word.start >= subject.end]
    done = next((word for word in after if word.stem in lexicon().speech), None)
    return done is not None and _IS.search(before) is not None and _DONE.search(done.key) is not None


def _another_acts(text: str, item: Mention, mentions: tuple[Mention, ...]) -> bool:
    """Whether somebody else stands behind the auxiliary ("Which list did the management accuse Arlo of ...?")."""
    auxiliary = _AUXILIARY.search(text)
    if auxiliary is None or item.start < auxiliary.end():
        return False
    between = [word for word in words_of(text) if auxiliary.end() <= word.start < item.start and not word.is_stop]
    own = [word for word in between if not any(other.start <= word.start < other.end for other in mentions)]
    # "Did Oversight Chairman Jason Chaffetz say": a title is nobody else.
    titled = bool(between) and (lexicon().role_of(between[-1].key) is not None or all(word.capital for word in between))
    return len(own) > 1 and not titled


def _opens_a_title(text: str, item: Mention, mentions: tuple[Mention, ...]) -> bool:
    """Whether a mention belongs to the title of a person named behind it ("Harbour Secretary Nils Aker")."""
    person = next((other for other in mentions if other.person and other.start > item.end), None)
    if person is None or item.person:
        return False
    between = words_of(text[item.end : person.start])
    if not between and text[item.end : person.start].isspace():
        return True
    return bool(between) and all(word.capital for word in between) and bool(lexicon().roles_in(between))


def _owns(text: str, item: Mention, mentions: tuple[Mention, ...]) -> bool:
    """Whether a mention only says whose somebody or something else is ("Arlo's successor", not "Arlo's position")."""
    if not re.search(r"['’]s?$", text[item.start : item.end]):
        return False
    known = lexicon()
    asked = known.view | known.speech | known.obstacle | known.stances
    after = [word for word in words_of(text) if word.start >= item.end and not word.is_stop]
    named = any(other.start == word.start for word in after[:1] for other in mentions)
    return bool(after) and not named and not any(word.stem in asked for word in after[:_OWNED])
