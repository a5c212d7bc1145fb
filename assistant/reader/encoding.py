"""What the reader asks of an encoder, and one that remembers the passages it has seen."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


class Tokens(Protocol):
    """Contextual vectors of a text's word pieces, of length 1, with their places and vocabulary ids."""

    @property
    def vectors(self) -> Vector:
        """One row a word piece."""
        ...

    @property
    def offsets(self) -> Sequence[tuple[int, int]]:
        """Character spans in the text."""
        ...

    @property
    def ids(self) -> Sequence[int]:
        """Places in the vocabulary, which is ordered by frequency in English."""
        ...


class Encoded(Protocol):
    """A text as the encoder sees it: one vector for the whole and one for each word piece."""

    @property
    def sentence(self) -> Vector:
        """The vector of the whole text, of length 1."""
        ...

    @property
    def tokens(self) -> Tokens:
        """The word pieces."""
        ...


class Encoder(Protocol):
    """The embedded encoder, as far as the reader needs it."""

    def encode(self, texts: Sequence[str]) -> Sequence[Encoded]:
        """Return the vectors of ``texts``, in order."""
        ...


class RememberingEncoder:
    """An encoder that keeps its last results: in a conversation most passages come back.

    A passage takes about 0.3 MB; the default bound keeps it under 100 MB. Safe to use from several threads.
    """

    def __init__(self, encoder: Encoder, *, limit: int = 300) -> None:
        self._encoder = encoder
        self._limit = limit
        self._known: OrderedDict[str, Encoded] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Sequence[Encoded]:
        """Return the vectors of ``texts``, in order; only those not remembered are made."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found |= dict(zip(missing, self._encoder.encode(missing), strict=True))
        with self._lock:
            for text in texts:
                self._known[text] = found[text]
                self._known.move_to_end(text)
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
        return [found[text] for text in texts]
