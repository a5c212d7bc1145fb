"""Names in a question that no document has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reader.encoding import Encoded
from assistant.reader.relevance import Relevance, rarity
from assistant.understand.cast import Cast
from assistant.understand.figures import is_another
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import Word, words_of

Occurs = Callable[[str], bool]

# Cover of a word that differs by its spelling only.
_SPELLED = 0.9
# A capitalised word this rare in the encoder's vocabulary (or not in it as a whole) is a name, not "Western".
_ORDINARY = 0.9
FULL_NAME = re.compile(r"(?<=[a-z] )[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)+(?<![.'’])")
# "South Asian neighbours": where somebody or something is from, no name.
_ADJECTIVE = re.compile(r"[A-Z][\w-]+(?: [A-Z][\w-]+)*(?:an|ese|ish|ic) (?=[a-z]{3})")
_ASKS = re.compile(r"\b(?:what|why|how|where|when|which)\b", re.IGNORECASE)
# What is asked of somebody who has no name, or one in lower case.
_SAYS_OR_WANTS = (
    r"(?:say|said|want|think|tell|told|reject|demand|propose|offer|accept|mean|claim|ask|insist|call|complain|expect"
    r"|fear|hope|need|agree|object|oppose)"
)
# Who is asked about by what they are: "the farmers", "the king".
_GROUP_SLOT = re.compile(
    r"\b(?:did|does|do|has|have|will|would|are|is) (?P<group>(?:the|those|these) (?P<noun>[a-z]+))"
    rf"(?: (?:of|in|from|at) [\w ]+?)? (?:\w+ly |really |now |still |ever )?{_SAYS_OR_WANTS}",
    re.IGNORECASE,
)
# Cover of a word for a group below which nothing in the documents is like it.
_UNLIKE = 0.3
_SUBJECT_SLOT = re.compile(rf"\b(?:did|does|do|has|have|will|would) (\w+) {_SAYS_OR_WANTS}", re.IGNORECASE)


def unknown_names(
    question: Question, ranked: Sequence[Relevance], *, cast: Cast, asked: Encoded, occurs: Occurs
) -> tuple[str, ...]:
    """Return the names that no document has, as the question writes them.

    A name is a party of the world, a run of capitalised words, or a capitalised word that is no ordinary English.
    """
    text = question.text
    group = _unknown_group(question, ranked, occurs)
    parties = [(item.start, item.end) for item in question.mentions if not item.person and not cast.present(item.name)]
    found = [_bare(text[start:end]) for start, end in parties if not occurs(text[start:end])] + group
    found += [
        name
        for name in _full_names(question)
        if not occurs(name) and (not cast.resembles(words_of(name)[-1].key) or _is_a_namesake(name, cast, occurs))
    ]
    asked_about = _SUBJECT_SLOT.search(text) if _ASKS.search(text) else None
    for index, word in enumerate(question.words):
        if any(item.start <= word.start < item.end for item in question.mentions):
            continue
        # Typed in lower case a name shows by its place alone: "what did lavrov say".
        slot = asked_about is not None and word.start == asked_about.start(1) and rarity(word, asked) >= _ORDINARY
        if not slot and not looks_like_name(word, question, asked):
            continue
        if not (max(item.words[index] for item in ranked) >= _SPELLED or occurs(word.key) or cast.resembles(word.key)):
            found.append(_bare(text[word.start : word.end]))
    return tuple(name for name in dict.fromkeys(found) if not any(name in other and name != other for other in found))


def _unknown_group(question: Question, ranked: Sequence[Relevance], occurs: Occurs) -> list[str]:
    """The group or office asked about, where no document has the word for it and no sentence one like it.

    Some words may stand for anybody ("the guest", "the boss"), and several for one office ("the head of the party");
    farmers, kings and popes are called by few.
    """
    match = _GROUP_SLOT.search(question.text)
    if match is None or occurs(match["noun"]):
        return []
    known = lexicon()
    if match["noun"] in known.epithets or known.role_of(match["noun"]) not in (None, "monarch"):
        return []
    places = [place for place, word in enumerate(question.words) if word.start == match.start("noun")]
    named = any(item.start <= match.start("noun") < item.end and item.described for item in question.mentions)
    unlike = all(item.words[place] < _UNLIKE for item in ranked for place in places)
    return [match["group"]] if places and unlike and not named else []


def _bare(name: str) -> str:
    """A name without its possessive ending."""
    return re.sub(r"['’]s?$", "", name)


def _full_names(question: Question) -> list[str]:
    """Runs of two or more capitalised words inside the question: names, whatever their parts mean by themselves."""
    if question.text.istitle():
        return []
    known = [range(mention.start, mention.end) for mention in question.mentions]
    found = (match for match in FULL_NAME.finditer(question.text) if not _ADJECTIVE.match(question.text, match.start()))
    names = (_name_in(match) for match in found if not any(match.start() in stretch for stretch in known))
    return [name for name in names if " " in name]


def _is_a_namesake(name: str, cast: Cast, occurs: Occurs) -> bool:
    """Whether a name has the surname of somebody in the documents, and a given name that is not theirs.

    What stands before the surname is a given name if somebody else there has it, or if no document has the word:
    "Mary Holt", but not "Fisheries Chief Holt". A short form has the first letter of the whole ("Nick", "Nicholas").
    """
    given, last = words_of(name)[-2:]
    named = not occurs(given.key) or cast.resembles(given.key)
    theirs = [words_of(figure.name)[0].key for figure in cast.figures if figure.surname == last.key]
    other = bool(theirs) and all(key[0] != given.key[0] for key in theirs)
    return named and other and lexicon().role_of(given.key) is None and is_another(name, cast.figures)


def _name_in(run: re.Match[str]) -> str:
    """The name in a run of capitalised words, without a title before it and the beginning of a sentence behind it."""
    parts = run.group().split()
    while parts and parts[0].rstrip(".").lower() in lexicon().honorifics:
        parts.pop(0)
    return re.split(r"(?<=\w{3})\. ", " ".join(parts))[0]


def looks_like_name(word: Word, question: Question, asked: Encoded) -> bool:
    """Whether a word of the question is written as a name: with a capital inside the question, and no ordinary word."""
    written = question.text[word.start : word.end]
    if not word.capital or word.start == 0 or question.text.istitle():
        return False
    return rarity(word, asked) >= _ORDINARY or (written.isupper() and len(written) > 2)
