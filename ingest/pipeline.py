"""Keeping the store in step with files: read, normalise, split, attribute, store; one bad file never stops the rest."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ingest.attribution import Analysis, Analyst
from ingest.blocks import DocumentFields
from ingest.chunks import chunk_document
from ingest.duplicates import near_duplicates
from ingest.errors import NothingToIngest, UnreadableDocument
from ingest.metadata import sidecar_fields
from ingest.normalise import NormalisedText, clean, normalise
from ingest.readers import SUFFIXES
from ingest.report import Duplicate, Progress, Refusal, SyncReport
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from vectorstore import SettingsError, SourceDocument, Span, VectorStore, load_settings

SIDECAR = ".meta.yaml"
# Longer than any report; the search for statements takes minutes for each million characters.
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

    Raises:
        NothingToIngest: if a path does not exist, or the paths hold no document at all.
        StoreError: if the store cannot be written. Documents stored before stay stored.
    """
    begun = time.perf_counter()
    settings = settings or load_settings(IngestSettings, env_file=env_file, overrides=setting_overrides)
    fields = overrides if isinstance(overrides, DocumentFields) else _fields(overrides or {})
    tally = _Tally()
    known = {document.source: document for document in store.documents()}
    gone = known.keys() if prune else frozenset[str]()
    files = _files([Path(path) for path in paths], tally, gone=gone)
    if prune:
        _prune(paths, files, known, store, tally)
    if not files and not tally.removed:
        raise NothingToIngest(_nothing(paths, tally))
    worker = _Worker(store=store, settings=settings, overrides=fields, attributor=attributor or Analyst())
    with Sandbox(seconds=settings.parse_seconds, memory_bytes=settings.parse_memory_bytes) as sandbox:
        for done, path in enumerate(files):
            if progress:
                progress(Progress(stage="reading", done=done, total=len(files), source=str(path)))
            worker.take(path, known.get(str(path)), sandbox, tally)
    if progress:
        progress(Progress(stage="reading", done=len(files), total=len(files), source=""))
    return _report(store, tally, seconds=time.perf_counter() - begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    """Takes one file after the other into the store."""

    store: VectorStore
    settings: IngestSettings
    overrides: DocumentFields
    attributor: Attributor

    def take(self, path: Path, before: SourceDocument | None, sandbox: Sandbox, tally: _Tally) -> None:
        source = str(path)
        try:
            document, normalised, warnings = self._read(path, sandbox)
        except UnreadableDocument as error:
            tally.refused.append(Refusal(source=source, reason=str(error)))
            return
        tally.warnings += [f"{source}: {line}" for line in warnings]
        if before is not None and before.content_hash == document.content_hash:
            tally.kept.append(source)
            return
        chunks = chunk_document(document, settings=self.settings, normalised=normalised)
        if not chunks:
            tally.refused.append(Refusal(source=source, reason="it holds no sentence of text; nothing to search."))
            return
        sentences = [span for chunk in chunks for span in chunk.sentences]
        analysis = self.attributor.analyse(document, sentences=sentences)
        self.store.put(document, chunks=chunks, statements=analysis.statements, entities=analysis.entities)
        (tally.added if before is None else tally.changed).append(source)

    def _read(self, path: Path, sandbox: Sandbox) -> tuple[SourceDocument, NormalisedText, tuple[str, ...]]:
        size = _size(path)
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


def _files(paths: Iterable[Path], tally: _Tally, *, gone: Collection[str]) -> list[Path]:
    """All documents under the paths, each once, sorted; what was named itself is taken or refused, never skipped.

    ``gone`` are the sources that may be missing, because they are to be removed.
    """
    found: dict[Path, None] = {}
    for path in paths:
        place = path.expanduser().absolute()
        if place.is_dir():
            found |= dict.fromkeys(_in_folder(place, tally))
        elif place.exists():
            reason = _reason_against(place)
            if reason:
                tally.refused.append(Refusal(source=_shown(place), reason=reason))
            else:
                found[place.resolve()] = None
        elif os.path.realpath(place) not in gone:
            raise NothingToIngest(f"There is no file or folder {_shown(path)}: check the path.")
    return list(found)


def _in_folder(folder: Path, tally: _Tally) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if not (_visible(file, folder) and file.is_file()) or file.name.endswith(SIDECAR):
            continue
        if file.suffix.lower() not in SUFFIXES:
            tally.skipped.append(_shown(file))
        elif not file.resolve().is_relative_to(folder.resolve()):
            # A folder from somebody else must not pull in what lies beside it on this machine.
            link = "it is a link that leads out of the folder; name the file itself to take it."
            tally.refused.append(Refusal(source=_shown(file), reason=link))
        elif reason := _reason_against(file):
            tally.refused.append(Refusal(source=_shown(file), reason=reason))
        else:
            yield file.resolve()


def _reason_against(file: Path) -> str | None:
    """Why a file that is there cannot be taken, as far as its name and kind tell."""
    if not file.is_file():  # reading a pipe or a device may never end
        return "it is no regular file; copy its text to one."
    if file.suffix.lower() not in SUFFIXES:
        kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
        return f"its kind is not read; the kinds are {kinds}."
    if _shown(file) != str(file):
        return "its name has characters that cannot be shown; rename it."
    return None


def _shown(path: Path) -> str:
    """A path as it may be printed: no control characters, and no bytes that are no text."""
    return "".join(character if character.isprintable() else "\ufffd" for character in str(path))


def _visible(file: Path, root: Path) -> bool:
    return not any(part.startswith(".") for part in file.relative_to(root).parts)


def _prune(
    paths: Sequence[str | Path],
    files: Iterable[Path],
    known: dict[str, SourceDocument],
    store: VectorStore,
    tally: _Tally,
) -> None:
    present = {str(file) for file in files}
    roots = [Path(path).expanduser().resolve() for path in paths]
    for source, document in known.items():
        if source not in present and any(Path(source).is_relative_to(root) for root in roots):
            store.remove(document.document_id)
            tally.removed.append(source)


def _nothing(paths: Sequence[str | Path], tally: _Tally) -> str:
    if tally.refused:
        return "; ".join(f"{item.source}: {item.reason}" for item in tally.refused)
    where = ", ".join(str(path) for path in paths) or "no path"
    kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
    return f"Nothing to ingest in {where}: there is no document of a kind that is read ({kinds})."


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise UnreadableDocument(f"it cannot be opened: {error.strerror}; check its permissions.") from error


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
