"""The store that an assistant holds: opened at the first need, filled with samples, rebuilt, closed."""

from __future__ import annotations

import threading
from collections.abc import Callable

from vectorstore import VectorStore, VectorstoreSettings


class HeldStore:
    """Opens the store that the settings name and holds it until :meth:`close`. Safe to use from several threads.

    Args:
        settings: where the store is.
        fill: puts the sample documents into an empty store; ``None`` where there are none to put in.
    """

    def __init__(self, settings: VectorstoreSettings, *, fill: Callable[[VectorStore], object] | None) -> None:
        self._settings = settings
        self._fill = fill
        self._store: VectorStore | None = None
        self._lock = threading.RLock()

    def opened(self, *, create: bool = False, filled: bool = True) -> VectorStore:
        """Return the store, opened at the first call.

        Args:
            create: make it if there is none; a store of samples is always made.
            filled: put the samples in first if it is empty, also when an earlier try to do so failed half way.
        """
        with self._lock:
            if self._store is None:
                self._store = VectorStore.open(self._settings, create=create or self._fill is not None)
            if self._fill is not None and filled and not self._store.receipt().documents:
                self._fill(self._store)
            return self._store

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Build the index anew. A store that is open stays open: others search the index before meanwhile."""
        with self._lock:
            store = self._store
            if store is None:
                # Also when its vectors are of another model: others could not open it before this is done.
                store = VectorStore.open(self._settings, rebuild=True)
                try:
                    store.rebuild(progress)
                except BaseException:
                    store.close()
                    raise
                self._store = store
                return
        store.rebuild(progress)

    def close(self) -> None:
        """Release the store; calling it again does nothing."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
