"""The normalised text of a document, for blocks of any characters."""

from __future__ import annotations

import random
import unicodedata

import pytest

from ingest.blocks import Block, BlockKind
from ingest.normalise import clean, normalise

KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list_item", "table_row")
INVISIBLE = (
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u180e",
    "\u200b",
    "\u200d",
    "\u200f",
    "\u202e",
    "\u2060",
    "\u2066",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\ufffa",
    "\U000e0041",
    "\U000e0100",
    "\x00",
    "\x08",
    "\x1b",
    "\x7f",
    "\x9b",
)
VISIBLE = ("a", "Z", "7", "é", "ß", "“", "”", "‘", "’", "«", "—", "–", "…", "文", "🙂", "ﬁ", ".", "?", "\u0301", " ")
GAPS = ("\r\n", "\r", "\n", "\t", "\u00a0", "\u2003", "\u202f", "\u3000", "\u2028", "\u2029", "\u0085", "\x0c", "   ")


@pytest.mark.parametrize("seed", range(60))
def test_one_text_without_anything_unseen_and_with_true_spans(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = (*VISIBLE, *VISIBLE, *INVISIBLE, *GAPS, "\ud800")
    blocks = [
        Block(kind=chance.choice(KINDS), text="".join(chance.choices(alphabet, k=chance.randrange(40))))
        for _ in range(chance.randrange(12))
    ]

    found = normalise(blocks)

    assert found == normalise(blocks)
    assert unicodedata.is_normalized("NFC", found.text)
    assert not set(found.text) & set(INVISIBLE)
    assert set(found.text) & {"\r", "\t", "\u00a0", "\u2028", "\ud800"} == set()
    kept = [(block.kind, clean(block.text)) for block in blocks if clean(block.text)]
    assert [(item.kind, found.text[slice(*item.span)]) for item in found.sections] == kept
    assert found.text == "\n\n".join(text for _, text in kept)
    again = normalise(Block(kind=item.kind, text=found.text[slice(*item.span)]) for item in found.sections)
    assert again == found, "a normalised text is left as it is"


@pytest.mark.parametrize("seed", range(30))
def test_unseen_characters_change_nothing_that_is_seen(seed: int) -> None:
    chance = random.Random(seed)
    words = chance.choices(("Kestria", "opened", "the", "“lock”", "at", "4.5%", "naïve", "no—yes"), k=12)
    plain = " ".join(words)
    dirty = "".join(character + "".join(chance.choices(INVISIBLE, k=chance.randrange(3))) for character in plain)

    assert clean(dirty) == plain


def test_marks_of_quotation_and_dashes_stay_as_they_are_written() -> None:
    text = "„So“ – «so» — \"so\" 'so' ‘so’ ‹so› ‒ −"
    assert clean(text) == text


def test_no_block_gives_no_text() -> None:
    found = normalise([Block(kind="paragraph", text=" \u200b\n"), Block(kind="heading", text="", level=1)])
    assert (found.text, found.sections) == ("", ())


def test_of_all_characters_only_seen_ones_and_plain_spaces_are_left() -> None:
    # The Arabic and Kaithi signs of the format category are drawn, unlike the rest of it.
    drawn = {*map(chr, range(0x600, 0x606)), "\u06dd", "\u0890", "\u0891", "\u08e2", "\U000110bd", "\U000110cd"}
    every = "".join(map(chr, range(0x110000)))

    left = set(clean(every)) - {" "} - drawn

    assert not {character for character in left if unicodedata.category(character) in ("Cc", "Cf", "Cn", "Cs")}
    assert not {character for character in left if unicodedata.category(character).startswith("Z")}
    assert {"a", "é", "文", "🙂", "“"} <= left


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Hgone", "gone"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b(Btext", "text"),
        ("a\x1bb", "ab"),
        ("4\x1b.5\x1b%\x1b no", "4.5% no"),
        ("a [31m b", "a [31m b"),
        ("\x9dwords that stay\x9c", "words that stay"),
        ("one\ttwo\x85three\u2028four", "one two three four"),
    ],
)
def test_commands_to_a_terminal_leave_nothing_behind(written: str, read: str) -> None:
    assert clean(written) == read


@pytest.mark.parametrize("unit", ["\x1b[", "\x1b]", "\x1b[1", "\x90", "\x1b]b", "\x1b("])
def test_openers_without_an_end_cost_no_more_than_their_length(unit: str) -> None:
    assert "\x1b" not in clean(unit * 200_000)
