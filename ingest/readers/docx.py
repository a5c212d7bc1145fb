"""Word files (.docx): paragraphs, lists and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from ingest.blocks import Block, BlockKind, DocumentFields, RawDocument
from ingest.errors import UnreadableDocument
from ingest.metadata import language_tag

_MAX_UNPACKED = 200_000_000
_MAX_ENTRIES = 10_000
_MAX_XML = 50_000_000
_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted and moved-away text, the second copy of a drawing, and paragraphs inside a paragraph (text boxes).
_SKIPPED = frozenset({_W + "del", _W + "moveFrom", _W + "txbxContent", _W + "pPr", _FALLBACK})
_OFF = frozenset({"0", "false", "off"})


def read_docx(data: bytes) -> RawDocument:
    """Return the blocks of a Word file and the title and language of its properties.

    Raises:
        UnreadableDocument: no Word file, damaged, or larger unpacked than a document is.
    """
    _check_package(data)
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise UnreadableDocument("the Word file is damaged; open it in Word and save it again") from error
    body = _Body(document.styles.element)
    blocks = tuple(body.blocks(document.element.body))
    heading = next((block.text for block in blocks[:5] if block.kind == "heading" and block.level == 1), None)
    fields = _properties(document).or_else(DocumentFields(title=heading))
    warnings = (f"{body.hidden} hidden passages were left out",) if body.hidden else ()
    return RawDocument(blocks=blocks, fields=fields, warnings=warnings)


def _properties(document: Any) -> DocumentFields:
    """Return title and language; an author is a person, and a file is not published when it is made."""
    try:
        # Asked for by name, because the library makes up properties for a file that has none.
        document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    except KeyError:
        return DocumentFields()
    properties = document.core_properties
    return DocumentFields(
        title=" ".join((properties.title or "").split())[:300] or None,
        language=language_tag(properties.language),
    )


def _check_package(data: bytes) -> None:
    """Check the archive before a parser opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            names = [entry.filename for entry in entries]
            if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
                raise UnreadableDocument(
                    "the Word file unpacks to more than a document holds; save its text in a new file"
                )
            if _BODY not in names:
                kind = "an Excel file" if "xl/workbook.xml" in names else "no Word file"
                raise UnreadableDocument(f"it is named .docx but is {kind}; save it in Word as .docx, or as .txt")
            if names.count(_BODY) > 1:
                raise UnreadableDocument("the Word file holds its text twice; open it in Word and save it again")
            if package.getinfo(_BODY).file_size > _MAX_XML:
                raise UnreadableDocument("the text of the Word file is too large; split it into several files")
            # Word writes no document type; it is only there to define entities, which can grow or read files.
            if any(mark in package.read(_BODY) for mark in (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"))):
                raise UnreadableDocument("the Word file defines XML entities; open it in Word and save it again")
            if package.testzip() is not None:
                raise UnreadableDocument("the Word file is damaged; open it in Word and save it again")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableDocument("the Word file is damaged or protected; open it in Word and save it again") from error


class _Body:
    """Walks the body of a document; ``hidden`` counts the passages that Word does not show."""

    def __init__(self, styles: Any) -> None:
        self.hidden = 0
        self._styles = {
            style.get(_W + "styleId"): (style.find(f"{_W}name").get(_W + "val") or "").lower()
            for style in styles.iter(_W + "style")
            if style.find(f"{_W}name") is not None
        }

    def blocks(self, body: Any) -> Iterator[Block]:
        """Yield the blocks in order; content controls and text boxes too; a table gives rows."""
        rows: set[Any] = set()
        for element in body.iter(_W + "p", _W + "tr"):
            if any(ancestor in rows or ancestor.tag == _FALLBACK for ancestor in element.iterancestors()):
                continue
            if element.tag == _W + "tr":
                rows.add(element)
                cells = [self._cell(cell) for cell in element.iterchildren(_W + "tc", _W + "sdt")]
                if any(cells):
                    yield Block(kind="table_row" if len(cells) > 1 else "paragraph", text=" | ".join(cells))
            elif text := self._text(element):
                kind, level = self._kind(element)
                yield Block(kind=kind, text=text, level=level)

    def _cell(self, cell: Any) -> str:
        return " ".join(filter(None, (self._text(paragraph) for paragraph in cell.iter(_W + "p"))))

    def _kind(self, paragraph: Any) -> tuple[BlockKind, int]:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(style.get(_W + "val"), "") if style is not None else ""
        if name == "title":
            return "heading", 1
        if name.startswith("heading ") and name[8:].isdigit():
            return "heading", min(6, int(name[8:]))
        if name == "subtitle":
            return "heading", 2
        if name.startswith("list") or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            return "list_item", 0
        return "paragraph", 0

    def _text(self, paragraph: Any) -> str:
        parts: list[str] = []
        waiting = list(reversed(paragraph))
        while waiting:  # not recursive: content controls can be nested as deep as a file likes
            element = waiting.pop()
            if element.tag in _SKIPPED:
                continue
            if element.tag == _W + "t":
                parts.append(element.text or "")
            elif element.tag in (_W + "tab", _W + "br", _W + "cr"):
                parts.append(" ")
            elif element.tag == _W + "noBreakHyphen":
                parts.append("-")
            elif element.tag == _W + "r" and _is_hidden(element):
                self.hidden += 1
            else:
                waiting.extend(reversed(element))
        return " ".join("".join(parts).split())


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    if vanish is not None and vanish.get(_W + "val") not in _OFF:
        return True
    size = run.find(f"{_W}rPr/{_W}sz")
    # Half points: nobody reads letters of two points.
    return size is not None and str(size.get(_W + "val")).isdigit() and int(size.get(_W + "val")) <= 4
