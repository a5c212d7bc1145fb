"""The retrieval-augmented chain: understand, retrieve, answer, verify, as LangChain runnables in a row.

Each step takes the state and returns a new one with its part filled in, so that a stream can show what is known
before the answer is: the reading of the question and the passages first, then the text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from langchain_core.runnables import Runnable, RunnableLambda

import prompts
from assistant.reader.answerability import Judgement, judge
from assistant.reader.candidates import Candidate, about_those_asked, candidates
from assistant.reader.compose import Draft, Quoted
from assistant.reader.encoding import Encoder
from assistant.reader.reading import read_answer, words_given_to
from assistant.reader.recorded import on_record, stances_on_record
from assistant.reader.relevance import Relevance, rank
from assistant.records import Citation, Conflict, Reason, Understanding
from assistant.retrieve import leading_sides, retrieve
from assistant.tracing import tracing
from assistant.understand.article import named_article
from assistant.understand.cast import Cast
from assistant.understand.followup import Exchange, standalone
from assistant.understand.period import Period, names_days, period
from assistant.understand.question import Question, asks_for_words, read_question
from assistant.verify.gate import check
from vectorstore import Filters, Hit, VectorStore

# Who the sides are shows in more passages than those that say what they want.
_FOR_SIDES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a chat model's answer took: tokens, their cost (``None`` without a price), and what the gate kept back."""

    model: str
    usage: dict[str, int]
    cost: float | None
    withheld: int = 0
    unknown_numbers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known about one question after each step."""

    asked: str
    history: tuple[Exchange, ...] = ()
    filters: Filters = field(default_factory=Filters)
    question: Question | None = None
    hits: tuple[Hit, ...] = ()
    draft: Draft | None = None
    nearest: tuple[Quoted, ...] = ()
    reason: Reason | None = None
    names: tuple[str, ...] = ()
    standalone: str | None = None
    period: Period | None = None
    article: str | None = None
    written: Written | None = None
    notes: tuple[str, ...] = ()
    offer: str | None = None
    text: str = ""
    conflicts: tuple[Conflict, ...] = ()
    citations: tuple[Citation, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def understanding(self) -> Understanding:
        """How the question was read, as shown to the user."""
        if self.question is None:
            return Understanding(asked=self.asked, standalone=self.asked, kind="fact")
        return Understanding(
            asked=self.asked,
            standalone=self.standalone or self.question.text,
            kind=self.question.kind,
            speakers=self.question.speakers,
            filters=self.filters,
            period=self.period.phrase if self.period else None,
            article=self.article,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The steps over one store. ``cast`` is who appears in its documents; ``encoder`` compares sentences.

    ``traced`` tells that the environment may turn on LangSmith's tracing.
    """

    store: VectorStore
    encoder: Encoder
    cast: Cast
    passages: int
    traced: bool = False

    def search(self) -> Runnable[State, State]:
        """Return the first half: from the question to the passages."""
        return RunnableLambda(_timed("understand", self.understand)) | RunnableLambda(_timed("retrieve", self.retrieve))

    def answer(self) -> Runnable[State, State]:
        """Return the second half: from the passages to the checked answer or the reason why there is none."""
        return RunnableLambda(_timed("answer", self.read)) | RunnableLambda(_timed("verify", self.verify))

    def run(self, steps: Runnable[State, State], state: State) -> State:
        """Return the state after the last of ``steps``."""
        with tracing(allowed=self.traced):
            return steps.invoke(state)

    def understand(self, state: State) -> State:
        """Make the question standalone, unless a chat model has done so, and read it."""
        asked = state.standalone or standalone(state.asked, state.history, self.cast, occurs=self.store.occurs)
        read = replace(state, standalone=asked, question=read_question(asked, self.cast))
        return self._limited(self._within_article(read))

    def _within_article(self, state: State) -> State:
        """Limit the search to the document that the question names by its title."""
        question = _known(state)
        if state.filters.document_ids or (found := named_article(question.text, lambda: self.store.titles)) is None:
            return state
        filters = replace(state.filters, document_ids=found.document_ids)
        return replace(state, question=read_question(found.rest, self.cast), article=found.title, filters=filters)

    def _limited(self, state: State) -> State:
        """Limit the search to the days that the question names, where they leave some of the documents out.

        A fact can be told long after its day: only where words or stances are asked for does a day limit anything.
        Days without a year are counted back from the latest document.
        """
        question, given = _known(state), state.filters
        if not asks_for_words(question) or given.date_from or given.date_to or not names_days(question.text):
            return state
        receipt = self.store.receipt(given)
        if not (receipt.date_from and receipt.date_to):
            return state
        found = period(question.text, today=receipt.date_to)
        if found is None:
            return state
        read = replace(state, question=read_question(found.rest, self.cast))
        if not found.cuts(receipt.date_from, receipt.date_to):
            return read
        return replace(read, period=found, filters=replace(given, date_from=found.first, date_to=found.last))

    def retrieve(self, state: State) -> State:
        """Find the passages."""
        question = _known(state)
        context = state.history[-1].question if state.history and state.standalone != state.asked else ""
        search = partial(
            retrieve, self.store, cast=self.cast, limit=self.passages, filters=state.filters, context=context
        )
        hits = search(question)
        if question.kind == "comparison" and not question.sides:
            named = [item for item in question.mentions if item == question.subject]
            more = search(question, limit=_FOR_SIDES * self.passages)
            sides = leading_sides(about_those_asked(question, self.sentences_of(more)), self.cast, beside=named)
            question = replace(question, sides=sides)
            hits = search(question) if sides else hits
        return replace(state, question=question, hits=hits)

    def read(self, state: State) -> State:
        """Let the offline reader choose the sentences that answer, or say why none does."""
        question = _known(state)
        ranked = rank(question, self.sentences_of(state.hits), self.encoder)
        if (draft := words_given_to(question, ranked)) is not None:
            return replace(state, draft=draft)
        judgement = self._judge(question, ranked)
        found = read_answer(question, ranked, judgement, cast=self.cast, duplicate_of=self.store.duplicate_of)
        return replace(
            state,
            draft=found.draft,
            conflicts=found.conflicts,
            nearest=found.nearest,
            reason=found.reason,
            names=found.names,
        )

    def verify(self, state: State) -> State:
        """Check the draft, or the nearest passages of an abstention, against the documents."""
        if state.draft is not None:
            text, citations = self._check(state.draft)
            if citations:
                conflicts = tuple(_left(state.conflicts, citations))
                return replace(state, text=text, citations=citations, conflicts=conflicts, nearest=())
        _, nearest = self._check(Draft(lines=state.nearest))
        reason = state.reason or "not_in_documents"
        text, offer = abstention(reason, state.names), None
        subject = _known(state).subject
        everything = state.filters == Filters()  # what they said elsewhere is not what is searched
        if reason == "no_statement_on_issue" and subject and everything and self.cast.speaks(subject):
            text += "\n" + prompts.load("offline/offer/line").fill(speaker=subject.name)
            offer = prompts.load("offline/offer/question").fill(speaker=subject.name)
        return replace(state, text=text, citations=nearest, conflicts=(), reason=reason, offer=offer)

    def without_answer(self, state: State) -> State:
        """Say why a chat model found no answer, as the offline reader's gates tell, with the nearest sentences."""
        read = self.read(state)
        return replace(read, draft=None, reason=read.reason or "not_in_documents")

    def answering(self, state: State) -> frozenset[tuple[str, int]]:
        """Return document and place of the sentences found that answer the question, as the offline reader judges."""
        question = _known(state)
        judgement = self._judge(question, rank(question, self.sentences_of(state.hits), self.encoder))
        chosen = [] if judgement.reason is not None else judgement.chosen
        return frozenset((item.candidate.document_id, item.candidate.start) for item in chosen)

    def sentences_of(self, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
        """Return the sentences of the passages found, best passage first."""
        documents = dict.fromkeys(hit.chunk.document_id for hit in hits)
        statements = {document_id: self.store.parts(document_id).statements for document_id in documents}
        return candidates(hits, statements, self.cast)

    def _judge(self, question: Question, ranked: list[Relevance]) -> Judgement:
        """The judgement of the sentences by themselves; where they do not show that they answer, what is on record."""
        asked = self.encoder.encode([question.text])[0]
        judgement = judge(question, ranked, cast=self.cast, asked=asked, occurs=self.store.occurs)
        if judgement.reason not in (None, "no_statement_on_issue", "not_in_documents"):
            return judgement
        held = stances_on_record(question, ranked, cast=self.cast, parts=self.store.parts)
        if judgement.reason is None:
            return replace(judgement, chosen=(*held, *(item for item in judgement.chosen if item not in held)))
        recorded = held or on_record(question, ranked, cast=self.cast, parts=self.store.parts)
        return Judgement(chosen=tuple(recorded)) if recorded else judgement

    def _check(self, draft: Draft) -> tuple[str, tuple[Citation, ...]]:
        parts = self.store.parts
        return check(
            draft,
            document=lambda document_id: parts(document_id).document,
            sentences=lambda document_id: parts(document_id).sentences,
            statements=lambda document_id: parts(document_id).statements,
        )


def abstention(reason: Reason, names: Sequence[str] = ()) -> str:
    """Return the line that says why the documents do not answer, about whom or what."""
    template = prompts.load(f"offline/abstain/{reason}")
    return template.fill(names=", ".join(names) or "those it asks about") if template.variables else template.text


def _left(conflicts: Sequence[Conflict], citations: Sequence[Citation]) -> Iterator[Conflict]:
    """The conflicts of which the gate has left citations of two documents or more."""
    documents = {item.marker: item.document_id for item in citations}
    for conflict in conflicts:
        markers = tuple(marker for marker in conflict.markers if marker in documents)
        if len({documents[marker] for marker in markers}) > 1:
            yield replace(conflict, markers=markers)


def _known(state: State) -> Question:
    if state.question is None:
        raise RuntimeError("the question was not read: run the steps in order")
    return state.question


def _timed(name: str, step: Callable[[State], State]) -> Callable[[State], State]:
    def run(state: State) -> State:
        begun = time.perf_counter()
        done = step(state)
        return replace(done, timings=done.timings | {name: round(time.perf_counter() - begun, 4)})

    return run
