"""A run as one HTML file that needs nothing else: answers of two runs side by side, passages apart from answers.

Everything that comes from a document, a model or a suite is escaped; the file runs no script.
"""

from __future__ import annotations

from collections import Counter

from assistant.records import Answer
from assistant.regression.comparing import CHANGES, Comparison
from assistant.regression.conclusion import Conclusion
from assistant.regression.reports.passages import Texts, highlighted, passages, safe, texts_of
from assistant.regression.results import CaseResult, Check, Run, Verdict
from assistant.rendering import source_line

_VERDICTS: dict[Verdict, str] = {"passed": "passed", "failed": "failed", "not_run": "not run", "known_gap": "known gap"}
_OUTCOMES: dict[int, Verdict] = {0: "passed", 1: "failed"}
_STEPS = (("retrieval", "What was found"), ("answer", "What was answered"), ("limits", "What it took"))
_EVIDENCE = "changed evidence"

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  color: #1c1c1c; background: #fff }
details { border: 1px solid #c9c9c9; border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem }
summary { cursor: pointer }
.verdict { font-weight: 600 }
.failed, .not_run { color: #a4161a }
.passed { color: #1b6b2f }
.known_gap { color: #6b5300 }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem }
.pair > div { border-left: 3px solid #c9c9c9; padding-left: .8rem }
.text { white-space: pre-wrap }
mark { background: #fff0b3 }
small { color: #555 }
td, th { padding: .1rem .8rem .1rem 0; text-align: left }
@media (prefers-color-scheme: dark) {
  body { background: #161616; color: #e6e6e6 }
  mark { background: #5c4a00; color: #fff }
  .failed, .not_run { color: #ff8a8a }
  .passed { color: #7ddc95 }
  .known_gap { color: #e6c65c }
  small { color: #aaa }
}
"""


def as_html(conclusion: Conclusion) -> str:
    """Return the file. Cases that did not pass or changed are open, the others closed."""
    run, comparison = conclusion.run, conclusion.comparison
    before = {item.key: item for item in comparison.before.results} if comparison else {}
    changed, texts = _changed(comparison), texts_of(run)
    parts = [_head(conclusion), _overview(run, comparison)]
    parts += [_gone(before[key]) for key in (comparison.gone if comparison else ())]
    # What needs a look comes first.
    order = sorted(run.results, key=lambda item: (item.verdict == "passed", not changed.get(item.key)))
    parts += [_case(item, before.get(item.key), changed.get(item.key, ()), texts) for item in order]
    return "\n".join([*parts, "</body></html>\n"])


def _head(conclusion: Conclusion) -> str:
    verdict = _OUTCOMES.get(conclusion.exit_code, "not_run")
    title = f"Parley check: {_VERDICTS[verdict]}"
    reasons = "".join(f"<li>{safe(line)}</li>" for line in conclusion.reasons)
    told = f"<ul class='{verdict}'>{reasons}</ul>" if reasons else ""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1 class='{verdict}'>{title}</h1>{told}"
    )


def _overview(run: Run, comparison: Comparison | None) -> str:
    counts = Counter(item.verdict for item in run.results)
    told = ", ".join(f"{counts[name]} {word}" for name, word in _VERDICTS.items() if counts[name])
    rows = {"Cases": told, "Started": run.started, "Model": run.model, "Prompts": run.prompt_digest}
    rows |= {f"Documents of {name}": value[:12] for name, value in run.corpora.items()}
    if comparison is not None:
        rows["Baseline"] = f"{comparison.before.started}, {comparison.before.model}, {comparison.before.prompt_digest}"
        rows |= {
            name.replace("_", " ").capitalize(): ", ".join(getattr(comparison, name))
            for name in (*CHANGES, "setup")
            if getattr(comparison, name)
        }
    cells = "".join(f"<tr><th>{safe(name)}</th><td>{safe(value)}</td></tr>" for name, value in rows.items())
    return f"<table>{cells}</table>"


def _case(item: CaseResult, before: CaseResult | None, changes: tuple[str, ...], texts: Texts) -> str:
    opened = " open" if item.verdict in ("failed", "not_run") or changes else ""
    notes = f" <small>{safe(', '.join(changes))}</small>" if changes else ""
    gap = f"<p><small>Known gap: {safe(item.gap)}</small></p>" if item.gap else ""
    found = passages(item, before if _EVIDENCE in changes else None, texts)
    steps = "".join(_step(step, title, item) for step, title in _STEPS)
    return (
        f"<details{opened}><summary><span class='verdict {item.verdict}'>{_VERDICTS[item.verdict]}</span>"
        f" {safe(item.key)}{notes}<br><small>{safe(item.question)}</small></summary>"
        f"{gap}{steps}{_answers(item, before)}{found}</details>"
    )


def _gone(before: CaseResult) -> str:
    """A case of the baseline that was not run, with the answer it had."""
    return (
        f"<details open><summary><span class='verdict failed'>gone</span> {safe(before.key)}"
        f"<br><small>{safe(before.question)}</small></summary>"
        f"<div class='pair'>{_answer('Baseline', before)}</div></details>"
    )


def _step(step: str, title: str, item: CaseResult) -> str:
    checks = [check for check in item.checks if check.step == step]
    rows = "".join(f"<li>{_check(check)}</li>" for check in checks)
    return f"<h3>{title}</h3><ul>{rows}</ul>" if rows else ""


def _check(check: Check) -> str:
    told = f": {safe(check.message)}" if check.message else ""
    return f"<span class='{check.outcome}'>{check.kind} {_VERDICTS[check.outcome]}</span>{told}"


def _answers(item: CaseResult, before: CaseResult | None) -> str:
    now = _answer("This run", item)
    return f"<div class='pair'>{_answer('Baseline', before)}{now}</div>" if before else f"<div class='pair'>{now}</div>"


def _answer(title: str, item: CaseResult) -> str:
    if item.asked is None:
        return f"<div><h4>{title}</h4><p>no answer</p></div>"
    answer = item.asked.answer
    why = f", {answer.reason}" if answer.reason else ""
    sources = "".join(
        f"<li value='{found.marker}'><mark>{safe(found.quote)}</mark><br>"
        f"<small>{safe(found.speaker or 'nobody named')} · {safe(source_line(found))}</small></li>"
        for found in answer.citations
    )
    took = f"{item.asked.seconds:.2f} s" + (f", cost {answer.cost:.4f}" if answer.cost is not None else "")
    return (
        f"<div><h4>{title}: {answer.status}{why}</h4><p class='text'>{_marked(answer)}</p><ol>{sources}</ol>"
        f"<small>{safe(answer.model)}, {took}{', from the cache' if item.asked.cached else ''}</small></div>"
    )


def _marked(answer: Answer) -> str:
    """The text with each cited quotation highlighted."""
    found = {answer.text.find(quote): quote for quote in (item.quote for item in answer.citations) if quote}
    return highlighted(answer.text, [(start, start + len(quote)) for start, quote in found.items() if start >= 0])


def _changed(comparison: Comparison | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in CHANGES if comparison else ():
        for key in getattr(comparison, name):
            found[key] = (*found.get(key, ()), name.replace("_", " "))
    return found
