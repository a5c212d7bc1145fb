"""Taking one file into the store: read, normalise, split, attribute, store; whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ingest.attribution import Analysis
from ingest.blocks import DocumentFields
from ingest.chunks import chunk_document
from ingest.errors import UnreadableDocument
from ingest.extraction import in_place_of
from ingest.files import size_of
from ingest.metadata import sidecar_fields
from ingest.normalise import NormalisedText, clean, normalise
from ingest.report import Refusal
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from vectorstore import Chunk, ParleyError, SourceDocument, Span, VectorStore
from vectorstore.records import RULES

# Longer than any report; the search for statements takes about a minute for each million characters.
_MAX_CHARACTERS = 2_000_000


class Attributor(Protocol):
    """What finds statements and names in a document."""

    def analyse(self, document: SourceDocument, *, sentences: Sequence[Span]) -> Analysis:
        """Return who says what in ``document``, and the names in it."""
        ...


@dataclass(slots=True)
class Tally:
    """The report as it grows."""

    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Takes one file after the other into the store; ``method`` is what is to find statements."""

    store: VectorStore
    settings: IngestSettings
    overrides: DocumentFields
    attributor: Attributor
    method: str
    extracted_by: Mapping[str, str]

    def take(self, path: Path, before: SourceDocument | None, sandbox: Sandbox, tally: Tally) -> None:
        """Bring one file into the store, in place of ``before``, and write into ``tally`` what became of it.

        Raises:
            LanguageUnavailable: if the language model that finds statements cannot be loaded.
            StoreError: if the store cannot be written.
        """
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
        analysis = self._analysed(document, chunks, tally, renewed=unchanged)
        # Where what was to renew its statements failed, those that it has are no worse.
        if unchanged and (analysis is None or self.method != RULES == analysis.method):
            tally.kept.append(source)
            return
        if analysis is None:
            analysis = Analysis(statements=(), entities=())
            document = dataclasses.replace(document, content_hash="")
        self.store.put(
            document,
            chunks=chunks,
            statements=analysis.statements,
            entities=analysis.entities,
            extracted_by=analysis.method,
        )
        (tally.added if before is None else tally.changed).append(source)

    def _analysed(
        self, document: SourceDocument, chunks: Sequence[Chunk], tally: Tally, *, renewed: bool
    ) -> Analysis | None:
        """Return who says what in a document; ``None``, with a warning, where the parser of language breaks on it."""
        sentences = [span for chunk in chunks for span in chunk.sentences]
        try:
            return self.attributor.analyse(document, sentences=sentences)
        except ParleyError:
            raise  # says what to do, and would come back with every document: no language model
        except Exception as error:
            # The border to the parser of language: its text can still be searched, and the other files go on.
            what = f"{document.source}: its statements could not be {'renewed' if renewed else 'read'}"
            rest = "." if renewed else "; it is stored without them and read again at the next ingest."
            tally.warnings.append(f"{what} ({type(error).__name__}){rest}")
            return None

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
