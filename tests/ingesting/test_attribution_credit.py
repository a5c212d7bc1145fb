"""Whom words are credited to: invented reports, each with the speakers that it allows.

The cases stand in ``credit_cases.yaml``; an empty name in ``allowed`` stands for no credit at all. Where the report
leaves open who is meant, the pronoun or the description alone is right, and a name would be a guess.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from ingest.attribution import Analyst
from ingest.attribution.quotes import paragraphs
from ingest.sentences import sentence_spans
from vectorstore.records import SourceDocument, Statement

CASES = yaml.safe_load(Path(__file__).with_name("credit_cases.yaml").read_text(encoding="utf-8"))


@cache
def analyst() -> Analyst:
    return Analyst()


def statements(text: str) -> tuple[Statement, ...]:
    document = SourceDocument(document_id="d", title="t", text=text, source="s")
    sentences = [span for start, end in paragraphs(text) for span in sentence_spans(text[start:end], offset=start)]
    return analyst().analyse(document, sentences=sentences).statements


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][-60:])
def test_words_are_credited_to_who_said_them_or_to_nobody(case: dict[str, str]) -> None:
    fitting = [item for item in statements(case["text"]) if case["words"] in item.content]
    inner = min(fitting, key=lambda item: len(item.content), default=None)

    credited = inner.speaker or "" if inner is not None else ""

    assert credited.casefold() in {name.strip().casefold() for name in case["allowed"].split("|")}


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ("TASS quoted Jan Lind as saying that the plan was dead.", "Jan Lind", "TASS"),
        ("“The plan is dead for us,” TASS quoted Jan Lind as saying.", "Jan Lind", "TASS"),
        ("Jan Lind, quoted by TASS, said that the plan was dead.", "Jan Lind", "TASS"),
        ("Anton Weller said Jan Lind told him that the plan was dead.", "Jan Lind", "Anton Weller"),
        ("Jan Lind said that the plan was dead.", "Jan Lind", None),
    ],
)
def test_who_passes_words_on_is_named_beside_the_speaker(text: str, speaker: str, via: str | None) -> None:
    inner = min((item for item in statements(text) if "plan" in item.content), key=lambda item: len(item.content))
    assert (inner.speaker, inner.nested_in) == (speaker, via)


def test_a_heading_in_marks_is_not_what_the_last_speaker_said() -> None:
    text = "Jan Lind warned that it was late.\n\n“We will not pay for the rain”\n\nAnna Berg rejected the claim."
    assert not any("pay for the rain" in item.content for item in statements(text))


def test_a_former_office_is_kept_in_the_role() -> None:
    (item,) = statements("Former president Jan Lind said that the plan was dead.")
    assert item.role == "Former president"


def test_what_somebody_would_say_is_conditional() -> None:
    (item,) = [s for s in statements("If Jan Lind says that the army will leave, it will.") if "army" in s.content]
    assert item.conditional
