"""What a run changes against an earlier one. Nothing is compared that is not the same thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from assistant.regression.errors import BaselineError
from assistant.regression.results import Asked, CaseResult, Run

# Told where an answer takes half as long again and half a second more, or costs a tenth more.
_SLOWER, _SLOWER_SECONDS, _DEARER = 1.5, 0.5, 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed since the baseline; cases by their keys.

    ``now_known_gaps`` fail as they say, and did not say so before: nothing of them is fixed. One that passed before is
    a new failure too.
    ``gone`` are cases of the baseline that were not run, ``rewritten`` those that ask or expect something else now.
    ``setup`` tells what is set up otherwise: the model, the prompts, a setting.
    """

    before: Run
    now: Run
    new_failures: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    still_failing: tuple[str, ...] = ()
    now_known_gaps: tuple[str, ...] = ()
    changed_answers: tuple[str, ...] = ()
    changed_evidence: tuple[str, ...] = ()
    slower: tuple[str, ...] = ()
    dearer: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing fails that did not, and no case is gone."""
        return not self.new_failures and not self.gone

    def __str__(self) -> str:
        lines = [f"set up otherwise: {item}" for item in self.setup]
        for name in CHANGES:
            keys = getattr(self, name)
            if keys:
                lines.append(f"{name.replace('_', ' ')} ({len(keys)}): {'; '.join(keys)}")
        return "\n".join(lines) or "nothing changed since the baseline"


# What may be told of a case, in the order in which it is told.
CHANGES = tuple(field.name for field in fields(Comparison) if field.name not in ("before", "now", "setup"))


def compare(before: Run, now: Run) -> Comparison:
    """Return what changed.

    Raises:
        BaselineError: if the two were made over different documents, have no case in common, or a case could not be
            run.
    """
    _check_comparable(before, now)
    old = {item.key: item for item in before.results}
    new = {item.key: item for item in now.results}
    both = [(old[key], new[key]) for key in new if key in old]
    return Comparison(
        before=before,
        now=now,
        new_failures=tuple(key for key in new if _is_new_failure(old.get(key), new[key])),
        fixed=_keys((a, b) for a, b in both if _fails(a) and b.verdict == "passed"),
        now_known_gaps=_keys((a, b) for a, b in both if b.verdict == "known_gap" and a.verdict != "known_gap"),
        still_failing=_keys((a, b) for a, b in both if _fails(a) and _fails(b)),
        changed_answers=_keys((a, b) for a, b in both if _said(a) != _said(b)),
        changed_evidence=_keys((a, b) for a, b in both if _evidence(a) != _evidence(b)),
        slower=_keys((a, b) for a, b in both if _slower(a.asked, b.asked)),
        dearer=_keys((a, b) for a, b in both if _dearer(a.asked, b.asked)),
        added=tuple(key for key in new if key not in old),
        gone=() if now.selected else tuple(key for key in old if key not in new),
        rewritten=_keys((a, b) for a, b in both if a.digest != b.digest),
        setup=tuple(_setup(before, now)),
    )


def _check_comparable(before: Run, now: Run) -> None:
    for suite, fingerprint in now.corpora.items():
        known = before.corpora.get(suite)
        if known is not None and known != fingerprint:
            raise BaselineError(
                f"The baseline was made over other documents (suite {suite}: {known[:12]} then, {fingerprint[:12]}"
                " now): nothing is compared. Review this run and write it with --accept."
            )
    stuck = [item.key for item in now.results if item.verdict == "not_run"]
    if stuck:
        raise BaselineError(f"Nothing is compared: {len(stuck)} could not be run: {'; '.join(stuck[:5])}.")
    keys = {item.key for item in before.results}
    if keys.isdisjoint(item.key for item in now.results):
        raise BaselineError(
            f"Nothing is compared: the baseline has none of the {len(now.results)} cases that were run, but"
            f" {'; '.join(sorted(keys)[:5]) or 'none'}. Name the suites it was made of, or write it anew with --accept."
        )


def _keys(pairs: Iterable[tuple[CaseResult, CaseResult]]) -> tuple[str, ...]:
    return tuple(after.key for _, after in pairs)


def _fails(item: CaseResult) -> bool:
    return item.verdict in ("failed", "not_run")


def _is_new_failure(before: CaseResult | None, now: CaseResult) -> bool:
    """Whether a case fails that did not; a pass that is declared a gap is one lost."""
    if now.verdict == "known_gap":
        return before is not None and before.verdict == "passed"
    return _fails(now) and not (before is not None and _fails(before))


def _said(item: CaseResult) -> tuple[object, ...]:
    """All that a reader is told: the words, who answered, and of each source whose words it has, from whom and when."""
    answer = item.asked.answer if item.asked else None
    if answer is None:
        return ()
    told = [(one.marker, one.speaker, one.publisher, one.published_on) for one in answer.citations]
    conflicts = [(one.about, one.markers) for one in answer.conflicts]
    return (answer.status, answer.text, answer.reason, answer.model, answer.notes, told, conflicts)


def _evidence(item: CaseResult) -> tuple[object, ...]:
    """The passages found and the places cited, with their words.

    By file and title, since the same documents lie elsewhere on other machines.
    """
    if item.asked is None:
        return ()
    found = [(_file(hit.source), hit.title, hit.start, hit.end) for hit in item.asked.hits]
    cited = [(_file(one.source), one.title, one.start, one.end, one.quote) for one in item.asked.answer.citations]
    return (*found, *cited)


def _file(source: str) -> str:
    return source.replace("\\", "/").rsplit("/", 1)[-1]


def _slower(before: Asked | None, now: Asked | None) -> bool:
    if before is None or now is None or now.cached:
        return False
    return now.seconds > before.seconds * _SLOWER and now.seconds > before.seconds + _SLOWER_SECONDS


def _dearer(before: Asked | None, now: Asked | None) -> bool:
    if before is None or now is None:
        return False
    return (now.answer.cost or 0.0) > (before.answer.cost or 0.0) * _DEARER


def _setup(before: Run, now: Run) -> list[str]:
    pairs: dict[str, tuple[object, object]] = {
        "model": (before.model, now.model),
        "prompts": (before.prompt_digest, now.prompt_digest),
        "version": (before.version, now.version),
    }
    old, new = _flat(before.settings), _flat(now.settings)
    pairs |= {name: (old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys())}
    return [f"{name} {was!r} → {is_!r}" for name, (was, is_) in pairs.items() if was != is_]


def _flat(settings: dict[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in settings.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found
