"""Writing reports to files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.regression.comparing import CHANGES
from assistant.regression.conclusion import Conclusion
from assistant.regression.errors import ReportError
from assistant.regression.reports.html import as_html
from assistant.regression.reports.junit import as_junit
from assistant.rendering import as_dict


def as_json(conclusion: Conclusion) -> str:
    """Return a run with all its answers, what came out of it, and what changed since the baseline."""
    whole: dict[str, Any] = {
        "ok": conclusion.ok,
        "exit_code": conclusion.exit_code,
        "reasons": list(conclusion.reasons),
        **as_dict(conclusion.run),
        "comparison": None,
    }
    comparison = conclusion.comparison
    if comparison is not None:
        changes = {name: list(getattr(comparison, name)) for name in (*CHANGES, "setup")}
        whole["comparison"] = {"ok": comparison.ok, **changes}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str)


def write_reports(
    conclusion: Conclusion,
    *,
    junit: Path | None = None,
    json_file: Path | None = None,
    html: Path | None = None,
) -> None:
    """Write the reports that are asked for.

    Raises:
        ReportError: if a file cannot be written.
    """
    if junit is not None:
        _write(junit, as_junit(conclusion))
    if json_file is not None:
        _write(json_file, as_json(conclusion))
    if html is not None:
        _write(html, as_html(conclusion))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise ReportError(f"{path}: the report cannot be written: {error.strerror or error}.") from None
