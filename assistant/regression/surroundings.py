"""What a run is made in: the documents of a suite, the models it needs, the settings without secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from assistant.answering import OFFLINE
from assistant.errors import ParleyError
from assistant.model.choice import chosen_model
from assistant.regression.checks.subject import Embed, Judge
from assistant.regression.errors import SuiteError
from assistant.regression.loading import LoadedSuite

if TYPE_CHECKING:
    from assistant.desk import Assistant
    from vectorstore import VectorstoreSettings


@contextmanager
def own_desk(suite: LoadedSuite, desk: Assistant) -> Iterator[Assistant]:
    """Give an assistant like ``desk`` over the documents of ``suite``, in a store that is gone afterwards.

    Raises:
        SuiteError: if a document is not there or cannot be read.
    """
    from assistant.desk import Assistant

    missing = [str(path) for path in suite.documents if not path.exists()]
    if missing:
        raise SuiteError(f"{suite.path}: documents: {', '.join(missing)}: not there.")
    with TemporaryDirectory(prefix="parley-check-") as folder:
        update: dict[str, Any] = {"path": Path(folder) / "store"}
        if "url" in type(desk.store_settings).model_fields:
            update["url"] = None  # the documents of a suite do not belong into a store that others use
        settings = desk.store_settings.model_copy(update=update)
        # What is asked here is paid from the same purse.
        own = Assistant(settings=desk.settings, store_settings=settings, models=desk.models, budget=desk.budget)
        with own:
            try:
                report = own.ingest([*suite.documents])
            except ParleyError as error:
                if error.exit_code != SuiteError.exit_code:  # the disk's fault or a server's, and not the suite's
                    raise
                raise SuiteError(f"{suite.path}: documents: {error}") from None
            if not report.ok:
                raise SuiteError(f"{suite.path}: documents: {' '.join(str(report).split())}")
            yield own


def checks_folder(settings: VectorstoreSettings) -> Path:
    """Return the folder beside the store that keeps answers, the last run and what readers say."""
    return settings.path.with_name(f"{settings.path.name}-checks")


def embedder(desk: Assistant) -> Callable[[], Embed]:
    """Return what loads, at the first need, the embeddings that the store uses."""

    @cache
    def load() -> Embed:
        from vectorstore import load_embeddings

        embeddings = load_embeddings(desk.store_settings)

        def embed(texts: Sequence[str]) -> Sequence[Sequence[float]]:
            return embeddings.embed_documents(list(texts))

        return embed

    return load


def judge_of(desk: Assistant) -> Judge | None:
    """Return the desk's chat model as a judge, ``None`` where the offline reader answers."""
    from assistant.regression.judging import ModelJudge

    return ModelJudge.of(desk)


def settings_of(desk: Assistant) -> dict[str, Any]:
    """Return the settings that decide an answer, without keys, addresses and paths."""
    answering = desk.settings.model_dump(mode="json", exclude={"openai_api_key", "openai_base_url"})
    return {"assistant": answering, "embeddings": desk.store_settings.embeddings, "own_server": _host(desk)}


def model_of(desk: Assistant) -> str:
    """Return who answers, without opening the store: the chat model's name, or ``offline``."""
    choice = chosen_model(desk.settings)
    return str(choice) if choice else OFFLINE


@cache
def version() -> str:
    """Return the version of the distribution, empty for a checkout that is not installed."""
    try:
        return installed_version("parley-qa")
    except PackageNotFoundError:
        return ""


def _host(desk: Assistant) -> str | None:
    """The server of one's own, without the credentials that its address may hold."""
    address = desk.settings.openai_base_url
    return address.split("//", 1)[-1].rsplit("@", 1)[-1].split("?", 1)[0] if address else None
