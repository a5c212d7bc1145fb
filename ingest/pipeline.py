"""Keeping the store in step with files: what is new or changed is taken in, one bad file never stops the rest."""

from __future__ import annotations

import dataclasses
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ingest.attribution import Analyst
from ingest.blocks import DocumentFields
from ingest.duplicates import near_duplicates
from ingest.errors import NothingToIngest
from ingest.extraction import Extracting, Extractor
from ingest.files import find_files
from ingest.readers import SUFFIXES
from ingest.report import Duplicate, Progress, SyncReport
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.taking import Attributor, Tally, Worker
from vectorstore import (
    SettingsError,
    SourceDocument,
    VectorStore,
    load_settings,
    unknown_settings,
)
from vectorstore.records import RULES

_log = logging.getLogger("parley")


def ingest(
    paths: Sequence[str | Path],
    *,
    store: VectorStore,
    settings: IngestSettings | None = None,
    env_file: str | Path | None = None,
    setting_overrides: Mapping[str, object] | None = None,
    prune: bool = False,
    overrides: DocumentFields | dict[str, object] | None = None,
    progress: Callable[[Progress], None] | None = None,
    attributor: Attributor | None = None,
    extractor: Extractor | None = None,
) -> SyncReport:
    """Bring ``store`` in step with files and folders and return what changed.

    Args:
        paths: files, or folders that are searched for documents.
        store: where the documents go; each is stored whole or not at all.
        settings: budgets and limits; those of the environment and ``env_file`` when not given.
        env_file: a file of settings, read if it exists.
        setting_overrides: settings by name in lower case (``ingest_chunk_tokens``); they win.
        prune: remove documents of the given folders whose file is gone.
        overrides: title, publisher, date or language for all files, in place of what they state.
        progress: called before each file.
        attributor: what finds statements; spaCy's parser when not given.
        extractor: what proposes them instead, a chat model say. Documents whose statements something else found are
            read again.

    Raises:
        NothingToIngest: if a path does not exist, or the paths hold no document at all.
        LanguageUnavailable: if the language model that finds statements cannot be loaded.
        SettingsError: if a setting or a field has a value that cannot be used.
        StoreError: if the store cannot be written. Documents stored before stay stored.
    """
    begun = time.perf_counter()
    settings = settings or _settings(env_file, setting_overrides)
    fields = overrides if isinstance(overrides, DocumentFields) else _fields(overrides or {})
    tally = Tally()
    known = {document.source: document for document in store.documents()}
    gone = known.keys() if prune else frozenset[str]()
    found = find_files([Path(path) for path in paths], gone=gone)
    files, tally.refused, tally.skipped = list(found.files), found.refused, found.skipped
    if prune:
        _prune(paths, files, known, store, tally)
    if not files and not tally.removed:
        raise NothingToIngest(_nothing(paths, tally))
    extracting = Extracting(extractor, analyst=Analyst()) if extractor else None
    worker = Worker(
        store=store,
        settings=settings,
        overrides=fields,
        attributor=extracting or attributor or Analyst(),
        method=extractor.name if extractor else RULES,
        extracted_by=store.extracted_by,
    )
    _take_all(files, worker, known, tally, progress)
    report = _report(store, tally, seconds=time.perf_counter() - begun)
    return dataclasses.replace(report, extraction=extracting.report()) if extracting else report


def _take_all(
    files: Sequence[Path],
    worker: Worker,
    known: Mapping[str, SourceDocument],
    tally: Tally,
    progress: Callable[[Progress], None] | None,
) -> None:
    limits = worker.settings
    with Sandbox(seconds=limits.parse_seconds, memory_bytes=limits.parse_memory_bytes) as sandbox:
        for done, path in enumerate(files):
            if progress:
                progress(Progress(stage="reading", done=done, total=len(files), source=str(path)))
            worker.take(path, known.get(str(path)), sandbox, tally)
    if progress:
        progress(Progress(stage="reading", done=len(files), total=len(files), source=""))


def _settings(env_file: str | Path | None, overrides: Mapping[str, object] | None) -> IngestSettings:
    for line in unknown_settings([IngestSettings], env_file=env_file):
        _log.warning("%s", line)
    return load_settings(IngestSettings, env_file=env_file, overrides=overrides)


def _fields(values: Mapping[str, object]) -> DocumentFields:
    """The fields of a caller that does not import ours (the command line, the page)."""
    unknown = values.keys() - {item.name for item in dataclasses.fields(DocumentFields)}
    if unknown:
        raise SettingsError(
            f"A document has no field {', '.join(sorted(unknown))}: see DocumentFields for their names."
        )
    return DocumentFields(**values)  # type: ignore[arg-type]


def _prune(
    paths: Sequence[str | Path],
    files: Iterable[Path],
    known: dict[str, SourceDocument],
    store: VectorStore,
    tally: Tally,
) -> None:
    """Remove what is gone; what the walk passed over or could not look at may still be there."""
    present = {str(file) for file in files}
    roots = [Path(path).expanduser().resolve() for path in paths]
    for source, document in known.items():
        under = any(Path(source).is_relative_to(root) for root in roots)
        if source not in present and under and _is_gone(source):
            store.remove(document.document_id)
            tally.removed.append(source)


def _is_gone(source: str) -> bool:
    """Whether a file is certainly no longer there."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _nothing(paths: Sequence[str | Path], tally: Tally) -> str:
    if tally.refused:
        return "; ".join(f"{item.source}: {item.reason}" for item in tally.refused)
    where = ", ".join(str(path) for path in paths) or "no path"
    kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
    return f"Nothing to ingest in {where}: there is no document of a kind that is read ({kinds})."


def _report(store: VectorStore, tally: Tally, *, seconds: float) -> SyncReport:
    sources = {document.document_id: document for document in store.documents()}
    # Also when nothing changed: an ingest that was cut off may have stored documents without coming to this point.
    copies = near_duplicates(sources.values())
    if copies != store.duplicate_of:
        store.set_duplicates(copies)
    touched = {*tally.added, *tally.changed}
    duplicates = tuple(
        Duplicate(source=sources[copy].source, repeats=sources[original].source)
        for copy, original in sorted(store.duplicate_of.items())
        if sources[copy].source in touched
    )
    return SyncReport(
        added=tuple(tally.added),
        kept=tuple(tally.kept),
        changed=tuple(tally.changed),
        removed=tuple(tally.removed),
        refused=tuple(tally.refused),
        skipped=tuple(tally.skipped),
        duplicates=duplicates,
        warnings=tuple(tally.warnings),
        seconds=round(seconds, 2),
    )
