"""Cases made from answers."""

from __future__ import annotations

import pytest
import yaml

from assistant import Assistant
from assistant.regression import Case, Suite, run
from tests.checking.conftest import TOLL


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
