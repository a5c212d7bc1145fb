"""Web pages: the words of the article in reading order, without menus, scripts and hidden parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PreformattedString, Tag

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.errors import UnreadableDocument
from ingest.readers.content import decode
from ingest.readers.page_fields import page_fields

# fmt: off
_DROPPED = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "iframe", "svg", "head",
    "object", "embed", "canvas", "audio", "video", "select", "button", "textarea", "input", "dialog", "menu",
    "math", "map", "datalist",
})
_DROPPED_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog",
})
_BLOCKS = frozenset({
    "html", "body", "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6",
    "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
    "blockquote", "pre", "figure", "figcaption", "address", "details", "summary", "hr", "center", "fieldset",
})
# fmt: on
_HEADING = re.compile(r"h[1-6]")
_HIDING = (
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?:\.0+)?\s*(?:[;}!]|$)"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01]"
)
_HIDING_STYLE = re.compile(_HIDING, re.IGNORECASE)
_HIDING_RULE = re.compile(r"(?:^|[,}\s])([.#][\w-]{1,80})\s*\{([^{}]{1,500})\}")
_TEXT_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;]{1,40})", re.IGNORECASE)
_GROUND_COLOUR = re.compile(r"background(?:-color)?\s*:\s*([^;]{1,40})", re.IGNORECASE)


def read_html(data: bytes) -> RawDocument:
    """Return the blocks of a page and what its head says about it.

    Raises:
        UnreadableDocument: not text, or a page without text of its own.
    """
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    text, warnings = decode(data, declared=declared)
    page = BeautifulSoup(text, "lxml")
    walk = _Walk(hiding_rules=_hiding_rules(page))
    content = _content(page)
    blocks = list(walk.blocks(content))
    if not blocks:
        raise UnreadableDocument(
            "there is no text in it (the page may need scripts); save the page as shown, or as PDF"
        )
    if not any(block.kind == "heading" for block in blocks):
        blocks = [*_outer_headings(page, content), *blocks]
    if walk.hidden:
        warnings += (f"{walk.hidden} hidden parts of the page were left out",)
    return RawDocument(blocks=tuple(blocks), fields=page_fields(page, content), warnings=warnings)


def _content(page: BeautifulSoup) -> Tag:
    """Return the element that holds the article: <article> in <main>, else <main>, else the body."""
    body = page.body or page
    main = page.find("main") or page.find(None, {"role": "main"})
    outer = main if isinstance(main, Tag) and len(main.get_text(strip=True)) > 100 else body
    lengths = sorted(
        (
            (len(article.get_text(strip=True)), number, article)
            for number, article in enumerate(outer.find_all("article", limit=50))
        ),
        reverse=True,
    )
    # Of several articles the page is about one only if that one outweighs the rest.
    if lengths and lengths[0][0] > max(50, sum(length for length, _, _ in lengths) / 2):
        return lengths[0][2]
    return outer


def _outer_headings(page: BeautifulSoup, content: Tag) -> list[Block]:
    headings = [tag for tag in page.find_all("h1", limit=3) if content not in tag.parents]
    text = " ".join(headings[0].get_text(" ").split()) if len(headings) == 1 else ""
    return [Block(kind="heading", text=text, level=1)] if text else []


def _hiding_rules(page: BeautifulSoup) -> frozenset[str]:
    """Return the classes (``.name``) and ids (``#name``) that the page's own style sheets hide."""
    sheets = "\n".join(tag.get_text()[:200_000] for tag in page.find_all("style", limit=20))
    return frozenset(name for name, rule in _HIDING_RULE.findall(sheets) if _HIDING_STYLE.search(rule))


@dataclass
class _Walk:
    """One pass over an element, without recursion: pages nest deeper than Python's stack."""

    hiding_rules: frozenset[str]
    hidden: int = 0
    _parts: list[str] = field(default_factory=list)
    _kinds: list[tuple[BlockKind, int]] = field(default_factory=lambda: [("paragraph", 0)])

    def blocks(self, root: Tag) -> Iterator[Block]:
        waiting: list[tuple[object, bool]] = [(root, True)]
        while waiting:
            node, entering = waiting.pop()
            if isinstance(node, NavigableString):
                if not isinstance(node, PreformattedString):  # comments, declarations, CDATA
                    self._parts.append(str(node))
            elif isinstance(node, Tag):
                if entering:
                    if node is not root and not self._is_read(node):
                        continue
                    waiting.append((node, False))
                    waiting.extend((child, True) for child in reversed(node.contents))
                yield from self._enter(node) if entering else self._leave(node)
        yield from self._flush()

    def _enter(self, tag: Tag) -> Iterator[Block]:
        in_row = self._kinds[-1][0] == "table_row"
        if tag.name == "br":
            self._parts.append("\n")
        elif tag.name in _BLOCKS and in_row:
            self._parts.append(" ")
        elif tag.name in _BLOCKS:
            yield from self._flush()
            self._kinds.append(self._kind(tag))

    def _leave(self, tag: Tag) -> Iterator[Block]:
        in_row = self._kinds[-1][0] == "table_row"
        if in_row and tag.name in ("td", "th"):
            self._parts.append("\x1f")
        elif in_row and tag.name in _BLOCKS and tag.name != "tr":
            self._parts.append(" ")
        elif tag.name in _BLOCKS and len(self._kinds) > 1:
            yield from self._flush()
            self._kinds.pop()

    def _kind(self, tag: Tag) -> tuple[BlockKind, int]:
        if _HEADING.fullmatch(tag.name):
            return "heading", int(tag.name[1])
        if tag.name in ("li", "dt", "dd"):
            return "list_item", 0
        if tag.name == "tr" and not _is_layout(tag):
            return "table_row", 0
        kind = self._kinds[-1]
        return kind if kind[0] == "list_item" else ("paragraph", 0)

    def _flush(self) -> Iterator[Block]:
        text, self._parts = "".join(self._parts), []
        kind, level = self._kinds[-1]
        if kind == "table_row":
            cells = [" ".join(cell.split()) for cell in text.split("\x1f")]
            row = " | ".join(cells[:-1] if len(cells) > 1 else cells)
            if any(cells):
                yield Block(kind="table_row" if len(cells) > 2 else "paragraph", text=row)
            return
        # Two line breaks in a row are how some pages part their paragraphs.
        for part in re.split(r"\n\s{0,100}\n", text) if "\n" in text and kind == "paragraph" else [text]:
            if words := " ".join(part.replace("\x1f", " ").split()):
                yield Block(kind=kind, text=words, level=level)

    def _is_read(self, tag: Tag) -> bool:
        if tag.name in _DROPPED or tag.get("role") in _DROPPED_ROLES:
            return False
        if tag.name == "header" and not any(parent.name in ("article", "main") for parent in tag.parents):
            return False
        if tag.attrs and self._is_hidden(tag):
            self.hidden += 1
            return False
        return True

    def _is_hidden(self, tag: Tag) -> bool:
        if tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
            return True
        style = str(tag.get("style") or "")[:2000]
        if style and (_HIDING_STYLE.search(style) or _same_colours(style)):
            return True
        names = {f".{name}" for name in tag.get_attribute_list("class")} | {f"#{tag.get('id')}"}
        return bool(names & self.hiding_rules)


def _same_colours(style: str) -> bool:
    text, ground = _TEXT_COLOUR.search(style), _GROUND_COLOUR.search(style)
    return text is not None and ground is not None and text[1].strip().lower() == ground[1].strip().lower()


def _is_layout(row: Tag) -> bool:
    """Return whether the row lays out a page: its cells hold blocks of their own."""
    return row.find(["p", "table", "ul", "ol", "h1", "h2", "h3", "h4", "article"]) is not None
