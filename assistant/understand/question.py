"""Reading a question: what kind it is, what it asks for, of whom, and about what."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from assistant.records import QuestionKind
from assistant.understand.acting import OBJECT_AFTER, acting, is_done_to, is_voice
from assistant.understand.answer_type import AnswerType, asked_type, asks_for_property
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.words import Word, content_words, words_of
from vectorstore import Span

_NOUN_AFTER = re.compile(
    r"\b(?:the|an?|this|that|these|those|which|what|his|her|its|their|any|no|each|every|both|of|in|at|during|for|from|to"
    r"|peace|of the \w+|the \w+)\s+$",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\b(?:compar\w+|contrast\w*|differ\w*|versus|vs|disagree\w*)\b", re.IGNORECASE)
_EACH = re.compile(
    r"\b(?:both|each|either|two|every|all|three|opposing|rival|the) (?:\w+ )?(?:sides?|part(?:y|ies)|camps?)\b"
    r"|\brespective\b|\beveryone\b|\beverybody\b"
    r"|\bwho(?:['’]s| is| are)? (?:want|demand|offer|propos|reject|ask|after|insist|push|refus)\w*(?: for| on)?"
    r" (?:what|which|where)\b",
    re.IGNORECASE,
)
_IN_THE_WAY = re.compile(
    r"\b(?:in the way|in their way|hold\w* (?:\w+ )?(?:up|back)|stop\w* (?:them|it|the|a|an|peace|this)"
    r"|keep\w* .{0,30} from|what.{0,3}s? left|stand\w* between"
    r"|yet to be (?:settled|resolved|agreed)|still (?:open|unsolved|unresolved)|(?<!than )(?<!or )no deal"
    r"|not .{0,14}deal yet|no (?:agreement|consensus|compromise|accord)\b.{0,24}\b(?:reached|found|sight|on|over)"
    r"|(?:hardest|toughest|thorniest|trickiest|biggest|most (?:difficult|contentious|divisive))(?: \w+)?"
    r" (?:issue|question|point|matter|problem|part|topic)s?"
    r"|(?:issues?|questions?|points?|matters?|differences?) (?:still |that |which )?(?:divide|separate|remain)\w*"
    r"|divid\w+ the (?:sides|parties|two|camps)|at odds over|split over"
    r"|far apart|bone of contention|deal-?breakers?|red lines?|cannot agree|could not agree|fail(?:s|ed)? to agree"
    r"|differences? (?:remain\w*|over|on)|remains? (?:open|unclear|disputed|contentious|unresolved)"
    r"|wrong with the (?:deal|talks))\b",
    re.IGNORECASE,
)
# What is compared *about*, not one of those compared: "where do they stand on the Donbas".
_ABOUT = re.compile(
    r"\b(?:about|on|over|regarding|concerning|in|at|near|around)\s+(?:the\s+)?(?:[\w-]+\s+(?:of|in)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_SCAFFOLD = re.compile(
    r"(?:compar\w*|differ\w*|versus|vs|disagree\w*|oppos\w*|sides?|part(?:y|ies)|respective\w*|stands?"
    r"|stances?|table)",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\bwhere\b.{0,40}\bstands?\b|\bwhat(?:['’]?s| is| are)\b.{1,40}\bafter\W*$", re.IGNORECASE)
# A post that somebody holds, and what letters stand for, are facts.
_OTHER_SENSE = re.compile(
    r"\b(?:position|post)s? (?:did|does|do|has|had|is|was)\b.{0,60}\b(?:hold|held|play|occup|fill|appointed|elected)\w*"
    r"|\bstands? (?:for|as)\W*$",
    re.IGNORECASE,
)
# "What did Arlo (really have to) say": so many words after the subject the verb of saying still belongs to it.
_SOON = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as the reader uses it.

    ``text`` is the standalone form, ``named`` the same with descriptions ("the Kremlin's mouthpiece") replaced by the
    names that they stand for. ``topic`` are its content words without the person or party asked about and
    without the verb of saying or wanting. ``subject`` is the one who speaks or acts in the question, ``predicate``
    what they are asked about doing. ``voiced`` says that the subject's own words or stance are asked for. ``sides`` are
    those who are compared, in a comparison that names them.
    """

    text: str
    named: str
    kind: QuestionKind
    answer_type: AnswerType
    words: tuple[Word, ...]
    topic: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    subject: Mention | None = None
    predicate: Word | None = None
    voiced: bool = False
    sides: tuple[Mention, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names of those whose words are asked for."""
        return (self.subject.name,) if self.subject and self.voiced else ()


def asks_for_all_said(question: Question) -> bool:
    """Whether a question asks what somebody said, about nothing in particular."""
    subject = question.subject
    if question.kind != "statement" or subject is None or question.sides:
        return False
    # "Committee Chairwoman Ann Holt": a title is no matter to speak on.
    return all(question.text[word.start : subject.start].istitle() for word in question.topic)


def has_one_answer(question: Question) -> bool:
    """Whether a question asks for a fact of which there is one: a time, a number, a place, a person, a property."""
    if question.kind != "fact":
        return False
    if question.answer_type == "other":
        return asks_for_property(question.text)
    return question.answer_type in ("time", "quantity", "place", "person")


def asks_for_words(question: Question) -> bool:
    """Whether a question asks what is said, wanted or rejected, by somebody named or by anybody."""
    known = lexicon()
    # "When do the talks go on after Friday?" asks for a day, and "the talks" says nothing.
    told = question.answer_type != "time" and bool(_cues(question.text) & (known.speech | known.view))
    return question.kind != "fact" or told


def _with_names(text: str, mentions: tuple[Mention, ...]) -> str:
    """The question with descriptions of persons replaced by their names."""
    for item in reversed(mentions):
        if item.described:
            text = text[: item.start] + item.name + text[item.end :]
    return text


def read_question(text: str, cast: Cast) -> Question:
    """Return what ``text``, a standalone question, asks for.

    >>> from assistant.understand.cast import Cast
    >>> nobody = Cast((), frozenset({"Belsan"}), party_of=lambda word: None)
    >>> read_question("What does Belsan want?", nobody).kind
    'position'
    """
    mentions = cast.mentions(text)
    words = content_words(text)
    answer_type = asked_type(text)
    subject, predicate = acting(text, mentions)
    cues = _cues(text)
    kind = _kind(text, answer_type=answer_type, mentions=mentions, subject=subject, predicate=predicate, cues=cues)
    known = lexicon()
    stance = known.stances
    voiced = subject is not None and bool(
        kind in ("statement", "position")
        or (predicate and predicate.stem in (known.speech | known.view | stance) and not is_done_to(text, subject))
    )
    sides = _sides(text, mentions) if kind == "comparison" else ()
    covered = [(item.start, item.end) for item in sides or ((subject,) if subject and voiced else ())]
    asking = (known.speech | known.view) if voiced or kind in ("speaker", "comparison") else frozenset[str]()
    topic = tuple(
        word
        for word in words
        if not any(start <= word.start < end for start, end in covered)
        and word.stem not in asking
        and not (voiced and word == predicate and word.stem in stance)
        and not (kind == "comparison" and (word.stem in stance or _SCAFFOLD.fullmatch(word.key)))
    )
    return Question(
        text=text,
        named=_with_names(text, mentions),
        kind=kind,
        answer_type=answer_type,
        words=words,
        topic=topic,
        mentions=mentions,
        subject=subject,
        predicate=predicate,
        voiced=voiced,
        sides=sides,
    )


def _cues(text: str) -> set[str]:
    """The stems of all words, but for nouns that look like verbs of saying ("which state", "the talks")."""
    return {
        word.stem
        for word in words_of(text)
        if not (word.stem in lexicon().nouns and _NOUN_AFTER.search(text[: word.start]))
    }


def _sides(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Those compared: the mentions that are no mere topic, or all when fewer than two are left."""
    distinct = tuple({item.key: item for item in reversed(mentions)}.values())[::-1]
    named = tuple(item for item in distinct if not _ABOUT.search(text[: item.start]))
    return named if len(named) > 1 else distinct if len(distinct) > 1 else ()


def _kind(
    text: str,
    *,
    answer_type: AnswerType,
    mentions: tuple[Mention, ...],
    subject: Mention | None,
    predicate: Word | None,
    cues: set[str],
) -> QuestionKind:
    known = lexicon()
    stance = known.stances
    acts = bool(subject and predicate and predicate.stem in stance | known.view)
    if _asks_for_obstacles(text, cues) and not acts:
        return "obstacle"
    if _compares(text, mentions, cues):
        return "comparison"
    if answer_type == "person" and cues & (known.speech | stance) and not _asks_of(text, subject):
        return "speaker"
    if subject and answer_type in ("other", "yes_no") and _speaks(text, subject):
        return "statement"
    asks_for_stance = bool(cues & (known.view | stance)) or _STANDS.search(text) is not None
    if subject and answer_type == "other" and asks_for_stance and not _OTHER_SENSE.search(text):
        return "position"
    return "fact"


def _compares(text: str, mentions: tuple[Mention, ...], cues: set[str]) -> bool:
    """Whether the question sets sides beside each other: in words for it, as "each side", as "A and B want"."""
    known = lexicon()
    asks = bool(cues & (known.view | known.speech | known.stance["demand"])) or _STANDS.search(text) is not None
    sides = _sides(text, mentions)
    if _VERSUS.search(text) and len(sides) > 1:
        return True
    if _EACH.search(text):
        return asks or re.search(r"\b(?:compar|differ|contrast)", text, re.IGNORECASE) is not None
    joined = any(
        re.fullmatch(r"\s*(?:,|,?\s*(?:and|or|&))\s*(?:the\s+)?", text[one.end : other.start])
        for one, other in itertools.pairwise(sides)
    )
    return asks and joined and not OBJECT_AFTER.search(text[: sides[0].start])


def _speaks(text: str, subject: Mention) -> bool:
    """Whether the question asks for the subject's words: a verb of saying soon after it, or "according to" before."""
    if is_voice(text[: subject.start]):
        return True
    if is_done_to(text, subject):
        return False
    after = [word.stem for word in words_of(text) if word.start >= subject.end]
    nouns = [word.stem for word in words_of(text) if word.end <= subject.start and not word.is_stop]
    return bool(lexicon().speech & {*after[:_SOON], *nouns[-1:]})


def in_the_way(text: str) -> bool:
    """Whether a question or a sentence speaks of what hinders, in a turn of phrase that no single word shows."""
    return hindrance(text) is not None


def hindrance(text: str) -> Span | None:
    """Return where such a turn of phrase stands in ``text``, ``None`` without one."""
    found = _IN_THE_WAY.search(text)
    return found.span() if found else None


def _asks_for_obstacles(text: str, cues: set[str]) -> bool:
    known = lexicon()
    return in_the_way(text) or bool(cues & known.obstacle or (cues & known.trouble and cues & known.deal))


def _asks_of(text: str, subject: Mention | None) -> bool:
    """Whether a question with "who" or "which" still asks of a given subject ("Which plan did Arlo reject?")."""
    if subject is None:
        return False
    return (
        re.search(
            r"\b(?:did|does|do|has|have|had|is|was|were|would|will)\s+(?:the\s+)?$",
            text[: subject.start].lower(),
        )
        is not None
    )
