"""Whether sentences hold the kind of expression that a question asks for: a number, a date, the holder of an office."""

from __future__ import annotations

import re

from assistant.reader.relevance import Relevance
from assistant.understand.answer_type import number_of
from assistant.understand.cast import Cast
from assistant.understand.figures import Figure
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.question import Question
from assistant.understand.words import Word, stem, words_of

# How far below the best a sentence may score and still be taken for the answer, once a gate has excluded the best.
_MARGIN = 0.5
# Cover of the noun that a person has to be ("his lawyer"), by a word like it.
_RELATED = 0.5
# What "how many" counts has to be hinted at by the sentence with the number ("lorries" for "trucks").
_HINTED = 0.25
# "Who is Holt's lawyer?", "Who was the head of ...": the noun says what the person has to be.
_WHO_IS = re.compile(
    r"\bwho(?:['’]?s| is| was) (?P<whom>(?:the|his|her|their|its)\b[^?]*|[^?]*\w['’]s? [^?]*)", re.IGNORECASE
)
# "Who is Holt?", "who's the minister Holt".
_WHO_IS_NAMED = re.compile(
    r"\W*(?:and |so )?who(?:['’]?s| is| was| are)\s+(?:(?:this|that|exactly|the)\s+)?", re.IGNORECASE
)
# "Who mediates ...?", "Which country mediated ...?"; "What is the (median) price of ...?"; "When was ... founded?".
_TELLING = re.compile(
    r"(?:and |so |but )?(?:(?:who|which \w+)(?: has| had| have| will| would)? (?P<deed>[a-z]+)"
    r"|what(?:['’]s| is| was| are| were) the (?:[a-z]+ )?(?P<noun>[a-z]+) (?:of|for|in)\b"
    r"|(?:when|where|since when)(?: did| was| were| is| are| will| does| do|['’]s)\b)",
    re.IGNORECASE,
)
# Cover of that word in a sentence that tells, and how far it may score below the best.
_TOLD, _FAR = 0.6, 1.0
# "The artist of the album", "the author of the plan": who made it stands behind "by", or before it with an 's.
_AGENT = re.compile(r"(?:er|or|ist|ect)$")
_BY_SOMEBODY = re.compile(r"\bby (?:the )?(?:\w+ ){0,4}?[A-Z]\w|\b[A-Z]\w+['’]s?\s|\bfrom [A-Z]\w")
_RELATES = re.compile(r"\b(?:of|for|to|in|at|from|with|by|on|about|between|among|under|behind)\b", re.IGNORECASE)
# "Who is the head of ...", "What is the name of the ...": the answer has to name a person.
_HOLDER = re.compile(
    r"\bwho(?:['’]?s| is| was| are)? (?:the )?(?:\w+ )?(?:boss|head|chief|leader|director|chair\w*"
    r"|president|minister|commander|owner)\b"
    r"|\bnames? of (?:the|that)\b|\bwhat(?:['’]?s| is| was| are| were) \w+ (?:\w+ )?names?\b",
    re.IGNORECASE,
)


def of_asked_type(question: Question, ranked: list[Relevance], cast: Cast) -> list[Relevance]:
    """Return, of the sentences near the top, those that hold the kind of expression asked for."""
    near = [item for item in ranked if item.score >= ranked[0].score - _MARGIN]
    relation = _relation(question)
    if question.answer_type == "person" and _HOLDER.search(question.text):
        near = [item for item in near if _names_person(question, item) or _made_by(question, item, relation)]
    if relation is not None:
        return [item for item in near if _relates(question, item, relation, cast)]
    if question.answer_type == "person" and _HOLDER.search(question.text):
        return near
    if question.answer_type not in ("quantity", "duration", "time"):
        return ranked
    counted = counted_word(question)
    if counted is not None:
        near = [item for item in near if item.words[question.words.index(counted)] >= _HINTED]
    held = [item for item in near[:8] if item.measures["type"] and number_of(question.text, item.candidate.text)]
    return held + [item for item in ranked if item not in held] if held else []


def telling_first(question: Question, chosen: list[Relevance], cast: Cast) -> list[Relevance]:
    """Put first the sentences with the word that says what is asked for, if they are not far behind the best.

    It is the verb in "Who mediates between ...?" and "When was ... founded?", the noun in "What is the price of ...?".
    The names in the question weigh more in the ranking: whatever else names the same would come first.
    """
    if (person := asked_who_is(question)) is not None:
        return _introducing_first(chosen, cast.figure(person.key))
    asked = _TELLING.match(question.text) if question.kind == "fact" and chosen else None
    place = _telling(question, asked) if asked else None
    if place is None:
        return chosen
    best = max(item.score for item in chosen)
    told = [item for item in chosen if item.words[place] >= _TOLD and item.score >= best - _FAR]
    return told + [item for item in chosen if item not in told]


def asked_who_is(question: Question) -> Mention | None:
    """Return the person whom "Who is Holt?" asks about."""
    person = next((item for item in question.mentions if item.person and not item.described), None)
    asks = person is not None and _WHO_IS_NAMED.fullmatch(question.text[: person.start]) is not None
    return person if asks else None


def _introducing_first(chosen: list[Relevance], figure: Figure | None) -> list[Relevance]:
    """Put first the sentences that say what somebody is: with the name and the most words of one of their titles."""

    def told(item: Relevance) -> int:
        own = item.candidate.stems
        titles = [{word.stem for word in words_of(title)} for title in (figure.titles if figure else ())]
        named = figure is not None and stem(figure.surname) in own
        return max((len(title) for title in titles if title and title <= own), default=0) if named else 0

    return sorted(chosen, key=lambda item: -told(item))


def _telling(question: Question, asked: re.Match[str]) -> int | None:
    """The place of that word among the question's words, if it is one of them."""
    mentioned = [range(item.start, item.end) for item in question.mentions]
    plain = [
        place
        for place, word in enumerate(question.words)
        if not (word.is_stop or word.capital or any(word.start in stretch for stretch in mentioned))
    ]
    if asked["deed"] or asked["noun"]:
        start = asked.start("deed" if asked["deed"] else "noun")
        return next((place for place in plain if question.words[place].start == start), None)
    last = plain[-1:]
    return last[0] if last and question.words[last[0]] == question.words[-1] else None


def _names_person(question: Question, item: Relevance) -> bool:
    """Whether the sentence names (or is said by) a person whom the question does not name itself."""
    # "Who is the president of Maldora?" describes the person; it does not name them.
    asked = {mention.key for mention in question.mentions if not mention.described}
    return any(mention.person and mention.key not in asked for mention in item.candidate.mentions)


def _relation(question: Question) -> Word | None:
    """The noun of "Who is the ... noun (of ...)?", when it is one of the question's content words."""
    asked = _WHO_IS.search(question.text)
    if asked is None:
        return None
    phrase = _RELATES.split(asked["whom"])[0].rstrip()
    end = asked.start("whom") + len(phrase)
    noun = next((word for word in question.words if word.end == end), None)
    return noun if noun and not noun.capital and not noun.is_stop and not noun.key.endswith(("ing", "ed")) else None


def _relates(question: Question, item: Relevance, noun: Word, cast: Cast) -> bool:
    """Whether a sentence has the noun, or one like it, or names somebody who holds that office."""
    if item.words[question.words.index(noun)] >= _RELATED:
        return True
    if _made_by(question, item, noun):
        return True
    role = lexicon().role_of(noun.key)
    if role is None:
        return False
    figures = [cast.figure(mention.key) for mention in item.candidate.mentions if mention.person]
    return role in lexicon().roles_in(item.candidate.words) or any(role in figure.roles for figure in figures if figure)


def _made_by(question: Question, item: Relevance, noun: Word | None) -> bool:
    """Whether a sentence on all that the question names tells by whom it is: "the film, directed by X"."""
    if noun is None or not _AGENT.search(noun.key):
        return False
    others = [held for word, held in zip(question.words, item.words, strict=True) if word != noun and word.capital]
    return bool(others) and min(others) >= _RELATED and _BY_SOMEBODY.search(item.candidate.text) is not None


def counted_word(question: Question) -> Word | None:
    """The content word that "how many" counts ("inspectors"), if there is one."""
    asked = re.search(r"\bhow many (?:[a-z]+ )?", question.text.lower())
    if asked is None or question.answer_type != "quantity":
        return None
    return next(
        (word for word in question.words if word.start >= asked.start() + len("how many ") and not word.capital),
        None,
    )
