"""Cases made from answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant import Assistant
from assistant.regression import Case, Suite, run
from assistant.regression.checks.library import short_names
from assistant.regression.making import disputed
from tests.checking.conftest import PAPERS, TOLL


@pytest.mark.parametrize(
    "question", [TOLL, "Which toll is fair?", "What does the repair of the locks cost?", "Who is Macron?"]
)
def test_an_answer_becomes_a_case_that_it_passes(question: str, canal: Assistant) -> None:
    case = canal.ask(question).to_case()
    again = Case.model_validate(yaml.safe_load(str(case))[0])
    assert again == case
    assert run(Suite(cases=(case,)), canal).ok


def test_a_follow_up_stands_alone(canal: Assistant) -> None:
    first = canal.ask("What did Brandel say about the toll?")
    case = canal.ask("And what did Holt say about it?", history=[first]).to_case("then-holt")
    assert case.name == "then-holt"
    assert case.history == ()
    assert run(Suite(cases=(case,)), canal).ok


def test_the_case_fails_when_the_documents_say_something_else(canal: Assistant) -> None:
    case = canal.ask(TOLL).to_case()
    other = case.model_copy(update={"question": "What does the repair of the locks cost?"})
    assert run(Suite(cases=(other,)), canal).exit_code == 1


def test_a_document_is_named_so_that_it_is_no_other(tmp_path: Path) -> None:
    for folder, name in (("one", "tolls.md"), ("two", "tolls.md"), ("two", "repairs.md")):
        (tmp_path / folder).mkdir(exist_ok=True)
        text = PAPERS[name] if folder == "one" else "The weather was fine in Port Ester, the mayor said.\n"
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "s", assistant_chat_model="") as desk:
        assert desk.ingest([tmp_path / "one", tmp_path / "two"]).ok
        sources = [item.source for item in desk.documents()]
        answer = desk.ask(TOLL)
        for case in (answer.to_case(), answer.to_case(sources=sources), disputed(answer, sources=sources)):
            places = case.expect.cites or case.expect.not_cites
            assert places is not None
            assert [item.document for item in places.any] == ["one/tolls.md"]
        assert run(Suite(cases=(answer.to_case(),)), desk).ok


@pytest.mark.parametrize(
    ("sources", "fewest", "names"),
    [
        (["/p/a.md", "/p/b.md"], 1, ["a.md", "b.md"]),
        (["/p/a.md", "/p/b.md"], 2, ["p/a.md", "p/b.md"]),
        (["/p/x/a.md", "/p/y/a.md"], 1, ["x/a.md", "y/a.md"]),
        (["/p/x/a.md", "/q/x/a.md"], 1, ["p/x/a.md", "q/x/a.md"]),
        (["/a.md", "/x/a.md"], 1, ["/a.md", "x/a.md"]),
        (["C:\\p\\a.md", "C:\\q\\a.md"], 1, ["p/a.md", "q/a.md"]),
        (["a.md"], 2, ["a.md"]),
        ([], 1, []),
    ],
)
def test_the_shortest_end_of_a_path_that_is_no_other(sources: list[str], fewest: int, names: list[str]) -> None:
    assert list(short_names(sources, fewest=fewest).values()) == names
