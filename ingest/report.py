"""What an ingest did, file by file."""

from __future__ import annotations

from collections.abc import Mapping
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
class Fallback:
    """A document whose statements the rules found instead of the chat model, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a chat model proposed for how many documents, and what became of it.

    ``kept`` are the records made of it, ``dropped`` counts the other proposals by reason: ``content`` (words that the
    document has not), ``speaker`` (nobody of that name is heard to say them), ``cue`` (no word of saying beside them),
    ``repeated``. ``usage`` and ``cost`` are those of this ingest; the cost is ``None`` where no price is known.
    """

    model: str
    documents: int
    proposed: int
    kept: int
    dropped: Mapping[str, int]
    fallbacks: tuple[Fallback, ...]
    usage: Mapping[str, int]
    cost: float | None

    def lines(self) -> list[str]:
        """Return it as lines for a person; none where no document was read."""
        if not self.documents and not self.fallbacks:
            return []
        reasons = "; ".join(f"{many} {_REASONS.get(reason, reason)}" for reason, many in sorted(self.dropped.items()))
        dropped = f" (dropped: {reasons})" if reasons else ""
        told = f"statements: {self.kept} of {self.proposed} that {self.model} proposed are in the text{dropped}"
        cost = "" if self.cost is None else f", cost {self.cost:.4f}"
        used = f"used: {self.usage.get('input_tokens', 0)} tokens in, {self.usage.get('output_tokens', 0)} out{cost}"
        return [told, *(f"by the rules: {item.source}: {item.reason}" for item in self.fallbacks), used]


_REASONS = {
    "content": "with other words than the document",
    "speaker": "of somebody who is not heard to say them",
    "cue": "with no word of saying beside them",
    "repeated": "proposed before",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What an ingest did. All names are sources (paths); ``seconds`` is wall time.

    ``extraction`` is ``None`` where the rules alone find statements.
    """

    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    extraction: Extraction | None = None

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
        lines += self.extraction.lines() if self.extraction else []
        lines += [f"note: {line}" for line in self.warnings]
        return "\n".join(lines)
