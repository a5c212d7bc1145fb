"""What an ingest did, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal["reading", "storing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ingest is: ``done`` of ``total`` files in this stage, at ``source``."""

    stage: Stage
    done: int
    total: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that was not taken, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A document that repeats another one, by source."""

    source: str
    repeats: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What an ingest did. All names are sources (paths); ``seconds`` is wall time."""

    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every wanted file is in the store."""
        return not self.refused

    def __str__(self) -> str:
        counts = (
            f"{len(self.added)} added, {len(self.changed)} changed, {len(self.kept)} kept as they were, "
            f"{len(self.removed)} removed, {len(self.refused)} refused in {self.seconds:.1f} s"
        )
        lines = [counts]
        if not (self.added or self.changed or self.removed or self.refused):
            lines = [f"Nothing changed: {counts}"]
        lines += [f"refused: {item.source}: {item.reason}" for item in self.refused]
        lines += [f"copy: {item.source} repeats {item.repeats}; counted once" for item in self.duplicates]
        if self.skipped:
            lines.append(f"skipped: {len(self.skipped)} files of other kinds")
        lines += [f"note: {line}" for line in self.warnings]
        return "\n".join(lines)
