"""The one normalised text of a document: every offset in the product points into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from vectorstore import Span

# Not seen, but no characters of the categories that are dropped whole: joiners, fillers, variation selectors.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Control, format and unassigned characters, lone halves of pairs: among them ESC, the C1 controls, zero width and
# bidirectional marks, tag characters, the soft hyphen and the byte order mark.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Cs"})
# Of the format category, but seen: signs that are drawn around or under numbers.
_SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd")
# What a terminal takes for a command: colours and movements, titles and links, sets of letters. Without this, dropping
# ESC alone would leave "[31m" in the text. The one-byte openers (C1) are only dropped themselves: in a text that was
# read with the wrong table they stand for letters, and what follows them is text.
_COMMANDS = re.compile(r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b[\]PX^_][^\x07\x1b\n]{0,300}(?:\x07|\x1b\\)|\x1b\([0AB]")
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

    Quotation marks and dashes stay as the source writes them. In this order: lone surrogates become ``?``;
    commands to a terminal are dropped whole; line ends and kinds of spaces become one space; control, format and
    other invisible characters are dropped; characters are composed (NFC). What is left of control characters and
    white space in a text is the space and, between blocks, the line feed. All offsets count in the result.
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
    text = _LINE_ENDS.sub(" ", _COMMANDS.sub("", text)).replace("\n", " ").replace("\t", " ")
    text = "".join(character for character in _INVISIBLE.sub("", text) if _is_seen(character))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN or character in _SEEN_FORMATS
