"""The one object through which the page, the shell and the scripts ask: ``Assistant``."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.announced import ingest_function, sample_folder
from assistant.answering import Answering
from assistant.answers import answer_of, exchange_of
from assistant.asking import check_searchable, checked_question
from assistant.chain import Chain, State
from assistant.corpus import Corpus
from assistant.coverage import coverage
from assistant.holding import HeldStore
from assistant.model.budget import SPENDING, Budget
from assistant.model.calling import Deadline
from assistant.model.choice import ModelOpener, open_model, unused_server
from assistant.model.extraction import ModelExtractor, extracting_model
from assistant.positions.records import Obstacle, Position
from assistant.records import Answer, AnswerEvent, Event
from assistant.settings import AssistantSettings
from assistant.statements import chosen, day_of, ranked
from assistant.status import Status, status_of
from assistant.suggest import suggestions
from vectorstore import (
    Filters,
    Receipt,
    SourceDocument,
    Statement,
    StoreMissing,
    StoreStatus,
    VectorStore,
    VectorstoreSettings,
    load_settings,
    unknown_settings,
    unreadable_lines,
)

_log = logging.getLogger("parley")


class Assistant:
    """Answers questions from the documents of one store.

    >>> desk = Assistant.from_settings()                        # doctest: +SKIP
    >>> desk.ingest(["news/"])                                  # doctest: +SKIP
    >>> print(desk.ask("What does each side want?"))            # doctest: +SKIP

    The store is opened at the first call that needs it and held until :meth:`close`: an embedded store serves one
    process at a time. Safe to use from several threads.
    """

    def __init__(
        self,
        *,
        settings: AssistantSettings,
        store_settings: VectorstoreSettings,
        samples: bool = False,
        ingest: Callable[..., Any] | None = None,
        models: ModelOpener = open_model,
        budget: Budget | None = None,
    ) -> None:
        self.settings = settings
        self.store_settings = store_settings
        self._ingest = ingest or _announced_ingest
        self._samples = samples
        self._held = HeldStore(store_settings, fill=self._fill if samples else None)
        self._corpus = Corpus()
        self.models = models
        self.budget = budget or Budget(settings=settings, path=store_settings.path / SPENDING)
        self._answering = Answering.of(settings, budget=self.budget, opener=models)
        self._extracting = extracting_model(settings)

    @classmethod
    def from_settings(
        cls,
        *,
        samples: bool = False,
        env_file: str | Path | None = ".env",
        models: ModelOpener = open_model,
        **overrides: Any,
    ) -> Assistant:
        """Return an assistant set up from the environment and ``env_file``.

        Args:
            samples: answer from the documents that come with the package, in a store of their own.
            env_file: a file of settings, read if it exists; ``None`` reads none.
            models: opens chat models; another one records their answers or replays them.
            overrides: settings by name in lower case, e.g. ``vectorstore_path="talks"``; they win.

        Raises:
            SettingsError: if a setting has a value that cannot be used, or an override names none.
        """
        strangers = unknown_settings([VectorstoreSettings, AssistantSettings], env_file=env_file)
        for line in (*unreadable_lines(env_file), *strangers):
            _log.warning("%s", line)
        store_settings = load_settings(VectorstoreSettings, env_file=env_file, overrides=overrides)
        if samples:
            path = store_settings.path
            store_settings = store_settings.model_copy(update={"path": path.with_name(f"{path.name}-samples")})
        settings = load_settings(AssistantSettings, env_file=env_file, overrides=overrides)
        if idle := unused_server(settings):
            _log.warning("%s", idle)
        return cls(
            settings=settings,
            store_settings=store_settings,
            samples=samples,
            models=models,
            ingest=partial(_announced_ingest, env_file=env_file, setting_overrides=overrides),
        )

    def ask(self, question: str, *, history: Sequence[Answer] = (), filters: Filters | None = None) -> Answer:
        """Return the answer to ``question``; ``history`` are the answers of the conversation before, oldest first.

        Raises:
            QuestionError: if the question is empty or too long.
            StoreError: if the store is missing, held by another process or damaged.
            ModelError: if the chat model gave no answer; one line with the cure.
            BudgetExceeded: if the answer might cost more than the settings allow.
        """
        return self._whole(question, history=history, filters=filters)

    async def aask(self, question: str, *, history: Sequence[Answer] = (), filters: Filters | None = None) -> Answer:
        """Do what :meth:`ask` does without blocking the event loop; to cancel it closes the connection to the model."""
        left = threading.Event()
        whole = partial(self._whole, question, history=history, filters=filters, stopped=left.is_set)
        try:
            return await asyncio.to_thread(whole)
        finally:
            left.set()  # the thread goes on by itself otherwise: nobody can cancel one

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        filters: Filters | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> Iterator[Event]:
        """Yield the passages found, then the answer's text piece by piece, then the whole answer.

        A chat model's pieces are whole lines: each has passed the gate. Leaving the iterator early, or ``stopped``
        returning true, closes the connection to the model.

        Raises:
            ParleyError: as :meth:`ask`; after a piece only :class:`AnswerCut` and its like: what came was checked.
        """
        asked = checked_question(question, longest=self.settings.question_characters)
        store = self._held.opened()
        check_searchable(store, filters or Filters())
        fingerprint = store.fingerprint
        chain = self._chain(store)
        state = State(
            asked=asked,
            history=tuple(exchange_of(answer) for answer in history),
            filters=filters or Filters(),
        )
        self._answering.load()
        # What is loaded once is nobody's question: the first one has the same time as all others.
        deadline = Deadline.after(self.settings.deadline_seconds, stopped)
        done = yield from self._answering.stream(state, chain, deadline)
        receipt = coverage(store.receipt(done.filters), question=done.question, cast=chain.cast)
        yield AnswerEvent(answer=answer_of(done, coverage=receipt, fingerprint=fingerprint))

    def ingest(self, paths: Sequence[str | Path], **options: Any) -> Any:
        """Read files and folders into the store and return the report (see ``ingest.pipeline.ingest``).

        With ``ASSISTANT_STATEMENTS=model`` the chat model is asked for the statements of each new or changed document,
        and of those whose statements something else found.

        Raises:
            SettingsError: if that model cannot be used as it is set up.
            ParleyError: if there is nothing to ingest or the store cannot be written; single bad files are in the
                report's ``refused`` instead.
        """
        # The samples come first, unless they are what is ingested: the report is to tell of them.
        alone = self._samples and [Path(path) for path in paths] == [sample_folder()]
        extractor = ModelExtractor.of(self.settings, budget=self.budget, opener=self.models)
        if extractor is not None:
            options = {"extractor": extractor, **options}
        return self._ingest(paths, store=self._held.opened(create=True, filled=not alone), **options)

    def receipt(self, filters: Filters | None = None) -> Receipt:
        """Return how many documents a question within ``filters`` goes through, their days and outlets."""
        return self._held.opened().receipt(filters)

    def documents(self) -> list[SourceDocument]:
        """Return the documents of the store, ordered by source."""
        return self._held.opened().documents()

    def document(self, document_id: str) -> SourceDocument:
        """Return one document; every citation's offsets point into its ``text``."""
        return self._held.opened().document(document_id)

    def statements(
        self,
        *,
        speaker: str | None = None,
        about: str | None = None,
        since: str | date | None = None,
        copies: bool = False,
    ) -> list[Statement]:
        """Return who said what: in document order, or those that fit ``about`` best first.

        Args:
            speaker: a name or party; a surname is enough.
            about: words that the statement has to hold, in any inflection.
            since: the earliest date of publication, a date or ISO text.
            copies: also those in documents that repeat another one: a wire story in five outlets is said five times.

        Raises:
            QuestionError: if ``since`` is no date.
        """
        first = day_of(since)
        store = self._held.opened()
        left_out = {} if copies else store.duplicate_of
        told = (item for item in store.statements() if item.document_id not in left_out)
        cast = self._corpus.cast(store)
        found = chosen(told, cast=cast, speaker=speaker, about=about, since=first)
        return ranked(found, about, store=store, speakers=cast.speakers(speaker) if speaker else ())

    def positions(
        self,
        *,
        party: str | None = None,
        issue: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> list[Position]:
        """Return who demands, offers, accepts, rejects, conditions or leaves open what, by party, issue and day.

        A later entry stands beside an earlier one and says what it changes.

        Args:
            party: a party, or somebody who speaks for one.
            issue: words that the evidence has to speak of, in any inflection; all of it under this name then.
            since: the first day (said or else published), a date or ISO text; what has none is left out.
            until: the last day.

        Raises:
            QuestionError: if ``since`` or ``until`` is no date.
        """
        first, last = day_of(since), day_of(until, name="until")
        register = self._corpus.register(self._held.opened())
        return register.positions(party=party, issue=issue, since=first, until=last)

    def obstacles(
        self,
        *,
        party: str | None = None,
        issue: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
    ) -> list[Obstacle]:
        """Return what is said to be in the way of a deal, by whom, and who contests it; limits as for positions.

        ``party`` is one between whom it stands, or who says so.
        """
        first, last = day_of(since), day_of(until, name="until")
        register = self._corpus.register(self._held.opened())
        return register.obstacles(party=party, issue=issue, since=first, until=last)

    def suggestions(self, limit: int = 4) -> list[str]:
        """Return questions that the documents can answer, made from who speaks in them.

        The offline reader tries them: nothing is sent to a chat model.
        """
        store = self._held.opened()
        chain = self._chain(store)
        by_rules = chain.search() | chain.answer()
        return suggestions(
            store.statements(),
            answers=lambda asked: chain.run(by_rules, State(asked=asked)).reason is None,
            limit=limit,
        )

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Build the index anew from the kept texts, for example after a change of the embedding model."""
        self._held.rebuild(progress)

    def status(self, *, probe: bool = False) -> Status:
        """Return what answers and over what; ``store`` is ``None`` when there is no index yet.

        Args:
            probe: ask the chat model's server whether it is there, without a charge; takes up to three seconds.
        """
        try:
            store: StoreStatus | None = self._held.opened().status()
        except StoreMissing:
            store = None
        return status_of(self._answering, store=store, probe=probe, extracting=self._extracting)

    def close(self) -> None:
        """Release the store; calling it again does nothing."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _whole(self, question: str, **options: Any) -> Answer:
        *_, last = self.stream(question, **options)
        assert isinstance(last, AnswerEvent)
        return last.answer

    def _fill(self, store: VectorStore) -> None:
        # By the rules, whatever the settings say: who asks about the samples has not asked to pay for reading them.
        _log.info("reading the sample documents, once")
        self._ingest([sample_folder()], store=store)

    def _chain(self, store: VectorStore) -> Chain:
        corpus = self._corpus
        return Chain(
            store=store,
            encoder=corpus.encoder(store),
            cast=corpus.cast(store),
            passages=self.settings.passages,
            traced=self.settings.tracing,
        )


def _announced_ingest(paths: Sequence[str | Path], **options: Any) -> Any:
    return ingest_function()(paths, **options)
