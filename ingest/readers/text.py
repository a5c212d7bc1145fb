"""Plain text: blank lines part paragraphs, wrapped lines are joined, headings and turns show by form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.blocks import Block, DocumentFields, RawDocument
from ingest.datelines import is_byline
from ingest.metadata import head_fields, is_dateline
from ingest.readers.content import decode

_HEADING_WORDS = 12
_TITLE_WORDS = 30
# Text wrapped by hand or by a mail program is narrower; in wider text a line is a paragraph.
_WRAPPED_COLUMNS = 120
_PARAGRAPH_ENDS = re.compile("[\u2029\f]")
_LINE_ENDS = re.compile("\r\n|[\r\v\u0085\u2028]")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"”’'»)\]]*$")
_FULL_STOP = re.compile(r"[.!?…][\"”’'»)\]]*$")
_BULLET = re.compile(r"(?:[-*•‣–]|\(?\d{1,3}[.)])\s+(?=\S)")
_NAME = r"[^\W\d_][\w.'’-]{0,30}"
# Behind a name in capitals what somebody is may stand: "ANN BERG, CITY OF LUND:".
_TURN = re.compile(
    rf"(?P<name>{_NAME}(?: {_NAME}){{0,5}})(?: \([^()]{{1,60}}\))?"
    rf"(?P<role>(?:, {_NAME}(?: {_NAME}){{0,7}}){{1,3}})?:(?:\s|$)"
)
_HEAD_GROUPS = 3
_PARTICLES = frozenset({"of", "the", "for", "and", "de", "der", "von", "van", "al", "bin", "la", "le", "du", "da"})


def read_text(data: bytes) -> RawDocument:
    """Return the plain text as blocks; lines such as ``Publisher: X`` at its head become fields.

    Raises:
        UnreadableDocument: the bytes are not text.
    """
    text, warnings = decode(data)
    fields, lines = head_fields(_lines(text))
    blocks = tuple(text_blocks(lines))
    first = blocks[0] if blocks else None
    if first is not None and first.kind == "heading" and first.level == 1:
        fields = fields.or_else(DocumentFields(title=first.text[:300]))
    return RawDocument(blocks=blocks, fields=fields, warnings=warnings)


def text_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Yield the blocks of the lines of a plain text."""
    width = max((len(line) for line in lines), default=0)
    groups = list(_groups(lines))
    for position, group in enumerate(groups):
        last = position == len(groups) - 1
        if position == 0 and not last and _is_head(group, below=groups[1][0]):
            yield Block(kind="heading", text=group[0], level=1)
            yield from (Block(kind="paragraph", text=line) for line in group[1:])
        elif position == 0 and len(group) > 1 and is_dateline(group[1]) and _is_head(group[:1], below=group[1]):
            # A title with the dateline right under it, no blank line between.
            yield Block(kind="heading", text=group[0], level=1)
            yield from _paragraphs(group[1:], wrapped=width <= _WRAPPED_COLUMNS)
        elif position < _HEAD_GROUPS and not last and is_byline(group[0]) and _is_head(group, below=""):
            yield from (Block(kind="paragraph", text=line) for line in group)  # with the outlet and the day under it
        elif len(group) == 1 and not last and is_heading_line(group[0]):
            yield Block(kind="heading", text=group[0], level=2)
        else:
            yield from _paragraphs(group, wrapped=width <= _WRAPPED_COLUMNS)


def is_heading_line(line: str) -> bool:
    """Return whether a line that stands alone reads as a heading: short, no sentence, no turn of speech."""
    return (
        len(line.split()) <= _HEADING_WORDS
        and any(character.isalpha() for character in line)
        and not (_SENTENCE_END.search(line[-10:]) or line.endswith(("”", '"', "»")))
        and not (_BULLET.match(line) or is_turn(line) or is_dateline(line))
    )


def is_turn(line: str) -> bool:
    """Return whether the line opens with a speaker's name and a colon, as in a transcript."""
    match = _TURN.match(line[:300])
    if match is None or (match["role"] and not match["name"].isupper()):
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in match["name"].split())


def _lines(text: str) -> list[str]:
    return _LINE_ENDS.sub("\n", _PARAGRAPH_ENDS.sub("\n\n", text)).split("\n")


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        line = line.strip()
        if line:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _is_head(group: Sequence[str], *, below: str) -> bool:
    """Return whether the first lines are a title, with at most two lines of place and date under it."""
    # "Cabinet: nothing decided" opens like a turn, and is one only if the next line is one too.
    following = [*group[1:], below]
    return (
        len(group) <= 3
        and all(len(line.split()) <= _TITLE_WORDS and len(line) <= 200 for line in group)
        and not any(_FULL_STOP.search(line[-10:]) and not line.endswith("?") for line in group)
        and not any(is_dateline(line) or _BULLET.match(line) for line in group)
        and not (is_turn(group[0]) and is_turn(following[0]))
        and not any(is_turn(line) for line in group[1:])
    )


def _paragraphs(group: Sequence[str], *, wrapped: bool) -> Iterator[Block]:
    """Yield the paragraphs and list items of lines without a blank line between them."""
    parts: list[str] = []
    bullet = False
    for line in group:
        ended = not parts or _FULL_STOP.search(parts[-1][-10:]) is not None
        marker = _BULLET.match(line)
        # A number may open a wrapped line by chance; after a full stop or a list item it does not.
        item = marker is not None and (ended or bullet or not marker[0].strip("().").strip().isdigit())
        turn = is_turn(line) and (ended or line.split(":")[0].split(",")[0].isupper())
        if parts and (item or turn or (not wrapped and ended)):
            yield _block(parts, bullet=bullet)
            parts, bullet = [], False
        if not parts:
            bullet = item
        parts.append(line[marker.end() :] if item and marker is not None else line)
    yield _block(parts, bullet=bullet)


def _block(parts: Sequence[str], *, bullet: bool) -> Block:
    return Block(kind="list_item" if bullet else "paragraph", text=" ".join(parts))
