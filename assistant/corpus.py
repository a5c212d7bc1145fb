"""What is read from a store once and kept for as long as it is in the same state: who appears in it, its records."""

from __future__ import annotations

import threading

from assistant.positions.register import Register
from assistant.reader.encoding import RememberingEncoder
from assistant.understand.cast import Cast
from vectorstore import VectorStore, parties


class Corpus:
    """The cast, the records and the sentence encoder over a store. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._encoder: RememberingEncoder | None = None
        self._cast: tuple[str, Cast] | None = None
        self._register: tuple[object, Register] | None = None

    def encoder(self, store: VectorStore) -> RememberingEncoder:
        """Return the encoder of sentences, which remembers those that it has seen."""
        with self._lock:
            if self._encoder is None:
                self._encoder = RememberingEncoder(store.encoder)
            return self._encoder

    def cast(self, store: VectorStore) -> Cast:
        """Return who appears in the documents."""
        with self._lock:
            state = store.fingerprint  # first: what is read after it is at least as new
            if self._cast is None or self._cast[0] != state:
                self._cast = state, Cast.of(store.statements(), store.entities(), party_of=parties().of_typed)
            return self._cast[1]

    def register(self, store: VectorStore) -> Register:
        """Return the positions and obstacles; they are made when they are first asked for."""
        with self._lock:
            state = (store.fingerprint, tuple(sorted(store.duplicate_of.items())))
            if self._register is None or self._register[0] != state:
                self._register = state, Register(store, cast=self.cast(store))
            return self._register[1]
