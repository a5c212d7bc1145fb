"""A group that documents call by what it is ("the union") answers for itself and not for those it talks with."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant

STRIKE = """Ferry strike: where both sides stand

The union wants back pay since December and a guarantee that the routes stay open until 2030.

The ministry wants a no-strike clause of two years. Union leader Tarek Reik rejected the clause.

The union demands 7 percent in the first year.
"""


def test_the_words_of_the_other_side_are_no_answer(tmp_path: Path) -> None:
    (tmp_path / "strike.txt").write_text(STRIKE, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        desk.ingest([tmp_path / "strike.txt"])
        answer = desk.ask("What does the union want?")

    quotes = [item.quote for item in answer.citations]
    assert any("back pay" in quote for quote in quotes)
    assert any("7 percent" in quote for quote in quotes)
    assert not any("no-strike clause of two years" in quote for quote in quotes)
    assert {item.speaker for item in answer.citations if "percent" in item.quote} <= {"The union", None}
