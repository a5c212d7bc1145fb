"""What somebody is reported to have said: who said these very words, and all that one person said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.reader.candidates import Candidate
from assistant.reader.compose import Quoted
from assistant.reader.relevance import Relevance
from assistant.understand.cast import Cast
from assistant.understand.lexicon import lexicon
from assistant.understand.mention import Mention
from assistant.understand.question import Question
from assistant.understand.words import words_of
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
# A quotation may be as short as this and still stand by itself ("It's gutless").
_FEWEST_QUOTED = 2
_NEAR = 30  # characters between a verb and what it reports


def words_asked_about(question: Question) -> tuple[str, ...]:
    """Return the stems of the words that a question quotes to ask who said them; none when it does not."""
    if not (question.kind == "speaker" or question.answer_type == "person" or _WHO.match(question.text)):
        return ()
    match = _QUOTED.search(question.text)
    quoted = words_of(match["words"] or match["single"]) if match else ()
    said = _WHO_SAID.match(question.text) is not None
    if not said and all(word.capital for word in quoted if not word.is_stop):
        return ()  # "Who directed “The Long Goodbye”?" names a work
    return tuple(word.stem for word in quoted) if len(quoted) >= (2 if said else _FEWEST_WORDS) else ()


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


def all_said(items: Sequence[Relevance], question: Question, *, cast: Cast, most: int) -> tuple[Quoted, ...]:
    """Return what ``items`` report of the one asked about, oldest first, at most ``most`` quotations.

    Of "What did Holt deny?" only what the documents report with that verb, if they do.
    """
    reported = [
        (item.candidate, statement, statement.speaker)
        for item in items
        for statement in item.candidate.statements
        if statement.speaker and _is_by(question.subject, statement, item.candidate, cast)
    ]
    verb = question.predicate.stem if question.predicate else ""
    with_verb = [one for one in reported if verb in {word.stem for word in words_of(one[1].cue or "")}]
    found: dict[tuple[date, str, int], Quoted] = {}
    for candidate, statement, speaker in with_verb if with_verb and verb not in lexicon().neutral else reported:
        told = _told(candidate, statement, speaker)
        day = statement.said_on or statement.published_on or date.min
        found.setdefault((day, told.document_id, told.start), told)
    once = [(key, one) for key, one in found.items() if not any(_holds(one, other) for other in found.values())]
    best = sorted(once[:most], key=lambda entry: entry[0])
    return tuple(replace(one, marker=number) for number, (_, one) in enumerate(best, start=1))


def _is_by(subject: Mention | None, statement: Statement, candidate: Candidate, cast: Cast) -> bool:
    """Whether a statement that begins in a sentence is the subject's."""
    begins = candidate.start <= statement.start < candidate.end
    return subject is not None and begins and subject.key in cast.keys_of(statement.speaker or "", statement.party)


def _holds(one: Quoted, other: Quoted) -> bool:
    """Whether a quotation holds another one that is shown by itself."""
    inside = one.document_id == other.document_id and one.start <= other.start and other.end <= one.end
    return inside and (one.start, one.end) != (other.start, other.end)


def _told(candidate: Candidate, statement: Statement, speaker: str | None) -> Quoted:
    """The words that are reported, with what the speaker did with them where that is more than "said".

    The verb is named beside the words, or quoted with them where the speaker does not stand next to it; else the whole
    sentence. The gate widens the words where others turn them round.
    """
    whole = _whole(candidate, speaker)
    cue = {word.stem for word in words_of(statement.cue or "")}
    direct = statement.kind == "direct" and not cue & lexicon().stance["reject"]
    beside = _stands_beside(candidate, statement)
    fewest = _FEWEST_QUOTED if direct else _FEWEST_WORDS
    if len(words_of(statement.content)) >= fewest and (direct or beside or cue <= lexicon().neutral):
        told = statement.cue if beside and not direct else None
        return replace(whole, start=statement.start, end=statement.end, quote=statement.content, cue=told)
    begin = _cue_before(candidate, statement)
    if begin is None:
        return whole
    words = f"{candidate.text[begin - candidate.start : statement.start - candidate.start]}{statement.content}"
    return replace(whole, start=begin, end=statement.end, quote=words)


def _cue_before(candidate: Candidate, statement: Statement) -> int | None:
    """Where the verb begins that reports a statement right behind it ("warned on Friday that ...")."""
    if not statement.cue or not candidate.start <= statement.start < candidate.end:
        return None
    before = candidate.text[: statement.start - candidate.start]
    place = before.rfind(statement.cue)
    near = place >= 0 and len(before) - place - len(statement.cue) <= _NEAR
    return candidate.start + place if near else None


def _stands_beside(candidate: Candidate, statement: Statement) -> bool:
    """Whether the speaker and the verb stand side by side, so that they can be named beside the words."""
    if statement.speaker_end is None or not statement.cue:
        return False
    behind = candidate.text[max(0, statement.speaker_end - candidate.start) :]
    return statement.speaker_end >= candidate.start and behind.lstrip().startswith(statement.cue)


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
