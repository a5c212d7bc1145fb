"""What "all of these" and "one of these" ask of the single things, the same for every kind of expectation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from assistant.regression.checks.library import CannotCheck
from assistant.regression.expectations import Several

T = TypeVar("T")


def missing(wanted: Several[T], holds: Callable[[T], bool]) -> tuple[T, ...]:
    """Return what is asked for and not there: of ``all`` each that does not hold, ``any`` when none of it does.

    Raises:
        CannotCheck: if that hangs on something that cannot be checked.
    """
    of_all, of_any = _Looked(wanted.all, holds), _Looked(wanted.any, holds)
    if of_all.without:
        return of_all.without
    if wanted.any and not of_any.having and not of_any.unknown:
        return wanted.any
    of_all.certain()
    if not of_any.having:
        of_any.certain()
    return ()


def present(unwanted: Several[T], holds: Callable[[T], bool]) -> tuple[T, ...]:
    """Return what must not be there and is: of ``any`` each that holds, ``all`` when the whole of it does.

    Raises:
        CannotCheck: if that hangs on something that cannot be checked.
    """
    of_all, of_any = _Looked(unwanted.all, holds), _Looked(unwanted.any, holds)
    if of_any.having:
        return of_any.having
    if unwanted.all and not of_all.without and not of_all.unknown:
        return unwanted.all
    of_any.certain()
    if not of_all.without:
        of_all.certain()
    return ()


class _Looked(Generic[T]):
    """Things that were all looked at: a misspelt name among them hides none of the others."""

    def __init__(self, items: Iterable[T], holds: Callable[[T], bool]) -> None:
        having: list[T] = []
        without: list[T] = []
        self.unknown: CannotCheck | None = None
        for item in items:
            try:
                (having if holds(item) else without).append(item)
            except CannotCheck as error:
                self.unknown = self.unknown or error
        self.having, self.without = tuple(having), tuple(without)

    def certain(self) -> None:
        """Raise what could not be checked, if something could not."""
        if self.unknown is not None:
            raise self.unknown
