"""What somebody is reported to have said: who said these very words, and all that one person said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.reader.candidates import Candidate
from assistant.reader.compose import Quoted
from assistant.reader.relevance import Relevance
from assistant.understand.cast import Mention
from assistant.understand.lexicon import lexicon
from assistant.understand.question import Question
from assistant.understand.words import spelled_alike, words_of
from vectorstore import Statement

_QUOTED = re.compile(
    r"[\"“«„](?P<words>[^\"“”«»„]{6,2000})[\"”»“]?|(?<!\w)[‘'](?P<single>.{6,2000})[’'](?!\w)", re.DOTALL
)
_WHO = re.compile(r"\W*(?:and |so )?who\b", re.IGNORECASE)
_WHO_SAID = re.compile(
    r"\W*(?:and |so )?who (?:\w+ )?(?:said|says|spoke|speaks|talked|used|wrote|called|told|mentioned)\b", re.IGNORECASE
)
# Fewer words are a phrase that many may have used; so large a share of them has to be in the sentence.
_FEWEST_WORDS, _HELD = 4, 0.8
_NEAR = 30  # characters between a verb and what it reports


def words_asked_about(question: Question) -> tuple[str, ...]:
    """Return the stems of the words that a question quotes to ask who said them; none when it does not."""
    if not (question.kind == "speaker" or question.answer_type == "person" or _WHO.match(question.text)):
        return ()
    match = _QUOTED.search(question.text)
    found = tuple(word.stem for word in words_of(match["words"] or match["single"])) if match else ()
    fewest = 2 if _WHO_SAID.match(question.text) else _FEWEST_WORDS
    return found if len(found) >= fewest else ()


def said_by(words: Sequence[str], ranked: Sequence[Relevance]) -> Quoted | None:
    """Return the sentence that holds most of ``words`` with the speaker of its statement that does, best first.

    ``None`` when no sentence holds enough of them. Without a speaker the document gives the words to nobody.
    """
    reported = [(item.candidate, one) for item in ranked for one in item.candidate.statements]
    candidate, statement = max(reported, key=lambda pair: _fit(words, pair[1]), default=(None, None))
    near = 0.0 if len(words) < _FEWEST_WORDS else _HELD / 2
    if candidate and statement and _share(words, statement.content) >= _HELD and _fit(words, statement) >= near:
        return _told(candidate, statement, statement.speaker or statement.party)
    best = max(ranked, key=lambda item: _share(words, item.candidate.text), default=None)
    if best is None or _share(words, best.candidate.text) < _HELD:
        return None
    return _whole(best.candidate, best.candidate.speaker)


def all_said(items: Sequence[Relevance], subject: Mention | None, *, most: int) -> tuple[Quoted, ...]:
    """Return what ``items`` report of somebody, oldest first, at most ``most`` quotations."""
    found: dict[tuple[date, str, int], Quoted] = {}
    key = subject.key if subject else ""
    for item in items:
        candidate = item.candidate
        for statement in candidate.statements:
            begins = candidate.start <= statement.start < candidate.end
            surname = words_of(statement.speaker or "")[-1:]
            if begins and surname and spelled_alike(surname[0].key, key):
                told = _told(candidate, statement, statement.speaker)
                day = statement.said_on or statement.published_on or date.min
                found.setdefault((day, told.document_id, told.start), told)
    best = sorted(list(found.items())[:most], key=lambda entry: entry[0])
    return tuple(replace(one, marker=number) for number, (_, one) in enumerate(best, start=1))


def _told(candidate: Candidate, statement: Statement, speaker: str | None) -> Quoted:
    """The words that are reported, with their verb where that says more of them than "said", or the whole sentence.

    The gate widens them again where words outside turn them round.
    """
    cue = {word.stem for word in words_of(statement.cue or "")}
    plain = cue <= lexicon().neutral or (statement.kind == "direct" and not cue & lexicon().stance["reject"])
    short = len(words_of(statement.content)) < _FEWEST_WORDS
    begin = statement.start if plain and not short else _with_cue(candidate, statement)
    if begin is None:
        return _whole(candidate, speaker)
    words = f"{candidate.text[begin - candidate.start : statement.start - candidate.start]}{statement.content}"
    return replace(_whole(candidate, speaker), start=begin, end=statement.end, quote=words)


def _with_cue(candidate: Candidate, statement: Statement) -> int | None:
    """Where the verb begins that reports a statement right behind it ("warned on Friday that ...")."""
    if not statement.cue or not candidate.start <= statement.start < candidate.end:
        return None
    before = candidate.text[: statement.start - candidate.start]
    place = before.rfind(statement.cue)
    near = place >= 0 and len(before) - place - len(statement.cue) <= _NEAR
    return candidate.start + place if near else None


def _whole(candidate: Candidate, speaker: str | None) -> Quoted:
    return Quoted(
        marker=1,
        document_id=candidate.document_id,
        start=candidate.start,
        end=candidate.end,
        quote=candidate.text,
        speaker=speaker,
    )


def _share(words: Sequence[str], text: str) -> float:
    there = [word.stem for word in words_of(text)]
    if len(words) < _FEWEST_WORDS:  # so few have to stand together
        starts = range(len(there) - len(words) + 1)
        return float(any(tuple(there[start : start + len(words)]) == tuple(words) for start in starts))
    return sum(word in there for word in words) / len(words)


def _fit(words: Sequence[str], statement: Statement) -> float:
    """How well a statement's content is the quotation: shared words against all of both."""
    said, asked = {word.stem for word in words_of(statement.content)}, set(words)
    return len(said & asked) / len(said | asked) if said else 0.0
