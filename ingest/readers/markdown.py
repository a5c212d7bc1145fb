"""Markdown: the words without the markup, by a CommonMark parser; front matter gives the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, BlockKind, DocumentFields, RawDocument
from ingest.metadata import yaml_fields
from ingest.readers.content import decode
from ingest.readers.text import text_blocks

_MAX_CHARACTERS = 2_000_000
# The parser needs quadratic time for one paragraph full of marks that open and never close.
_MAX_MARKS = 2_000
_MARKS = frozenset("[]*_`~<!")
_MAX_DEPTH = 40
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_NO_TEXT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")


def read_markdown(data: bytes) -> RawDocument:
    """Return the blocks of a Markdown file; front matter that cannot be used is noted and left out.

    A file that is too large or too nested for the parser is read as plain text.

    Raises:
        UnreadableDocument: the bytes are not text.
    """
    text, warnings = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields = DocumentFields()
    match = _FRONT_MATTER.match(text)
    if match:
        fields, problems = yaml_fields(match["yaml"] or "")
        warnings += tuple(f"front matter: {' '.join(problem.split())[:200]}" for problem in problems)
        text = text[match.end() :]
    if _is_too_much(text):
        blocks = tuple(text_blocks(text.split("\n")))
        warnings += ("read as plain text: too large or too nested for Markdown",)
    else:
        blocks = tuple(_blocks(MarkdownIt("commonmark").enable("table").parse(text)))
    title = next((block.text for block in blocks[:5] if block.kind == "heading" and block.level == 1), None)
    return RawDocument(blocks=blocks, fields=fields.or_else(DocumentFields(title=title)), warnings=warnings)


def _is_too_much(text: str) -> bool:
    if len(text) > _MAX_CHARACTERS:
        return True
    for paragraph in re.split(r"\n[ \t]*\n", text):
        if len(paragraph) > _MAX_MARKS and sum(character in _MARKS for character in paragraph) > _MAX_MARKS:
            return True
        if any(
            line[:200].count(">") > _MAX_DEPTH or line[:400].startswith(" " * 2 * _MAX_DEPTH)
            for line in paragraph.split("\n")
        ):
            return True
    return False


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists = level = 0
    row: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("list_item_open", "list_item_close"):
            lists += token.nesting
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            if any(row):
                yield Block(kind="table_row", text=" | ".join(row))
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_inline(token))
        elif text := _text(token):
            kind: BlockKind = "heading" if level else "list_item" if lists else "paragraph"
            yield Block(kind=kind, text=text, level=level)


def _text(token: Token) -> str:
    if token.type == "inline":
        return _inline(token)
    if token.type in ("fence", "code_block"):
        return " ".join(token.content.split())
    if token.type == "html_block":
        return " ".join(_TAG.sub(" ", _NO_TEXT.sub(" ", token.content)).split())
    return ""


def _inline(token: Token) -> str:
    # Images have no words of the text, and raw tags are markup: both fall away.
    parts = [
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak", "text_special")
    ]
    return " ".join("".join(parts).split())
