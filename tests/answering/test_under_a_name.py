"""Answers that list somebody's words or stance: whose they are, of which day, and that the latest is among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant

DAYS = {
    "may-04.md": ("2026-05-04", "Dockers open with fourteen", (
        "The dockers' leader Rita Sorn said on Monday that the dockers want fourteen percent more pay. "
        "Sorn's allies said that she would never give way. The dockers want fourteen percent more pay and say so. "
        "The port's lawyer Nils Arup told reporters that fourteen percent was a dream."
    )),
    "may-19.md": ("2026-05-19", "Dockers come down", (
        "The dockers' leader Rita Sorn said on Tuesday that the dockers now want nine percent more pay. "
        "Mayor Olga Brandt watched the talks from the gallery and left without a word."
    )),
}  # fmt: skip


@pytest.fixture(scope="module")
def strike(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("strike")
    for name, (day, title, text) in DAYS.items():
        (folder / name).write_text(f"---\ndate: {day}\ntitle: {title}\n---\n\n{text}\n", encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path_factory.mktemp("store")) as desk:
        assert desk.ingest([folder]).ok
        yield desk


def test_all_that_somebody_said_is_theirs_and_dated(strike: Assistant) -> None:
    answer = strike.ask("What did Rita Sorn say?")

    assert [item.published_on.isoformat() for item in answer.citations if item.published_on] == [
        "2026-05-04",
        "2026-05-19",
    ]
    assert not any("never give way" in item.quote or "dream" in item.quote for item in answer.citations)
    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert all(day in line for day, line in zip(("4 May 2026", "19 May 2026"), lines, strict=True))
    assert not any("Sorn" in line for line in lines)  # the first line names her


def test_the_latest_stance_is_shown_with_its_day(strike: Assistant) -> None:
    answer = strike.ask("What do the dockers want?")

    assert "2026-05-19" in {item.published_on.isoformat() for item in answer.citations if item.published_on}
    assert "19 May 2026" in answer.text


def test_who_is_only_written_about_has_said_nothing(strike: Assistant) -> None:
    answer = strike.ask("What did Olga Brandt say?")

    assert (answer.status, answer.reason) == ("abstained", "no_statement_on_issue")
