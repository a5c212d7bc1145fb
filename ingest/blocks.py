"""What a reader hands over: blocks of text in reading order, and what the file says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "table_row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A unit of layout. ``level`` is 1 to 6 for a heading and 0 for everything else."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFields:
    """What is known about a document; ``None`` where nobody said. ``language`` is a tag such as ``en``."""

    title: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None

    def or_else(self, other: DocumentFields) -> DocumentFields:
        """Return these fields, with the gaps filled from ``other``."""
        return DocumentFields(
            title=self.title or other.title,
            publisher=self.publisher or other.publisher,
            published_on=self.published_on or other.published_on,
            language=self.language or other.language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """A file as read: never empty of text; ``warnings`` are notes for the person who added it."""

    blocks: tuple[Block, ...]
    fields: DocumentFields
    warnings: tuple[str, ...] = ()
