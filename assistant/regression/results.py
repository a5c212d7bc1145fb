"""What came out of a run. Frozen values; ``as_dict`` in ``assistant.rendering`` gives the same fields as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assistant.records import Answer

Outcome = Literal["passed", "failed", "not_run"]
Verdict = Literal["passed", "failed", "not_run", "known_gap"]
Step = Literal["retrieval", "answer", "limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expectation with what was found. ``message`` says what was wanted and what is there instead."""

    kind: str
    outcome: Outcome
    step: Step
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage found for a question, ``rank`` counted from 1."""

    rank: int
    document_id: str
    source: str
    title: str
    start: int
    end: int
    score: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question asked once: the answer, the passages found for it, and how long it took. ``cached`` is from before."""

    answer: Answer
    hits: tuple[Found, ...]
    seconds: float
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One case with its verdict.

    ``known_gap`` as a verdict is a failure that the case announces; ``not_run`` is one that could not be checked, which
    is no pass. ``asked`` is the answer that the verdict is about, ``None`` where there is none. ``times`` and
    ``passes`` tell of a case that is repeated. ``gap`` is the case's own ``known_gap``.
    """

    suite: str
    name: str
    question: str
    verdict: Verdict
    checks: tuple[Check, ...]
    asked: Asked | None = None
    times: int = 1
    passes: int = 0
    tags: tuple[str, ...] = ()
    gap: str | None = None
    digest: str = ""
    path: str | None = None
    line: int | None = None

    @property
    def key(self) -> str:
        """What tells the case from all others of a run."""
        return f"{self.suite}: {self.name}"

    @property
    def complaints(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(item for item in self.checks if item.outcome != "passed")

    @property
    def broke_at(self) -> Step | None:
        """The first step that went wrong: what is not found cannot be answered from."""
        steps = {item.step for item in self.complaints}
        order: tuple[Step, ...] = ("retrieval", "answer", "limits")
        return next((step for step in order if step in steps), None)

    @property
    def summary(self) -> str:
        """Why it did not pass, in one line."""
        return "; ".join(f"{item.kind}: {item.message}" for item in self.complaints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All cases of a run, with what they were run over.

    ``corpora`` are the fingerprints of the documents by suite; ``settings`` hold no secrets.
    """

    results: tuple[CaseResult, ...]
    corpora: dict[str, str]
    model: str
    prompt_digest: str
    settings: dict[str, Any]
    version: str
    started: str
    seconds: float
    selected: bool = False

    @property
    def ok(self) -> bool:
        """Whether every case passed or failed as announced, and there was one."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 all passed, 1 one failed, 3 none failed but one could not be run; also 3 when there was none."""
        verdicts = {item.verdict for item in self.results}
        if "failed" in verdicts:
            return 1
        return 3 if "not_run" in verdicts or not verdicts else 0

    def __str__(self) -> str:
        from assistant.regression.reports.terminal import as_table

        return as_table(self)
