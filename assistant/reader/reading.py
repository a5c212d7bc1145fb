"""Reading an answer out of the ranked sentences: which of them answer, what disagrees with them, or why none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import prompts
from assistant.reader.answerability import Judgement
from assistant.reader.compose import Draft, Quoted, compose, quoted
from assistant.reader.contrasts import contrasted
from assistant.reader.disputes import disputed
from assistant.reader.opposed import is_known, opposed
from assistant.reader.quoting import all_said, said_by, words_asked_about
from assistant.reader.relevance import Relevance
from assistant.records import Conflict, Reason
from assistant.understand.cast import Cast
from assistant.understand.question import Question, asks_for_all_said

# How many passages an abstention shows as the nearest.
_NEAREST = 2
# "What did Holt say?", about nothing in particular, asks for all of it; more would be a list and no answer.
_ALL_SAID = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The draft of an answer with the conflicts in it, or the reason why there is none.

    ``names`` are whom the reason is about, ``nearest`` the sentences that an abstention shows. The markers of
    ``conflicts`` are those of the draft, before the gate.
    """

    draft: Draft | None = None
    conflicts: tuple[Conflict, ...] = ()
    reason: Reason | None = None
    names: tuple[str, ...] = ()
    nearest: tuple[Quoted, ...] = ()


def words_given_to(question: Question, ranked: Sequence[Relevance]) -> Draft | None:
    """Return the sentence with the words that a question quotes, and who said them; ``None`` if it quotes none."""
    asked = words_asked_about(question)
    found = said_by(asked, ranked) if asked else None
    if found is None:
        return None
    if found.speaker:
        opening = prompts.load("offline/lead/words").fill(speaker=found.speaker)
    else:
        opening = prompts.load("offline/lead/unattributed").text
    return Draft(lines=(opening, found))


def read_answer(
    question: Question,
    ranked: Sequence[Relevance],
    judgement: Judgement,
    *,
    cast: Cast,
    duplicate_of: Mapping[str, str],
) -> Reading:
    """Return what ``ranked`` (best first) answers by ``judgement``; ``duplicate_of`` maps a copy to its original."""
    nearest = quoted(ranked[:_NEAREST])
    if judgement.reason is not None:
        return Reading(reason=judgement.reason, names=judgement.names, nearest=nearest)
    chosen = judgement.chosen
    if asks_for_all_said(question) and question.subject:
        chosen = tuple(item for item in chosen if question.subject.key in item.candidate.voices)
        if not chosen:  # what the reporter tells of somebody is none of their words
            return Reading(reason="no_statement_on_issue", names=(question.subject.name,), nearest=nearest)
    draft, conflicts = _draft(question, chosen, ranked, cast=cast, duplicate_of=duplicate_of)
    draft, more = _with_opposed(draft, question, ranked, cast=cast, duplicate_of=duplicate_of)
    return Reading(draft=draft, conflicts=conflicts + more, nearest=nearest)


def _draft(
    question: Question,
    chosen: Sequence[Relevance],
    ranked: Sequence[Relevance],
    *,
    cast: Cast,
    duplicate_of: Mapping[str, str],
) -> tuple[Draft, tuple[Conflict, ...]]:
    """The draft in the shape that the question asks for, and the conflict that it shows, if any."""
    said = all_said(chosen, question, cast=cast, most=_ALL_SAID) if asks_for_all_said(question) else ()
    if said and question.subject:
        name = question.subject.name
        lines: tuple[str | Quoted, ...] = (prompts.load("offline/lead/said").fill(speaker=name), *said)
        return Draft(lines=lines, speaker=name), ()
    if apart := disputed(question, chosen, duplicate_of):
        draft = Draft(lines=(prompts.load("offline/lead/dispute").text, *quoted(apart)))
        return draft, (Conflict(about=question.text, markers=tuple(item.marker for item in draft.quotes)),)
    return compose(question, chosen, cast=cast, found=ranked), ()


def _with_opposed(
    draft: Draft, question: Question, ranked: Sequence[Relevance], *, cast: Cast, duplicate_of: Mapping[str, str]
) -> tuple[Draft, tuple[Conflict, ...]]:
    """Add to a draft the sentences that take back what it shows or tell it otherwise, and say which do."""
    places = {(item.document_id, item.start): item.marker for item in draft.quotes}
    shown = [item for item in ranked if _place(item) in places]
    pairs = opposed(shown, ranked, cast=cast, duplicate_of=duplicate_of)
    pairs += tuple(
        pair for pair in contrasted(question, shown, ranked) if not is_known(pairs, pair.shown, pair.against)
    )
    new = [pair.against for pair in pairs if _place(pair.against) not in places]
    if new:
        more = quoted(new, first=max(places.values(), default=0) + 1)
        places |= {(item.document_id, item.start): item.marker for item in more}
        draft = replace(draft, lines=(*draft.lines, prompts.load("offline/lead/against").text, *more))
    return draft, tuple(
        Conflict(about=pair.about, markers=(places[_place(pair.shown)], places[_place(pair.against)])) for pair in pairs
    )


def _place(item: Relevance) -> tuple[str, int]:
    return item.candidate.document_id, item.candidate.start
