"""No expression of the package runs away on a text that was made to be slow, and no text outlives its reading."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import weakref
from collections.abc import Iterator

import pytest

import assistant.positions
from assistant.positions import kinds, whole
from assistant.positions.figures import moved
from assistant.positions.rules import rules
from assistant.positions.supposing import behind_supposition
from assistant.positions.tails import told_at_end
from assistant.understand.cast import Cast
from vectorstore import parties

# Each is some hundred characters: an expression that backtracks without a bound needs minutes for one, or years.
LONG = 400
HOSTILE = [
    "It holds, " + "ACGT" * (LONG // 4) + "… x.",
    "It holds, " + "A.A-" * (LONG // 4) + "!",
    "It holds, " + "Abc " * (LONG // 4) + "!",
    "The " + "a-" * (LONG // 2) + "!",
    "from " + "1" * LONG + "a" * LONG + " to",
    "from " + "1," * LONG + "%",
    "demand " * 60 + "of 5% and but " * 20 + "now x",
    "if whether " * 40 + "provided",
    "no one " * 60 + "with",
    "one two to three per " * 25 + "x",
    "between " * 60,
    ", the A " * 60,
    "will not only early " * 30,
    "." * LONG + "x",
    " " * LONG + "x",
    "“" * LONG,
    "\n1. " * 100,
    "block " * 80,
    "not a, but " * 50,
    "Norway’s " * 60 + "of the",
    "of the " + "a " * LONG,
    "0 " * LONG,
    "is removed not " * 40,
]


def expressions() -> Iterator[re.Pattern[str]]:
    """Every expression of the package, those that its files of words make as well."""
    for found in pkgutil.iter_modules(assistant.positions.__path__):
        for value in vars(importlib.import_module(f"assistant.positions.{found.name}")).values():
            yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, re.Pattern))
    yield from (value for value in vars_of(rules()) if isinstance(value, re.Pattern))
    yield from kinds._kinds().values()
    yield from (kinds._body(), kinds._outsider())


def vars_of(of: object) -> Iterator[object]:
    return (getattr(of, name) for name in type(of).__dataclass_fields__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_expression_runs_away(text: str) -> None:
    looked = 0
    for expression in expressions():
        expression.search(text)
        expression.fullmatch(text)
        expression.sub("", text)
        looked += 1
    assert looked > 40


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_made_for_a_text_runs_away(text: str) -> None:
    assert told_at_end(text, Cast.of([], [], party_of=parties().of_typed)).by is None
    assert whole.whole_name("the hospital", text) == "the hospital"
    assert whole.whole_name("Halden", text) == "Halden"
    assert moved(text * 10, len(text) * 10) == ("", "")
    assert behind_supposition(text * 10) in (True, False)


class Text(str):
    """A text that can be watched."""

    __slots__ = ("__weakref__",)


def test_a_text_is_let_go_with_its_names() -> None:
    text = Text("Nurses met at Corran Medical Center. The hospital is old.")
    watched = weakref.ref(text)
    with whole.names_kept():
        assert {whole.whole_name("the hospital", text) for _ in range(2)} == {"Corran Medical Center"}
    del text
    gc.collect()
    assert watched() is None
