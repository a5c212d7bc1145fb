"""Readers: one module a file format. :func:`read` picks by the file's name and checks the content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from ingest.blocks import RawDocument
from ingest.errors import UnreadableDocument
from ingest.metadata import cleaned, stated_fields
from ingest.readers.content import check_content

Reader = Callable[[bytes], RawDocument]

TEXT_SUFFIXES: Final = frozenset({".txt", ".text"})
MARKDOWN_SUFFIXES: Final = frozenset({".md", ".markdown"})
HTML_SUFFIXES: Final = frozenset({".html", ".htm"})
SUFFIXES: Final[frozenset[str]] = TEXT_SUFFIXES | MARKDOWN_SUFFIXES | HTML_SUFFIXES | {".pdf", ".docx"}
# Formats that are read as plain text; the others need a parser that hostile files can attack.
IN_PROCESS_SUFFIXES: Final[frozenset[str]] = TEXT_SUFFIXES | MARKDOWN_SUFFIXES


def read(path: Path) -> RawDocument:
    """Return the text of the file at ``path`` and what the file says about itself, without its sidecar.

    Raises:
        UnreadableDocument: the file is missing, no document of its kind, protected, or without text. A parser
            may also raise anything else, run long or use much memory: see :mod:`ingest.sandbox`.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableDocument(
            f"files of the kind {suffix or '(none)'} are not read; use one of {', '.join(sorted(SUFFIXES))}"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(
            f"the file cannot be opened ({reason}); check that it exists and may be read"
        ) from error
    check_content(data, suffix=suffix)
    document = _reader(suffix)(data)
    if not any(character.isalnum() for block in document.blocks for character in block.text):
        raise UnreadableDocument("there is no text in it; leave it out, or export it again with its text")
    said = stated_fields([block.text for block in document.blocks[:8]])
    return replace(document, fields=cleaned(document.fields.or_else(said)))


def _reader(suffix: str) -> Reader:
    # Imported on use: the parsers of HTML, PDF and DOCX are not wanted in the process that only reads text.
    if suffix in TEXT_SUFFIXES:
        from ingest.readers.text import read_text

        return read_text
    if suffix in MARKDOWN_SUFFIXES:
        from ingest.readers.markdown import read_markdown

        return read_markdown
    if suffix in HTML_SUFFIXES:
        from ingest.readers.html import read_html

        return read_html
    if suffix == ".pdf":
        from ingest.readers.pdf import read_pdf

        return read_pdf
    from ingest.readers.docx import read_docx

    return read_docx
