"""Running suites: verdicts, known gaps, repeats, histories, the cache; nothing that was not checked is a pass."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, AnswerEvent, Assistant, Event, Filters
from assistant.errors import Unreachable
from assistant.regression import Case, Suite, SuiteError, run
from tests.checking.conftest import ANYTHING, PAPERS, TOLL
from tests.checking.desks import Altered, Beside

Loaded = Callable[..., Any]


class Unsteady(Beside):
    """Answers as the real one does, but every second time it gives other words, and a server may be out of reach."""

    def __init__(self, desk: Assistant, *, broken: bool = False) -> None:
        super().__init__(desk)
        self.asked = 0
        self._broken = broken

    def stream(
        self, question: str, *, history: Sequence[Answer] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        self.asked += 1
        if self._broken:
            raise Unreachable("nobody is there: try again")
        for event in super().stream(question, history=history, filters=filters):
            if isinstance(event, AnswerEvent) and self.asked % 2 == 0:
                yield replace(event, answer=replace(event.answer, text="Something else. [1]"))
            else:
                yield event


def suite(**case: Any) -> Suite:
    whole = {"name": "one", "question": TOLL, "expect": {"mentions": ["rejects"]}, **case}
    return Suite(cases=(Case.model_validate(whole),))


def verdict(given: Suite, desk: Assistant, **options: Any) -> str:
    (result,) = run(given, desk, **options).results
    return result.verdict


def test_a_case_passes_or_says_why_not(canal: Assistant) -> None:
    assert verdict(suite(), canal) == "passed"
    done = run(suite(expect={"mentions": ["accepts"]}), canal)
    (result,) = done.results
    assert (result.verdict, result.broke_at, done.exit_code) == ("failed", "answer", 1)
    assert "accepts" in result.summary
    assert "accepts" in str(done)


def test_the_first_step_that_broke_is_told(canal: Assistant) -> None:
    gold = {"document": "repairs.md", "span": "40 million crowns", "top": 1}
    (result,) = run(suite(expect={"mentions": ["accepts"], "retrieves": gold}), canal).results
    assert result.broke_at == "retrieval"
    assert result.asked is not None
    assert [hit.rank for hit in result.asked.hits] == list(range(1, len(result.asked.hits) + 1))
    assert result.asked.hits[0].source.endswith("tolls.md")


@pytest.mark.parametrize(
    ("expect", "expected"),
    [({"mentions": ["accepts"]}, "known_gap"), ({"mentions": ["rejects"]}, "failed"), ({"judged": "x"}, "not_run")],
)
def test_a_known_gap_has_to_fail(expect: dict[str, Any], expected: str, canal: Assistant) -> None:
    assert verdict(suite(known_gap="not yet", expect=expect), canal) == expected


def test_a_known_gap_does_not_cover_what_the_whole_suite_expects(canal: Assistant, loaded: Loaded) -> None:
    case = f"  - {{name: one, question: '{TOLL}', known_gap: not yet, expect: {{mentions: [accepts]}}}}\n"
    for unwanted, expected in (("nonsense", "known_gap"), ("rejects", "failed")):
        assert verdict(loaded(f"defaults: {{not_mentions: [{unwanted}]}}\ncases:\n{case}"), canal) == expected


def test_what_could_not_be_run_is_no_pass(canal: Assistant) -> None:
    done = run(suite(expect={"mentions": ["rejects"], "judged": "it is polite"}), canal)
    assert (done.results[0].verdict, done.ok, done.exit_code) == ("not_run", False, 3)
    assert verdict(suite(filters={"documents": ["none.md"]}), canal) == "not_run"
    assert verdict(suite(), Unsteady(canal, broken=True)) == "not_run"
    failed = run(suite(expect={"mentions": ["accepts"], "judged": "it is polite"}), canal)
    assert (failed.results[0].verdict, failed.exit_code) == ("failed", 1)


@pytest.mark.parametrize(
    ("repeat", "expected", "passes"), [(4, "failed", 2), ({"times": 4, "pass": 2}, "passed", 2), (1, "passed", 1)]
)
def test_a_repeated_case_is_asked_anew_each_time(
    repeat: Any, expected: str, passes: int, canal: Assistant, tmp_path: Path
) -> None:
    desk = Unsteady(canal)
    desk.asked = -1  # the answer that warms up is not counted
    (result,) = run(suite(repeat=repeat), desk, cache=tmp_path).results
    assert (result.verdict, result.passes) == (expected, passes)


def test_questions_before_are_asked_first(canal: Assistant) -> None:
    follow_up = {"question": "And what did he say about it?", "history": ["What did Brandel say about the toll?"]}
    assert verdict(suite(**follow_up, expect={"attributed_to": "Brandel", "mentions": ["fair"]}), canal) == "passed"


def test_filters_limit_the_documents(canal: Assistant) -> None:
    asked = {"question": "What does the repair of the locks cost?", "expect": {"mentions": ["40 million"]}}
    assert verdict(suite(**asked), canal) == "passed"
    assert verdict(suite(**asked, filters={"documents": ["repairs.md"]}), canal) == "passed"
    assert verdict(suite(**asked, filters={"documents": ["tolls.md"]}), canal) == "failed"
    assert verdict(suite(**asked, filters={"date_from": "2031-03-01"}), canal) == "failed"


def test_answers_are_kept_until_something_that_decides_them_changes(
    canal: Assistant, papers: Path, tmp_path: Path
) -> None:
    first, again = (run(suite(), canal, cache=tmp_path / "kept") for _ in range(2))
    assert [item.results[0].asked.cached for item in (first, again) if item.results[0].asked] == [False, True]
    assert again.results[0].checks == first.results[0].checks
    (other,) = run(suite(question="Who is Holt?", expect=ANYTHING), canal, cache=tmp_path / "kept").results
    assert other.asked is not None
    assert not other.asked.cached

    with Assistant.from_settings(env_file=None, vectorstore_path=tmp_path / "store", assistant_chat_model="") as desk:
        desk.ingest([papers / "tolls.md"])
        (fewer,) = run(suite(), desk, cache=tmp_path / "kept").results
    assert fewer.asked is not None
    assert not fewer.asked.cached
    for file in (tmp_path / "kept").iterdir():
        file.write_text("{", encoding="utf-8")
    (damaged,) = run(suite(), canal, cache=tmp_path / "kept").results
    assert damaged.asked is not None
    assert not damaged.asked.cached


def test_a_time_is_that_of_an_answer_asked_now(canal: Assistant, tmp_path: Path) -> None:
    expect = {"mentions": ["rejects"], "max_seconds": 0.000001}
    run(suite(expect=expect), canal, cache=tmp_path)
    for file in tmp_path.iterdir():  # the one that is kept was there at once
        kept = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps(kept | {"seconds": 0.0}), encoding="utf-8")
    (result,) = run(suite(expect=expect), canal, cache=tmp_path).results
    assert result.asked is not None
    assert (result.verdict, result.asked.cached) == ("failed", False)


def test_documents_that_are_not_there_are_told_with_the_suite(canal: Assistant, loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    rest = "cases:\n  - {name: one, question: Q, expect: {status: answered}}\n"
    for folder in ("empty", "gone"):
        with pytest.raises(SuiteError, match=r"talks\.yaml"):
            run(loaded(f"documents: [{folder}]\n{rest}"), canal)
    with pytest.raises(SuiteError, match="line 1:"):
        loaded(f"documents: []\n{rest}")


def test_a_name_that_two_documents_have_is_told_with_both(canal: Assistant, loaded: Loaded, tmp_path: Path) -> None:
    for folder, price in (("a", "17"), ("b", "18")):
        (tmp_path / "own" / folder).mkdir(parents=True)
        text = PAPERS["tolls.md"].replace("12 crowns", f"{price} crowns").replace("divide", f"divide in {folder}")
        (tmp_path / "own" / folder / "harbour.md").write_text(text, encoding="utf-8")
    text = (
        "documents: [own]\ncases:\n"
        "  - {name: one, question: 'Which toll is fair?', expect: {cites: harbour.md}}\n"
        "  - {name: two, question: 'Which toll is fair?', expect: {cites: [a/harbour.md, b/harbour.md]}}\n"
        "  - {name: three, question: 'What toll?', filters: {documents: [harbour.md]}, expect: {mentions: [1]}}\n"
    )
    one, two, three = run(loaded(text), canal).results
    assert (one.verdict, two.verdict, three.verdict) == ("not_run", "passed", "not_run")
    for result in (one, three):
        assert "a/harbour.md" in result.summary
        assert "b/harbour.md" in result.summary


def test_a_suite_may_bring_its_documents(canal: Assistant, loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "tolls.md").write_text(PAPERS["tolls.md"].replace("12 crowns", "17 crowns"), encoding="utf-8")
    text = (
        "documents: [own]\ncases:\n  - name: one\n    question: Which toll is fair?\n    expect: {mentions: ['17']}\n"
    )
    done = run(loaded(text), canal)
    assert done.ok, str(done)
    assert list(done.corpora.values()) != list(run(suite(), canal).corpora.values())
    with pytest.raises(SuiteError):
        run(loaded(text.replace("own", "gone")), canal)


def test_cases_are_chosen_by_tag_and_by_name(canal: Assistant) -> None:
    cases = [
        {"name": name, "question": TOLL, "tags": [tag], "expect": ANYTHING}
        for name, tag in (("one", "a"), ("two", "b"), ("three", "b"))
    ]
    whole = Suite.model_validate({"cases": cases})
    assert [item.name for item in run(whole, canal, tags=["b"]).results] == ["two", "three"]
    assert [item.name for item in run(whole, canal, only={"suite-1: one"}).results] == ["one"]
    for options in ({"tags": ["c"]}, {"only": set()}):
        with pytest.raises(SuiteError):
            run(whole, canal, **options)


def test_several_at_a_time_come_in_order(canal: Assistant) -> None:
    cases = [{"name": str(number), "question": TOLL, "expect": {"status": "answered"}} for number in range(6)]
    done = run(Suite.model_validate({"cases": cases}), canal, jobs=3)
    assert [item.name for item in done.results] == [str(number) for number in range(6)]
    assert done.ok


BAD_FILTER = {"documents": ["none.md"]}


@pytest.mark.parametrize("first", [{}, {"filters": BAD_FILTER}, {"filters": BAD_FILTER, "history": [TOLL]}])
def test_a_desk_is_warmed_up_once_and_no_case_can_keep_it_from_that(first: dict[str, Any], canal: Assistant) -> None:
    desk = Altered(canal)
    cases = [{"name": str(number), "question": TOLL, "expect": ANYTHING} for number in range(3)]
    run(Suite.model_validate({"cases": [cases[0] | first, *cases[1:]]}), desk, jobs=3)
    assert desk.asked.count(TOLL) == (3 if not first else 2)
    assert len(desk.asked) == desk.asked.count(TOLL) + 1
    assert desk.asked[0] != TOLL


def test_the_best_of_three_times_counts(canal: Assistant) -> None:
    desk = Altered(canal)
    (result,) = run(suite(expect={"mentions": ["rejects"], "max_seconds": 0.000001}), desk).results
    assert (result.verdict, desk.asked.count(TOLL)) == ("failed", 3)
    desk = Altered(canal)
    run(suite(expect={"mentions": ["accepts"], "max_seconds": 0.000001}), desk)
    assert desk.asked.count(TOLL) == 1  # it is not its time that is wrong


def test_a_conversation_is_asked_once_for_all_that_share_it(canal: Assistant) -> None:
    before = "What did Brandel say about the toll?"
    cases = [
        {"name": str(number), "question": f"And what about it, {number}?", "history": [before], "expect": ANYTHING}
        for number in range(4)
    ]
    desk = Altered(canal)
    run(Suite.model_validate({"cases": cases}), desk, jobs=4)
    assert desk.asked.count(before) == 1
    desk = Altered(canal)
    run(Suite.model_validate({"cases": [cases[0] | {"repeat": 3}, cases[1]]}), desk)
    assert desk.asked.count(before) == 4  # each time of a repeated case is a conversation of its own


@pytest.mark.parametrize(
    ("changes", "verdict", "kept"),
    [
        ({}, "passed", 1),
        ({"notes": ("openai:x cannot be reached. Answered by openai:y instead.",), "model": "openai:y"}, "not_run", 0),
        ({"notes": ("A part of it may be missing.",)}, "passed", 0),
        ({"model": "openai:y"}, "passed", 1),  # nothing went otherwise than it was set up
    ],
)
@pytest.mark.parametrize("history", [[], ["What did Brandel say about the toll?"]])
def test_an_answer_that_came_about_otherwise_is_not_the_models(
    changes: dict[str, Any], verdict: str, kept: int, history: list[str], canal: Assistant, tmp_path: Path
) -> None:
    (result,) = run(suite(history=history, expect=ANYTHING), Altered(canal, **changes), cache=tmp_path / "kept").results
    assert result.verdict == verdict
    assert len(list((tmp_path / "kept").glob("*"))) == kept
    assert all(note in result.summary for note in changes.get("notes", ())) or verdict == "passed"


def test_a_note_on_the_conversation_keeps_the_answer_out_of_the_cache(canal: Assistant, tmp_path: Path) -> None:
    class Noting(Altered):
        """Only what comes first has a note."""

        def stream(self, question: str, **options: Any) -> Iterator[Event]:
            self._changes = {} if question == TOLL else {"notes": ("by rules instead",)}
            return super().stream(question, **options)

    assert verdict(suite(history=["Who is Holt?"], expect=ANYTHING), Noting(canal), cache=tmp_path / "kept") == "passed"
    assert not (tmp_path / "kept").exists()
