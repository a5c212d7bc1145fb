"""The one normalised text of a document: every offset in the product points into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from vectorstore import Span

# Marks that are not seen but change what is matched: zero width, bidirectional control, variation selectors,
# tag characters, soft hyphen, byte order mark, interlinear annotation.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A block in the normalised text: its kind and its span."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedText:
    """The text of a document and where its blocks stand in it, in order, without overlap."""

    text: str
    sections: tuple[Section, ...]


def normalise(blocks: Iterable[Block]) -> NormalisedText:
    """Return the blocks as one text, a blank line between two of them; the same input gives the same text.

    Quotation marks and dashes stay as the source writes them. Invisible characters are dropped, kinds of spaces
    and line ends made one, characters composed (NFC), lone surrogates replaced.
    """
    parts: list[str] = []
    sections: list[Section] = []
    position = 0
    for block in blocks:
        text = clean(block.text)
        if not text:
            continue
        sections.append(Section(kind=block.kind, span=(position, position + len(text))))
        parts.append(text)
        position += len(text) + 2
    return NormalisedText(text="\n\n".join(parts), sections=tuple(sections))


def clean(text: str) -> str:
    """Return one block of text in normal form, on one line."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = _INVISIBLE.sub("", _LINE_ENDS.sub(" ", text).replace("\n", " "))
    text = "".join(
        character for character in text if character == "\t" or unicodedata.category(character) not in ("Cc", "Cn")
    )
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()
