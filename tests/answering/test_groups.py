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


QUARRELS = {
    "fish.txt": """Mackerel talks fail

Brenholm wants to keep its share of the mackerel catch, while the Sorvay Islands are asking for 49 percent.

Brenholm rejected a smaller catch. The Sorvay Islands demand open ports.

The talks were mediated by officials from Qelat, who left on Friday.
""",
    "gas.txt": """Gas fee talks go on

Dravna demands 3.40 marks for each unit of gas. Orgaz offers 2.35 marks for the gas.

Dravna rejected a contract of ten years, which Orgaz wants for its gas.
""",
}


def test_who_wants_what_sets_the_stances_of_the_sides_beside_each_other_in_the_quarrel_asked_about(
    tmp_path: Path,
) -> None:
    for name, text in QUARRELS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        desk.ingest([tmp_path / name for name in QUARRELS])
        fish = desk.ask("who wants what in the fishing talks")
        mediator = desk.ask("Who mediated between Brenholm and the Sorvay Islands?")
        sources = {item.document_id: item.source for item in desk.documents()}

    assert fish.understanding.kind == "comparison"
    assert {Path(sources[item.document_id]).name for item in fish.citations} == {"fish.txt"}
    assert all(any(word in item.quote for word in ("wants", "rejected", "demand")) for item in fish.citations)
    assert "Qelat" in mediator.citations[0].quote
