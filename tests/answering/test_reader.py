"""The offline reader over a small negotiation: what it has to refuse, each beside what it has to answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant
from vectorstore import VectorStore, VectorstoreSettings

Ask = Callable[[str], Answer]


@pytest.fixture
def ask(desk: Assistant, answered: Ask) -> Ask:
    """Ask, and check what holds for every answer."""

    def ask(question: str) -> Answer:
        answer = answered(question)
        for item in (*answer.citations, *answer.nearest):
            assert desk.document(item.document_id).text[item.start : item.end] == item.quote
        assert bool(answer.citations) == (answer.status == "answered") == (answer.reason is None)
        return answer

    return ask


ANSWERED = {
    "speaker": [
        ("What did Lindqvist say about the herring quota?", "must stay as it is", "Pavo Lindqvist"),
        ("What did Amsel say about the herring?", "a compromise on the herring is close", "Ruth Amsel"),
        ("What did Brandel say about the locks?", "needs the tolls to repair the locks", "Tomas Brandel"),
        (
            "Who said that a compromise on the herring is close?",
            "a compromise on the herring is close",
            "Ruth Amsel",
        ),
    ],
    "count": [
        ("How many barges wait at the northern lock?", "40 barges", None),
        ("How many patrol boats has Kestria sent?", "nine patrol boats", None),
        ("How long would the fishing accord last?", "ten years", None),
    ],
    "name": [
        ("What does Maldora want?", "halved within three years", None),
        (
            "What did Irena Holt say about the herring quota?",
            "only if the herring quota is raised",
            "Irena Holt",
        ),
        ("What did Brandell say about the locks?", "needs the tolls to repair the locks", "Tomas Brandel"),
    ],
    "premise": [
        ("Why did Holt accept the plan for joint patrols?", "because smuggling hurts both sides", None),
        ("Why does Kestria need the tolls?", "to repair the locks", None),
    ],
    "relation": [
        ("Who is the mediator?", "Ruth Amsel, the mediator", None),
        ("Who is Kestria's spokesman?", "Pavo Lindqvist, the spokesman", None),
        ("Who is the president of Maldora?", "Irena Holt, the president", None),
    ],
    "obstacle": [
        ("What stands in the way of a deal?", "who pays for the dredging", None),
        ("What stands in the way of a deal on the canal?", "who pays for the dredging", None),
        ("What is the main sticking point?", "who pays for the dredging", None),
    ],
}
REFUSED = {
    "speaker": [
        ("What did Lindqvist say about the dredging of the canal?", "no_statement_on_issue"),
        ("What did Amsel say about the tolls?", "no_statement_on_issue"),
        ("What did Brandel say about the herring?", "no_statement_on_issue"),
    ],
    "count": [
        ("How many inspectors have visited the fishing harbours?", "not_in_documents"),
        ("How many spies has Kestria sent?", "not_in_documents"),
        ("How many ministers live in Brell?", "not_in_documents"),
        ("How old is Irena Holt?", "not_in_documents"),
        ("How many locks have the inspectors visited?", "not_in_documents"),
    ],
    "name": [
        ("What does Zorvania want?", "party_not_mentioned"),
        ("What does Belgium say about the herring?", "party_not_mentioned"),
        ("What did Ebba Kjellgren say about the tolls?", "party_not_mentioned"),
        ("What did Holt say about Zorvania?", "party_not_mentioned"),
        ("What do the beekeepers want?", "party_not_mentioned"),
        ("What does the king of Maldora say?", "party_not_mentioned"),
        ("what did the pope say about the herring", "party_not_mentioned"),
    ],
    "premise": [
        ("Why did Holt reject the plan for joint patrols?", "false_premise"),
        ("Why did Brandel accept the demand to halve the tolls?", None),
        ("When did Brandel accept the demand?", None),
        ("Why did Lindqvist walk out of the talks?", "false_premise"),
    ],
    "relation": [
        ("Who is Holt's lawyer?", None),
        ("Who is the brother of Tomas Brandel?", None),
    ],
    "subject": [
        ("What is the capital of the moon?", None),
        ("How do I bake bread with rye?", "off_topic"),
        ("Who won the chess championship?", None),
    ],
}


@pytest.mark.parametrize(
    ("question", "words", "speaker"),
    [pytest.param(*item, id=f"{gate}-{item[0]}") for gate, items in ANSWERED.items() for item in items],
)
def test_what_the_documents_say_is_answered(ask: Ask, question: str, words: str, speaker: str | None) -> None:
    answer = ask(question)
    assert answer.status == "answered", answer.reason
    cited = [item for item in answer.citations if words in item.quote]
    assert cited, answer.text
    assert words in answer.text
    assert speaker in (None, cited[0].speaker)


@pytest.mark.parametrize(
    ("question", "reason"),
    [pytest.param(*item, id=f"{gate}-{item[0]}") for gate, items in REFUSED.items() for item in items],
)
def test_what_the_documents_do_not_say_is_refused(ask: Ask, question: str, reason: str | None) -> None:
    answer = ask(question)
    assert answer.status == "abstained", answer.text
    assert reason in (None, answer.reason)
    assert not any(item.quote in answer.text for item in answer.nearest), "the nearest passages are no answer"


def test_an_absent_name_is_told(ask: Ask) -> None:
    assert "Zorvania" in ask("What does Zorvania want?").text
    assert "the beekeepers" in ask("What do the beekeepers want?").text
    assert "Belgium’s" not in ask("What is Belgium’s position on the tolls?").text
    assert "Ruth Amsel" in ask("What did Amsel say about the tolls?").text
    assert ask("What does Belgium say about the herring?").coverage.silent_parties == ("Belgium",)


def test_a_condition_is_never_cut_off(ask: Ask) -> None:
    answer = ask("What did Holt say about the fishing accord?")
    assert "only if" in answer.citations[0].quote


def test_both_sides_of_a_comparison_have_their_own_words(ask: Ask) -> None:
    answer = ask("How do Maldora and Kestria differ on the tolls?")
    assert answer.understanding.kind == "comparison"
    quotes = " ".join(item.quote for item in answer.citations)
    assert "halved" in quotes
    assert "needs the tolls" in quotes


def test_a_silent_side_of_a_comparison_is_told(ask: Ask) -> None:
    answer = ask("Compare the positions of Maldora and Sandrel on the canal tolls.")
    assert answer.status == "answered"
    assert "Sandrel" in answer.text
    assert not any("Amsel" in item.quote for item in answer.citations)


@pytest.mark.parametrize(
    "question", ["What does each side want on the canal tolls?", "How do the two sides differ on the tolls?"]
)
def test_sides_that_nobody_named_are_found_in_the_documents(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.understanding.kind == "comparison"
    assert answer.coverage.silent_parties == ()
    assert answer.text.index("Maldora:") >= 0
    assert answer.text.index("Kestria:") >= 0
    assert "Sandrel:" not in answer.text, "who mediates is no side"


def test_what_is_still_to_come_has_not_happened(tmp_path: Path, denied: Any) -> None:
    with VectorStore.open(VectorstoreSettings(path=tmp_path / "store"), create=True) as store:
        denied.put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        assert desk.ask("How did the councillors vote on the sale?").status == "abstained"
        assert desk.ask("When will the councillors vote on the sale?").status == "answered"


def test_a_denial_in_the_next_sentence_comes_along(tmp_path: Path, denied: Any) -> None:
    with VectorStore.open(VectorstoreSettings(path=tmp_path / "store"), create=True) as store:
        denied.put(store)
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        sold = [item.quote for item in desk.ask("Who offered the whole canal for sale?").citations]
        dug = [item.quote for item in desk.ask("When was the canal dug by hand?").citations]
    first = sold.index("Holt offered Kestria the whole canal for sale, a diplomat said.")
    assert sold[first + 1] == "She denied this on Tuesday."
    assert "It denies nobody a night of rest." not in dug


def test_a_place_is_no_silent_party(ask: Ask) -> None:
    assert ask("What did Holt say about the canal tolls in Brell?").coverage.silent_parties == ()


def test_who_somebody_is_comes_with_their_title_first(ask: Ask) -> None:
    answer = ask("Who is Holt?")
    assert "president" in answer.citations[0].quote
    assert not answer.conflicts


def test_what_somebody_denied_is_not_all_that_they_said(tmp_path: Path) -> None:
    text = (
        "Thorsen was generous on Friday.\n\nElke Thorsen said that the paper was a draft. Elke Thorsen denied that she"
        " had agreed to a review.\n"
    )
    (tmp_path / "paper.txt").write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        desk.ingest([tmp_path / "paper.txt"])
        denied, said = desk.ask("What did Elke Thorsen deny?"), desk.ask("What did Elke Thorsen say?")
    assert [("review" in item.quote, "draft" in item.quote) for item in denied.citations] == [(True, False)]
    assert {word for item in said.citations for word in ("draft", "review", "generous") if word in item.quote} == {
        "draft",
        "review",
    }


def test_a_yes_or_no_question_is_answered_by_whoever_tells_of_it(tmp_path: Path) -> None:
    text = (
        "Kestria wants 48 hours.\n\nKestria offered 300 crowns.\n\nKestria needs rain.\n\nKestria has accepted the"
        " proposal of a treaty that lasts 15 years, two members of the Maldoran delegation said on Friday.\n"
    )
    (tmp_path / "treaty.txt").write_text(text, encoding="utf-8")
    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store") as desk:
        desk.ingest([tmp_path / "treaty.txt"])
        answer = desk.ask("did kestria agree to 15 years or not")
    assert answer.status == "answered"
    assert "15 years" in answer.citations[0].quote
