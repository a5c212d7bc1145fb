"""From the lines of pages to paragraphs: what the page repeats is dropped, the rest joined by its layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.blocks import Block

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s?[-–—]?\s?\d{1,4}\s?[-–—]?(?:\s?(?:of|von|/)\s?\d{1,4})?", re.IGNORECASE
)
_BULLET = re.compile(r"(?:[•‣▪●◦–*-]|\(?\d{1,3}[.)])\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…:][\"”’'»)\]]*$")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})-$")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_EDGE_LINES = 2
_HEADING_WORDS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page: text, left end of its base line, type size; in points, up is positive."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


def split_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """Return the pages without running heads, feet and page numbers, and those heads and feet."""
    body = _body_size(pages)
    counts = Counter(mark for lines in pages for mark in {_mark(lines[place]) for place in _edges(lines)})
    needed = max(2, len(pages) // 2)
    texts: list[list[Line]] = []
    furniture: dict[str, None] = {}
    for lines in pages:
        dropped: set[int] = set()
        for place in _edges(lines):
            line = lines[place]
            # A single page repeats nothing: there a small line of parts between bars is the running head.
            banner = len(pages) == 1 and line.size < body and " | " in line.text
            if _PAGE_NUMBER.fullmatch(line.text):
                dropped.add(place)
            elif banner or counts[_mark(line)] >= needed:
                dropped.add(place)
                furniture[line.text] = None
        texts.append([line for place, line in enumerate(lines) if place not in dropped])
    return texts, list(furniture)


def layout_blocks(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """Yield the paragraphs, headings and list items of the pages."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    size = _body_size(pages)
    bold = sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines) / 2
    words = frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", "\n".join(line.text for line in lines)))
    top = max(line.size for line in pages[0]) if pages[0] else 0.0
    for group in _groups(pages):
        text = _joined(group, compounds=words)
        first = group[0]
        # Word processors number their headings; a heading is known by its type, not by its words.
        stands_out = first.size > size * 1.08 or (first.bold and not bold)
        if stands_out and len(text.split()) <= _HEADING_WORDS and not re.search(r"[.,;]$", text):
            yield Block(kind="heading", text=text, level=1 if first.size >= top > size * 1.08 else 2)
        elif (bullet := _BULLET.match(text)) and len(text) > bullet.end():
            yield Block(kind="list_item", text=text[bullet.end() :])
        else:
            yield Block(kind="paragraph", text=text)


def _groups(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph."""
    width = sorted(len(line.text) for page in pages for line in page)[-1]
    gaps = [
        above.y - below.y
        for page in pages
        for above, below in pairwise(page)
        if above.y > below.y and abs(above.size - below.size) < 0.6
    ]
    # Most lines follow a line of their own paragraph, so the usual gap is the one inside a paragraph.
    usual = median(gaps) if gaps else 0.0
    group: list[Line] = []
    for page in pages:
        for place, line in enumerate(page):
            if group and _parts(group[-1], line, usual=usual, width=width, new_page=place == 0):
                yield group
                group = []
            group.append(line)
    if group:
        yield group


def _parts(above: Line, below: Line, *, usual: float, width: int, new_page: bool) -> bool:
    ended = _SENTENCE_END.search(above.text[-10:]) is not None
    if abs(above.size - below.size) > 0.6 or above.bold != below.bold:
        # A bold word in a line of text is no heading: type parts only where a sentence does not run on.
        return ended or abs(above.size - below.size) > 0.6 or not below.text[:1].islower()
    if _BULLET.match(below.text) and (ended or _BULLET.match(above.text)):
        return True
    gap = above.y - below.y
    if new_page or gap <= 0:  # the next page or column: the paragraph may go on there
        return ended and not below.text[:1].islower()
    if usual and gap > usual * 1.25:
        return True
    indented = below.x > above.x + 6
    return ended and (indented or len(above.text) < width * 0.7) and not below.text[:1].islower()


def _joined(group: Sequence[Line], *, compounds: frozenset[str]) -> str:
    text = group[0].text
    for line in group[1:]:
        match = _HYPHENATED.search(text)
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        elif match and line.text[:1].islower():
            # "long-" + "term" keeps its hyphen if the document writes "long-term" elsewhere.
            rest = re.match(r"[^\W\d_]+", line.text)
            compound = f"{match[1]}-{rest[0] if rest else ''}"
            text = (text if compound in compounds else text[:-1]) + line.text
        else:
            text = f"{text} {line.text}"
    return text.translate(_LIGATURES)


def _edges(lines: Sequence[Line]) -> list[int]:
    places = range(len(lines))
    return sorted({*places[:_EDGE_LINES], *places[-_EDGE_LINES:]})


def _mark(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
