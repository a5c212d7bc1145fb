"""Obstacles that a heading announces: "What is blocking a deal", and below it "1. Port fees. Norway has ..."."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vectorstore import DocumentParts, Span
from vectorstore.language import english

_LONGEST_HEADING = 90
_LONGEST_QUOTE = 400
_LINE = re.compile(r"[^\n]+")
# "1. Port fees. Norway wants more", "- Port fees: Norway wants more", "- The length of the treaty".
_ITEM = re.compile(
    r"\s*(?P<mark>(?:[-*•–]|\(?\d{1,2}[.)])\s+)?(?P<label>[^\s.:;?!][^.:;?!\n]{1,58}?[^\s.:;?!])(?P<end>[.:](?=\s)|[.]?\s*$)"
)
_ENDS_SENTENCE = re.compile(r"[.!:;,”\"’)]\s*$")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_FEWEST = 2  # items: one alone may be any sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """An item below a heading: what it names, where, and the stretch that tells of it."""

    issue: str
    label: Span
    span: Span


def headed(part: DocumentParts, *, announces: Callable[[str], bool]) -> list[Headed]:
    """Return the items below the headings of a document that announce obstacles.

    Args:
        part: the document with its sentences.
        announces: tells of a heading whether it does.

    Raises:
        LanguageUnavailable: if the language model, which knows a name from a sentence, cannot be loaded.
    """
    found: list[Headed] = []
    items: list[Headed] | None = None
    for match in _LINE.finditer(part.document.text):
        if is_heading(match.group(), match.span(), part):
            found += items if items and len(items) >= _FEWEST else []
            items = [] if announces(match.group()) else None
        elif items is not None:
            items += _item(part.document.text, match.span())
    return found + (items if items and len(items) >= _FEWEST else [])


def is_heading(line: str, span: Span, part: DocumentParts) -> bool:
    """Return whether a line is a heading: short, no item of a list, and no sentence by its end."""
    bare, item = line.strip(" #*"), _ITEM.match(line)
    if not bare or len(bare) > _LONGEST_HEADING or (item and item["mark"]):
        return False
    # The sentences stand in order, one behind the other: the last that begins before the line's end tells.
    behind = bisect_left(part.sentences, span[1], key=lambda sentence: sentence[0])
    is_sentence = behind > 0 and span[0] < part.sentences[behind - 1][1]
    return not (is_sentence and _ENDS_SENTENCE.search(bare))


def _item(text: str, line: Span) -> Iterator[Headed]:
    match = _ITEM.match(text, *line)
    if match is None or not _is_name(match["label"]) or not (match["mark"] or text[match.end() : line[1]].strip()):
        return
    stretch = text[match.start("label") : line[1]].rstrip()
    if len(stretch) > _LONGEST_QUOTE:
        stretch = stretch[: stretch.rfind(". ", 0, _LONGEST_QUOTE) + 1] or stretch[:_LONGEST_QUOTE]
    start = match.start("label")
    yield Headed(issue=_worded(match["label"]), label=match.span("label"), span=(start, start + len(stretch)))


def _is_name(label: str) -> bool:
    """Whether words name a thing: no sentence, and no speaker of a transcript ("THE MAYOR")."""
    doc = english()(label, disable=["ner"])
    named = any(token.pos_ in ("NOUN", "PROPN") for token in doc)
    return named and not label.isupper() and not any(token.tag_ in _FINITE for token in doc)


def _worded(label: str) -> str:
    """A name as it stands within a sentence: its first letter has its capital from its place."""
    first, *others = label.split()
    proper = first.isupper() or (others and others[0][:1].isupper())
    return label if proper else label[:1].lower() + label[1:]
