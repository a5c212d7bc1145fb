"""Making the answer from the last state of the chain, and what a follow-up needs of it."""

from __future__ import annotations

import prompts
from assistant.answering import OFFLINE
from assistant.chain import State
from assistant.records import Answer, Coverage
from assistant.understand.followup import Exchange


def answer_of(state: State, *, coverage: Coverage, fingerprint: str) -> Answer:
    """Return the answer that ``state`` holds; ``fingerprint`` is that of the documents it was made from."""
    answered = state.reason is None
    written = state.written
    return Answer(
        question=state.asked,
        text=state.text,
        status="answered" if answered else "abstained",
        reason=state.reason,
        citations=state.citations if answered else (),
        nearest=() if answered else state.citations,
        conflicts=state.conflicts if answered else (),
        coverage=coverage,
        understanding=state.understanding,
        model=written.model if written else OFFLINE,
        prompt_digest=prompts.digest(),
        corpus_fingerprint=fingerprint,
        timings=state.timings,
        usage=written.usage if written else {},
        cost=written.cost if written else None,
        withheld=written.withheld if written else 0,
        unknown_numbers=written.unknown_numbers if written else 0,
        notes=state.notes,
        offer=state.offer,
    )


def exchange_of(answer: Answer) -> Exchange:
    """Return what the next question of the conversation may lean on."""
    speakers = dict.fromkeys(item.speaker for item in answer.citations if item.speaker)
    return Exchange(question=answer.understanding.standalone, speakers=tuple(speakers), offer=answer.offer)
