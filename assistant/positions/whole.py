"""The whole names of bodies that a document calls by less: "the federation", "Halden", "the hospital"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from assistant.positions.kinds import kind_of, words_for

# "The United Nurses of the Valley" is not the United Nurses.
_BEHIND = r"(?: (?i:of|for) (?:(?i:the) )?[A-Z][\w-]+(?: [A-Z][\w-]+)*)?"


_kept: ContextVar[dict[tuple[str, str], str] | None] = ContextVar("_kept", default=None)


@contextmanager
def names_kept() -> Iterator[None]:
    """Keep what :func:`whole_name` finds as long as the block runs, and no text that it has read any longer.

    A body is asked for with each of its statements, and each time the whole document would be searched.
    """
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def whole_name(name: str, text: str) -> str:
    """Return the one longer name that ``text`` has for a body: "the Dockworkers' Federation" for "The federation".

    It ends in the words of the short one, or begins with them ("Halden", "Halden Terminals"); where there are
    several, or none, the name stays as it is, without its article where it is a name.
    """
    kept = _kept.get()
    if kept is None:
        return _whole_name(name, text)
    if (name, text) not in kept:
        kept[name, text] = _whole_name(name, text)
    return kept[name, text]


def _whole_name(name: str, text: str) -> str:
    bare = re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE)
    if not bare or not bare[0].isalpha():
        return name
    own = re.escape(bare[1:])
    capital = rf"{re.escape(bare[0].upper())}{own}"
    # A sentence begins with a capital too: what stands before the first word of a name is no full stop.
    ending = rf"(?<=[a-z,] )(?:the )?((?:[A-Z][\w’'-]*[\w’'] ){{1,4}}{capital}{_BEHIND})\b(?! [A-Z])"
    beginning = rf"\b({capital}(?: [A-Z][\w’'-]*\w)+)\b"
    longer = {*re.findall(ending, text), *re.findall(beginning, text if bare[0].isupper() else "")}
    longer = longer or by_kind(bare, text)
    alone = bare if bare[0].isupper() else name[:1].lower() + name[1:]
    if len(longer) != 1:
        return alone
    # Bodies are introduced by their whole name; "the Tarrow Observer" behind many a "Tarrow" is something else.
    (whole,) = longer
    first = re.search(rf"\b{re.escape(bare)}\b", text)
    return whole if not bare[0].isupper() or (first and text.find(whole) <= first.start()) else alone


def by_kind(noun: str, text: str) -> set[str]:
    """Return the names in ``text`` that are of the kind a noun stands for: a Medical Center for "hospital"."""
    if kind_of(noun) is None:
        return set()
    words = rf"(?i:{words_for(noun)})"
    first = r"(?:(?<=[\w,:] )|(?<=[\w,:] the )|^|(?<=\n))(?:The |the )?"
    name = rf"((?!The |THE )[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){{0,3}} {words}{_BEHIND})\b(?! [A-Z])"
    found = {match for match in re.findall(first + name, text) if match[0].isupper()}
    return {one_case(match, text) for match in found}


def one_case(name: str, text: str) -> str:
    """Return a name in capitals as the text writes it elsewhere, or in ordinary letters."""
    if not name.isupper():
        return name
    return next(
        (found for found in re.findall(re.escape(name), text, re.IGNORECASE) if not found.isupper()), _titled(name)
    )


def _titled(name: str) -> str:
    return re.sub(r"\b(?:Of|The|For|And)\b", lambda found: found.group().lower(), name.title())
