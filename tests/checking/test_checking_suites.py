"""Reading suites: every fault with its line, nothing half understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.regression.cases import Case
from assistant.regression.errors import SuiteError
from assistant.regression.expectations import Expectations
from assistant.regression.faults import HINTS
from assistant.regression.loading import LoadedSuite, load_suite, load_suites
from assistant.regression.shape import looks_like_suite

Written = Callable[..., Path]
Loaded = Callable[..., LoadedSuite]

LAUGHS = [(chr(code), chr(code + 1)) for code in range(ord("a"), ord("m"))]
LIMITED = "defaults: {max_seconds: 5}\ncases:\n"
ONE = "cases:\n  - name: one\n    question: What?\n    expect: {mentions: [yes]}\n"


def test_scalars_are_the_words_that_stand_there(loaded: Loaded) -> None:
    (case,) = loaded(
        "cases:\n  - name: one\n    question: yes\n    expect:\n      mentions: [1.10, no, 95%, 2026-01-02]\n"
        "      as_of: 2026-01-02\n      max_seconds: 5\n"
    ).suite.cases
    assert case.question == "yes"
    assert case.expect.mentions is not None
    assert [item.text for item in case.expect.mentions.all] == ["1.10", "no", "95%", "2026-01-02"]
    assert case.expect.as_of is not None
    assert case.expect.as_of.since == date(2026, 1, 2)
    assert case.expect.max_seconds == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("cases:\n  - name: one\n    question: Q\n    expect: {mention: [x]}\n", 4),
        ("cases:\n  - name: one\n    question: Q\n    expect: {mentions: []}\n", 4),
        ("cases:\n  - name: one\n    question: Q\n    expect: {mentions: [{regex: '('}]}\n", 4),
        ("cases:\n  - name: one\n    question: Q\n    expect: {}\n", 4),
        ("cases:\n  - name: one\n    question: Q\n", 2),
        ("cases:\n  - name: one\n    question: Q\n    expect: {status: maybe}\n", 4),
        ("cases:\n  - name: one\n    question: Q\n    expect: {status: answered, reason: off_topic}\n", 4),
        ("cases:\n  - name: one\n    question: Q\n    expect:\n      mentions: [a]\n      mentions: [b]\n", 6),
        ("cases:\n  - name: one\n    question: '{{who}}?'\n    expect: {status: answered}\n", 2),
        ("defaults: {max_second: 3}\ncases:\n  - {name: a, question: Q, expect: {status: answered}}\n", 1),
        ("cases:\n  - {name: a, question: Q, expect: {status: answered}}\n  - name: b\n   question: Q\n", 4),
        ("cases:\n  - {name: a, question: Q, repeat: {times: 2, pass: 3}, expect: {status: answered}}\n", 2),
        ("cases:\n  - {name: a, question: Q, expect: {position: {party: A, issue: B, stance: likes}}}\n", 2),
        ("cases: []\n", 1),
        ("cases: {name: a}\n", 1),
        ("", 1),
        ("~", 1),
        (f"{LIMITED}  - {{name: a, question: Q, expect: {{status: answered}}}}\n  - {{name: b, question: Q}}\n", 4),
        (f"{LIMITED}  - name: b\n    question: Q\n    expect: {{}}\n", 5),
        (f"{LIMITED}  - name: b\n    question: Q\n    expect:\n", 5),
        (f"{LIMITED}  - name: b\n    question: Q\n    expect: null\n", 5),
        (f"{LIMITED}  - name: b\n    question: Q\n    expect: {{status: any}}\n", 5),
        ("cases:\n  - name: b\n    question: Q\n    expect: {max_seconds: 3, max_cost: 1}\n", 4),
        ("cases:\n  - name: b\n    question: Q\n    expect:\n      status: answered\n      quotes: ~\n", 6),
        ("cases:\n  - name: b\n    question: Q\n    expect: {mentions: [null]}\n", 4),
        ("x: &a [*a]\ncases: []\n", 1),
        ("a: &a [1, 1]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in LAUGHS), 1),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, written: Written) -> None:
    path = written(text)
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    told = str(caught.value)
    assert str(path) in told
    assert f"line {line}:" in told or f":{line}:" in told, told
    assert "\n" not in told


def test_names_are_told_apart(written: Written) -> None:
    with pytest.raises(SuiteError, match=r":5: .*'one'.* 2"):
        load_suite(written(ONE + ONE.removeprefix("cases:\n")))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a" * 6_000_000, b"[" * 5000])
def test_what_is_no_text_is_an_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(SuiteError):
        load_suite(path)
    with pytest.raises(SuiteError):
        load_suite(tmp_path / "none.yaml")


def test_defaults_hold_where_a_case_says_nothing(loaded: Loaded) -> None:
    one, two = loaded(
        "defaults: {max_seconds: 5, tags: [slow], repeat: 2}\ncases:\n"
        "  - {name: a, question: Q, expect: {status: answered}}\n"
        "  - {name: b, question: Q, tags: [own], repeat: 1, expect: {status: answered, max_seconds: 9}}\n"
    ).suite.cases
    assert (one.expect.max_seconds, one.tags, one.repeat.times, one.repeat.needed) == (5, ("slow",), 2, 2)
    assert (two.expect.max_seconds, two.tags, two.repeat.times) == (9, ("own",), 1)


@pytest.mark.parametrize("value", ["false", "no", "No", "true", "off", "0", "''", "' '", "'-'"])
def test_a_known_gap_is_a_reason_and_no_switch(value: str, written: Written) -> None:
    rest = "question: Q, expect: {status: answered}"
    with pytest.raises(SuiteError, match=r"line 2: .*known_gap"):
        load_suite(written(f"cases:\n  - {{name: a, {rest}, known_gap: {value}}}\n"))
    if cell := value.strip("' "):
        with pytest.raises(SuiteError, match=r"line 3.*known_gap"):
            load_suite(written(f"question,status,known_gap\nQ,answered,not yet\nR,answered,{cell}\n", "talks.csv"))


def test_what_the_defaults_expect_is_enough_for_a_case(loaded: Loaded) -> None:
    (case,) = loaded("defaults: {status: abstained, max_seconds: 5}\ncases:\n  - {name: a, question: Q}\n").suite.cases
    assert case.expect.wanted_status == "abstained"


def test_variables_are_put_in_and_a_case_has_the_last_word(loaded: Loaded) -> None:
    one, two = loaded(
        "variables: {who: Holt, what: the toll}\ncases:\n"
        "  - {name: a, question: 'What did {{who}} say about {{ what }}?', expect: {attributed_to: '{{who}}'}}\n"
        "  - {name: b, question: 'Who is {{who}}?', variables: {who: Brandel}, expect: {mentions: ['{{who}}']}}\n"
    ).suite.cases
    assert one.question == "What did Holt say about the toll?"
    assert one.expect.attributed_to is not None
    assert one.expect.attributed_to.any[0].speaker == "Holt"
    assert two.question == "Who is Brandel?"


def test_without_a_status_an_answer_is_expected_where_its_words_are(loaded: Loaded) -> None:
    cases = loaded(
        "cases:\n  - {name: a, question: Q, expect: {not_mentions: [x]}}\n"
        "  - {name: b, question: Q, expect: {retrieves: x, max_seconds: 3}}\n"
        "  - {name: c, question: Q, expect: {reason: off_topic}}\n"
        "  - {name: d, question: Q, expect: {status: any, not_cites: [x]}}\n"
    ).suite.cases
    assert [case.expect.wanted_status for case in cases] == ["answered", "any", "abstained", "any"]


def test_csv_and_yaml_say_the_same(loaded: Loaded) -> None:
    table = loaded(
        "name,question,history,tags,status,mentions,attributed_to,retrieves,max_seconds\n"
        'one,What now?,Before? | And then?,a|b,answered,95% | 1.10,Trump,"{document: x.md, top: 3}",5\n'
        ",And what else?,,,abstained,,,,\n",
        "talks.csv",
    )
    text = loaded(
        'cases:\n  - name: one\n    question: What now?\n    history: ["Before?", "And then?"]\n    tags: [a, b]\n'
        "    expect: {status: answered, mentions: [95%, 1.10], attributed_to: Trump,"
        " retrieves: {document: x.md, top: 3}, max_seconds: 5}\n"
        "  - {name: 'And what else?', question: 'And what else?', expect: {status: abstained}}\n"
    )
    assert table.suite == text.suite
    assert table.lines == (2, 3)


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ("question,mention\nQ,x\n", 1, ["mention"]),
        ("question,mentions\nQ,x,y\n", 2, []),
        ("question,status\nQ,maybe\n", 2, ["status", "maybe"]),
        ("question,status\n\nQ,answered\nQ2,maybe\n", 4, ["status", "maybe"]),
        ("question,max_seconds,status\nQ,soon,answered\n", 2, ["max_seconds", "soon"]),
        ("question,cites\nQ,{document: x\n", 2, ["cites", "{document: x"]),
        ("question,cites\nQ,x\nR,{document: x.md}\nS,{docment: x.md}\n", 4, ["cites", "docment"]),
        ('question,mentions\nQ,x\nR,"y\nS,z\nT,w\n', 3, []),  # the mark is never closed
        ('question,mentions\nQ,x\nR,"y\nS,"z"\n', 3, []),  # it is closed two cells on
        ("question,mentions,mentions\nQ,x,y\n", 1, ["mentions"]),
        ("question,mentions,\nQ,x,y\n", 1, ["3"]),
        ("question;mentions\nQ;x\n", 1, ["commas"]),
        ("question\tmentions\nQ\tx\n", 1, ["commas"]),
        ("Question,Mentions\nQ,x\n", 1, ["Question"]),
        ("name,mentions\nQ,x\n", 1, ["question"]),
        ("name,question,status\na,Q,answered\na,R,answered\n", 3, ["2"]),
        ("question,mentions\nQ?,x\nR?,y\nQ?,z\n", 4, ["Q?", "2"]),  # without names nothing tells them apart
    ],
)
def test_a_fault_of_a_table_is_told_with_its_line_column_and_cell(
    text: str, line: int, named: list[str], written: Written
) -> None:
    with pytest.raises(SuiteError) as caught:
        load_suite(written(text, "talks.CSV"))
    told = str(caught.value)
    assert re.search(rf"line {line}\b|:{line}:", told), told
    assert all(part in told for part in named), told
    assert "\n" not in told


def test_a_cell_may_have_lines_of_its_own_and_its_case_begins_on_the_first(loaded: Loaded) -> None:
    table = loaded('question,mentions\n"What did he\nsay?",x\nR,a\u2028b\n', "talks.csv")
    assert table.lines == (2, 4)
    assert [case.question for case in table.suite.cases] == ["What did he\nsay?", "R"]


@pytest.mark.parametrize(
    ("expect", "named"),
    [
        ("mentions: {none: [x]}", ["mentions.none", "all", "any", "regex"]),
        ("position: x", ["party", "issue", "stance"]),
        ("position: {party: A, issue: B, stance: likes}", ["likes", "demands"]),
        ("similar: x", ["text"]),
        ("as_of: soon", ["soon", "2026-01-31"]),
        ("conflict: maybe", ["maybe", "true", "about"]),
        ("max_seconds: soon", ["soon"]),
        ("reason: because", ["because", "off_topic"]),
        ("cites: {document: x, span: {a: b}}", ["cites"]),
        ("cites: {document: x, span: [1, 2, 3]}", ["cites"]),
        ("quotes: [{text: x}]", ["quotes"]),
        ("mention: [x]", ["mention", "mentions", "not_mentions"]),
    ],
)
def test_a_fault_says_what_to_write_and_names_no_type(expect: str, named: list[str], written: Written) -> None:
    text = f"cases:\n  - name: one\n    question: Q\n    expect:\n      status: answered\n      {expect}\n"
    with pytest.raises(SuiteError) as caught:
        load_suite(written(text))
    told = str(caught.value)
    assert "line 6:" in told
    assert all(part in told for part in named), told
    assert not re.search(r"Expected|tuple|instance|dictionary|pydantic|valid |Input", told), told


@pytest.mark.parametrize(
    "expect",
    [
        "mentions: [' ']",
        "mentions: [a, '']",
        "mentions: ['\u200b']",
        "mentions: [{word: ' '}]",
        "not_mentions: {all: [a, ' ']}",
        "mentions: [{regex: 'x*'}]",
        "not_mentions: [{regex: 'x|'}]",
        "mentions: [{regex: '\\b'}]",
        'mentions: [{regex: "\\bnot\\b"}]',
        'not_mentions: [{regex: "x\\e"}]',
        "mentions: [{regex: '(a'}]",
        "mentions: [{text: a, word: a}]",
        "quotes: [' ']",
        "attributed_to: '?'",
        "not_attributed_to: [Holt, '-']",
        "attributed_to: {speaker: Holt, quote: ' '}",
        "cites: ' '",
        "cites: {document: x, span: ' '}",
        "not_cites: {document: x, span: ''}",
        "not_cites: {document: x, span: [5, 5]}",
        "retrieves: {document: x, span: [5, 3]}",
        "position: {party: '?', issue: b, stance: open}",
        "conflict: {about: '-'}",
        "as_of: {}",
        "as_of: {since: 2031-02-01, until: 2031-01-01}",
        "max_seconds: inf",
        "max_seconds: nan",
        "max_cost: inf",
        "similar: {text: ' '}",
        "judged: ' '",
        "quotes: ~",
        "mentions:",
    ],
)
def test_what_would_check_nothing_is_a_fault_with_its_line(expect: str, written: Written) -> None:
    text = f"cases:\n  - name: one\n    question: Q\n    expect:\n      status: answered\n      {expect}\n"
    with pytest.raises(SuiteError, match=r"line 6:|:6:"):
        load_suite(written(text))


def test_every_key_has_a_hint() -> None:
    assert set(Expectations.model_fields) | set(Case.model_fields) <= set(HINTS)


def test_merge_keys_are_told_by_name(written: Written) -> None:
    text = "base: &b {question: Q}\ncases:\n  - name: one\n    <<: *b\n    expect: {status: answered}\n"
    with pytest.raises(SuiteError, match=r":4: .*merge"):
        load_suite(written(text))


def test_a_folder_gives_its_suites_and_tells_the_others(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.yaml").write_text(ONE, encoding="utf-8")
    (tmp_path / "one.yml").write_text(ONE, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("services: {web: {image: x}}\n", encoding="utf-8")
    (tmp_path / "table.csv").write_text("question,status\nQ,answered\n", encoding="utf-8")
    for hidden in (".parley-checks/feedback.yaml", ".git/deep/more.yaml", ".draft.yaml"):
        (tmp_path / hidden).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / hidden).write_text("cases: [{question: broken", encoding="utf-8")
    with caplog.at_level("INFO", logger="parley"):
        found = load_suites([tmp_path])
    assert len(found) == 3
    assert len({item.name for item in found}) == 3
    assert "other.yaml" in caplog.text
    assert "one.yml" not in caplog.text
    with pytest.raises(SuiteError):
        load_suites([tmp_path / "deep" / "none"])
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "other.yaml").write_text("services: {web: {image: x}}\n", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"other\.yaml"):
        load_suites([tmp_path / "bare"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bad.yaml", ONE.replace("cases", "Cases")),
        ("bad.yaml", ONE.replace("cases:\n", "")),
        ("bad.yaml", "cases: {name: one, question: What, expect: {mentions: [x]}}\n"),
        ("bad.yaml", "cases: {one: {question: What, expect: {mentions: [x]}}}\n"),
        ("bad.yaml", ONE.replace("question", "Question")),
        ("bad.yaml", "{cases: [{question: What, expect: {}"),
        ("bad.YAML", ONE + "x: [\n"),
        ("bad.yaml", ONE + "# " + "x" * 5_000_000),
        ("bad.csv", "question;mentions\nQ;x\n"),
        ("bad.csv", "Question,Mentions\nQ,x\n"),
        ("bad.CSV", "question,mentions,stranger\nQ,x,y\n"),
    ],
)
def test_a_folder_drops_no_suite_that_is_broken(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(ONE, encoding="utf-8")
    assert len(load_suites([tmp_path])) == 1
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SuiteError, match=re.escape(name)):
        load_suites([tmp_path])


@pytest.mark.parametrize(
    ("text", "is_suite"),
    [
        (ONE, True),
        (ONE + "broken: [", True),
        ("{documents: [a], cases: [{name: one, question: Q, expect: {status: answered}}]}\n", True),
        ("--- {cases: [\n  {name: one,\n   'question': Q}]}\n", True),
        ("cases: [a, b]\n", False),
        ("x:\n  cases:\n  - question: Q\n", False),
        ("question: Q\n", False),
        ("Cases:\n  - question: Q\n    answer: A\n", False),
        ("- question: Q\n  answer: A\n", False),
        ("text: |\n  cases:\n    - question: Q\n", False),
        ("text: |\n cases: question\nquestion: Q\n", False),
    ],
)
def test_a_suite_is_told_by_its_shape(text: str, is_suite: bool, written: Written) -> None:
    assert looks_like_suite(written(text)) is is_suite


@pytest.mark.parametrize(
    ("header", "is_suite"),
    [("question,status,name", True), ("question,status,assignee", False), ("question,answer", False), ("", False)],
)
def test_a_table_is_told_by_its_columns(header: str, is_suite: bool, written: Written) -> None:
    assert looks_like_suite(written(f"{header}\nQ,x,y\n", "talks.csv")) is is_suite


def test_every_expectation_may_be_a_column(written: Written) -> None:
    for kind in Expectations.model_fields:
        assert looks_like_suite(written(f"question,{kind}\n", "talks.csv")), kind


def test_a_case_can_be_written_down_and_read_again(loaded: Loaded) -> None:
    whole = (
        "cases:\n  - name: one\n    question: Q\n    history: [P]\n    tags: [t]\n    repeat: {times: 3, pass: 2}\n"
        "    filters: {publishers: [Gazette], date_from: 2031-01-01}\n    known_gap: not yet\n    expect:\n"
        "      mentions: [a, {regex: b+}]\n      not_mentions: {all: [c, d]}\n"
        "      cites: [x.md, {document: y, span: z}]\n"
        "      attributed_to: {speaker: Holt, quote: w}\n      retrieves: {document: x.md, span: [1, 2]}\n"
        "      as_of: {since: 2031-01-01}\n      conflict: {about: toll}\n      judged: it is polite\n"
    )
    (case,) = loaded(whole).suite.cases
    again = Case.model_validate(yaml.safe_load(case.to_yaml())[0])
    assert again == case
    assert again.digest == case.digest
