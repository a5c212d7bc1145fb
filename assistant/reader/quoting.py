"""Who said these very words: the sentence that holds a quotation of the question, and whose words the document says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.reader.compose import Quoted
from assistant.reader.relevance import Relevance
from assistant.understand.question import Question
from assistant.understand.words import words_of
from vectorstore import Statement

_QUOTED = re.compile(
    r"[\"“«„](?P<words>[^\"“”«»„]{12,2000})[\"”»“]?|(?<!\w)[‘'](?P<single>.{12,2000})[’'](?!\w)", re.DOTALL
)
# Fewer words are a phrase that many may have used; so large a share of them has to be in the sentence.
_FEWEST_WORDS, _HELD = 4, 0.8


def words_asked_about(question: Question) -> tuple[str, ...]:
    """Return the stems of the words that a question quotes to ask who said them; none when it does not."""
    if question.kind != "speaker" and question.answer_type != "person":
        return ()
    match = _QUOTED.search(question.text)
    found = tuple(word.stem for word in words_of(match["words"] or match["single"])) if match else ()
    return found if len(found) >= _FEWEST_WORDS else ()


def said_by(words: Sequence[str], ranked: Sequence[Relevance]) -> Quoted | None:
    """Return the sentence that holds most of ``words`` with the speaker of its statement that does, best first.

    ``None`` when no sentence holds enough of them. Without a speaker the document gives the words to nobody.
    """
    best = max(ranked, key=lambda item: _share(words, item.candidate.text), default=None)
    if best is None or _share(words, best.candidate.text) < _HELD:
        return None
    candidate = best.candidate
    inside = [item for item in candidate.statements if item.start < candidate.end and item.end > candidate.start]
    statement = max(inside, key=lambda item: _fit(words, item), default=None)
    quoted = Quoted(
        marker=1,
        document_id=candidate.document_id,
        start=candidate.start,
        end=candidate.end,
        quote=candidate.text,
        speaker=candidate.speaker,
    )
    if statement is None or _fit(words, statement) < _HELD / 2:
        return quoted
    return replace(quoted, speaker=statement.speaker or statement.party)


def _share(words: Sequence[str], text: str) -> float:
    there = {word.stem for word in words_of(text)}
    return sum(word in there for word in words) / len(words)


def _fit(words: Sequence[str], statement: Statement) -> float:
    """How well a statement's content is the quotation: shared words against all of both."""
    said, asked = {word.stem for word in words_of(statement.content)}, set(words)
    return len(said & asked) / len(said | asked) if said else 0.0
