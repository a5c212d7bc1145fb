"""Keeping the store in step with files: read, normalise, split, attribute, store; one bad file never stops the rest."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ingest.attribution import Analysis, Analyst
from ingest.blocks import DocumentFields
from ingest.chunks import chunk_document
from ingest.duplicates import near_duplicates
from ingest.errors import NothingToIngest, UnreadableDocument
from ingest.extraction import Extracting, Extractor, in_place_of
from ingest.files import find_files, size_of
from ingest.metadata import sidecar_fields
from ingest.normalise import NormalisedText, clean, normalise
from ingest.readers import SUFFIXES
from ingest.report import Duplicate, Progress, Refusal, SyncReport
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from vectorstore import (
    Chunk,
    ParleyError,
    SettingsError,
    SourceDocument,
    Span,
    VectorStore,
    load_settings,
    unknown_settings,
)
from vectorstore.records import RULES

_log = logging.getLogger("parley")

# Longer than any report; the search for statements takes about a minute for each million characters.
_MAX_CHARACTERS = 2_000_000


class Attributor(Protocol):
    """What finds statements and names in a document."""

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        """Return who says what in ``document``, and the names in it."""
        ...


@dataclass(slots=True)
class _Tally:
    """The report as it grows."""

    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


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
    tally = _Tally()
    known = {document.source: document for document in store.documents()}
    gone = known.keys() if prune else frozenset[str]()
    found = find_files([Path(path) for path in paths], gone=gone)
    files, tally.refused, tally.skipped = list(found.files), found.refused, found.skipped
    if prune:
        _prune(paths, files, known, store, tally)
    if not files and not tally.removed:
        raise NothingToIngest(_nothing(paths, tally))
    extracting = Extracting(extractor, analyst=Analyst()) if extractor else None
    worker = _Worker(
        store=store,
        settings=settings,
        overrides=fields,
        attributor=extracting or attributor or Analyst(),
        method=extractor.name if extractor else RULES,
        extracted_by=store.extracted_by,
    )
    with Sandbox(seconds=settings.parse_seconds, memory_bytes=settings.parse_memory_bytes) as sandbox:
        for done, path in enumerate(files):
            if progress:
                progress(Progress(stage="reading", done=done, total=len(files), source=str(path)))
            worker.take(path, known.get(str(path)), sandbox, tally)
    if progress:
        progress(Progress(stage="reading", done=len(files), total=len(files), source=""))
    report = _report(store, tally, seconds=time.perf_counter() - begun)
    return dataclasses.replace(report, extraction=extracting.report()) if extracting else report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    """Takes one file after the other into the store; ``method`` is what is to find statements."""

    store: VectorStore
    settings: IngestSettings
    overrides: DocumentFields
    attributor: Attributor
    method: str
    extracted_by: Mapping[str, str]

    def take(self, path: Path, before: SourceDocument | None, sandbox: Sandbox, tally: _Tally) -> None:
        source = str(path)
        try:
            document, normalised, warnings = self._read(path, sandbox)
            tally.warnings += [f"{source}: {line}" for line in warnings]
            unchanged = before is not None and before.content_hash == document.content_hash
            if unchanged and self._is_settled(document):
                tally.kept.append(source)
                return
            chunks = self._split(document, normalised)
        except UnreadableDocument as error:
            tally.refused.append(Refusal(source=source, reason=str(error)))
            return
        sentences = [span for chunk in chunks for span in chunk.sentences]
        try:
            analysis = self.attributor.analyse(document, sentences=sentences)
        except ParleyError:
            raise  # says what to do, and would come back with every document: no language model
        except Exception as error:
            # The border to the parser of language: its text can still be searched, and the other files go on.
            if unchanged:
                tally.warnings.append(f"{source}: its statements could not be renewed ({type(error).__name__}).")
                tally.kept.append(source)
                return
            tally.warnings.append(
                f"{source}: its statements could not be read ({type(error).__name__}); it is stored without them"
                " and read again at the next ingest."
            )
            analysis = Analysis(statements=(), entities=())
            document = dataclasses.replace(document, content_hash="")
        if unchanged and self.method != RULES == analysis.method:
            tally.kept.append(source)  # what was to renew its statements failed: those that it has are no worse
            return
        self.store.put(
            document,
            chunks=chunks,
            statements=analysis.statements,
            entities=analysis.entities,
            extracted_by=analysis.method,
        )
        (tally.added if before is None else tally.changed).append(source)

    def _is_settled(self, document: SourceDocument) -> bool:
        """Whether the statements of a document were found by what is to find them now."""
        by = self.extracted_by.get(document.document_id, "")
        return by in (self.method, in_place_of(self.method)) or (self.method == RULES and by.startswith(RULES))

    def _split(self, document: SourceDocument, normalised: NormalisedText) -> tuple[Chunk, ...]:
        try:
            chunks = chunk_document(document, sections=normalised.sections, settings=self.settings)
        except Exception as error:
            # The border to the library that finds sentences: what it makes of one text must not stop the others.
            raise UnreadableDocument(
                f"its text cannot be split ({type(error).__name__}); save it again as plain text."
            ) from error
        if not chunks:
            raise UnreadableDocument("it holds no sentence of text; nothing to search.")
        return chunks

    def _read(self, path: Path, sandbox: Sandbox) -> tuple[SourceDocument, NormalisedText, tuple[str, ...]]:
        size = size_of(path)
        if size > self.settings.max_file_bytes:
            raise UnreadableDocument(
                f"it has {size:,} bytes, more than the {self.settings.max_file_bytes:,} that are read;"
                " split it or raise INGEST_MAX_FILE_BYTES."
            )
        raw = sandbox.parse(path)
        normalised = normalise(raw.blocks)
        if not normalised.text:
            raise UnreadableDocument("it holds no text; if it is a scan, run a text recognition over it first.")
        if len(normalised.text) > _MAX_CHARACTERS:
            raise UnreadableDocument(
                f"its text has {len(normalised.text):,} characters, more than the {_MAX_CHARACTERS:,} of one document;"
                " split it into several files."
            )
        fields = self.overrides.or_else(sidecar_fields(path)).or_else(raw.fields)
        document = _document(path, normalised, fields)
        return document, normalised, raw.warnings


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


def _document(path: Path, normalised: NormalisedText, fields: DocumentFields) -> SourceDocument:
    source = str(path)
    title = clean(fields.title or "") or _first_line(normalised) or path.stem
    seen = [normalised.text, title, fields.publisher, fields.published_on, fields.language]
    return SourceDocument(
        document_id=hashlib.sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:16],
        title=title,
        text=normalised.text,
        source=source,
        publisher=clean(fields.publisher or "") or None,
        published_on=fields.published_on,
        language=fields.language,
        content_hash=hashlib.sha256("\0".join(str(item) for item in seen).encode()).hexdigest(),
    )


def _first_line(normalised: NormalisedText) -> str:
    """The first heading, or the first words of the text."""
    heading = next((item for item in normalised.sections if item.kind == "heading"), None)
    start, end = heading.span if heading else (0, normalised.text.find("\n") % (len(normalised.text) + 1))
    line = normalised.text[start:end]
    return line if len(line) <= 120 else line[:119].rsplit(" ", 1)[0] + "…"


def _prune(
    paths: Sequence[str | Path],
    files: Iterable[Path],
    known: dict[str, SourceDocument],
    store: VectorStore,
    tally: _Tally,
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


def _nothing(paths: Sequence[str | Path], tally: _Tally) -> str:
    if tally.refused:
        return "; ".join(f"{item.source}: {item.reason}" for item in tally.refused)
    where = ", ".join(str(path) for path in paths) or "no path"
    kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
    return f"Nothing to ingest in {where}: there is no document of a kind that is read ({kinds})."


def _report(store: VectorStore, tally: _Tally, *, seconds: float) -> SyncReport:
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
