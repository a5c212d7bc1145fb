"""Characters that a terminal or a browser obeys instead of showing, out of everything that is shown."""

from __future__ import annotations

import re

# Control characters but line feed and tab, line separators, and the marks that turn the direction of writing round.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def neutral(text: str) -> str:
    """Return ``text`` with every character that a terminal or a browser would obey replaced."""
    return _CONTROL.sub("\ufffd", text)
