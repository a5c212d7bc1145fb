"""PDF: lines with their place and type size, put together to paragraphs and headings."""

from __future__ import annotations

import io
import re

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.blocks import DocumentFields, RawDocument
from ingest.errors import UnreadableDocument
from ingest.metadata import language_tag, stated_fields
from ingest.readers.pdf_layout import Line, layout_blocks, split_furniture

_MAX_PAGES = 2_000
_MAX_CHARACTERS = 10_000_000
# Points; smaller letters are there for programs, not for people.
_HIDDEN_SIZE = 1.5
_NO_TITLE = re.compile(r"untitled|microsoft word\b|.*\.(?:docx?|pdf|indd|rtf|odt|tex|pages)$|[\W\d_]*$", re.IGNORECASE)


def read_pdf(data: bytes) -> RawDocument:
    """Return the blocks of a PDF with the title and the language of its properties.

    Raises:
        UnreadableDocument: protected, damaged, too long, or without text (a scan).
    """
    reader = _open(data)
    pages, unread = [], 0
    characters = 0
    for page in reader.pages:
        try:
            lines = _lines(page)
        except MemoryError:
            raise
        except Exception:
            # pypdf raises whatever a broken page makes it raise; the other pages are worth having.
            unread += 1
            continue
        characters += sum(len(line.text) for line in lines)
        if characters > _MAX_CHARACTERS:
            raise UnreadableDocument("the PDF holds more text than a document does; split it into several files")
        pages.append(lines)
    texts, furniture = split_furniture(pages)
    blocks = tuple(layout_blocks(texts))
    if not blocks and unread:
        raise UnreadableDocument(
            "the pages of the PDF cannot be read: it is damaged or too complex; print it as PDF again"
        )
    if not blocks:
        raise UnreadableDocument("there is no text in the PDF (it may be a scan); run text recognition on it first")
    heading = next((block.text for block in blocks[:5] if block.kind == "heading" and block.level == 1), None)
    fields = _fields(reader, furniture).or_else(DocumentFields(title=heading))
    said = stated_fields([*(block.text for block in blocks[:6])]).or_else(stated_fields(furniture[:2]))
    warnings = (f"{unread} pages could not be read",) if unread else ()
    return RawDocument(blocks=blocks, fields=fields.or_else(said), warnings=warnings)


def _open(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("the PDF is protected with a password; save it without the password")
        count = len(reader.pages)
    except DependencyError as error:
        raise UnreadableDocument("the PDF is encrypted; save it without protection") from error
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableDocument("the PDF is damaged; open it and save or print it as PDF again") from error
    if count > _MAX_PAGES:
        raise UnreadableDocument(f"the PDF has {count} pages, more than {_MAX_PAGES}; split it into several files")
    return reader


def _lines(page: PageObject) -> list[Line]:
    """Return the lines of a page; the line's place and type are those of its longest piece."""
    lines: list[Line] = []
    pieces: list[tuple[str, float, float, float, bool]] = []

    def close() -> None:
        text = " ".join("".join(piece[0] for piece in pieces).split())
        if text:
            _, x, y, size, bold = max(pieces, key=lambda piece: len(piece[0].strip()))
            left = min((piece[1] for piece in pieces if piece[0].strip()), default=x)
            if 0 < size < _HIDDEN_SIZE:
                pieces.clear()
                return
            lines.append(Line(text=text, x=left, y=y, size=size, bold=bold))
        pieces.clear()

    def visit(text: str, matrix: list[float], text_matrix: list[float], font: object, size: float | None) -> None:
        x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
        y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
        height = abs((size or 0.0) * (text_matrix[3] or text_matrix[1]) * (matrix[3] or matrix[1]))
        name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
        bold = "bold" in name.lower() or "black" in name.lower()
        for position, part in enumerate(text.split("\n")):
            if position:
                close()
            pieces.append((part, x, y, height, bold))

    page.extract_text(visitor_text=visit)
    close()
    return lines


def _fields(reader: PdfReader, furniture: list[str]) -> DocumentFields:
    try:
        metadata = reader.metadata
        title = " ".join(str(metadata.title or "").split()) if metadata else ""
        author = " ".join(str(metadata.author or "").split()) if metadata else ""
        spoken = reader.root_object.get("/Lang")
        xmp = reader.xmp_metadata
        publishers = list(xmp.dc_publisher or ()) if xmp else []
    except Exception:
        # As for the pages: properties that cannot be read are properties that are not there.
        return DocumentFields()
    # The author is mostly a person. Whoever also stands first in the running head is the one who issues it.
    heads = {re.split(r"\s*[|·•–—]\s*", line)[0].casefold() for line in furniture}
    if not publishers and author and author.casefold() in heads:
        publishers = [author]
    return DocumentFields(
        title=None if not title or _NO_TITLE.match(title) else title[:300],
        publisher=" ".join(str(publishers[0]).split())[:300] or None if publishers else None,
        language=language_tag(str(spoken)) if spoken else None,
    )
