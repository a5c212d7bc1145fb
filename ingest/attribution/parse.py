"""Reads texts with the parser and the recogniser of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.attribution.units import Unit
from vectorstore.language import english

if TYPE_CHECKING:  # spaCy takes seconds to import; nothing may do so before it is needed
    from spacy.tokens import Doc

_BATCH = 32  # texts: with the longest ones allowed, some 300 MB
_SURROGATES = re.compile("[\ud800-\udfff]")
# Parts of the model that only the other of the two needs, or neither.
_NOT_FOR_GRAMMAR = ["ner", "attribute_ruler", "lemmatizer"]
_NOT_FOR_NAMES = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]


class Parser:
    """An English dependency parser and a recogniser of names.

    The two are independent networks in this model. They are kept apart, because names are looked for in the whole
    text and the grammar only outside long quotations.
    """

    def grammar(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, Doc]]:
        """Each unit with its dependency tree, one by one."""
        pairs = ((_clean(unit.text), unit) for unit in units)
        for doc, unit in english().pipe(pairs, as_tuples=True, batch_size=_BATCH, disable=_NOT_FOR_GRAMMAR):
            yield unit, doc

    def names(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Each text with its named entities, one by one."""
        cleaned = (_clean(text) for text in texts)
        return english().pipe(cleaned, batch_size=_BATCH, disable=_NOT_FOR_NAMES)


def _clean(text: str) -> str:
    """The text without lone surrogates, which the tokeniser cannot encode; every position stays."""
    return _SURROGATES.sub(" ", text)
