"""Whether a quotation stands in a document, where, and how exactly."""

from __future__ import annotations

import pytest

from assistant.verify.quotations import locate

TEXT = (
    "Holt spoke first. “We won’t pay — not a crown,” she said.\n"
    "Later she said it again: We stay. The price (2.50+ crowns)* is [fixed]. We stay."
)


def cut(quote: str, text: str = TEXT, *, near: int = 0) -> tuple[str, str] | None:
    found = locate(quote, text, near=near)
    return found and (text[slice(*found.span)], found.verdict)


@pytest.mark.parametrize(
    "quote",
    [
        "Holt spoke first.",
        "“We won’t pay — not a crown,” she said.",
        "not a crown,” she said.\nLater she said",
        "The price (2.50+ crowns)* is [fixed].",
        TEXT,
    ],
)
def test_the_same_characters_are_verbatim(quote: str) -> None:
    assert cut(quote) == (quote, "verbatim")


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ('"We won\'t pay - not a crown," she said.', "“We won’t pay — not a crown,” she said."),
        ("«We won‘t pay – not a crown,»", "“We won’t pay — not a crown,”"),
        ("she said. Later  she\tsaid", "she said.\nLater she said"),
        ("  Holt spoke\n\nfirst.  ", "Holt spoke first."),
        ("price (2.50+  crowns)* is [fixed].", "price (2.50+ crowns)* is [fixed]."),
        ("she\u00a0said it\u202fagain", "she said it again"),
    ],
)
def test_marks_dashes_and_space_may_differ(quote: str, there: str) -> None:
    assert cut(quote) == (there, "normalised")


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " \n ",
        "We will pay",
        "holt spoke first.",
        "Holt spoke second.",
        "first Holt spoke",
        "Holt first",
        "price (2x50+ crowns)* is [fixed].",
        ".*",
        "[a-z]+",
        "Holt|Later",
        f"{TEXT} And more.",
    ],
)
def test_other_words_are_not_there(quote: str) -> None:
    assert cut(quote) is None


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [("We stay.", "verbatim"), ("We  stay.", "normalised")],
    ids=["verbatim", "normalised"],
)
def test_a_repeated_quotation_is_the_one_nearest(quote: str, verdict: str) -> None:
    first, second = TEXT.index("We stay."), TEXT.rindex("We stay.")
    for near, start in ((0, first), (first + 3, first), (second - 3, second), (len(TEXT), second)):
        found = locate(quote, TEXT, near=near)
        assert found is not None
        assert (found.span, found.verdict) == ((start, start + len("We stay.")), verdict)


def test_exact_characters_win_over_nearer_ones_that_differ() -> None:
    text = "It's ours. Much is said in between. It’s ours."
    found = locate("It’s ours.", text, near=0)
    assert found is not None
    assert (found.span[0], found.verdict) == (text.index("It’s"), "verbatim")


def test_characters_that_take_two_code_units_keep_the_offsets() -> None:
    text = "🎉🎉 Élan — “done”  🎉"
    found = locate('Élan - "done" 🎉', text)
    assert found is not None
    assert text[slice(*found.span)] == "Élan — “done”  🎉"


def test_an_empty_document_holds_no_quotation() -> None:
    assert locate("word", "") is None
